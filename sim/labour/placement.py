"""Placement of graduates: through links, on the open market, or into the pool (E30-E33)."""

import math

import numpy as np

from iei.agents.choice import logistic
from iei.policies.career_channel import certified_share, wage_step
from iei.sim.base.chance import uniform, whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity
from iei.sim.cooperation.forms import form_share
from iei.sim.cooperation.joint_entities import joint_places
from iei.sim.labour.hiring import count_hires, hire_trainee
from iei.sim.labour.job_seekers import (
    effective_skill,
    leave_group,
    list_seekers,
    origin,
    seekers_in,
    skill_in,
    talented,
    wait,
)
from iei.sim.labour.open_market import match_markets
from iei.sim.labour.spill_over import list_spill_over
from iei.sim.labour.workforce import announced_exits, first_wage, posts_on_offer, wage
from iei.sim.talent.intake import note_placement
from iei.sim.talent.students import under_order
from iei.sim.world.rows import (
    groups_at,
    market_field,
    market_region,
    market_row,
    own_market,
    programme_college,
    programme_field,
    programme_row,
)
from iei.sim.world.tables import APPRENTICESHIP, JOINT_EMPLOYMENT, ORDER_CLASS

OFFERS = 4096  # words of chance for the offers of one link

QUANTITIES = (
    Quantity(
        "talent_spread",
        default=0.1,
        lower=0,
        upper=0.2,
        unit="sd",
        equation="E31",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "general_weight",
        default=0.35,
        lower=0.2,
        upper=0.5,
        unit="share",
        equation="E31",
        source="modelling choice",
        grade=ASSUMED,
        symbol="al",
    ),
    Quantity(
        "hiring_noise",
        default=0.2,
        lower=0.05,
        upper=0.4,
        unit="sd",
        equation="E31",
        source="modelling choice",
        grade=ASSUMED,
        symbol="sd_q",
    ),
    Quantity(
        "hiring_threshold",
        default=0.28,
        lower=0.25,
        upper=0.5,
        unit="skill",
        equation="E31",
        source="modelling choice, claim 2.4f",
        grade=ASSUMED,
        symbol="h_min",
    ),
    Quantity(
        "list_length",
        default=3,
        lower=1,
        upper=10,
        unit="enterprises",
        equation="E31",
        source="modelling choice",
        grade=ASSUMED,
        symbol="La",
        integer=True,
    ),
    Quantity(
        "wage_pull",
        default=1,
        lower=0,
        upper=4,
        unit="log score per MU",
        equation="E31",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "region_stay",
        default=0.75,
        lower=0.5,
        upper=0.95,
        unit="share",
        equation="E32",
        source="evidence 1.20: .6-.7 near the school",
        grade=DERIVED,
    ),
    Quantity(
        "outside_absorption",
        default=0.75,
        lower=0.3,
        upper=1,
        unit="share per term",
        equation="E32",
        source="modelling choice for fact F14",
        grade=CALIBRATED,
    ),
    Quantity(
        "outside_skill_slope",
        default=6,
        lower=0,
        upper=20,
        unit="log odds per unit of skill",
        equation="E33",
        source="modelling choice, B6; 0: whoever is left over is taken alike",
        grade=ASSUMED,
    ),
    Quantity(
        "outside_skill_reference",
        default=0.42,
        lower=0.1,
        upper=0.8,
        unit="skill",
        equation="E33",
        source="mean effective skill of the unmatched without policy",
        grade=ASSUMED,
        symbol="h_u",
    ),
    Quantity(
        "pool_limit",
        default=4,
        lower=1,
        upper=8,
        unit="term",
        equation="E33",
        source="modelling choice",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "pool_fading",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E33",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "internship_self_match",
        default=0.66,
        lower=0.5,
        upper=0.9,
        unit="share",
        equation="2.4f",
        source="evidence 1.17: .28 mismatch",
        grade=DERIVED,
    ),
)


@rule
def open_vacancies(world):
    """Open posts of every enterprise and market; nobody has been hired yet in this term (E29, E29a)."""
    for m in range(world.markets.shape[0]):
        market = world.markets[m]
        market.vacancies = 0
        market.link_skill = 0.0
        market.link_hires = 0
        market.open_skill = 0.0
        market.open_hires = 0
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.vacancies = posts_on_offer(enterprise, announced_exits(world, e))
        enterprise.hires = 0
        enterprise.hire_match = 0.0
        enterprise.hire_skill = 0.0
        enterprise.trained = 0
        enterprise.trained_skill = 0.0
        enterprise.early_quits_expected = 0.0
        market = world.markets[own_market(world.clock[0], enterprise)]
        market.vacancies += enterprise.vacancies


@rule
def count_graduates(world):
    """Count this term's graduates and what they learned."""
    clock = world.clock[0]
    for c in range(world.colleges.shape[0]):
        world.colleges[c].graduated = 0
        world.colleges[c].certified_graduates = 0.0
        world.colleges[c].unplaced = 0
    for p in range(world.programmes.shape[0]):
        programme = world.programmes[p]
        programme.link_hires = 0
        programme.link_skill = 0.0
        persons = programme.graduates
        if persons > 0:
            college = world.colleges[programme_college(clock, p)]
            college.graduated += persons
            k = programme_field(clock, p)
            skill, match = skill_in(world, p, k)
            qualification = world.policies[college.region].qualification
            college.certified_graduates += persons * certified_share(skill, qualification, world.behaviour[0])
            for row in groups_at(clock, college.region, k):
                tally = world.tallies[clock.tallied, row]
                tally.graduates += persons
                tally.graduate_general_skill += persons * programme.graduate_general_skill
                tally.graduate_practical_skill += persons * programme.graduate_practical_skill
                tally.graduate_relevance += persons * match
                tally.graduate_skill += persons * skill


