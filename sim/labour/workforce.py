"""Work: hiring, production, wages, quits, movers, poaching and open posts (E29, E34, A34).

Movers and poached workers stay in their market (region and field); everything here runs market by market.
"""

import math

from iei.agents.enterprise import levers_reaching
from iei.agents.enterprise_interests import wage_share
from iei.policies.standards import poaching_hazard
from iei.sim.base.chance import uniform, whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity

FILLED_START = 0.95  # share of posts that are filled at the start
SKILL_START = 0.45  # mean skill of workers at the start
MATCH_START = 0.7  # mean field match of workers at the start
RETAINED_TERMS = 4  # a graduate counts as retained after so many terms (claim 2.3f)
START_WORKERS = 104  # partner word of the draws at the start

QUANTITIES = (
    Quantity("separation", 0.035, 0.01, 0.1, "1/term", "E34", "modelling choice", ASSUMED, "sep0"),
    Quantity(
        "poaching_hazard",
        0.012,
        0.001,
        0.1,
        "per newly trained worker and term",
        "E34",
        "evidence 4.23 (3 % of firms)",
        CALIBRATED,
    ),
    Quantity("workforce_exit", 0.035, 0.01, 0.06, "1/term", "E34", "modelling choice", ASSUMED),
    Quantity("quit_mismatch", 0.05, 0, 0.2, "1/term", "E34", "modelling choice", ASSUMED),
    Quantity("early_quit_base", 0.3, 0.2, 0.45, "share", "E34", "evidence 1.18", DERIVED),
    Quantity("early_quit_mismatch", 0.35, 0, 0.6, "share", "E34", "evidence 1.18", DERIVED),
    Quantity(
        "early_quit_link",
        0.6,
        0.3,
        1,
        "multiplier for link-placed",
        "E34",
        "modelling choice, claim 1.12 retention .5-.85",
        ASSUMED,
    ),
    Quantity("mover_rehire", 0.95, 0.3, 1, "share", "E34", "modelling choice", CALIBRATED),
)


@rule
def wage(skill, productivity, density, wage_level, behaviour):
    """Wage of a worker, MU per term: wage level times (w0 + om y h) (E34)."""
    return wage_level * (behaviour.wage_floor + wage_share(density, behaviour) * productivity * skill)


@rule
def wage_at(world, e, skill):
    """Wage that enterprise `e` pays a worker of this skill, MU per term (E34)."""
    enterprise = world.enterprises[e]
    market = world.markets[enterprise.region * world.clock[0].fields + enterprise.industry]
    level = world.governments[enterprise.region].wage_level
    return wage(skill, enterprise.productivity, market.density, level, world.behaviour[0])


@rule
def open_posts(enterprise):
    """Posts without a worker, whole persons (E29)."""
    return max(0, math.floor(enterprise.posts + 0.5) - enterprise.workers)


@rule
def join(enterprise, persons, skill, match):
    """`persons` workers of this mean skill and field match join: number and means are updated."""
    enterprise.workers += persons
    if enterprise.workers > 0:
        weight = persons / enterprise.workers
        enterprise.mean_skill += weight * (skill - enterprise.mean_skill)
        enterprise.mean_match += weight * (match - enterprise.mean_match)


@rule
def early_quit_chance(match, behaviour):
    """Chance that a graduate hired on the open market quits within the first term (A34)."""
    return min(1.0, behaviour.early_quit_base + behaviour.early_quit_mismatch * (1.0 - match))


@rule
def hire(world, e, skill, match, quit_chance):
    """Enterprise `e` hires one graduate or job seeker into an open post (E30, E31).

    quit_chance : chance that the hire quits within the term
    """
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    join(enterprise, 1, skill, match)
    enterprise.vacancies -= 1
    enterprise.hires += 1
    enterprise.early_quits_expected += quit_chance
    world.markets[enterprise.region * clock.fields + enterprise.industry].vacancies -= 1
    sizes = clock.regions
    for row in (enterprise.region, sizes + enterprise.size_class, sizes + 4 + enterprise.industry):
        tally = world.tallies[clock.term, row]
        tally.hires += 1
        tally.hire_match += match
        tally.hire_skill += skill


