"""Curricula lag behind a moving frontier, seats react to demand without swinging (L8, L13, L19)."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world

from iei.sim.talent.curriculum import (
    QUANTITIES,
    adapt_curricula,
    adapted,
    curriculum_speed,
    next_seat_share,
    plan_seats,
    practice_target,
)
from iei.sim.talent.fields import move_frontier


def lags(world):
    """Distance of every offered curriculum to its frontier."""
    fields = np.asarray(world.fields["frontier"])
    curricula = np.asarray(world.programmes["curriculum"]).reshape(len(world.colleges), len(fields), -1)
    distance = np.sqrt(((curricula - fields) ** 2).sum(axis=2)).ravel()
    return distance[np.asarray(world.programmes["offered"])]


def adapt_terms(world, terms, frontier_moves=True):
    for _ in range(terms):
        if frontier_moves:
            for k in range(len(world.fields)):
                move_frontier(world, k)
        adapt_curricula(world)
        world.clock["term"] += 1


@pytest.mark.parametrize(("drift", "speed"), [(0.02, 0.2), (0.015, 0.06), (0.03, 0.9)])
def test_lag_behind_a_steady_drift_is_drift_over_speed(drift, speed):
    """L8, measured after the drift."""
    position, frontier = 0.0, 0.0
    for _ in range(2000):
        position = adapted(position, frontier, speed)
        frontier += drift
    assert frontier - position == pytest.approx(drift / speed)


def test_curricula_of_the_model_lag_by_drift_over_speed():
    """L8 in the model: partners who show the present frontier, no noise, no region effects."""
    world = started_world(frontier_noise=0.0, curriculum_speed_joint=0.14)
    world.governments["school_quality"] = 1.0
    world.programmes["curriculum_substance"] = 1.0
    adapt_terms(world, 200)
    for k in range(len(world.fields)):
        move_frontier(world, k)
    assert lags(world) == pytest.approx(0.015 / 0.2)


def test_without_partners_curricula_follow_what_is_a_year_old():
    """The public frontier is two terms old, which adds twice the drift to the lag before adapting."""
    world = started_world(frontier_noise=0.0)
    world.governments["school_quality"] = 1.0
    adapt_terms(world, 500)
    assert lags(world) == pytest.approx(0.015 / 0.06 + 2 * 0.015 - 0.015)


@pytest.mark.parametrize(("speed", "spread"), [(0.2, 0.03), (0.06, 0.01), (0.5, 0.05)])
def test_lag_behind_a_random_walk_has_the_known_mean_square(speed, spread):
    """L8: E lag^2 = s^2 / (speed (2 - speed)), measured after the step; tolerance is four standard errors."""
    steps = spread * np.random.default_rng(7).standard_normal((400, 2000))
    lag = np.zeros(2000)
    squares = []
    for t, step in enumerate(steps):
        lag = step + np.array([-adapted(-x, 0.0, speed) for x in lag])
        if t >= 200 and t % 50 == 0:
            squares.append(np.mean(lag * lag))
    expected = spread**2 / (speed * (2 - speed))
    assert np.mean(squares) == pytest.approx(expected, rel=4 * math.sqrt(2 / (4 * 2000)))


def test_lag_dies_out_geometrically_when_nothing_moves():
    """L19: no drift, no links: lag is multiplied by 1 - lam0 a term."""
    world = started_world()
    world.governments["school_quality"] = 1.0
    first = lags(world)
    adapt_terms(world, 30, frontier_moves=False)
    assert lags(world) == pytest.approx(first * (1 - 0.06) ** 30)
    adapt_terms(world, 400, frontier_moves=False)
    assert lags(world) == pytest.approx(0, abs=1e-10)
    assert np.asarray(world.programmes["relevance"])[world.programmes["offered"]] == pytest.approx(1)


def test_curricula_start_behind_the_frontier_along_the_drift():
    world = started_world()
    assert lags(world) == pytest.approx(0.25)
    offered = np.asarray(world.programmes["offered"])
    expected = math.exp(-(0.25**2) / (2 * 0.45**2))
    assert np.asarray(world.programmes["relevance"])[offered] == pytest.approx(expected)


@settings(deadline=None)
@given(
    substance=st.floats(0, 1), quality=st.floats(0.5, 1.5), duty=st.floats(0, 1), standards=st.floats(0, 1)
)
def test_speed_is_a_share(substance, quality, duty, standards):
    behaviour = behaviour_of(curriculum_speed_joint=0.5, curriculum_speed=0.2, curriculum_speed_mandate=0.3)
    speed = curriculum_speed(substance, quality, duty, standards, behaviour)
    assert 0.1 <= speed <= 0.9


def test_no_curriculum_is_renewed_faster_than_the_cap():
    behaviour = behaviour_of(curriculum_speed_joint=0.9)
    assert curriculum_speed(1.0, 1.5, 1.0, 1.0, behaviour) == 0.9


@pytest.mark.parametrize("lever", ["mandate", "standards"])
def test_levers_shorten_the_lag(lever):
    without, with_lever = started_world(), started_world()
    for world in (without, with_lever):
        world.governments["law_in_force"] = 0.5
    with_lever.policies[lever] = 1.0
    for world in (without, with_lever):
        adapt_terms(world, 30)
    assert (lags(with_lever) < lags(without)).all()


def test_a_mandate_without_law_is_paper():
    without, paper = started_world(), started_world()
    for world in (without, paper):
        world.governments["law_in_force"] = 0.0
    paper.policies["mandate"] = 1.0
    for world in (without, paper):
        adapt_terms(world, 10)
    assert np.array_equal(without.programmes["curriculum"], paper.programmes["curriculum"])


def test_joint_curricula_shorten_the_lag_step_by_step():
    results = []
    for substance in (0.0, 0.2, 0.6, 1.0):
        world = started_world()
        world.programmes["curriculum_substance"] = substance
        adapt_terms(world, 30)
        results.append(lags(world))
    assert all((more < less).all() for less, more in itertools.pairwise(results))


@settings(deadline=None)
@given(intensity=st.floats(0, 1), guidelines=st.floats(0, 1), duty=st.floats(0, 1))
def test_basic_teaching_is_kept(intensity, guidelines, duty):
    target = practice_target(intensity, guidelines, duty, behaviour_of())
    assert 0.3 <= target <= 1 - 0.45


def test_practice_share_moves_slowly_toward_its_target():
    world = started_world()
    world.policies["guidelines"] = 0.5
    adapt_terms(world, 8)
    assert world.colleges["practice_share"] == pytest.approx(0.3 + 0.05 * (1 - 0.95**8))


@pytest.mark.parametrize("delay", [1, 3, 6])
@pytest.mark.parametrize("margin", [0.97, 1.03])
def test_seats_swing_above_the_known_speed_only(delay, margin):
    """L13: x' = x - k x(n terms ago) is stable iff k < 2 cos(n pi / (2 n + 1)) (Levin and May 1976).

    The demand that a college sees is its seats less the gap that left the pipeline.
    """
    bound = 2 * math.cos(delay * math.pi / (2 * delay + 1))
    behaviour = behaviour_of(seat_speed=margin * bound)
    gaps = [0.01] * (delay + 1)
    for _ in range(3000):
        gaps.append(next_seat_share(gaps[-1], gaps[-1] - gaps[-1 - delay], 0.0, 0.0, behaviour))
    early, late = np.abs(gaps[:50]).max(), np.abs(gaps[-50:]).max()
    assert late < 0.01 * early if margin < 1 else late > 100 * early


def test_every_admissible_seat_speed_is_stable_even_with_six_terms_of_delay():
    (speed,) = (quantity for quantity in QUANTITIES if quantity.name == "seat_speed")
    assert speed.upper < 2 * math.cos(6 * math.pi / 13)


@settings(max_examples=40, deadline=None)
@given(
    planning=st.floats(0, 0.5),
    speed=st.floats(0.05, 0.24),
    planned=st.lists(st.floats(0, 1), min_size=6, max_size=6),
    seed=st.integers(0, 1000),
)
def test_seat_shares_stay_shares(planning, speed, planned, seed):
    world = started_world(seed=seed, seat_speed=speed)
    world.policies["planning"] = planning
    world.markets["planned_share"] = planned
    for c in range(len(world.colleges)):
        plan_seats(world, c)
    shares = np.asarray(world.programmes["seats_share"]).reshape(len(world.colleges), -1)
    assert (shares >= 0).all()
    assert shares.sum(axis=1) == pytest.approx(1)
    assert (shares.ravel()[~np.asarray(world.programmes["offered"])] == 0).all()


def test_seats_follow_the_planner_as_far_as_planning_counts():
    def seats(planning):
        world = started_world()
        world.policies["planning"] = planning
        world.programmes["demand_estimate"] = world.programmes["seats_share"]
        world.markets["planned_share"] = np.tile([1.0, 0.0, 0.0], len(world.governments))
        for c in range(len(world.colleges)):
            plan_seats(world, c)
        return np.asarray(world.programmes["seats_share"]).reshape(-1, 3)

    none, half = seats(0.0), seats(0.5)
    start = np.asarray(started_world().programmes["seats_share"]).reshape(-1, 3)
    offers_first = np.asarray(started_world().programmes["offered"]).reshape(-1, 3)[:, 0]
    assert none == pytest.approx(start)
    assert half[offers_first, 0] == pytest.approx((start + 0.15 * 0.5 * (1 - start))[offers_first, 0])


def test_seats_are_planned_before_an_intake_only():
    world = started_world()
    world.programmes["demand_estimate"] = 1 / 3
    world.clock["term"] = 1
    before = np.asarray(world.programmes["seats_share"]).copy()
    adapt_curricula(world)
    assert np.array_equal(world.programmes["seats_share"], before)
    world.clock["term"] = 2
    adapt_curricula(world)
    assert not np.array_equal(world.programmes["seats_share"], before)