@rule(allocates=True)
def count_meeting(world):
    """Count who meets in every market before anybody is placed: open posts and seekers (E35)."""
    clock = world.clock[0]
    seekers = np.zeros(world.markets.shape[0])
    for group in range(world.programmes.shape[0] + world.pools.shape[0]):
        seekers[origin(world, group)] += seekers_in(world, group)
    for m in range(world.markets.shape[0]):
        vacancies = world.markets[m].vacancies
        for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
            tally = world.tallies[clock.tallied, row]
            tally.open_before += vacancies
            tally.seekers_before += seekers[m]
            tally.matchable_before += math.sqrt(seekers[m] * vacancies)


@rule
def accepts_offer(wage_offered, wage_outside, u, behaviour):
    """Whether a student takes the post that the partner offers; order training is narrow (E30).

    wages in MU per term; u : uniform number in (0, 1)
    """
    gain = wage_offered - wage_outside - behaviour.order_narrowness
    return u < logistic(behaviour.order_outside_slope * gain)


@rule
def trainee_skill(programme, match, behaviour):
    """Mean effective skill of the graduates of a programme who were trained in an enterprise (E31)."""
    practical = min(1.0, programme.graduate_practical_skill + programme.trainee_advantage)
    return effective_skill(programme.graduate_general_skill, match * practical, behaviour)


@rule
def take_trainees(programme, trainees):
    """`trainees` above the mean have left the graduates of a programme: the mean of the others falls."""
    others = programme.graduates
    if others > 0:
        shift = min(programme.graduate_practical_skill, programme.trainee_advantage * trainees / others)
        programme.graduate_practical_skill -= shift
        programme.trainee_advantage += shift


@rule
def place_through_link(world, l):
    """Offers to the trainees of link `l`: to all at rung 5, below it to those under order (E30)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    link = world.links[l]
    e = link.enterprise
    c = link.college
    enterprise = world.enterprises[e]
    p = programme_row(clock, c, link.field)
    programme = world.programmes[p]
    share = 1.0
    if link.depth < JOINT_EMPLOYMENT:
        share = under_order(world, link)
    committed = share * link.substance * joint_places(link, enterprise, behaviour)
    committed *= form_share(link, ORDER_CLASS, behaviour)  # order classes place (B17)
    offers = whole(committed, clock.seed, clock.term, Purpose.JOINT_HIRE, e, c)
    offers = min(offers, programme.graduates, enterprise.vacancies, OFFERS)
    if offers <= 0:
        return
    _, match = skill_in(world, p, link.field)
    skill = trainee_skill(programme, match, behaviour)
    g = world.colleges[c].region
    government = world.governments[g]
    density = world.markets[market_row(clock, g, link.field)].density
    typical = behaviour.productivity * government.productivity
    policy = world.policies[g]
    certified = certified_share(skill, policy.qualification, behaviour)
    outside = wage(skill, typical, density, government.wage_level, behaviour)
    outside *= wage_step(policy.career_channel, certified, behaviour)
    offered = first_wage(world, e, skill)
    trainees = 0
    for i in range(offers):
        u = uniform(clock.seed, clock.term, Purpose.ORDER_ACCEPTANCE, e, c * OFFERS + i)
        if accepts_offer(offered, outside, u, behaviour):
            person = talented(world, skill, p, programme.graduates - 1)
            hire_trainee(world, e, person, match, form_share(link, APPRENTICESHIP, behaviour))
            leave_group(world, p)
            programme.link_hires += 1
            programme.link_skill += person
            trainees += 1
            for row in groups_at(clock, g, link.field):
                world.tallies[clock.tallied, row].placed_link += 1
                world.tallies[clock.tallied, row].wages_placed += first_wage(world, e, person)
    take_trainees(programme, trainees)
    for row in groups_at(clock, g, link.field):
        world.tallies[clock.tallied, row].order_offers += offers


@rule
def seen_worth(world, c):
    """What a placement of college `c` counts for: families see the wage step of the certified (E25b, B11)."""
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    certified = college.certified_graduates / max(college.graduated, 1)
    step = wage_step(world.policies[college.region].career_channel, certified, behaviour)
    return 1.0 + behaviour.intake_career * (step - 1.0)


@rule
def begin_placement(world):
    """Posts open, graduates are counted, and those trained in an enterprise meet its offers (E29, E30)."""
    open_vacancies(world)
    count_graduates(world)
    count_meeting(world)
    for l in range(world.clock[0].links):
        place_through_link(world, l)


@rule
def end_placement(world):
    """Hires are counted, and who found no post waits (E33)."""
    for e in range(world.enterprises.shape[0]):
        count_hires(world, e)
    wait(world)
    for c in range(world.colleges.shape[0]):
        note_placement(world.colleges[c], seen_worth(world, c), world.behaviour[0])


@rule(allocates=True)
def place(world):
    """Graduates meet open posts, through links, then in two waves; the rest waits (E30-E33)."""
    begin_placement(world)
    groups, numbers, first = list_seekers(world)
    placed = match_markets(world, groups, numbers, first)
    groups, numbers, first = list_spill_over(world, groups, numbers, placed)
    match_markets(world, groups, numbers, first)
    end_placement(world)