@rule
def hire_openly(world, e, skill, match):
    """Enterprise `e` hires from the open market (E31)."""
    enterprise = world.enterprises[e]
    hire(world, e, skill, match, early_quit_chance(match, world.behaviour[0]))
    market = world.markets[enterprise.region * world.clock[0].fields + enterprise.industry]
    market.open_hires += 1
    market.open_skill += skill


@rule
def hire_trainee(world, e, skill, match):
    """Enterprise `e` hires a graduate whom it trained; they quit less often (E30, A34)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    hire(world, e, skill, match, behaviour.early_quit_link * early_quit_chance(match, behaviour))
    enterprise.trained += 1
    enterprise.trained_skill += skill
    market = world.markets[enterprise.region * clock.fields + enterprise.industry]
    market.link_hires += 1
    market.link_skill += skill
    sizes = clock.regions
    for row in (enterprise.region, sizes + enterprise.size_class, sizes + 4 + enterprise.industry):
        world.tallies[clock.term, row].trained += 1


@rule
def quit_rate(match, behaviour):
    """Share of workers who quit in one term, more where they do not fit (A34)."""
    return 0.5 * behaviour.separation + behaviour.quit_mismatch * (1.0 - match)


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
    rate = quit_rate(enterprise.mean_match, behaviour)
    quits = min(settled - exits, whole(rate * settled, seed, term, Purpose.QUIT, e, 0))
    enterprise.poached = poached
    enterprise.workers = settled - exits - quits
    stay = enterprise.workers / workers if workers > 0 else 0.0
    lasting = keep_record_of_trained(enterprise, early, poached, stay)
    sizes = clock.regions
    for row in (enterprise.region, sizes + enterprise.size_class, sizes + 4 + enterprise.industry):
        tally = world.tallies[term, row]
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
def poached_trainees(world, e):
    """Fresh trainees of enterprise `e` whom rivals of its market take: none without a rival (A8)."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    market = world.markets[enterprise.region * clock.fields + enterprise.industry]
    if market.enterprises <= 1 or enterprise.trained == 0:
        return 0
    policy = levers_reaching(world, e)
    hazard = poaching_hazard(policy.qualification, world.behaviour[0])
    number = whole(enterprise.trained * hazard, clock.seed, clock.term, Purpose.POACHING, e, 0)
    return min(enterprise.trained, number)


