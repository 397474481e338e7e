"""The open market for graduates and job seekers: lists, hiring, spill-over (E31, E32).

It is matched by deferred acceptance in two waves: first everybody in the market of the own region and field,
then those without a post in a neighbouring field or in another region.
"""

import math

import numpy as np

from iei.sim.base.chance import normal, uniform, whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.labour.hiring import hire_openly
from iei.sim.labour.job_seekers import chance_key, leave_group, origin, skill_in, talented
from iei.sim.labour.matching import deferred_acceptance, draw_other
from iei.sim.labour.workforce import wage_at
from iei.sim.world.rows import groups_at, market_field, market_region, market_row, neighbour_field

SLOTS = 32  # words of chance for one person in one market: list places, the last for the list's length


@rule(allocates=True)
def employers_of(world, m, seekers):
    """Enterprises of market `m` with open posts.

    Returns (rows, quotas, cumulative): enterprise rows, open posts that `seekers` persons could fill, and
    cumulative weights open posts times exp(wage_pull * wage), by which seekers find them (E31, A32).
    """
    market = world.markets[m]
    pull = world.behaviour[0].wage_pull
    count = 0
    for i in range(market.enterprises):
        if world.enterprises[world.market_members[market.first + i]].vacancies > 0:
            count += 1
    rows = np.empty(count, np.int64)
    quotas = np.empty(count, np.int64)
    cumulative = np.empty(count, np.float64)
    total = 0.0
    place = 0
    for i in range(market.enterprises):
        e = world.market_members[market.first + i]
        enterprise = world.enterprises[e]
        if enterprise.vacancies > 0:
            total += enterprise.vacancies * math.exp(pull * enterprise.wage)
            rows[place] = e
            quotas[place] = min(enterprise.vacancies, seekers)
            cumulative[place] = total
            place += 1
    return rows, quotas, cumulative


@rule
def hiring_spread(qualification, behaviour):
    """Spread of what an enterprise sees around true skill; qualification standards lower it (E31)."""
    return behaviour.hiring_noise * (1.0 - behaviour.hiring_noise_qualification * qualification)


@rule
def expected_list(platform, behaviour):
    """Mean number of applications of one person; a platform makes lists longer (E31, A43)."""
    return behaviour.list_length * (1.0 + platform)


@rule(allocates=True)
def apply_for_posts(clock, key, slot, length, cumulative, drawn, preferences):
    """Write the list of one person, employers in the order drawn, into `preferences`; -1 after its end.

    slot : first partner word of the person's draws; length : mean number of applications, rounded at random
    drawn : scratch of at least the length of `preferences`
    """
    places = whole(length, clock.seed, clock.term, Purpose.APPLICATION, key, slot + SLOTS - 1)
    places = min(places, preferences.shape[0], cumulative.shape[0])
    for i in range(places):
        u = uniform(clock.seed, clock.term, Purpose.APPLICATION, key, slot + i)
        preferences[i] = draw_other(cumulative, drawn, i, u)
    for i in range(places, preferences.shape[0]):
        preferences[i] = -1


@rule
def judge(clock, key, slot, skill, spread, preferences, scores):
    """What each employer on the list of one person sees: skill plus its own noise (E31)."""
    for i in range(preferences.shape[0]):
        scores[i] = skill
        if preferences[i] >= 0:
            scores[i] += spread * normal(clock.seed, clock.term, Purpose.HIRING_NOISE, key, slot + i)


@rule
def first_slot(number, away):
    """First partner word of the draws of one person; a second attempt, away from home, has its own."""
    return (number * 2 + away) * SLOTS


