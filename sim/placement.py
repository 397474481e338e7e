"""Placement of graduates: through links, on the open market, in other fields and regions (E30-E33).

The open market is matched by deferred acceptance in two waves: first everybody in the market of the own
region and field, then those without a post in a neighbouring field or another region.
"""

import math

import numpy as np

from agents.choice import logistic
from sim.base.chance import normal, uniform, whole
from sim.base.compilation import rule
from sim.base.purpose import Purpose
from sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity
from sim.job_seekers import (
    chance_key,
    effective_skill,
    leave_group,
    list_seekers,
    origin,
    skill_in,
    talented,
    wait,
)
from sim.joint_entities import joint_places
from sim.matching import deferred_acceptance, draw_other
from sim.students import under_order
from sim.workforce import hire, open_posts, wage, wage_at

JOINT_EMPLOYMENT = 5  # rung of a link from which it places graduates
OWN_MARKET, SPILL_OVER = 0, 1  # waves of the open market
SLOTS = 32  # words of chance for one person in one wave: list places, the last for the length of the list
OFFERS = 4096  # words of chance for the offers of one link

QUANTITIES = (
    Quantity("talent_spread", 0.1, 0, 0.2, "sd", "E31", "modelling choice", ASSUMED),
    Quantity("general_weight", 0.35, 0.2, 0.5, "share", "E31", "modelling choice", ASSUMED, "al"),
    Quantity("hiring_noise", 0.2, 0.05, 0.4, "sd", "E31", "modelling choice", ASSUMED, "sd_q"),
    Quantity(
        "hiring_threshold",
        0.28,
        0.25,
        0.5,
        "skill",
        "E31",
        "modelling choice, claim 2.4f",
        CALIBRATED,
        "h_min",
    ),
    Quantity("list_length", 3, 1, 10, "enterprises", "E31", "modelling choice", ASSUMED, "La", True),
    Quantity("wage_pull", 1, 0, 4, "log score per MU", "E31", "modelling choice", ASSUMED),
    Quantity("region_stay", 0.75, 0.5, 0.95, "share", "E32", "evidence 1.20: .6-.7 near the school", DERIVED),
    Quantity(
        "outside_absorption",
        0.75,
        0.3,
        1,
        "share per term",
        "E32",
        "modelling choice for fact F14",
        CALIBRATED,
    ),
    Quantity("pool_limit", 4, 1, 8, "term", "E33", "modelling choice", ASSUMED, "", True),
    Quantity("pool_fading", 0.05, 0, 0.2, "1/term", "E33", "modelling choice", ASSUMED),
    Quantity(
        "internship_self_match", 0.66, 0.5, 0.9, "share", "2.4f", "evidence 1.17: .28 mismatch", DERIVED
    ),
)


@rule
def open_market(world):
    """Open posts of every enterprise and market; nobody has been hired yet in this term (E29)."""
    for m in range(world.markets.shape[0]):
        market = world.markets[m]
        market.vacancies = 0
        market.link_skill = 0.0
        market.link_hires = 0
        market.open_skill = 0.0
        market.open_hires = 0
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.vacancies = open_posts(enterprise)
        enterprise.hires = 0
        enterprise.trained = 0
        enterprise.trained_skill = 0.0
        enterprise.early_quits_expected = 0.0
        market = world.markets[enterprise.region * world.clock[0].fields + enterprise.industry]
        market.vacancies += enterprise.vacancies


