"""Workers change enterprises: poached trainees, and movers who find another post (A8, A34)."""

import math

from iei.agents.enterprise import levers_reaching
from iei.policies.standards import poaching_hazard
from iei.sim.base.chance import uniform, whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.labour.hiring import join
from iei.sim.world.rows import field_row, groups_of, market_field, market_region, own_market, size_row


@rule
def poached_trainees(world, e):
    """Fresh trainees of enterprise `e` whom rivals of its market take: none without a rival (A8)."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    market = world.markets[own_market(clock, enterprise)]
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
    market = world.markets[own_market(clock, enterprise)]
    u = uniform(clock.seed, clock.term, Purpose.POACHER, e, 0)
    place = int(u * (market.enterprises - 1))
    rival = world.market_members[market.first + place]
    if rival >= e:
        rival = world.market_members[market.first + place + 1]  # members ascend: step over the own row
    poacher = world.enterprises[rival]
    skill = enterprise.trained_skill / enterprise.trained
    join(poacher, enterprise.poached, skill, enterprise.mean_match, enterprise.certified_skill)
    for row in groups_of(clock, poacher):
        world.tallies[clock.tallied, row].poached_in += enterprise.poached


@rule
def filled_until(rehired, vacancies_before, vacancies, offset):
    """Of `rehired` movers, how many the first `vacancies_before` of `vacancies` open posts get.

    Cumulative pro rata shares rounded with one common uniform number `offset`: the shares of enterprises sum
    exactly to `rehired` and none exceeds its open posts.
    """
    return min(rehired, math.floor(vacancies_before * rehired / vacancies + offset))


@rule
def rehire_movers(world, m, movers, skill, match, certified):
    """Movers fill open posts of market `m` pro rata, those without a post leave it (A34).

    movers : workers who quit in this term; skill, match, certified : their means
    """
    clock = world.clock[0]
    market = world.markets[m]
    rehired = whole(world.behaviour[0].mover_rehire * movers, clock.seed, clock.term, Purpose.REHIRE, m, 0)
    rehired = min(rehired, movers, market.vacancies)
    market.movers = rehired
    region = world.tallies[clock.tallied, market_region(clock, m)]
    field = world.tallies[clock.tallied, field_row(clock, market_field(clock, m))]
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
            join(enterprise, number, skill, match, certified)
            enterprise.vacancies -= number
            world.tallies[clock.tallied, size_row(clock, enterprise.size_class)].movers_hired += number
    market.vacancies -= rehired
