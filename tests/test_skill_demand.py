"""Posts and work outside the sample answer skill; what signals and workers are worth (E7, E23, E29)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world
from worked_enterprise import AVERAGE_MARKET

from iei.agents.enterprise_interests import benefit_per_trainee
from iei.agents.turnover import annuity, expected_turnover
from iei.policies.catalogue import POLICIES
from iei.sim.labour.job_seekers import outside_share
from iei.sim.talent.fields import grow_posts
from iei.sim.talent.information import demand_drift, kalman_gain, signal_weight
from iei.sim.talent.skill_demand import answer_skill, note_hired_skill


def hire(world, m, number, skill):
    """So many of this skill are hired in market `m` in this term."""
    world.markets["open_hires"][m], world.markets["link_hires"][m] = number, 0
    world.markets["open_skill"][m], world.markets["link_skill"][m] = number * skill, 0
    note_hired_skill(world.markets[m], world.clock[0], world.behaviour[0])


def test_the_reference_is_the_mean_before_the_policy_start():
    world = started_world(skill_reference_terms=3, hired_skill_speed=1.0)
    world.clock["policy_start"] = 10
    for term, skill in enumerate(np.linspace(0.3, 0.6, 16)):
        world.clock["term"] = term
        world.clock["tallied"] = term
        hire(world, 0, 10, skill)
    assert world.markets["skill_reference"][0] == pytest.approx(np.linspace(0.3, 0.6, 16)[7:10].mean())


def test_hires_weigh_by_their_number():
    world = started_world(hired_skill_speed=0.5)
    for number, skill in ((10, 0.4), (0, 0.0), (1, 0.9)):
        hire(world, 0, number, skill)
    market = world.markets[0]
    assert market["hired_skill"] / market["hired_number"] == pytest.approx(
        (10 * 0.4 / 8 + 0.9 / 2) / (10 / 8 + 1 / 2)
    )


@pytest.mark.parametrize(("elasticity", "expected"), [(0.0, 1.0), (0.3, 1.2**0.3), (1.0, 1.2)])
def test_posts_answer_skill_with_their_elasticity(elasticity, expected):
    world = started_world(posts_elasticity=elasticity)
    world.markets["skill_reference"], world.markets["hired_number"] = 0.5, 10.0
    world.markets["hired_skill"] = 6.0
    for _ in range(300):
        answer_skill(world.markets[0], world.behaviour[0])
    assert world.markets["posts_factor"][0] == pytest.approx(expected)


def test_without_an_answer_a_region_keeps_its_posts_and_with_it_they_grow():
    totals = []
    for skill in (0.5, 0.6):
        world = started_world()
        world.markets["skill_reference"], world.markets["hired_number"] = 0.5, 10.0
        world.markets["hired_skill"] = 10 * skill
        for term in range(20):
            world.clock["term"] = term
            world.clock["tallied"] = term
            grow_posts(world)
        totals.append(np.bincount(world.enterprises["region"], world.enterprises["posts"]))
        start = world.governments["posts_start"]
        base = np.bincount(world.enterprises["region"], world.enterprises["posts_base"])
        assert base == pytest.approx(start)
    assert totals[0] == pytest.approx(start)
    assert totals[1] == pytest.approx(start * (1 + (1 - 0.9**20) * (1.2**0.3 - 1)))


def test_work_outside_asks_for_skill():
    behaviour = behaviour_of()
    assert outside_share(0.42, behaviour) == pytest.approx(0.75)
    shares = [outside_share(h, behaviour) for h in (0.0, 0.3, 0.42, 0.6, 1.0)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    odds = [s / (1 - s) for s in shares[1:3]]
    assert np.log(odds[1] / odds[0]) == pytest.approx(6 * 0.12)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_is_taken_whatever_the_skill(share):
    assert outside_share(0.9, behaviour_of(outside_absorption=share)) == share


def test_at_slope_zero_all_are_taken_alike():
    behaviour = behaviour_of(outside_skill_slope=0.0)
    assert outside_share(0.1, behaviour) == outside_share(0.9, behaviour) == 0.75


@settings(deadline=None)
@given(drift=st.floats(1e-6, 1), noise=st.floats(0, 1e3))
def test_the_gain_is_that_of_the_steady_kalman_filter(drift, noise):
    """L10: P/(P + R) with P = (Q + sqrt(Q^2 + 4 Q R))/2."""
    predicted = (drift + np.sqrt(drift**2 + 4 * drift * noise)) / 2
    assert kalman_gain(drift, noise) == pytest.approx(predicted / (predicted + noise), rel=1e-6)


def test_the_gain_at_its_limits():
    assert kalman_gain(0.04, 0.25) == pytest.approx(0.3279, abs=5e-5)
    assert kalman_gain(0.04, 0.0) == 1
    assert kalman_gain(0.0, 0.25) == 0
    assert demand_drift(behaviour_of()) == pytest.approx(0.0016)


def test_clearer_signals_weigh_more_and_leave_less_error():
    """B7: error variance P (1 - K) falls with the noise; a fixed gain beyond it would let it rise."""
    behaviour = behaviour_of()
    drift = demand_drift(behaviour)
    spreads = np.sqrt(0.25 * (1 - 0.7 * np.linspace(0, 1, 21)))
    gains = np.array([signal_weight(0.0, spread, behaviour) for spread in spreads])
    errors = gains * spreads**2
    assert (np.diff(gains) > 0).all()
    assert (np.diff(errors) < 0).all()
    assert errors[0] == pytest.approx(drift * (1 - gains[0]) / gains[0], rel=1e-9)


def test_trained_workers_leave_like_all_others(firm, record, worked_behaviour):
    """B1: with the leavers of the model the annuity of a trained worker falls to less than half."""
    behaviour = worked_behaviour(annuity_separation=1)
    leaving = 0.035 + 0.5 * 0.035 + 0.05 * 0.3
    expected = pytest.approx(0.06 * AVERAGE_MARKET + leaving)
    assert expected_turnover(AVERAGE_MARKET, 0.7, 0.0, behaviour) == expected
    assert expected_turnover(0.0, 0.7, 0.0, worked_behaviour()) == 0
    worth = [
        benefit_per_trainee(
            firm("small", mean_match=0.7), AVERAGE_MARKET, record(POLICIES), worked_behaviour(**a)
        )
        for a in ({"annuity_separation": 0}, {"annuity_separation": 1})
    ]
    assert worth[1] < worth[0]
    terms = [
        annuity(expected_turnover(AVERAGE_MARKET, 0.7, 0.0, with_leavers), behaviour)
        for with_leavers in (worked_behaviour(annuity_separation=a) for a in (0, 1))
    ]
    assert terms[1] < terms[0] / 2 + 1