@rule
def count_graduates(world):
    """Count this term's graduates and what they learned."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for p in range(world.programmes.shape[0]):
        programme = world.programmes[p]
        persons = programme.graduates
        if persons > 0:
            k = p % clock.fields
            skill, match = skill_in(world, p, k)
            for row in (world.colleges[p // clock.fields].region, clock.regions + 4 + k):
                tally = world.tallies[clock.term, row]
                tally.graduates += persons
                tally.graduate_general_skill += persons * programme.graduate_general_skill
                tally.graduate_practical_skill += persons * programme.graduate_practical_skill
                tally.graduate_relevance += persons * match
                tally.graduate_skill += persons * skill


@rule
def accepts_offer(wage_offered, wage_outside, u, behaviour):
    """Whether a student takes the post that the partner offers; order training is narrow (E30).

    wages in MU per term; u : uniform number in (0, 1)
    """
    gain = wage_offered - wage_outside - behaviour.order_narrowness
    return u < logistic(behaviour.order_outside_slope * gain)


@rule
def place_through_link(world, l):
    """Joint employment on link `l`: its trainees get an offer, at rung 5 all, below those under order (E30)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    link = world.links[l]
    e = link.enterprise
    c = link.college
    enterprise = world.enterprises[e]
    p = c * clock.fields + link.field
    programme = world.programmes[p]
    share = 1.0
    if link.depth < JOINT_EMPLOYMENT:
        share = under_order(world, link)
    committed = share * link.substance * joint_places(link, enterprise, behaviour)
    offers = whole(committed, clock.seed, clock.term, Purpose.JOINT_HIRE, e, c)
    offers = min(offers, programme.graduates, enterprise.vacancies, OFFERS)
    if offers <= 0:
        return
    skill, match = skill_in(world, p, link.field)
    g = world.colleges[c].region
    government = world.governments[g]
    density = world.markets[g * clock.fields + link.field].density
    typical = behaviour.productivity * government.productivity
    outside = wage(skill, typical, density, government.wage_level, behaviour)
    offered = wage_at(world, e, skill)
    for i in range(offers):
        u = uniform(clock.seed, clock.term, Purpose.ORDER_ACCEPTANCE, e, c * OFFERS + i)
        if accepts_offer(offered, outside, u, behaviour):
            person = talented(world, skill, p, programme.graduates - 1)
            hire(world, e, person, match, True)
            count_placed(world, p, e, person, True, OWN_MARKET)
            leave_group(world, p)
    world.tallies[clock.term, g].order_offers += offers
    world.tallies[clock.term, clock.regions + 4 + link.field].order_offers += offers


@rule
def count_placed(world, group, e, skill, through_link, wave):
    """Count one placed person at the region and field of origin."""
    clock = world.clock[0]
    m = origin(world, group)
    g = m // clock.fields
    first_wage = wage_at(world, e, skill)
    for row in (g, clock.regions + 4 + m % clock.fields):
        tally = world.tallies[clock.term, row]
        tally.wages_placed += first_wage
        if through_link:
            tally.placed_link += 1
        elif wave == OWN_MARKET:
            tally.placed_open += 1
        elif world.enterprises[e].region == g:
            tally.placed_spill_field += 1
        else:
            tally.placed_spill_region += 1


@rule
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
    return behaviour.hiring_noise * (1.0 - 0.75 * qualification)


@rule
def expected_list(platform, behaviour):
    """Mean number of applications of one person; a platform makes lists longer (E31, A43)."""
    return behaviour.list_length * (1.0 + platform)


@rule
def apply_for_posts(clock, key, number, wave, length, cumulative, drawn, preferences):
    """Write the list of one person, employers in the order drawn, into `preferences`; -1 after its end.

    length : mean number of applications, rounded at random; drawn : scratch of at least that many + 1
    """
    slot = (number * 2 + wave) * SLOTS
    places = whole(length, clock.seed, clock.term, Purpose.APPLICATION, key, slot + SLOTS - 1)
    places = min(places, preferences.shape[0], cumulative.shape[0])
    for i in range(places):
        u = uniform(clock.seed, clock.term, Purpose.APPLICATION, key, slot + i)
        preferences[i] = draw_other(cumulative, drawn, i, u)
    for i in range(places, preferences.shape[0]):
        preferences[i] = -1


@rule
def judge(clock, key, number, wave, skill, spread, preferences, scores):
    """What each employer on the list sees in one person: skill plus its own noise (E31)."""
    slot = (number * 2 + wave) * SLOTS
    for i in range(preferences.shape[0]):
        scores[i] = skill
        if preferences[i] >= 0:
            scores[i] += spread * normal(clock.seed, clock.term, Purpose.HIRING_NOISE, key, slot + i)


