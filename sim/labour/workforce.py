"""Work: hiring, production, wages, quits, movers, poaching and open posts (E29, E34, A34).

Movers and poached workers stay in their market (region and field); everything here runs market by market.
"""

import math

from iei.agents.enterprise_interests import wage_share
from iei.agents.turnover import quit_rate
from iei.policies.career_channel import certified_share, wage_step
from iei.policies.employment_services import notice_share
from iei.sim.base.chance import whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity
from iei.sim.labour.poaching import hand_over_poached, poached_trainees, rehire_movers
from iei.sim.labour.seen_skill import learn_what_training_brings
from iei.sim.talent.skill_demand import note_hired_skill
from iei.sim.world.rows import groups_of, own_market

RETAINED_TERMS = 4  # a graduate counts as retained after so many terms (claim 2.3f)
START_WORKERS = 104  # partner word of the draws at the start

QUANTITIES = (
    Quantity(
        "poaching_hazard",
        default=0.025,
        lower=0.004,
        upper=0.04,
        unit="per newly trained worker and term",
        equation="E34",
        source="evidence 4.23 (3 % of firms)",
        grade=CALIBRATED,
    ),
    Quantity(
        "early_quit_base",
        default=0.3,
        lower=0.2,
        upper=0.45,
        unit="share",
        equation="E34",
        source="evidence 1.18",
        grade=DERIVED,
    ),
    Quantity(
        "early_quit_mismatch",
        default=0.35,
        lower=0,
        upper=0.6,
        unit="share",
        equation="E34",
        source="evidence 1.18",
        grade=DERIVED,
    ),
    Quantity(
        "early_quit_link",
        default=0.6,
        lower=0.3,
        upper=1,
        unit="multiplier for link-placed",
        equation="E34",
        source="modelling choice, claim 1.12 retention .5-.85",
        grade=ASSUMED,
    ),
    Quantity(
        "mover_rehire",
        default=0.95,
        lower=0.3,
        upper=1,
        unit="share",
        equation="E34",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "posts_filled_start",
        default=0.87,
        lower=0.5,
        upper=1,
        unit="share",
        equation="E34",
        source="near the steady state without policy; else open posts drift for 100 terms",
        grade=ASSUMED,
    ),
    Quantity(
        "worker_skill_start",
        default=0.45,
        lower=0.1,
        upper=0.9,
        unit="skill",
        equation="E34",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "worker_match_start",
        default=0.7,
        lower=0.1,
        upper=1,
        unit="share",
        equation="E34",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def wage(skill, productivity, density, wage_level, behaviour):
    """Wage of a worker, MU per term: wage level times (w0 + om y h) (E34)."""
    return wage_level * (behaviour.wage_floor + wage_share(density, behaviour) * productivity * skill)


@rule
def wage_at(world, e, skill, certified):
    """Wage that enterprise `e` pays workers of this skill, MU per term (E34, E34a).

    certified : share of them with a certified skill
    """
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    market = world.markets[own_market(world.clock[0], enterprise)]
    level = world.governments[enterprise.region].wage_level
    paid = wage(skill, enterprise.productivity, market.density, level, behaviour)
    return paid * wage_step(world.policies[enterprise.region].career_channel, certified, behaviour)


@rule
def first_wage(world, e, skill):
    """Wage that enterprise `e` pays a graduate of this skill, MU per term (E34, E34a)."""
    qualification = world.policies[world.enterprises[e].region].qualification
    return wage_at(world, e, skill, certified_share(skill, qualification, world.behaviour[0]))


@rule
def open_posts(enterprise):
    """Posts without a worker, whole persons (E29)."""
    return posts_on_offer(enterprise, 0)


@rule
def posts_on_offer(enterprise, announced):
    """Posts without a worker and `announced` that will be vacated in this term, whole persons (E29, E29a)."""
    return max(0, math.floor(enterprise.posts + 0.5) - enterprise.workers + announced)


@rule
def announced_exits(world, e):
    """Posts of enterprise `e` that employment services offer before they are vacated, persons (E29a)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    share = notice_share(world.policies[enterprise.region].employment_services, behaviour)
    if share <= 0.0:
        return 0
    exits = behaviour.workforce_exit * enterprise.workers
    return whole(share * exits, clock.seed, clock.term, Purpose.POST_NOTICE, e, 0)


@rule
def separate(world, e):
    """Early quits, quits, exits and poached trainees leave enterprise `e`; returns how many look for a post.

    Leavers have the mean skill and match of the enterprise, so that its means stay (A8, A34).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    seed = clock.seed
    term = clock.term
    workers = enterprise.workers
    early = whole(enterprise.early_quits_expected, seed, term, Purpose.EARLY_QUIT, e, 0)
    early = min(early, enterprise.hires, workers)
    poached = min(poached_trainees(world, e), workers - early)
    settled = workers - early - poached
    exits = min(settled, whole(behaviour.workforce_exit * settled, seed, term, Purpose.WORKFORCE_EXIT, e, 0))
    services = world.policies[enterprise.region].employment_services
    rate = quit_rate(enterprise.mean_match, services, behaviour)
    quits = min(settled - exits, whole(rate * settled, seed, term, Purpose.QUIT, e, 0))
    enterprise.poached = poached
    enterprise.workers = settled - exits - quits
    stay = enterprise.workers / workers if workers > 0 else 0.0
    lasting = keep_record_of_trained(enterprise, early, poached, stay)
    for row in groups_of(clock, enterprise):
        tally = world.tallies[clock.tallied, row]
        tally.early_quits += early
        tally.poached += poached
        tally.workforce_exits += exits
        tally.quits += quits
        tally.retained += lasting
    return early + quits


@rule
def keep_record_of_trained(enterprise, early, poached, stay):
    """Expected number of earlier trainees still there; returns those of `RETAINED_TERMS` terms ago (2.3f).

    stay : share of this term's workers who stay
    """
    last = RETAINED_TERMS - 1
    lasting = enterprise.retained[last] * stay
    for age in range(last, 0, -1):
        enterprise.retained[age] = enterprise.retained[age - 1] * stay
    fresh = 0.0
    if enterprise.hires > 0:
        fresh = enterprise.trained - poached - early * enterprise.trained / enterprise.hires
    enterprise.retained[0] = max(0.0, fresh)
    return lasting


@rule
def work(world, e):
    """Output and mean wage of enterprise `e` in this term (E34)."""
    enterprise = world.enterprises[e]
    enterprise.value_added = enterprise.productivity * enterprise.workers * enterprise.mean_skill
    enterprise.wage = wage_at(world, e, enterprise.mean_skill, enterprise.certified_skill)


@rule
def separate_all(world, m):
    """Leavers of market `m`: how many look for a post, their mean skill, match and share certified."""
    market = world.markets[m]
    movers = 0
    skill = 0.0
    match = 0.0
    certified = 0.0
    for i in range(market.enterprises):
        e = world.market_members[market.first + i]
        leaving = separate(world, e)
        movers += leaving
        skill += leaving * world.enterprises[e].mean_skill
        match += leaving * world.enterprises[e].mean_match
        certified += leaving * world.enterprises[e].certified_skill
    several = max(movers, 1)
    return movers, skill / several, match / several, certified / several


@rule
def run_market(world, m):
    """One term of work in market `m`: some leave, rivals poach, movers are hired, the rest works."""
    market = world.markets[m]
    movers, skill, match, certified = separate_all(world, m)
    for i in range(market.enterprises):
        e = world.market_members[market.first + i]
        if world.enterprises[e].poached > 0:
            hand_over_poached(world, e)
    market.vacancies = 0
    for i in range(market.enterprises):
        enterprise = world.enterprises[world.market_members[market.first + i]]
        enterprise.vacancies = open_posts(enterprise)
        market.vacancies += enterprise.vacancies
    rehire_movers(world, m, movers, skill, match, certified)
    for i in range(market.enterprises):
        e = world.market_members[market.first + i]
        work(world, e)
    note_hired_skill(market, world.clock[0], world.behaviour[0])


@rule
def produce(world):
    """Quits, poaching, movers, output and wages in every market (E29, E34)."""
    for m in range(world.markets.shape[0]):
        run_market(world, m)
    learn_what_training_brings(world)


@rule
def start_workforce(world, e):
    """Workers of enterprise `e` at the start of term 0, and the output and wage that follow.

    Needs `posts` and `productivity`.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    filled = behaviour.posts_filled_start * enterprise.posts
    enterprise.workers = whole(filled, clock.seed, clock.term, Purpose.START_ROUNDING, e, START_WORKERS)
    enterprise.vacancies = open_posts(enterprise)
    enterprise.mean_skill = behaviour.worker_skill_start
    enterprise.mean_match = behaviour.worker_match_start
    enterprise.certified_skill = certified_share(behaviour.worker_skill_start, 0.0, behaviour)
    work(world, e)
