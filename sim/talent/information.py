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
    Quantity(
        "signal_filter",
        default=1,
        lower=0,
        upper=1,
        unit="switch",
        equation="E23",
        source="B7; 1: signals are weighed by how good they are; 0: by signal_gain",
        grade=ASSUMED,
        integer=True,
    ),
)

LEAST_SHARE = 1e-9  # keeps the logarithm of an estimate finite


@rule
def demand_drift(behaviour):
    """Variance of a step of a field's demand, log share per term: what a shock adds in the end (E23)."""
    step = behaviour.field_growth_noise / (1.0 - behaviour.growth_persistence)
    return step * step


@rule
def kalman_gain(drift, noise):
    """Best constant weight of a new signal of a random walk: steady Kalman filter, in [0, 1] (E23, L10).

    drift : variance of a step of the walk; noise : variance of a signal
    """
    if drift <= 0.0:
        return 0.0
    half = 1.0 / 2.0
    return 1.0 / (half + math.sqrt(half * half + noise / drift))


@rule
def signal_weight(platform, spread, behaviour):
    """Weight of a new demand signal of this standard deviation in a college's estimate (E23)."""
    if behaviour.signal_filter > 0.0:
        return kalman_gain(demand_drift(behaviour), spread * spread)
    return estimate_gain(platform, behaviour)


@rule
def planner_weight(behaviour):
    """Weight of a new signal in the planner's forecast (E25)."""
    if behaviour.signal_filter > 0.0:
        return kalman_gain(demand_drift(behaviour), behaviour.planner_noise * behaviour.planner_noise)
    return 1.0


@rule
def follows_all(behaviour):
    """Whether colleges follow demand for all fields of their region, not only for those they offer.

    They do where they may open others, or set their intake by what is short (E25a, E25b).
    """
    return behaviour.programme_rate > 0.0 or behaviour.intake_speed > 0.0


@rule
def follows(programme, behaviour):
    """Whether a college estimates the demand for the field of this programme (E23)."""
    return programme.offered or follows_all(behaviour)


@rule
def followed_posts(world, c):
    """Posts of the region of college `c` in the fields that it follows, persons."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    total = 0.0
    for k in range(clock.fields):
        if follows(world.programmes[programme_row(clock, c, k)], behaviour):
            total += max(world.markets[market_row(clock, g, k)].posts, 1.0)
    return total


@rule
def smoothed(estimate, signal, gain):
    """Exponentially smoothed estimate after one signal (E23)."""
    return estimate + gain * (signal - estimate)


@rule(allocates=True)
def read_demand(world, c):
    """College `c` reads noisy signals of demand and updates its estimates (E23, A27).

    Partners with whom plans are joint tell what they need: the signal's noise falls with the programme's
    joint substance (claims 1.9, 2.3e).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    platform = world.policies[g].platform
    spread = signal_spread(platform, behaviour)
    total = followed_posts(world, c)
    signals = np.zeros(clock.fields)
    sum_of_signals = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, behaviour):
            share = max(world.markets[market_row(clock, g, k)].posts, 1.0) / total
            noise = normal(clock.seed, clock.term, Purpose.DEMAND_SIGNAL, c, k)
            signals[k] = share * math.exp(spread * (1.0 - programme.curriculum_substance) * noise)
            sum_of_signals += signals[k]
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, behaviour):
            signal = signals[k] / sum_of_signals
            weight = signal_weight(platform, spread * (1.0 - programme.curriculum_substance), behaviour)
            programme.demand_estimate = smoothed(programme.demand_estimate, signal, weight)
    if behaviour.signal_filter > 0.0:
        scale_estimates(world, c)  # weights differ between fields


@rule
def scale_estimates(world, c):
    """Estimates of college `c` scaled to sum to one over the fields that it follows."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    total = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, behaviour):
            total += programme.demand_estimate
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, behaviour):
            programme.demand_estimate /= total


@rule
def pool_estimates(world):
    """Members of a council average their errors, field by field (E23, A27)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for m in range(world.markets.shape[0]):
        world.markets[m].council_error = 0.0
        world.markets[m].council_members = 0
    for c in range(world.colleges.shape[0]):
        g = world.colleges[c].region
        if world.governments[g].council_effect > 0.0:
            total = followed_posts(world, c)
            for k in range(clock.fields):
                programme = world.programmes[programme_row(clock, c, k)]
                if follows(programme, behaviour):
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
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    effect = world.governments[g].council_effect
    total = followed_posts(world, c)
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, behaviour):
            market = world.markets[market_row(clock, g, k)]
            mean = market.council_error / market.council_members
            error = pooled_error(estimate_error(programme, market, total), mean, effect, behaviour)
            programme.demand_estimate = max(market.posts, 1.0) / total * math.exp(error)
    scale_estimates(world, c)


@rule(allocates=True)
def forecast_centrally(world, g):
    """The planner's noisy forecast of demand shares over all fields of region `g` (E25)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    weight = planner_weight(behaviour)
    signals = np.zeros(clock.fields)
    total = 0.0
    for k in range(clock.fields):
        market = world.markets[market_row(clock, g, k)]
        noise = normal(clock.seed, clock.term, Purpose.PLANNER_SIGNAL, g, k)
        signals[k] = max(market.posts, 1.0) * math.exp(behaviour.planner_noise * noise)
        total += signals[k]
    for k in range(clock.fields):
        market = world.markets[market_row(clock, g, k)]
        signal = signals[k] / total
        if weight >= 1.0 or market.planned_share <= 0.0:
            market.planned_share = signal
        else:
            market.planned_share = smoothed(market.planned_share, signal, weight)
