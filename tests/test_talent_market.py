"""The talent market as a whole: policy brings seats nearer to posts, and only by opening eyes (E25a).

Effects are paired differences over seeds. How large they are is an assumption (`attention_reach`); signs and
mechanism are tested.
"""

from functools import cache

import numpy as np
import pytest

from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import simulate

NAMES = list(OUTCOMES)
SEEDS = [replicate_seed(33, replicate) for replicate in range(12)]
LONG = (60, 200)  # terms of the run without policy that is judged


@pytest.fixture(scope="module")
def runs(prepared):
    """`runs(*overrides)`: summaries of the province, (seeds, outcomes)."""

    @cache
    def finished(*overrides):
        ready = prepared("world=province", *overrides)
        return np.array([simulate(ready, seed).summary_values for seed in SEEDS])

    return finished


@pytest.fixture(scope="module")
def effect(runs):
    """`effect(outcome, policy, *overrides)`: mean paired difference to no policy, and its standard error."""

    def found(outcome, policy, *overrides):
        column = NAMES.index(outcome)
        with_policy, without = (runs(f"policy={p}", *overrides)[:, column] for p in (policy, "none"))
        difference = with_policy - without
        return difference.mean(), difference.std(ddof=1) / np.sqrt(len(SEEDS))

    return found


def closed(effect, runs, policy, *overrides):
    """Share of the gap of seats and posts within regions that a policy closes."""
    gap = runs("policy=none", *overrides)[:, NAMES.index("seat_gap_in_region")].mean()
    return -effect("seat_gap_in_region", policy, *overrides)[0] / gap


@pytest.mark.parametrize(
    ("outcome", "sign"),
    [
        *(("seat_gap_in_region", -1), ("mismatch_at_graduation", -1)),
        *(("employment_own_field", 1), ("employment_rate", 1)),
    ],
)
def test_an_integration_package_brings_seats_nearer_to_posts(effect, outcome, sign):
    mean, error = effect(outcome, "package_half")
    assert sign * mean > 3 * error


@pytest.mark.parametrize("policy", ["platform", "council", "planning"])
def test_each_way_to_demand_closes_some_of_the_gap(effect, policy):
    mean, error = effect("seat_gap_in_region", policy)
    assert mean < -3 * error


def test_it_is_by_attention_that_the_gap_closes(effect, runs):
    """Without reach a package does little to seats, though it still teaches and places better."""
    without_reach = closed(effect, runs, "package_half", "behaviour.attention_reach=0")
    assert without_reach < closed(effect, runs, "package_half") / 3
    assert effect("mismatch_at_graduation", "package_half", "behaviour.attention_reach=0")[0] > -0.01
    mean, error = effect("employment_own_field", "package_half", "behaviour.attention_reach=0")
    assert mean > 3 * error


def test_without_fashion_portfolios_heal_the_imbalance_alone(runs):
    gap = NAMES.index("seat_gap_in_region")
    healed = runs("policy=none", "behaviour.fashion_spread=0")[:, gap].mean()
    assert healed < runs("policy=none")[:, gap].mean() / 2


def test_the_gap_stays_without_policy(prepared):
    ready = prepared("world=province", "policy=none", f"terms={LONG[1]}")
    values = np.mean([simulate(ready, seed).values for seed in SEEDS], axis=0)
    gap = values[LONG[0] :, NAMES.index("seat_gap_in_region")]
    assert np.ptp(gap) < 0.04
    changes = values[LONG[0] :, NAMES.index("programme_changes")]
    assert 0.04 < changes.mean() < 0.1