@rule
def match_market(world, m, groups, numbers, wave, placed):
    """Match seekers (`groups`, `numbers`) to the open posts of market `m`; mark them in `placed` (E31).

    Levers are those of the region of the market (A43).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    seekers = groups.shape[0]
    rows, quotas, cumulative = employers_of(world, m, seekers)
    if seekers == 0 or rows.shape[0] == 0:
        return
    k = m % clock.fields
    policy = world.policies[m // clock.fields]
    length = expected_list(policy.platform, behaviour)
    spread = hiring_spread(policy.qualification, behaviour)
    longest = int(math.ceil(length))
    preferences = np.empty((seekers, longest), np.int64)
    scores = np.empty((seekers, longest), np.float64)
    skills = np.empty(seekers, np.float64)
    matches = np.empty(seekers, np.float64)
    drawn = np.empty(longest + 1, np.int64)
    group = -1
    key = 0
    mean = 0.0
    match = 0.0
    for i in range(seekers):
        if groups[i] != group:
            group = groups[i]
            key = chance_key(world, group)
            mean, match = skill_in(world, group, k)
        skills[i] = talented(world, mean, key, numbers[i])
        matches[i] = match
        apply_for_posts(clock, key, numbers[i], wave, length, cumulative, drawn, preferences[i])
        judge(clock, key, numbers[i], wave, skills[i], spread, preferences[i], scores[i])
    matched = deferred_acceptance(preferences, scores, behaviour.hiring_threshold, quotas)
    count_applications(world, m, preferences, scores)
    for i in range(seekers):
        if matched[i] >= 0:
            e = rows[preferences[i, matched[i]]]
            placed[i] = True
            hire(world, e, skills[i], matches[i], False)
            count_placed(world, groups[i], e, skills[i], False, wave)
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
    for row in (m // clock.fields, clock.regions + 4 + m % clock.fields):
        world.tallies[clock.term, row].applications += applications
        world.tallies[clock.term, row].rejected_for_skill += rejected


@rule
def match_wave(world, groups, numbers, first, wave):
    """Match all markets once; `first` is the first seeker of each market. Returns who was placed."""
    placed = np.zeros(groups.shape[0], np.bool_)
    for m in range(world.markets.shape[0]):
        start = first[m]
        end = first[m + 1]
        match_market(world, m, groups[start:end], numbers[start:end], wave, placed[start:end])
    return placed


@rule
def open_posts_by_region(world):
    """Cumulative open posts over the regions, (fields, regions) float."""
    clock = world.clock[0]
    cumulative = np.zeros((clock.fields, clock.regions))
    for k in range(clock.fields):
        total = 0.0
        for g in range(clock.regions):
            total += world.markets[g * clock.fields + k].vacancies
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
    g = m // clock.fields
    k = m % clock.fields
    key = chance_key(world, group)
    stays = uniform(clock.seed, clock.term, Purpose.SPILL_REGION, key, 2 * number)
    if stays < world.behaviour[0].region_stay:
        side = 1 if uniform(clock.seed, clock.term, Purpose.SPILL_FIELD, key, number) < 0.5 else -1
        return g * clock.fields + (k + side + clock.fields) % clock.fields
    elsewhere = posts[k, clock.regions - 1] - world.markets[m].vacancies
    if elsewhere < 1.0:
        return -1
    drawn[0] = g
    u = uniform(clock.seed, clock.term, Purpose.SPILL_REGION, key, 2 * number + 1)
    return draw_other(posts[k], drawn, 1, u) * clock.fields + k


@rule
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
def place(world):
    """Phase 13: graduates meet open posts, through links first, then in two waves; the rest waits (E30-E33)."""
    open_market(world)
    count_graduates(world)
    for l in range(world.clock[0].links):
        place_through_link(world, l)
    groups, numbers, first = list_seekers(world)
    placed = match_wave(world, groups, numbers, first, OWN_MARKET)
    groups, numbers, first = list_spill_over(world, groups, numbers, placed)
    match_wave(world, groups, numbers, first, SPILL_OVER)
    wait(world)
