"""Curricula lag behind a moving frontier (L8, L19)."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world

from iei.sim.talent.curriculum import (
    adapt_curricula,
    adapted,
    curriculum_speed,
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
        world.clock["tallied"] += 1


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
    world.programmes["frontier_substance"] = 1.0
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
        world.programmes["frontier_substance"] = substance
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
