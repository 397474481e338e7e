"""What colleges know of demand: signals, platform, pooling in a council, planning (E23, E25)."""

import math

import numpy as np

from iei.policies.council import pooled_error
from iei.policies.platform import estimate_gain, signal_spread
from iei.sim.base.chance import normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.world.rows import market_row, programme_row

QUANTITIES = (
    Quantity(
        "signal_noise",
        default=0.5,
        lower=0.25,
        upper=1,
        unit="log share",
        equation="E23",
        source="modelling choice, claim 3.2b",
        grade=ASSUMED,
        symbol="sd0",
    ),
    Quantity(
        "signal_gain",
        default=0.15,
        lower=0.05,
        upper=0.5,
        unit="1/term",
        equation="E23",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

LEAST_SHARE = 1e-9  # keeps the logarithm of an estimate finite


@rule
def smoothed(estimate, signal, gain):
    """Exponentially smoothed estimate after one signal (E23)."""
    return estimate + gain * (signal - estimate)


@rule
def offered_posts(world, c):
    """Posts of the region of college `c` in the fields that it offers, persons."""
    clock = world.clock[0]
    g = world.colleges[c].region
    total = 0.0
    for k in range(clock.fields):
        if world.programmes[programme_row(clock, c, k)].offered:
            total += max(world.markets[market_row(clock, g, k)].posts, 1.0)
    return total


@rule(allocates=True)
def read_demand(world, c):
    """College `c` reads noisy signals of demand for its fields and updates its estimate (E23, A27).

    Partners with whom plans are joint tell what they need: the signal's noise falls with the programme's
    joint substance (claims 1.9, 2.3e).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    platform = world.policies[g].platform
    spread = signal_spread(platform, behaviour)
    gain = estimate_gain(platform, behaviour)
    total = offered_posts(world, c)
    signals = np.zeros(clock.fields)
    sum_of_signals = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            share = max(world.markets[market_row(clock, g, k)].posts, 1.0) / total
            noise = normal(clock.seed, clock.term, Purpose.DEMAND_SIGNAL, c, k)
            signals[k] = share * math.exp(spread * (1.0 - programme.curriculum_substance) * noise)
            sum_of_signals += signals[k]
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            programme.demand_estimate = smoothed(programme.demand_estimate, signals[k] / sum_of_signals, gain)


@rule
def pool_estimates(world):
    """Members of a council average their errors, field by field (E23, A27)."""
    clock = world.clock[0]
    for m in range(world.markets.shape[0]):
        world.markets[m].council_error = 0.0
        world.markets[m].council_members = 0
    for c in range(world.colleges.shape[0]):
        g = world.colleges[c].region
        if world.governments[g].council_effect > 0.0:
            total = offered_posts(world, c)
            for k in range(clock.fields):
                programme = world.programmes[programme_row(clock, c, k)]
                if programme.offered:
                    market = world.markets[market_row(clock, g, k)]
                    market.council_error += estimate_error(programme, market, total)
                    market.council_members += 1
    for c in range(world.colleges.shape[0]):
        g = world.colleges[c].region
        if world.governments[g].council_effect > 0.0:
            share_error(world, c)


@rule
def estimate_error(programme, market, total):
    """Log error of a programme's estimate of its share of demand."""
    return math.log(max(programme.demand_estimate, LEAST_SHARE)) - math.log(max(market.posts, 1.0) / total)


@rule
def share_error(world, c):
    """Estimates of college `c` after pooling, scaled to sum to one."""
    clock = world.clock[0]
    g = world.colleges[c].region
    effect = world.governments[g].council_effect
    total = offered_posts(world, c)
    sum_of_estimates = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            market = world.markets[market_row(clock, g, k)]
            mean = market.council_error / market.council_members
            error = pooled_error(estimate_error(programme, market, total), mean, effect, world.behaviour[0])
            programme.demand_estimate = max(market.posts, 1.0) / total * math.exp(error)
            sum_of_estimates += programme.demand_estimate
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            programme.demand_estimate /= sum_of_estimates


@rule
def forecast_centrally(world, g):
    """The planner's noisy forecast of demand shares over all fields of region `g` (E25)."""
    clock = world.clock[0]
    total = 0.0
    for k in range(clock.fields):
        market = world.markets[market_row(clock, g, k)]
        noise = normal(clock.seed, clock.term, Purpose.PLANNER_SIGNAL, g, k)
        market.planned_share = max(market.posts, 1.0) * math.exp(world.behaviour[0].planner_noise * noise)
        total += market.planned_share
    for k in range(clock.fields):
        world.markets[market_row(clock, g, k)].planned_share /= total
