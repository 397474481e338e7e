"""What colleges plan by: demand and fashion, and what makes them look at demand (E25a)."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world

from iei.sim.talent.attention import QUANTITIES, believe, blindness, move_fashion, wanted_share

SHARE = st.floats(0, 1)


def believed(world):
    """Shares that colleges plan with, a row a college."""
    for c in range(len(world.colleges)):
        believe(world, c)
    return np.asarray(world.programmes["believed"]).reshape(len(world.colleges), -1)


def test_without_fashion_colleges_plan_by_their_estimates():
    world = started_world(fashion_spread=0.0)
    estimates = np.asarray(world.programmes["demand_estimate"]).reshape(len(world.colleges), -1)
    assert believed(world) == pytest.approx(estimates)


def test_full_attention_sees_past_any_fashion():
    plain, fashionable = started_world(demand_attention=1.0), started_world(demand_attention=1.0)
    fashionable.markets["fashion"] = np.linspace(-2, 2, len(fashionable.markets))
    assert believed(fashionable) == pytest.approx(believed(plain))


def test_a_blind_college_plans_by_demand_times_fashion():
    world = started_world(demand_attention=0.0)
    world.governments["council_effect"] = 0.0
    g = int(world.colleges["region"][0])
    fields = len(world.fields)
    estimate = np.asarray(world.programmes["demand_estimate"])[:fields]
    pull = estimate * np.exp(np.asarray(world.markets["fashion"])[g * fields : (g + 1) * fields])
    assert believed(world)[0] == pytest.approx(pull / pull.sum())


@settings(deadline=None)
@given(parts=st.tuples(SHARE, SHARE, SHARE, SHARE, SHARE), attention=SHARE, reach=SHARE, platform=SHARE)
def test_blindness_is_a_share_that_nothing_raises(parts, attention, reach, platform):
    behaviour = behaviour_of(demand_attention=attention, attention_reach=reach, attention_platform=platform)
    blind = blindness(*parts, behaviour)
    assert 0 <= blind <= 1 - attention
    for i in range(5):
        more = [*parts[:i], 1.0, *parts[i + 1 :]]
        assert blindness(*more, behaviour) <= blind


def test_without_reach_no_policy_opens_eyes():
    behaviour = behaviour_of(attention_reach=0.0)
    assert blindness(1.0, 0.5, 1.0, 1.0, 1.0, behaviour) == pytest.approx(0.6)


def test_a_platform_never_opens_eyes_wider_than_a_council():
    (platform,) = (quantity for quantity in QUANTITIES if quantity.name == "attention_platform")
    assert platform.upper <= 1
    behaviour = behaviour_of()
    seen = [1 - blindness(0, 0, council, platform, 0, behaviour) for council, platform in ((1, 0), (0, 1))]
    assert seen[0] > seen[1] > 0.4


def test_the_planner_counts_as_far_as_planning_does():
    assert [wanted_share(0.2, 0.6, z) for z in (0.0, 0.25, 1.0)] == pytest.approx([0.2, 0.3, 0.6])


def test_fashion_keeps_its_spread_and_persists():
    """A stationary first-order process: spread sd_f, correlation rho_f a term."""
    world = started_world(terms=1, fashion_spread=0.8, fashion_persistence=0.9)
    series = []
    for term in range(4000):
        world.clock["term"] = term
        world.clock["tallied"] = term
        move_fashion(world)
        series.append(np.asarray(world.markets["fashion"]).copy())
    series = np.array(series)
    assert series.std() == pytest.approx(0.8, rel=0.05)
    correlation = [np.corrcoef(s[:-1], s[1:])[0, 1] for s in series.T]
    assert np.mean(correlation) == pytest.approx(0.9, abs=0.01)
    assert abs(np.corrcoef(series.T) - np.eye(len(series.T))).max() < 0.2  # each field and region its own


def test_fashion_of_the_start_has_the_same_law():
    starts = [np.asarray(started_world(seed=seed).markets["fashion"]) for seed in range(150)]
    assert np.std(starts) == pytest.approx(0.8, rel=0.1)
    for one, other in itertools.pairwise(starts):
        assert not np.array_equal(one, other)
