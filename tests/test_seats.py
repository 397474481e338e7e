"""Seats react to demand without swinging, and follow the planner as far as planning counts (L13)."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world

from iei.sim.talent.attention import believe
from iei.sim.talent.seats import QUANTITIES, next_seat_share, plan_programmes, plan_seats

PLAIN = {"fashion_spread": 0.0, "programme_rate": 0.0, "intake_speed": 0.0}  # seats alone move


def plan_all(world):
    """Every college believes and plans its seats."""
    for c in range(len(world.colleges)):
        believe(world, c)
        plan_seats(world, c)


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
        gaps.append(next_seat_share(gaps[-1], gaps[-1] - gaps[-1 - delay], behaviour))
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
    world = started_world(seed=seed, seat_speed=speed, **PLAIN)
    world.policies["planning"] = planning
    world.markets["planned_share"] = planned
    plan_all(world)
    shares = np.asarray(world.programmes["seats_share"]).reshape(len(world.colleges), -1)
    assert (shares >= 0).all()
    assert shares.sum(axis=1) == pytest.approx(1)
    assert (shares.ravel()[~np.asarray(world.programmes["offered"])] == 0).all()


def test_seats_follow_the_planner_as_far_as_planning_counts():
    def seats(planning):
        world = started_world(**PLAIN)
        world.policies["planning"] = planning
        world.programmes["demand_estimate"] = world.programmes["seats_share"]
        world.markets["planned_share"] = np.tile([1.0, 0.0, 0.0], len(world.governments))
        plan_all(world)
        return np.asarray(world.programmes["seats_share"]).reshape(-1, 3)

    none, half = seats(0.0), seats(0.5)
    start = np.asarray(started_world(**PLAIN).programmes["seats_share"]).reshape(-1, 3)
    offers_first = np.asarray(started_world(**PLAIN).programmes["offered"]).reshape(-1, 3)[:, 0]
    assert none == pytest.approx(start)
    assert half[offers_first, 0] == pytest.approx((start + 0.15 * 0.5 * (1 - start))[offers_first, 0])


def test_seats_are_planned_before_an_intake_only():
    world = started_world(**PLAIN)
    world.programmes["demand_estimate"] = 1 / 3
    world.clock["term"] = 1
    world.clock["tallied"] = 1
    before = np.asarray(world.programmes["seats_share"]).copy()
    plan_programmes(world)
    assert np.array_equal(world.programmes["seats_share"], before)
    world.clock["term"] = 2
    world.clock["tallied"] = 2
    plan_programmes(world)
    assert not np.array_equal(world.programmes["seats_share"], before)
