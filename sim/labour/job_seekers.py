"""Job seekers: this term's graduates and the pool of those who wait (E31 skill, E33 pool).

Seekers come in groups that share mean skills. A group is numbered by its programme row, or by the number
of programmes plus its pool row; within a group persons are numbered from 0.
"""

import math

import numpy as np

from iei.agents.choice import logistic
from iei.sim.base.chance import normal, whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.talent.curriculum import relevance_to
from iei.sim.world.rows import (
    groups_at,
    market_field,
    market_region,
    market_row,
    pool_market,
    pool_row,
    programme_college,
    programme_field,
)
from iei.sim.world.tables import POOL_ROWS

POOL_KEY = 1 << 31  # pools draw chance under their row plus this, out of the way of programmes


@rule
def effective_skill(general, practical, behaviour):
    """Skill at work h = hG^al (m hP)^(1 - al); `practical` is m hP (E31)."""
    if general <= 0.0 or practical <= 0.0:
        return 0.0
    weight = behaviour.general_weight
    return math.exp(weight * math.log(general) + (1.0 - weight) * math.log(practical))


@rule
def origin(world, group):
    """Market row (region and field) from which a group comes."""
    clock = world.clock[0]
    programmes = world.programmes.shape[0]
    if group < programmes:
        region = world.colleges[programme_college(clock, group)].region
        return market_row(clock, region, programme_field(clock, group))
    return pool_market(group - programmes)


@rule
def chance_key(world, group):
    """Agent word of the draws of a group; it does not change when colleges are added."""
    programmes = world.programmes.shape[0]
    if group < programmes:
        return group
    return POOL_KEY + group - programmes


@rule
def skill_in(world, group, k):
    """Mean effective skill of a group in field `k`, and the match m of its training to the field.

    Graduates are judged by their curriculum, the pool in another field by the distance of the fields (E32).
    """
    behaviour = world.behaviour[0]
    programmes = world.programmes.shape[0]
    if group < programmes:
        programme = world.programmes[group]
        match = relevance_to(world, programme.curriculum, k)
        practical = match * programme.graduate_practical_skill
        return effective_skill(programme.graduate_general_skill, practical, behaviour), match
    pool = world.pools[group - programmes]
    own_field = market_field(world.clock[0], origin(world, group))
    similarity = 1.0
    if own_field != k:
        similarity = relevance_to(world, world.fields[own_field].frontier, k)
    skill = effective_skill(pool.general_skill, similarity * pool.practical_skill, behaviour)
    return skill, similarity * pool.relevance


@rule
def with_talent(mean_skill, luck, behaviour):
    """Effective skill of a person whose talent is `luck` spreads above the group's, within [0, 1] (E31)."""
    return min(1.0, max(0.0, mean_skill + behaviour.talent_spread * luck))


@rule
def talented(world, mean_skill, key, number):
    """Effective skill of one person: the group's mean plus individual talent (E31)."""
    clock = world.clock[0]
    luck = normal(clock.seed, clock.term, Purpose.TALENT, key, number)
    return with_talent(mean_skill, luck, world.behaviour[0])


@rule
def seekers_in(world, group):
    """Persons of a group who still seek a post."""
    programmes = world.programmes.shape[0]
    if group < programmes:
        return world.programmes[group].graduates
    return world.pools[group - programmes].persons


@rule
def leave_group(world, group):
    """One person of a group has found a post."""
    programmes = world.programmes.shape[0]
    if group < programmes:
        world.programmes[group].graduates -= 1
    else:
        world.pools[group - programmes].persons -= 1