@rule
def hand_over_poached(world, e):
    """Poached trainees of enterprise `e` join one random rival of the same market (A8)."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    market = world.markets[enterprise.region * clock.fields + enterprise.industry]
    u = uniform(clock.seed, clock.term, Purpose.POACHER, e, 0)
    place = int(u * (market.enterprises - 1))
    rival = world.market_members[market.first + place]
    if rival >= e:
        rival = world.market_members[market.first + place + 1]  # members ascend: step over the own row
    poacher = world.enterprises[rival]
    join(poacher, enterprise.poached, enterprise.trained_skill / enterprise.trained, enterprise.mean_match)
    sizes = clock.regions
    for row in (poacher.region, sizes + poacher.size_class, sizes + 4 + poacher.industry):
        world.tallies[clock.term, row].poached_in += enterprise.poached


@rule
def filled_until(rehired, vacancies_before, vacancies, offset):
    """Of `rehired` movers, how many the first `vacancies_before` of `vacancies` open posts get.

    Cumulative pro rata shares rounded with one common uniform number `offset`: the shares of enterprises sum
    exactly to `rehired` and none exceeds its open posts.
    """
    return min(rehired, math.floor(vacancies_before * rehired / vacancies + offset))


@rule
def rehire_movers(world, m, movers, skill, match):
    """Movers fill open posts of market `m` pro rata, those without a post leave it (A34).

    movers : workers who quit in this term; skill, match : their means
    """
    clock = world.clock[0]
    market = world.markets[m]
    rehired = whole(world.behaviour[0].mover_rehire * movers, clock.seed, clock.term, Purpose.REHIRE, m, 0)
    rehired = min(rehired, movers, market.vacancies)
    market.movers = rehired
    region = world.tallies[clock.term, m // clock.fields]
    field = world.tallies[clock.term, clock.regions + 4 + m % clock.fields]
    region.movers_lost += movers - rehired
    field.movers_lost += movers - rehired
    if rehired == 0:
        return
    region.movers_hired += rehired
    field.movers_hired += rehired
    offset = uniform(clock.seed, clock.term, Purpose.REHIRE, m, 1)
    vacancies = market.vacancies
    before = 0
    for i in range(market.enterprises):
        enterprise = world.enterprises[world.market_members[market.first + i]]
        after = before + enterprise.vacancies
        number = filled_until(rehired, after, vacancies, offset)
        number -= filled_until(rehired, before, vacancies, offset)
        before = after
        if number > 0:
            join(enterprise, number, skill, match)
            enterprise.vacancies -= number
            world.tallies[clock.term, clock.regions + enterprise.size_class].movers_hired += number
    market.vacancies -= rehired


@rule
def learn_skill_gain(enterprise, market, behaviour):
    """Belief in the skill gain of trainees moves toward what is seen (A51).

    Seen: mean effective skill of the own links' graduates less that of open-market hires of the market.
    """
    if enterprise.trained > 0 and market.open_hires > 0:
        seen = enterprise.trained_skill / enterprise.trained - market.open_skill / market.open_hires
        belief = enterprise.skill_gain
        belief += behaviour.skill_gain_learning * (seen - belief)
        enterprise.skill_gain = min(1.0, max(0.0, belief))


@rule
def work(world, e):
    """Output and mean wage of enterprise `e` in this term (E34)."""
    enterprise = world.enterprises[e]
    enterprise.value_added = enterprise.productivity * enterprise.workers * enterprise.mean_skill
    enterprise.wage = wage_at(world, e, enterprise.mean_skill)


@rule
def separate_all(world, m):
    """Leavers of market `m`: how many look for a post, their mean skill and mean match."""
    market = world.markets[m]
    movers = 0
    skill = 0.0
    match = 0.0
    for i in range(market.enterprises):
        e = world.market_members[market.first + i]
        leaving = separate(world, e)
        movers += leaving
        skill += leaving * world.enterprises[e].mean_skill
        match += leaving * world.enterprises[e].mean_match
    return movers, skill / max(movers, 1), match / max(movers, 1)


@rule
def run_market(world, m):
    """One term of work in market `m`: some leave, rivals poach, movers are hired, the rest works."""
    market = world.markets[m]
    movers, skill, match = separate_all(world, m)
    for i in range(market.enterprises):
        e = world.market_members[market.first + i]
        if world.enterprises[e].poached > 0:
            hand_over_poached(world, e)
    market.vacancies = 0
    for i in range(market.enterprises):
        enterprise = world.enterprises[world.market_members[market.first + i]]
        enterprise.vacancies = open_posts(enterprise)
        market.vacancies += enterprise.vacancies
    rehire_movers(world, m, movers, skill, match)
    for i in range(market.enterprises):
        e = world.market_members[market.first + i]
        work(world, e)
        learn_skill_gain(world.enterprises[e], market, world.behaviour[0])


@rule
def produce(world):
    """Phase 14: quits, poaching, movers, output and wages in every market (E29, E34)."""
    for m in range(world.markets.shape[0]):
        run_market(world, m)


@rule
def start_workforce(world, e):
    """Workers of enterprise `e` at the start of term 0, and the output and wage that follow.

    Needs `posts` and `productivity`.
    """
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    filled = FILLED_START * enterprise.posts
    enterprise.workers = whole(filled, clock.seed, clock.term, Purpose.START_ROUNDING, e, START_WORKERS)
    enterprise.vacancies = open_posts(enterprise)
    enterprise.mean_skill = SKILL_START
    enterprise.mean_match = MATCH_START
    work(world, e)
