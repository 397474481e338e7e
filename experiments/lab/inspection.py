"""One agent looked at through its Mesa agent: its state, its options, what it chose and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iei.agents.choice import REASONS
from iei.agents.lead import revises
from iei.agents.mesa_agents import ROLES, STRATEGIES, College, Enterprise, Government
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.engine import prepare
from iei.sim.run.model import IntegrationModel
from iei.sim.run.scenario import Scenario
from iei.sim.run.schedule import PHASES, run_term

KINDS = ("enterprise", "college", "government")
# phases after which agents of a kind choose
WEIGHED_AFTER = {"government": "shock", "enterprise": "weigh_enterprises", "college": "weigh_colleges"}
LEADS = ("weak", "strong")


@dataclass(frozen=True)
class Inspection:
    """An agent in the moment of its choice.

    Attributes
    ----------
    state : all columns of its row, by name
    options : utility of each option, by name
    before, chosen : option in effect before, and the one chosen
    why : reason: kept, attentive (like weighed, because its transfers changed), weighed, random, imitated,
        not_imitated, no_cycle (governments choose once a cycle)
    peer : number of the agent looked at, or -1
    peer_option : what that one does
    """

    kind: str
    row: int
    term: int
    state: dict[str, Any]
    options: dict[str, float]
    before: str
    chosen: str
    why: str
    peer: int = -1
    peer_option: str = ""


def inspect(scenario: Scenario, seed: int, term: int, kind: str, row: int) -> Inspection:
    """The agent of that kind and row when it chooses in `term`.

    Runs the world up to that moment; `InvalidInput` if there is no such agent or term.
    """
    if kind not in KINDS:
        raise InvalidInput(f"'{kind}' is not a kind of agent: {', '.join(KINDS)}")
    if not 0 <= term < scenario.terms:
        raise InvalidInput(f"term = {term} is outside [0, {scenario.terms - 1}]")
    model = IntegrationModel(prepare(scenario), seed)
    number = len(getattr(model.world, f"{kind}s"))
    if not 0 <= row < number:
        raise InvalidInput(f"there is no {kind} {row}: rows are 0 to {number - 1}")
    for _ in range(term):
        run_term(model.world)
    for phase in PHASES:
        phase.rule(model.world)
        if phase.name == WEIGHED_AFTER[kind]:
            break
    lookers = {"enterprise": of_enterprise, "college": of_college, "government": of_government}
    looker: Callable[..., Inspection] = lookers[kind]
    return looker(getattr(model, f"{kind}s")[row], term)


def of_enterprise(agent: Enterprise, term: int) -> Inspection:
    """An enterprise between no, formal and substantive cooperation (E5, E6)."""
    before = agent.strategy
    chosen = STRATEGIES[agent.choose()]
    peer, option = looked_at(agent, STRATEGIES)
    return Inspection(
        "enterprise",
        agent.row,
        term,
        agent.as_dict(),
        agent.options,
        before,
        chosen,
        REASONS[agent.state.reason],
        peer,
        option,
    )


def of_college(agent: College, term: int) -> Inspection:
    """A college between a passive and an active role (E6, E10); a decision acts after administration."""
    before = ROLES[int(agent.state.decided)]
    chosen = ROLES[agent.choose()]
    options = {ROLES[0]: 0.0, ROLES[1]: float(agent.state.value_active)}
    peer, option = looked_at(agent, ROLES)
    return Inspection(
        "college",
        agent.row,
        term,
        agent.as_dict(),
        options,
        before,
        chosen,
        REASONS[agent.state.reason],
        peer,
        option,
    )


def looked_at(agent: College | Enterprise, options: tuple[str, ...]) -> tuple[int, str]:
    """Row of the peer that an agent looked at in its choice and what that one does; -1 without any."""
    peer = int(agent.state.peer)
    if peer < 0:
        return peer, ""
    return peer, options[int(getattr(agent.model.world, agent.table)["strategy"][peer])]


def of_government(agent: Government, term: int) -> Inspection:
    """A government between a weak and a strong lead, once an evaluation cycle (E38a)."""
    world = agent.model.world
    before = LEADS[int(agent.state.strong_lead)]
    if not revises(world):
        options = {LEADS[0]: 0.0, LEADS[1]: float(agent.state.lead_value)}
        return Inspection("government", agent.row, term, agent.as_dict(), options, before, before, "no_cycle")
    agent.assess()
    chosen = LEADS[int(agent.choose())]
    options = {LEADS[0]: 0.0, LEADS[1]: float(agent.state.lead_value)}
    peer = int(agent.state.peer)
    return Inspection(
        "government",
        agent.row,
        term,
        agent.as_dict(),
        options,
        before,
        chosen,
        REASONS[agent.state.reason],
        peer,
        LEADS[int(world.governments["led_strongly"][peer])] if peer >= 0 else "",
    )