@rule(allocates=True)
def list_seekers(world):
    """All who seek a post, one entry a person, sorted by the market of their region and field.

    Returns (groups, numbers, first): group and number of each person, and for each market its first entry;
    `first` has one more entry, the total.
    """
    total_groups = world.programmes.shape[0] + world.pools.shape[0]
    markets = world.markets.shape[0]
    first = np.zeros(markets + 1, np.int64)
    for group in range(total_groups):
        first[origin(world, group) + 1] += seekers_in(world, group)
    for m in range(markets):
        world.markets[m].seekers = first[m + 1]
        first[m + 1] += first[m]
    groups = np.empty(first[markets], np.int64)
    numbers = np.empty(first[markets], np.int64)
    place = first.copy()
    for group in range(total_groups):
        m = origin(world, group)
        for number in range(seekers_in(world, group)):
            groups[place[m]] = group
            numbers[place[m]] = number
            place[m] += 1
    return groups, numbers, first


@rule
def outside_share(skill, behaviour):
    """Share of a group that finds work outside the sample: the more, the more they can do (E33).

    skill : mean effective skill in the own field
    """
    share = behaviour.outside_absorption
    slope = behaviour.outside_skill_slope
    if slope <= 0.0 or share <= 0.0 or share >= 1.0:
        return share
    return logistic(math.log(share / (1.0 - share)) + slope * (skill - behaviour.outside_skill_reference))


@rule
def absorb(world, group):
    """Some of a group find work outside the sampled enterprises; returns how many still seek (A33)."""
    clock = world.clock[0]
    seekers = seekers_in(world, group)
    m = origin(world, group)
    skill, _ = skill_in(world, group, market_field(clock, m))
    share = outside_share(skill, world.behaviour[0])
    key = chance_key(world, group)
    absorbed = min(seekers, whole(share * seekers, clock.seed, clock.term, Purpose.ABSORPTION, key, 0))
    for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
        tally = world.tallies[clock.tallied, row]
        tally.absorbed_outside += absorbed
        tally.unmatched += seekers
        tally.unmatched_skill += seekers * skill
    return seekers - absorbed


@rule
def enter_pool(pool, persons, general, practical, match):
    """`persons` of these mean skills join a pool: number and means are updated."""
    pool.persons += persons
    if pool.persons > 0:
        weight = persons / pool.persons
        pool.general_skill += weight * (general - pool.general_skill)
        pool.practical_skill += weight * (practical - pool.practical_skill)
        pool.relevance += weight * (match - pool.relevance)


@rule
def wait_one_term(world, m):
    """Pool of market `m`: one term older, less skilled; after `pool_limit` terms people give up (E33)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    kept = 1.0 - behaviour.pool_fading
    limit = int(behaviour.pool_limit)
    programmes = world.programmes.shape[0]
    for age in range(POOL_ROWS - 1, -1, -1):
        row = pool_row(m, age)
        pool = world.pools[row]
        waiting = absorb(world, programmes + row)
        pool.persons = 0
        if age + 1 < limit:
            older = world.pools[pool_row(m, age + 1)]
            enter_pool(older, waiting, kept * pool.general_skill, kept * pool.practical_skill, pool.relevance)
        else:
            for group in groups_at(clock, market_region(clock, m), market_field(clock, m)):
                world.tallies[clock.tallied, group].pool_exits += waiting


@rule
def wait(world):
    """Who found no post works outside the sample, waits in the pool or gives up (E33, A33)."""
    clock = world.clock[0]
    kept = 1.0 - world.behaviour[0].pool_fading
    for m in range(world.markets.shape[0]):
        wait_one_term(world, m)
    for p in range(world.programmes.shape[0]):
        programme = world.programmes[p]
        if programme.graduates > 0:
            m = origin(world, p)
            world.colleges[programme_college(clock, p)].unplaced += programme.graduates
            waiting = absorb(world, p)
            match = relevance_to(world, programme.curriculum, programme_field(clock, p))
            practical = kept * match * programme.graduate_practical_skill
            youngest = world.pools[pool_row(m, 0)]
            enter_pool(youngest, waiting, kept * programme.graduate_general_skill, practical, match)
            programme.graduates = 0
            for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
                world.tallies[clock.tallied, row].pool_entries += waiting
