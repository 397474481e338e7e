"""One agent looked at through its Mesa agent: its state, its options, what it chose and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iei.agents.choice import ACTIVE
from iei.agents.college import college_peer
from iei.agents.enterprise import peer_of
from iei.agents.government import revises
from iei.agents.mesa_agents import ROLES, STRATEGIES, College, Enterprise, Government
from iei.sim.base.chance import uniform
from iei.sim.base.purpose import Purpose
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
    looked_at = {"enterprise": of_enterprise, "college": of_college, "government": of_government}
    looker: Callable[..., Inspection] = looked_at[kind]
    return looker(getattr(model, f"{kind}s")[row], term)


def of_enterprise(agent: Enterprise, term: int) -> Inspection:
    """An enterprise between no, formal and substantive cooperation (E5, E6)."""
    world, e = agent.model.world, agent.row
    before = agent.strategy
    chosen = STRATEGIES[agent.choose()]
    why, peer = mode(
        world,
        e,
        (Purpose.ENTERPRISE_KEEP, Purpose.ENTERPRISE_RANDOM, Purpose.ENTERPRISE_MODE),
        "keep_probability",
    )
    if why == "kept" and agent.state.attentive:
        why, peer = mode(world, e, (None, Purpose.ENTERPRISE_RANDOM, Purpose.ENTERPRISE_MODE), "")
        why = "attentive" if why == "weighed" else why
    if peer:
        peer_row = int(peer_of(world, e))
        option = STRATEGIES[int(world.enterprises["strategy"][peer_row])]
        why = "imitated" if chosen == option else "not_imitated"
        return Inspection(
            "enterprise", e, term, agent.as_dict(), agent.options, before, chosen, why, peer_row, option
        )
    return Inspection("enterprise", e, term, agent.as_dict(), agent.options, before, chosen, why)


def of_college(agent: College, term: int) -> Inspection:
    """A college between a passive and an active role (E6, E10); a decision acts after administration."""
    world, c = agent.model.world, agent.row
    before = ROLES[int(agent.state.decided)]
    chosen = ROLES[agent.choose()]
    options = {ROLES[0]: 0.0, ROLES[1]: float(agent.state.value_active)}
    why, peer = mode(
        world, c, (Purpose.COLLEGE_KEEP, Purpose.COLLEGE_RANDOM, Purpose.COLLEGE_MODE), "college_keep"
    )
    if peer:
        row = int(college_peer(world, c))
        option = ROLES[int(world.colleges["strategy"][row] == ACTIVE)]
        why = "imitated" if chosen == option else "not_imitated"
        return Inspection("college", c, term, agent.as_dict(), options, before, chosen, why, row, option)
    return Inspection("college", c, term, agent.as_dict(), options, before, chosen, why)


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
    return Inspection("government", agent.row, term, agent.as_dict(), options, before, chosen, "weighed")


def mode(
    world: Any, row: int, purposes: tuple[Purpose | None, Purpose, Purpose], keep: str
) -> tuple[str, bool]:
    """How an agent comes to its choice in this term, and whether it looks at a peer (E6)."""
    seed, term = int(world.clock["seed"][0]), int(world.clock["term"][0])
    behaviour = world.behaviour[0]
    keeping, trying, looking = purposes
    if keeping is not None and uniform(seed, term, keeping, row, 0) < behaviour[keep]:
        return "kept", False
    if uniform(seed, term, trying, row, 0) < behaviour["random_choice"]:
        return "random", False
    return "weighed", bool(uniform(seed, term, looking, row, 0) < behaviour["imitation_share"])
