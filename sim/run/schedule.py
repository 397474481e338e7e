"""The phases of one term, in order: the code that runs, compiled or through Mesa.

The order is part of the theory; the third column of `PHASES` says why a phase stands where it does.
"""

from __future__ import annotations

from dataclasses import dataclass

from iei.agents.college import choose_role, start_college, take_role, weigh_college
from iei.agents.enterprise import choose_strategy, start_enterprise, weigh_enterprise
from iei.agents.government import (
    assess,
    choose_lead,
    govern,
    revises,
    search_levers,
    settle_budget,
    start_government,
)
from iei.sim.base.compilation import rule
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
from iei.sim.talent.curriculum import adapt_curricula, start_programmes
from iei.sim.talent.fields import grow_posts, move_frontier, start_fields, start_posts
from iei.sim.talent.information import forecast_centrally, pool_estimates, read_demand
from iei.sim.talent.students import learn, start_cohorts, start_intakes
from iei.sim.talent.teaching import start_teachers, teach


@dataclass(frozen=True)
class Phase:
    """One phase of a term: its name, the function that runs it, and why it stands where it does."""

    name: str
    function: str
    equations: str
    why: str


@rule
def shock(world):
    """Phase 0: frontier, demand for fields and posts move."""
    for k in range(world.fields.shape[0]):
        move_frontier(world, k)
    grow_posts(world)


@rule
def lead(world):
    """Phase 1, first part: every evaluation cycle governments choose their lead (E38a, E39)."""
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
    """Phase 1, second part: levers in force, law and council mature."""
    for g in range(world.governments.shape[0]):
        govern(world, g)
    for g in range(world.governments.shape[0]):
        hold_kickoff(world, g)


@rule
def inform(world):
    """Phase 2: demand signals, pooling, planner's forecast."""
    for c in range(world.colleges.shape[0]):
        read_demand(world, c)
    pool_estimates(world)
    for g in range(world.governments.shape[0]):
        forecast_centrally(world, g)


@rule
def look_around(world):
    """Phase 3: everybody sees own links and peers, before anybody revises."""
    survey_links(world)
    count_strategies(world)


@rule
def weigh_enterprises(world):
    """Phase 4, first part: utilities of all enterprises, from the same state of the world."""
    for e in range(world.enterprises.shape[0]):
        weigh_enterprise(world, e)


@rule
def choose_strategies(world):
    """Phase 4, second part: every enterprise chooses, then all choices take effect together."""
    for e in range(world.enterprises.shape[0]):
        world.enterprises[e].next_strategy = choose_strategy(world, e)


@rule
def adopt_strategies(world):
    """Phase 4, third part: the choices take effect."""
    for e in range(world.enterprises.shape[0]):
        world.enterprises[e].strategy = world.enterprises[e].next_strategy


@rule
def weigh_colleges(world):
    """Phase 5, first part: value of an active role for all colleges."""
    for c in range(world.colleges.shape[0]):
        weigh_college(world, c)


@rule
def choose_roles(world):
    """Phase 5, second part: every college decides; peers are seen as they acted last term."""
    for c in range(world.colleges.shape[0]):
        world.colleges[c].next_role = choose_role(world, c)


@rule
def take_roles(world):
    """Phase 5, third part: decisions go through administration, older ones take effect."""
    for c in range(world.colleges.shape[0]):
        take_role(world, c, world.colleges[c].next_role)


@rule
def cooperate(world):
    """Phase 8: joint work on every link, joint entities, elements, and what programmes gain."""
    for l in range(world.clock[0].links):
        work_together(world, l)
        found_joint_entity(world, l)
        exchange_elements(world, l)
    survey_links(world)
    aggregate_joint_work(world)


@rule
def supervise(world):
    """Phase 9: audits, then costs, incentives and sanctions."""
    audit_links(world)
    pay_for_services(world)
    run_links(world)


@rule
def evaluate(world):
    """Phase 15: scores, publicity, beliefs."""
    score_agents(world)
    gather_experience(world)
    for e in range(world.enterprises.shape[0]):
        learn_enterprise(world, e)
    for c in range(world.colleges.shape[0]):
        learn_college(world, c)


@rule
def close_term(world):
    """Phase 16: accounts, tallies, next term."""
    close_accounts(world)
    for g in range(world.governments.shape[0]):
        settle_budget(world, g)
    count_talent(world)
    count_cooperation(world)
    count_graduate_wages(world)
    world.clock[0].term += 1


PHASES = (
    Phase("shock", "shock", "E22, E29", "what nobody here decides comes first"),
    Phase("lead", "lead", "E38a, E39", "governments judge the cycle that ended"),
    Phase("rule_regions", "rule_regions", "E1-E4, E40", "levers must be in force before others respond"),
    Phase("inform", "inform", "E23", "estimates use this term's demand"),
    Phase("look_around", "look_around", "E11", "beliefs of last term's end and own links are read"),
    Phase("weigh_enterprises", "weigh_enterprises", "E5, E7-E9", "utilities before any choice: simultaneous"),
    Phase("choose_strategies", "choose_strategies", "E6", "enterprises choose knowing the levers"),
    Phase("adopt_strategies", "adopt_strategies", "E6", "choices take effect together"),
    Phase(
        "weigh_colleges", "weigh_colleges", "E5, E10", "colleges know their partners, not this term's choices"
    ),
    Phase("choose_roles", "choose_roles", "E6, E10", "colleges decide"),
    Phase("take_roles", "take_roles", "E10", "administration delays decisions"),
    Phase("dissolve_links", "dissolve_links", "E15", "withdrawal frees capacity before search"),
    Phase("form_links", "form_links", "E13, E14", "search uses this term's willingness"),
    Phase("cooperate", "cooperate", "E16-E21", "new links work at once"),
    Phase("supervise", "supervise", "E8, E9, E40", "what is audited and paid is what was done"),
    Phase("teach", "teach", "E26", "teachers learn from this term's joint work"),
    Phase("adapt_curricula", "adapt_curricula", "E24, E25, E28", "curricula follow partners and estimates"),
    Phase("learn", "learn", "E25, E27", "students learn with these teachers and curricula"),
    Phase("place", "place", "E30-E33", "graduates of this term meet open posts"),
    Phase("produce", "produce", "E29, E34", "those hired work, some quit, posts open"),
    Phase("evaluate", "evaluate", "E11, E12", "everybody learns from what happened"),
    Phase("close_term", "close_term", "E37, E38, E40", "accounts close; nothing is changed after counting"),
)


@rule
def start(world):
    """State at the start of term 0, as far as it depends on the seed."""
    start_fields(world)
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
        start_programmes(world, c)
        start_cohorts(world, c)
        start_teachers(world, c)
    survey_links(world)


@rule
def run_term(world):
    """All phases of one term, in the order of `PHASES`."""
    shock(world)
    lead(world)
    rule_regions(world)
    inform(world)
    look_around(world)
    weigh_enterprises(world)
    choose_strategies(world)
    adopt_strategies(world)
    weigh_colleges(world)
    choose_roles(world)
    take_roles(world)
    dissolve_links(world)
    form_links(world)
    cooperate(world)
    supervise(world)
    teach(world)
    adapt_curricula(world)
    learn(world)
    place(world)
    produce(world)
    evaluate(world)
    close_term(world)


@rule
def run_terms(world, terms):
    """Start the world and run it for `terms` terms, without Python in between."""
    start(world)
    for _ in range(terms):
        run_term(world)
