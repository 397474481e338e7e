"""The phases of one term, in order: the code that runs, compiled or through Mesa.

The order is part of the theory. A phase is declared once, in `PHASES`: the compiled term, the Mesa
schedule and the table of the documentation follow from that list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

from iei.agents.budget import settle_budget
from iei.agents.college import choose_role, start_college, take_role, weigh_college
from iei.agents.enterprise import choose_strategy, start_enterprise, weigh_enterprise
from iei.agents.government import (
    assess,
    govern,
    search_levers,
    start_government,
)
from iei.agents.lead import choose_lead, revises
from iei.sim.base.compilation import rule, rule_of_calls
from iei.sim.cooperation.accounts import close_accounts, pay_for_services, run_links, start_cash
from iei.sim.cooperation.dissolution import dissolve_links
from iei.sim.cooperation.evaluation import (
    count_graduate_wages,
    gather_experience,
    hold_kickoff,
    learn_college,
    learn_enterprise,
    score_agents,
)
from iei.sim.cooperation.formation import form_links
from iei.sim.cooperation.inspection import audit_links
from iei.sim.cooperation.joint_entities import aggregate_joint_work, exchange_elements, found_joint_entity
from iei.sim.cooperation.joint_work import work_together
from iei.sim.cooperation.links import count_strategies, survey_links
from iei.sim.labour.placement import place
from iei.sim.labour.workforce import produce, start_workforce
from iei.sim.outcomes.talent_tallies import count_talent
from iei.sim.outcomes.tallies import count_cooperation
from iei.sim.talent.attention import move_fashion, start_fashion
from iei.sim.talent.curriculum import adapt_curricula, start_programmes
from iei.sim.talent.fields import grow_posts, move_frontier, start_fields, start_posts
from iei.sim.talent.information import forecast_centrally, pool_estimates, read_demand
from iei.sim.talent.intake import start_intake, start_intakes
from iei.sim.talent.seats import plan_programmes, start_seats
from iei.sim.talent.students import learn, start_cohorts
from iei.sim.talent.teaching import start_teachers, teach
from iei.sim.world.tables import World


@dataclass(frozen=True)
class Phase:
    """One phase of a term.

    Parameters
    ----------
    rule : rule of the world that runs it; the phase has its name
    equations : equations that it computes
    why : why it stands where it does
    agents : who does it in the Mesa model, and by which method, such as ``"enterprises.weigh"``; empty for
        what the world does as a whole
    """

    rule: Callable[[World], None]
    _: KW_ONLY
    equations: str
    why: str
    agents: str = ""

    @property
    def name(self) -> str:
        """Name of the rule."""
        return self.rule.__name__

    def doing(self, rule: Callable[[World], None]) -> Phase:
        """The same phase with another rule."""
        return replace(self, rule=rule)


@rule
def shock(world):
    """Frontier, fashion, demand for fields and posts move."""
    for k in range(world.fields.shape[0]):
        move_frontier(world, k)
    move_fashion(world)
    grow_posts(world)


@rule
def lead(world):
    """Every evaluation cycle governments choose their lead (E38a, E39)."""
    if revises(world):
        for g in range(world.governments.shape[0]):
            assess(world, g)
        if world.behaviour[0].adaptive_switch > 0.0:
            for g in range(world.governments.shape[0]):
                search_levers(world, g)
        for g in range(world.governments.shape[0]):
            world.governments[g].strong_lead = choose_lead(world, g)


@rule
def rule_regions(world):
    """Levers in force, law and council mature."""
    for g in range(world.governments.shape[0]):
        govern(world, g)
    for g in range(world.governments.shape[0]):
        hold_kickoff(world, g)


@rule
def inform(world):
    """Demand signals, pooling, planner's forecast."""
    for c in range(world.colleges.shape[0]):
        read_demand(world, c)
    pool_estimates(world)
    for g in range(world.governments.shape[0]):
        forecast_centrally(world, g)


@rule
def look_around(world):
    """Everybody sees own links and peers, before anybody revises."""
    survey_links(world)
    count_strategies(world)


@rule
def weigh_enterprises(world):
    """Utilities of all enterprises, from the same state of the world."""
    for e in range(world.enterprises.shape[0]):
        weigh_enterprise(world, e)


@rule
def choose_strategies(world):
    """Every enterprise chooses, then all choices take effect together."""
    for e in range(world.enterprises.shape[0]):
        world.enterprises[e].next_strategy = choose_strategy(world, e)


@rule
def adopt_strategies(world):
    """The choices take effect."""
    for e in range(world.enterprises.shape[0]):
        world.enterprises[e].strategy = world.enterprises[e].next_strategy


@rule
def weigh_colleges(world):
    """Value of an active role for all colleges."""
    for c in range(world.colleges.shape[0]):
        weigh_college(world, c)


@rule
def choose_roles(world):
    """Every college decides; peers are seen as they acted last term."""
    for c in range(world.colleges.shape[0]):
        world.colleges[c].next_role = choose_role(world, c)


