"""Spill-over: where those try next who found no post in their own region and field (E32, E32a)."""

import numpy as np

from iei.policies.career_channel import guided_share
from iei.sim.base.chance import four_uniforms
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.labour.job_seekers import chance_key, origin, skill_in
from iei.sim.labour.matching import draw_other, lay_guide
from iei.sim.world.rows import market_field, market_region, market_row, neighbour_field


@rule(allocates=True)
def open_posts_by_region(world):
    """Cumulative open posts over the regions, (fields, regions) float, and their guides, alike."""
    clock = world.clock[0]
    cumulative = np.zeros((clock.fields, clock.regions))
    guides = np.zeros((clock.fields, clock.regions), np.int64)
    for k in range(clock.fields):
        total = 0.0
        for g in range(clock.regions):
            total += world.markets[market_row(clock, g, k)].vacancies
            cumulative[k, g] = total
        lay_guide(cumulative[k], guides[k])
    return cumulative, guides


@rule
def spill_market(world, group, number, posts, guides, drawn):
    """Market that a person without a post tries next, or -1 (E32, A33).

    Who stays in the region tries a neighbouring field, who leaves tries the own field in a region drawn by
    open posts. posts, guides : of `open_posts_by_region`; drawn : scratch of two
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
            return market_with_posts(world, m, place, region, posts, guides, drawn)
    stays, side, region, _ = four_uniforms(clock.seed, clock.term, Purpose.SPILL_REGION, key, number)
    if stays < world.behaviour[0].region_stay:
        return market_row(clock, g, neighbour_field(clock, k, 1 if side < 0.5 else -1))
    elsewhere = posts[k, clock.regions - 1] - world.markets[m].vacancies
    if elsewhere < 1.0:
        return -1
    drawn[0] = g
    return market_row(clock, draw_other(posts[k], guides[k], drawn, 1, elsewhere, region), k)


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
def market_with_posts(world, m, place, region, posts, guides, drawn):
    """Neighbouring field, or own field elsewhere, drawn by open posts; -1 where there is none (E32a).

    Posts of the region count `region_stay`, those of other regions the rest. m : market of origin; place,
    region : uniform numbers in (0, 1); posts, guides, drawn : as in `spill_market`
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
    return market_row(clock, draw_other(posts[k], guides[k], drawn, 1, elsewhere, region), k)


@rule(allocates=True)
def list_spill_over(world, groups, numbers, placed):
    """Those without a post, sorted by the market that they try next; as `list_seekers`."""
    markets = world.markets.shape[0]
    posts, guides = open_posts_by_region(world)
    drawn = np.zeros(2, np.int64)
    first = np.zeros(markets + 1, np.int64)
    target = np.full(groups.shape[0], -1, np.int64)
    for i in range(groups.shape[0]):
        if not placed[i]:
            target[i] = spill_market(world, groups[i], numbers[i], posts, guides, drawn)
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
