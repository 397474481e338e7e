"""The open market for graduates and job seekers: lists, hiring, counting (E31, E32).

It is matched by deferred acceptance in two waves: first everybody in the market of the own region and field,
then those without a post in a neighbouring field or in another region.
"""

import math

import numpy as np

from iei.policies.employment_services import list_factor
from iei.policies.standards import examined
from iei.sim.base.chance import (
    WORDS,
    fill_words,
    normal_quantile,
    unit_interval,
    word_interval,
)
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.labour.hiring import hire_openly
from iei.sim.labour.job_seekers import chance_key, leave_group, origin, skill_in, with_talent
from iei.sim.labour.matching import accept_deferred, draw_other, lay_guide, width_of
from iei.sim.labour.workforce import first_wage
from iei.sim.world.rows import groups_at, market_field, market_region

BLOCKS = 8  # draws of one person in one market, four words each
PIECES = 4  # of the guide of a market, for each enterprise
LONGEST_LIST = WORDS * BLOCKS - 1  # the first word is the length of the list


@rule(allocates=True)
def seekers_desk(first, start, end, longest):
    """Scratch for the seekers of the largest of the markets from `start` to before `end`.

    first : first seeker of each market and the total; longest : most applications of one person

    Returns preferences and scores, (seekers, longest); words, (four a block, seekers); keys, partners, asked
    and matched, whole numbers, skills, matches and standing, floats, a seeker each.
    """
    seekers = 0
    for m in range(start, end):
        seekers = max(seekers, first[m + 1] - first[m])
    return (
        np.empty((seekers, longest), np.int64),
        np.empty((seekers, longest), np.float64),
        np.empty((WORDS * (1 + longest // WORDS), seekers), np.int64),
        np.empty(seekers, np.int64),
        np.empty(seekers, np.int64),
        np.empty(seekers, np.int64),
        np.empty(seekers, np.int64),
        np.empty(seekers, np.float64),
        np.empty(seekers, np.float64),
        np.empty(seekers, np.float64),
    )


@rule(allocates=True)
def employers_desk(world, start, end, longest):
    """Scratch for the enterprises of the largest of the markets from `start` to before `end`.

    Returns rows, quotas, guide and drawn, whole numbers, and cumulative, floats, an enterprise each; heads,
    two whole numbers an enterprise; heaps, a post each.
    """
    enterprises = longest
    posts = 0
    for m in range(start, end):
        enterprises = max(enterprises, world.markets[m].enterprises)
        posts = max(posts, world.markets[m].vacancies)
    return (
        np.empty(enterprises, np.int64),
        np.empty(enterprises, np.int64),
        np.empty(PIECES * enterprises, np.int64),
        np.empty(enterprises, np.int64),
        np.empty(enterprises, np.float64),
        np.empty((enterprises, 2), np.int64),
        np.empty(posts, np.int64),
    )


@rule
def find_employers(world, m, seekers, rows, quotas, cumulative):
    """Enterprises of market `m` with open posts, written into `rows`; returns how many.

    quotas : open posts that `seekers` persons could fill; cumulative : sums of the weights open posts times
    exp(wage_pull * wage), by which seekers find them (E31, A32)
    """
    market = world.markets[m]
    pull = world.behaviour[0].wage_pull
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
    return place


@rule
def hiring_spread(examined, behaviour):
    """Spread of what an enterprise sees around true skill; examinations that show it lower it (E31)."""
    return behaviour.hiring_noise * (1.0 - behaviour.hiring_noise_qualification * examined)


@rule
def expected_list(policy, support, behaviour):
    """Mean number of applications of one person; platform and services make lists longer (E31, A43).

    support : how well the department of human resources supports both (B14)
    """
    served = support * policy.platform
    return behaviour.list_length * list_factor(served, support * policy.employment_services, behaviour)


@rule
def first_block(number, away):
    """First partner word of the draws of one person; a second attempt, away from home, has its own."""
    return (number * 2 + away) * BLOCKS


@rule
def know_seekers(world, m, groups, numbers, words, keys, partners, skills, matches):
    """Agent and first partner word of every seeker in market `m`, and what each can do there (E31)."""
    clock = world.clock[0]
    key = 0
    mean = 0.0
    match = 0.0
    away = 0
    for i in range(groups.shape[0]):
        if i == 0 or groups[i] != groups[i - 1]:
            key = chance_key(world, groups[i])
            mean, match = skill_in(world, groups[i], market_field(clock, m))
            away = 1 if origin(world, groups[i]) != m else 0
        keys[i] = key
        partners[i] = first_block(numbers[i], away)
        skills[i] = mean
        matches[i] = match
    fill_words(clock.seed, clock.term, Purpose.TALENT, keys, numbers, groups.shape[0], 0, words)
    for i in range(groups.shape[0]):
        luck = normal_quantile(unit_interval(words[0, i], words[1, i]))
        skills[i] = with_talent(skills[i], luck, world.behaviour[0])


@rule
def apply_for_posts(clock, seekers, length, cumulative, guide, words, keys, partners, drawn, preferences):
    """Write the list of every seeker, employers in the order drawn; -1 after its end (E31).

    cumulative, guide : of `find_employers` and `lay_guide`; length : mean number of applications, rounded at
    random for each person. The first of a person's words is for the length, the others for the places.
    """
    longest = preferences.shape[1]
    for block in range(1 + longest // WORDS):
        fill_words(clock.seed, clock.term, Purpose.APPLICATION, keys, partners, seekers, block, words)
    most = min(longest, cumulative.shape[0])
    for i in range(seekers):
        places = min(int(length + word_interval(words[0, i])), most)
        left = cumulative[cumulative.shape[0] - 1]
        for j in range(places):
            employer = draw_other(cumulative, guide, drawn, j, left, word_interval(words[j + 1, i]))
            left -= width_of(cumulative, employer)
            preferences[i, j] = employer
        for j in range(places, longest):
            preferences[i, j] = -1


@rule
def judge(clock, seekers, spread, words, keys, partners, skills, preferences, scores):
    """What each employer on the list of every seeker sees: skill plus its own noise (E31)."""
    longest = preferences.shape[1]
    for block in range(1 + (longest - 1) // WORDS):
        fill_words(clock.seed, clock.term, Purpose.HIRING_NOISE, keys, partners, seekers, block, words)
    for i in range(seekers):
        for j in range(longest):
            if preferences[i, j] < 0:
                break
            scores[i, j] = skills[i] + spread * normal_quantile(word_interval(words[j, i]))


@rule(allocates=True)
def new_wave(world, seekers):
    """What is to be found out of so many seekers in one wave, zero.

    Returns placed, a truth value a seeker; wages, a float a seeker; applications and rejected, a whole number
    a market.
    """
    markets = world.markets.shape[0]
    return (
        np.zeros(seekers, np.bool_),
        np.zeros(seekers, np.float64),
        np.zeros(markets, np.int64),
        np.zeros(markets, np.int64),
    )


@rule(allocates=True)
def match_market(world, m, groups, numbers, placed, wages, desk, office):
    """Match seekers (`groups`, `numbers`) to the open posts of market `m`; mark them in `placed` (E31).

    Levers are those of the region of the market (A43). desk, office : scratch of `seekers_desk` and
    `employers_desk`. Returns applications, and how many of them were below the hiring threshold.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    seekers = groups.shape[0]
    rows, quotas, guide, drawn, cumulative, heads, heaps = office
    employers = find_employers(world, m, seekers, rows, quotas, cumulative)
    if seekers == 0 or employers == 0:
        return 0, 0
    preferences, scores, words, keys, partners, asked, matched, skills, matches, standing = desk
    preferences, scores = preferences[:seekers], scores[:seekers]
    quotas, guide, cumulative = quotas[:employers], guide[: PIECES * employers], cumulative[:employers]
    policy = world.policies[market_region(clock, m)]
    know_seekers(world, m, groups, numbers, words, keys, partners, skills, matches)
    support = world.governments[market_region(clock, m)].placement_support
    length = expected_list(policy, support, behaviour)
    lay_guide(cumulative, guide)
    apply_for_posts(clock, seekers, length, cumulative, guide, words, keys, partners, drawn, preferences)
    spread = hiring_spread(examined(policy.qualification, policy.standards, behaviour), behaviour)
    judge(clock, seekers, spread, words, keys, partners, skills, preferences, scores)
    threshold = behaviour.hiring_threshold
    accept_deferred(preferences, scores, threshold, quotas, heaps, heads, asked, standing, matched)
    hire_matched(world, matched, rows, preferences, skills, matches, placed, wages)
    return applications_made(preferences, scores, threshold)


@rule
def hire_matched(world, matched, rows, preferences, skills, matches, placed, wages):
    """Every seeker with a post is hired there, at a wage that is noted (E31)."""
    for i in range(placed.shape[0]):
        placed[i] = matched[i] >= 0
        if placed[i]:
            e = rows[preferences[i, matched[i]]]
            hire_openly(world, e, skills[i], matches[i])
            wages[i] = first_wage(world, e, skills[i])


@rule
def applications_made(preferences, scores, threshold):
    """Number of applications, and of those below the hiring threshold (claim 2.4f)."""
    applications = 0
    rejected = 0
    for i in range(preferences.shape[0]):
        for j in range(preferences.shape[1]):
            if preferences[i, j] < 0:
                break
            applications += 1
            rejected += 1 if scores[i, j] < threshold else 0
    return applications, rejected


@rule
def longest_list(world):
    """Most applications that one person can make in any region."""
    longest = 0.0
    for g in range(world.policies.shape[0]):
        support = world.governments[g].placement_support
        longest = max(longest, expected_list(world.policies[g], support, world.behaviour[0]))
    return min(math.ceil(longest), LONGEST_LIST)


@rule(allocates=True)
def match_some(world, groups, numbers, first, wave, start, end):
    """Match the markets from `start` to before `end` once, and note in `wave` what came of it (E31).

    first : first seeker of each market and the total; wave : of `new_wave`. Only these markets, their
    enterprises and their part of the wave are written: disjoint parts may be matched at the same time.
    """
    placed, wages, applications, rejected = wave
    longest = longest_list(world)
    desk = seekers_desk(first, start, end, longest)
    office = employers_desk(world, start, end, longest)
    for m in range(start, end):
        i, j = first[m], first[m + 1]
        applications[m], rejected[m] = match_market(
            world, m, groups[i:j], numbers[i:j], placed[i:j], wages[i:j], desk, office
        )


@rule
def settle_wave(world, groups, first, wave):
    """Who was placed leaves the group, and all is counted, market by market (claims 2.4f, E31, E32)."""
    clock = world.clock[0]
    placed, wages, applications, rejected = wave
    for m in range(world.markets.shape[0]):
        for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
            world.tallies[clock.tallied, row].applications += applications[m]
            world.tallies[clock.tallied, row].rejected_for_skill += rejected[m]
        found = 0
        first_wages = 0.0
        for i in range(first[m], first[m + 1]):
            if placed[i]:
                leave_group(world, groups[i])
                first_wages += wages[i]
                found += 1
            if i == first[m + 1] - 1 or groups[i] != groups[i + 1]:
                count_placed(world, groups[i], m, found, first_wages)
                found = 0
                first_wages = 0.0


@rule(allocates=True)
def match_markets(world, groups, numbers, first):
    """Match all markets once; `first` is the first seeker of each market. Returns who was placed."""
    wave = new_wave(world, groups.shape[0])
    match_some(world, groups, numbers, first, wave, 0, world.markets.shape[0])
    settle_wave(world, groups, first, wave)
    return wave[0]


@rule
def count_placed(world, group, m, persons, first_wages):
    """Count persons of one group placed in market `m`, at the region and field of origin."""
    if persons == 0:
        return
    clock = world.clock[0]
    home = origin(world, group)
    g = market_region(clock, home)
    for row in groups_at(clock, g, market_field(clock, home)):
        tally = world.tallies[clock.tallied, row]
        tally.wages_placed += first_wages
        if m == home:
            tally.placed_open += persons
        elif market_region(clock, m) == g:
            tally.placed_spill_field += persons
        else:
            tally.placed_spill_region += persons