@rule(allocates=True)
def match_market(world, m, groups, numbers, placed):
    """Match seekers (`groups`, `numbers`) to the open posts of market `m`; mark them in `placed` (E31).

    Levers are those of the region of the market (A43).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    seekers = groups.shape[0]
    rows, quotas, cumulative = employers_of(world, m, seekers)
    if seekers == 0 or rows.shape[0] == 0:
        return
    policy = world.policies[market_region(clock, m)]
    length = expected_list(policy.platform, behaviour)
    spread = hiring_spread(policy.qualification, behaviour)
    longest = math.ceil(length)
    preferences = np.empty((seekers, longest), np.int64)
    scores = np.empty((seekers, longest), np.float64)
    skills = np.empty(seekers, np.float64)
    matches = np.empty(seekers, np.float64)
    drawn = np.empty(longest, np.int64)
    for i in range(seekers):
        key = chance_key(world, groups[i])
        if i == 0 or groups[i] != groups[i - 1]:
            mean, match = skill_in(world, groups[i], market_field(clock, m))
            away = origin(world, groups[i]) != m
        slot = first_slot(numbers[i], away)
        skills[i] = talented(world, mean, key, numbers[i])
        matches[i] = match
        apply_for_posts(clock, key, slot, length, cumulative, drawn, preferences[i])
        judge(clock, key, slot, skills[i], spread, preferences[i], scores[i])
    matched = deferred_acceptance(preferences, scores, behaviour.hiring_threshold, quotas)
    count_applications(world, m, preferences, scores)
    for i in range(seekers):
        if matched[i] >= 0:
            e = rows[preferences[i, matched[i]]]
            placed[i] = True
            hire_openly(world, e, skills[i], matches[i])
            count_placed(world, groups[i], m, wage_at(world, e, skills[i]))
            leave_group(world, groups[i])


@rule
def count_applications(world, m, preferences, scores):
    """Count applications in market `m`, and those below the hiring threshold (claim 2.4f)."""
    clock = world.clock[0]
    threshold = world.behaviour[0].hiring_threshold
    applications = 0
    rejected = 0
    for i in range(preferences.shape[0]):
        for j in range(preferences.shape[1]):
            if preferences[i, j] >= 0:
                applications += 1
                if scores[i, j] < threshold:
                    rejected += 1
    for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
        world.tallies[clock.term, row].applications += applications
        world.tallies[clock.term, row].rejected_for_skill += rejected


@rule(allocates=True)
def match_markets(world, groups, numbers, first):
    """Match all markets once; `first` is the first seeker of each market. Returns who was placed."""
    placed = np.zeros(groups.shape[0], np.bool_)
    for m in range(world.markets.shape[0]):
        start = first[m]
        end = first[m + 1]
        match_market(world, m, groups[start:end], numbers[start:end], placed[start:end])
    return placed


@rule(allocates=True)
def open_posts_by_region(world):
    """Cumulative open posts over the regions, (fields, regions) float."""
    clock = world.clock[0]
    cumulative = np.zeros((clock.fields, clock.regions))
    for k in range(clock.fields):
        total = 0.0
        for g in range(clock.regions):
            total += world.markets[market_row(clock, g, k)].vacancies
            cumulative[k, g] = total
    return cumulative


@rule
def spill_market(world, group, number, posts, drawn):
    """Market that a person without a post tries next, or -1 (E32, A33).

    Who stays in the region tries a neighbouring field, who leaves tries the own field in a region drawn by
    open posts. posts : `open_posts_by_region`; drawn : scratch of two
    """
    clock = world.clock[0]
    m = origin(world, group)
    g = market_region(clock, m)
    k = market_field(clock, m)
    key = chance_key(world, group)
    stays = uniform(clock.seed, clock.term, Purpose.SPILL_REGION, key, 2 * number)
    if stays < world.behaviour[0].region_stay:
        side = 1 if uniform(clock.seed, clock.term, Purpose.SPILL_FIELD, key, number) < 0.5 else -1
        return market_row(clock, g, neighbour_field(clock, k, side))
    elsewhere = posts[k, clock.regions - 1] - world.markets[m].vacancies
    if elsewhere < 1.0:
        return -1
    drawn[0] = g
    u = uniform(clock.seed, clock.term, Purpose.SPILL_REGION, key, 2 * number + 1)
    return market_row(clock, draw_other(posts[k], drawn, 1, u), k)


@rule(allocates=True)
def list_spill_over(world, groups, numbers, placed):
    """Those without a post, sorted by the market that they try next; as `list_seekers`."""
    markets = world.markets.shape[0]
    posts = open_posts_by_region(world)
    drawn = np.zeros(2, np.int64)
    first = np.zeros(markets + 1, np.int64)
    target = np.full(groups.shape[0], -1, np.int64)
    for i in range(groups.shape[0]):
        if not placed[i]:
            target[i] = spill_market(world, groups[i], numbers[i], posts, drawn)
            if target[i] >= 0:
                first[target[i] + 1] += 1
    for m in range(markets):
        first[m + 1] += first[m]
    spill_groups = np.empty(first[markets], np.int64)
    spill_numbers = np.empty(first[markets], np.int64)
    place = first.copy()
    for i in range(groups.shape[0]):
        if target[i] >= 0:
            spill_groups[place[target[i]]] = groups[i]
            spill_numbers[place[target[i]]] = numbers[i]
            place[target[i]] += 1
    return spill_groups, spill_numbers, first


@rule
def count_placed(world, group, m, first_wage):
    """Count one person placed in market `m`, at the region and field of origin."""
    clock = world.clock[0]
    home = origin(world, group)
    g = market_region(clock, home)
    for row in groups_at(clock, g, market_field(clock, home)):
        tally = world.tallies[clock.term, row]
        tally.wages_placed += first_wage
        if m == home:
            tally.placed_open += 1
        elif market_region(clock, m) == g:
            tally.placed_spill_field += 1
        else:
            tally.placed_spill_region += 1
