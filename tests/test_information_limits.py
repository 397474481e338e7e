"""Limits of what colleges know of demand: the best gain, the variance of estimates, pooling (L10)."""

import math

import numpy as np
import pytest

from iei.sim.base.chance import normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.talent.information import estimate_error, pool_estimates, read_demand, smoothed

DRIFT, NOISE = 0.04, 0.25  # variance of a step of demand and of a signal
TERMS = 200_000


@rule
def mean_square_error(terms, gain, drift_sd, noise_sd):
    """Mean square error of smoothed estimates of a random walk; draws do not depend on the gain."""
    demand = 0.0
    estimate = 0.0
    total = 0.0
    for term in range(terms):
        demand += drift_sd * normal(1, term, Purpose.PLANNER_SIGNAL, 0, 0)
        signal = demand + noise_sd * normal(1, term, Purpose.DEMAND_SIGNAL, 0, 0)
        estimate = smoothed(estimate, signal, gain)
        total += (estimate - demand) ** 2
    return total / terms


def expected_error(gain, drift, noise):
    """Stationary error variance of a constant gain: V = (1-g)^2 (V + Q) + g^2 R."""
    kept = (1 - gain) ** 2
    return (kept * drift + gain**2 * noise) / (1 - kept)


def test_the_best_constant_gain_is_that_of_the_steady_kalman_filter():
    predicted = (DRIFT + math.sqrt(DRIFT**2 + 4 * DRIFT * NOISE)) / 2
    best = predicted / (predicted + NOISE)
    assert best == pytest.approx(0.3279, abs=5e-5)
    gains = np.array([best - 0.1, best - 0.05, best, best + 0.05, best + 0.1])
    errors = [mean_square_error(TERMS, gain, DRIFT**0.5, NOISE**0.5) for gain in gains]
    assert np.argmin(errors) == 2
    assert errors == pytest.approx([expected_error(g, DRIFT, NOISE) for g in gains], rel=0.03)


@pytest.mark.parametrize("gain", [0.05, 0.15, 0.5])
def test_constant_demand_leaves_a_known_variance(gain):
    error = mean_square_error(TERMS, gain, 0.0, 0.5)
    assert error == pytest.approx(gain / (2 - gain) * 0.25, rel=0.05)


def council_world(fresh, members):
    """A world in which so many colleges of the first region offer all fields and pool all that they know."""
    world = fresh("world=province", pooling_strength=1.0, programme_rate=0.0, intake_speed=0.0)
    joined = np.flatnonzero(world.colleges["region"] == 0)[:members]
    assert len(joined) == members
    world.programmes["offered"] = np.repeat(
        np.isin(np.arange(len(world.colleges)), joined), len(world.fields)
    )
    world.governments["council_effect"] = 1.0
    return world, joined


def errors_of(world, college):
    """Log errors of the estimates of one college, by field."""
    fields = len(world.fields)
    posts = np.maximum(world.markets["posts"][:fields], 1.0)
    return np.array(
        [
            estimate_error(world.programmes[college * fields + k], world.markets[k], posts.sum())
            for k in range(fields)
        ]
    )


@pytest.mark.parametrize("members", [1, 3, 9])
def test_pooling_independent_errors_divides_their_variance_by_their_number(fresh, members):
    world, joined = council_world(fresh, members)
    fields = len(world.fields)
    posts = np.maximum(world.markets["posts"][:fields], 1.0)
    chance = np.random.default_rng(5)
    contrasts = []
    for _ in range(1500):
        own = 0.3 * chance.standard_normal((len(world.colleges), fields))
        world.programmes["demand_estimate"] = (posts / posts.sum() * np.exp(own)).ravel()
        pool_estimates(world)
        pooled = errors_of(world, joined[-1])
        # differences between fields, since shares are rescaled to sum to one
        assert np.diff(pooled) == pytest.approx(np.diff(own[joined].mean(axis=0)), abs=1e-12)
        contrasts.append(pooled[1] - pooled[0])
    assert np.var(contrasts) == pytest.approx(2 * 0.09 / members, rel=0.12)


def test_joint_substance_takes_the_noise_from_signals(fresh):
    def spread_at(substance):
        world = fresh("world=classroom", signal_filter=0.0, signal_gain=1.0, signal_gain_platform=0.0)
        world.programmes["curriculum_substance"] = substance
        world.programmes["offered"] = True
        offered = np.flatnonzero(world.programmes["offered"][: len(world.fields)])
        contrasts = []
        for term in range(400):
            world.clock["term"] = term
            world.clock["tallied"] = term
            read_demand(world, 0)
            estimates = world.programmes["demand_estimate"][offered[:2]]
            posts = np.maximum(world.markets["posts"][offered[:2]], 1.0)
            contrasts.append(float(np.diff(np.log(estimates / posts))[0]))
        return np.std(contrasts)

    alone, half, joint = (spread_at(substance) for substance in (0.0, 0.5, 1.0))
    assert alone == pytest.approx(0.5 * math.sqrt(2), rel=0.1)
    assert half == pytest.approx(alone / 2, rel=1e-6)
    assert joint < 1e-12
