"""The open market for graduates and job seekers: lists, hiring, spill-over (E31, E32).

It is matched by deferred acceptance in two waves: first everybody in the market of the own region and field,
then those without a post in a neighbouring field or in another region.
"""

import math

import numpy as np

from iei.policies.career_channel import guided_share
from iei.policies.employment_services import list_factor
from iei.sim.base.chance import (
    WORDS,
    fill_words,
    four_uniforms,
    normal_quantile,
    unit_interval,
    word_interval,
)
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.labour.hiring import hire_openly
from iei.sim.labour.job_seekers import chance_key, leave_group, origin, skill_in, with_talent
from iei.sim.labour.matching import accept_deferred, draw_other
from iei.sim.labour.workforce import first_wage
from iei.sim.world.rows import groups_at, market_field, market_region, market_row, neighbour_field

BLOCKS = 8  # draws of one person in one market, four words each
LONGEST_LIST = WORDS * BLOCKS - 1  # the first word is the length of the list


@rule(allocates=True)
def seekers_desk(world, first, longest):
    """Scratch for the seekers of the largest market.

    first : first seeker of each market and the total; longest : most applications of one person

    Returns preferences and scores, (seekers, longest); words, (four a block, seekers); keys, partners, asked
    and matched, whole numbers, skills, matches and standing, floats, a seeker each.
    """
    seekers = 0
    for m in range(world.markets.shape[0]):
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
def employers_desk(world, longest):
    """Scratch for the enterprises of the largest market.

    Returns rows, quotas and drawn, whole numbers, and cumulative, floats, an enterprise each; heads, two
    whole numbers an enterprise; heaps, a post each.
    """
    enterprises = longest
    posts = 0
    for m in range(world.markets.shape[0]):
        enterprises = max(enterprises, world.markets[m].enterprises)
        posts = max(posts, world.markets[m].vacancies)
    return (
        np.empty(enterprises, np.int64),
        np.empty(enterprises, np.int64),
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
def hiring_spread(qualification, behaviour):
    """Spread of what an enterprise sees around true skill; qualification standards lower it (E31)."""
    return behaviour.hiring_noise * (1.0 - behaviour.hiring_noise_qualification * qualification)


@rule
def expected_list(policy, behaviour):
    """Mean number of applications of one person; platform and services make lists longer (E31, A43)."""
    return behaviour.list_length * list_factor(policy.platform, policy.employment_services, behaviour)


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
def apply_for_posts(clock, seekers, length, cumulative, words, keys, partners, drawn, preferences):
    """Write the list of every seeker, employers in the order drawn; -1 after its end (E31).

    length : mean number of applications, rounded at random for each person; the first of a person's words is
    for the length, the others for the places
    """
    longest = preferences.shape[1]
    for block in range(1 + longest // WORDS):
        fill_words(clock.seed, clock.term, Purpose.APPLICATION, keys, partners, seekers, block, words)
    most = min(longest, cumulative.shape[0])
    for i in range(seekers):
        places = min(int(length + word_interval(words[0, i])), most)
        for j in range(places):
            preferences[i, j] = draw_other(cumulative, drawn, j, word_interval(words[j + 1, i]))
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
def match_market(world, m, groups, numbers, placed, desk, office):
    """Match seekers (`groups`, `numbers`) to the open posts of market `m`; mark them in `placed` (E31).

    Levers are those of the region of the market (A43). desk, office : scratch of `seekers_desk` and
    `employers_desk`
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    seekers = groups.shape[0]
    rows, quotas, drawn, cumulative, heads, heaps = office
    employers = find_employers(world, m, seekers, rows, quotas, cumulative)
    if seekers == 0 or employers == 0:
        return
    preferences, scores, words, keys, partners, asked, matched, skills, matches, standing = desk
    preferences, scores = preferences[:seekers], scores[:seekers]
    quotas, cumulative = quotas[:employers], cumulative[:employers]
    policy = world.policies[market_region(clock, m)]
    know_seekers(world, m, groups, numbers, words, keys, partners, skills, matches)
    length = expected_list(policy, behaviour)
    apply_for_posts(clock, seekers, length, cumulative, words, keys, partners, drawn, preferences)
    spread = hiring_spread(policy.qualification, behaviour)
    judge(clock, seekers, spread, words, keys, partners, skills, preferences, scores)
    threshold = behaviour.hiring_threshold
    accept_deferred(preferences, scores, threshold, quotas, heaps, heads, asked, standing, matched)
    count_applications(world, m, preferences, scores)
    hire_matched(world, m, groups, matched, rows, preferences, skills, matches, placed)


@rule
def hire_matched(world, m, groups, matched, rows, preferences, skills, matches, placed):
    """Every seeker with a post in market `m` is hired there (E31)."""
    first = 0
    found = 0
    wages = 0.0
    for i in range(groups.shape[0]):
        if groups[i] != groups[first]:
            count_placed(world, groups[first], m, found, wages)
            first = i
            found = 0
            wages = 0.0
        placed[i] = matched[i] >= 0
        if placed[i]:
            e = rows[preferences[i, matched[i]]]
            hire_openly(world, e, skills[i], matches[i])
            leave_group(world, groups[i])
            wages += first_wage(world, e, skills[i])
            found += 1
    count_placed(world, groups[first], m, found, wages)


@rule
def count_applications(world, m, preferences, scores):
    """Count applications in market `m`, and those below the hiring threshold (claim 2.4f)."""
    clock = world.clock[0]
    threshold = world.behaviour[0].hiring_threshold
    applications = 0
    rejected = 0
    for i in range(preferences.shape[0]):
        for j in range(preferences.shape[1]):
            if preferences[i, j] < 0:
                break
            applications += 1
            rejected += 1 if scores[i, j] < threshold else 0
    for row in groups_at(clock, market_region(clock, m), market_field(clock, m)):
        world.tallies[clock.term, row].applications += applications
        world.tallies[clock.term, row].rejected_for_skill += rejected


@rule
def longest_list(world):
    """Most applications that one person can make in any region."""
    longest = 0.0
    for g in range(world.policies.shape[0]):
        longest = max(longest, expected_list(world.policies[g], world.behaviour[0]))
    return min(math.ceil(longest), LONGEST_LIST)


@rule(allocates=True)
def match_markets(world, groups, numbers, first):
    """Match all markets once; `first` is the first seeker of each market. Returns who was placed."""
    placed = np.zeros(groups.shape[0], np.bool_)
    longest = longest_list(world)
    desk = seekers_desk(world, first, longest)
    office = employers_desk(world, longest)
    for m in range(world.markets.shape[0]):
        start = first[m]
        end = first[m + 1]
        match_market(world, m, groups[start:end], numbers[start:end], placed[start:end], desk, office)
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
    share = led_by_channel(world, group)
    if share > 0.0:
        led, place, region, _ = four_uniforms(clock.seed, clock.term, Purpose.CAREER_CHANNEL, key, number)
        if led < share:
            return market_with_posts(world, m, place, region, posts, drawn)
    stays, side, region, _ = four_uniforms(clock.seed, clock.term, Purpose.SPILL_REGION, key, number)
    if stays < world.behaviour[0].region_stay:
        return market_row(clock, g, neighbour_field(clock, k, 1 if side < 0.5 else -1))
    elsewhere = posts[k, clock.regions - 1] - world.markets[m].vacancies
    if elsewhere < 1.0:
        return -1
    drawn[0] = g
    return market_row(clock, draw_other(posts[k], drawn, 1, region), k)


@rule
def led_by_channel(world, group):
    """Share of those of a group without a post whom the career channel leads to open posts (E32a)."""
    clock = world.clock[0]
    policy = world.policies[market_region(clock, origin(world, group))]
    if policy.career_channel <= 0.0:
        return 0.0
    skill, _ = skill_in(world, group, market_field(clock, origin(world, group)))
    return guided_share(policy.career_channel, skill, policy.qualification, world.behaviour[0])


@rule
def market_with_posts(world, m, place, region, posts, drawn):
    """Neighbouring field, or own field elsewhere, drawn by open posts; -1 where there is none (E32a).

    Posts of the region count `region_stay`, those of other regions the rest. m : market of origin; place,
    region : uniform numbers in (0, 1)
    """
    clock = world.clock[0]
    stay = world.behaviour[0].region_stay
    g = market_region(clock, m)
    k = market_field(clock, m)
    left = market_row(clock, g, neighbour_field(clock, k, -1))
    right = market_row(clock, g, neighbour_field(clock, k, 1))
    elsewhere = posts[k, clock.regions - 1] - world.markets[m].vacancies
    at_left = stay * world.markets[left].vacancies
    at_right = stay * world.markets[right].vacancies
    total = at_left + at_right + (1.0 - stay) * elsewhere
    if total <= 0.0:
        return -1
    place *= total
    if place < at_left:
        return left
    if place < at_left + at_right or elsewhere < 1.0:
        return right
    drawn[0] = g
    return market_row(clock, draw_other(posts[k], drawn, 1, region), k)


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
def count_placed(world, group, m, persons, first_wages):
    """Count persons of one group placed in market `m`, at the region and field of origin."""
    if persons == 0:
        return
    clock = world.clock[0]
    home = origin(world, group)
    g = market_region(clock, home)
    for row in groups_at(clock, g, market_field(clock, home)):
        tally = world.tallies[clock.term, row]
        tally.wages_placed += first_wages
        if m == home:
            tally.placed_open += persons
        elif market_region(clock, m) == g:
            tally.placed_spill_field += persons
        else:
            tally.placed_spill_region += persons