@rule
def take_roles(world):
    """Decisions go through administration, older ones take effect."""
    for c in range(world.colleges.shape[0]):
        take_role(world, c, world.colleges[c].next_role)


@rule
def cooperate(world):
    """Joint work on every link, joint entities, elements, and what programmes gain."""
    for l in range(world.clock[0].links):
        work_together(world, l)
        found_joint_entity(world, l)
        exchange_elements(world, l)
    survey_links(world)
    aggregate_joint_work(world)


@rule
def supervise(world):
    """Audits, then costs, incentives and sanctions."""
    audit_links(world)
    pay_for_services(world)
    run_links(world)


@rule
def evaluate(world):
    """Scores, publicity, beliefs."""
    score_agents(world)
    gather_experience(world)
    for e in range(world.enterprises.shape[0]):
        learn_enterprise(world, e)
    for c in range(world.colleges.shape[0]):
        learn_college(world, c)


@rule
def forget_tallies(world):
    """What was counted in a term of the warm-up goes."""
    for row in range(world.tally_values.shape[1]):
        for column in range(world.tally_values.shape[2]):
            world.tally_values[0, row, column] = 0.0


@rule
def close_term(world):
    """Accounts, tallies, next term."""
    close_accounts(world)
    for g in range(world.governments.shape[0]):
        settle_budget(world, g)
    count_talent(world)
    count_cooperation(world)
    count_graduate_wages(world)
    clock = world.clock[0]
    if clock.term < 0:
        forget_tallies(world)
    else:
        clock.tallied += 1
    clock.term += 1


PHASES: list[Phase] = [
    Phase(shock, equations="E22, E25a, E29", why="what nobody here decides comes first"),
    Phase(lead, equations="E38a, E39", why="governments judge the cycle that ended"),
    Phase(rule_regions, equations="E1-E4, E40", why="levers must be in force before others respond"),
    Phase(inform, equations="E23", why="estimates use this term's demand"),
    Phase(look_around, equations="E11", why="beliefs of last term's end and own links are read"),
    Phase(
        weigh_enterprises,
        equations="E5, E7-E9",
        why="utilities before any choice: simultaneous",
        agents="enterprises.weigh",
    ),
    Phase(
        choose_strategies,
        equations="E6",
        why="enterprises choose knowing the levers",
        agents="enterprises.decide",
    ),
    Phase(adopt_strategies, equations="E6", why="choices take effect together", agents="enterprises.adopt"),
    Phase(
        weigh_colleges,
        equations="E5, E10",
        why="colleges know their partners, not this term's choices",
        agents="colleges.weigh",
    ),
    Phase(choose_roles, equations="E6, E10", why="colleges decide", agents="colleges.decide"),
    Phase(take_roles, equations="E10", why="administration delays decisions", agents="colleges.adopt"),
    Phase(dissolve_links, equations="E15", why="withdrawal frees capacity before search"),
    Phase(form_links, equations="E13, E14", why="search uses this term's willingness"),
    Phase(cooperate, equations="E16-E21", why="new links work at once"),
    Phase(supervise, equations="E8, E9, E40", why="what is audited and paid is what was done"),
    Phase(teach, equations="E26", why="teachers learn from this term's joint work"),
    Phase(adapt_curricula, equations="E24, E28", why="curricula follow partners"),
    Phase(plan_programmes, equations="E25, E25a, E25b", why="seats follow this term's estimates"),
    Phase(learn, equations="E25, E27", why="students learn with these teachers and curricula"),
    Phase(place, equations="E30-E33", why="graduates of this term meet open posts"),
    Phase(produce, equations="E29, E34", why="those hired work, some quit, posts open"),
    Phase(evaluate, equations="E11, E12", why="everybody learns from what happened"),
    Phase(close_term, equations="E37, E38, E40", why="accounts close; nothing is changed after counting"),
]


@rule
def start(world):
    """State at the start of the warm-up, as far as it depends on the seed."""
    start_fields(world)
    start_fashion(world)
    for g in range(world.governments.shape[0]):
        start_government(world, g)
    for e in range(world.enterprises.shape[0]):
        start_enterprise(world, e)
    start_posts(world)
    for e in range(world.enterprises.shape[0]):
        start_workforce(world, e)
        start_cash(world, e)
    for g in range(world.governments.shape[0]):
        start_intakes(world, g)
    for c in range(world.colleges.shape[0]):
        start_college(world, c)
        start_intake(world.colleges[c])
        start_seats(world, c)
        start_programmes(world, c)
        start_cohorts(world, c)
        start_teachers(world, c)
    survey_links(world)


def compose_term() -> Any:
    """The rule that runs all phases of one term, in the order of `PHASES`."""
    return rule_of_calls("run_term", "world", [phase.rule for phase in PHASES])


run_term = compose_term()


@rule
def go_on(world, terms):
    """Run a started world for further terms, without Python in between."""
    for _ in range(terms):
        run_term(world)
