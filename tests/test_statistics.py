"""Statistics against known answers: coverage on simulated data, published and hand-computed examples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from iei.experiments.analyse.factorial import effects
from iei.experiments.analyse.statistics import (
    holm,
    mean_interval,
    paired_difference,
    plausible_means,
    ratio_interval,
    replicates_for_half_width,
    share_better,
)
from iei.experiments.plan.fractional import fraction

TRIES = 3000
# 95 % less or more three standard errors of a proportion over the tries
COVERS = pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / TRIES))


@pytest.mark.parametrize("n", [2, 3, 5, 12])
def test_t_interval_covers_the_true_mean_as_often_as_it_says(n):
    rng = np.random.default_rng(1)
    intervals = [mean_interval(rng.normal(3, 2, n)) for _ in range(TRIES)]
    assert np.mean([i.lower <= 3.0 <= i.upper for i in intervals]) == COVERS


@pytest.mark.parametrize("n", [3, 5, 10, 50])
@pytest.mark.parametrize("together", [0.0, 0.8], ids=["apart", "together"])
def test_the_interval_of_a_ratio_covers_the_true_ratio(n, together):
    """Spending 60 over gain 20, gains five standard errors off zero, apart or moving with the spending."""
    rng = np.random.default_rng(n)
    hits = []
    for _ in range(TRIES):
        x, y = rng.normal(size=(2, n))
        gain = 20 + 4 * np.sqrt(n) * x
        extra = 60 + 9 * np.sqrt(n) * (together * x + np.sqrt(1 - together**2) * y)
        found = ratio_interval(extra, gain)
        if not np.isnan(found.lower):  # a gain that is not clear has no interval
            hits.append(found.lower <= 3.0 <= found.upper)
    assert len(hits) > 0.35 * TRIES
    assert 0.92 < np.mean(hits) < 0.98


def test_the_interval_of_a_ratio_is_that_of_the_mean_for_a_constant_divisor():
    values = np.array([3.0, 5.0, 9.0, 4.0])
    found, expected = ratio_interval(values, np.full(4, 2.0)), mean_interval(values / 2)
    assert (found.mean, found.lower, found.upper) == pytest.approx(
        (expected.mean, expected.lower, expected.upper)
    )


def test_a_ratio_to_what_may_be_zero_has_no_interval():
    found = ratio_interval(np.array([4.0, 5.0, 6.0]), np.array([-1.0, 0.2, 1.1]))
    assert np.isnan([found.lower, found.upper]).all()


@pytest.mark.parametrize("n", [3, 5, 20])
def test_plausible_means_have_the_quantiles_of_the_t_interval(n):
    values = np.random.default_rng(n).normal(3, 2, (n, 2))
    weights = np.array([1.0, -0.5])
    drawn = plausible_means(values, draws=60_000) @ weights
    expected = mean_interval(values @ weights)
    assert np.quantile(drawn, [0.025, 0.975]) == pytest.approx(
        [expected.lower, expected.upper], abs=0.05 * expected.half_width
    )


def test_common_luck_cancels_in_paired_differences():
    rng = np.random.default_rng(3)
    luck = rng.normal(0, 10, 40)
    baseline, policy = luck + rng.normal(0, 0.1, 40), luck + 1 + rng.normal(0, 0.1, 40)
    paired = paired_difference(policy, baseline)
    assert paired.difference.lower < 1 < paired.difference.upper
    assert paired.difference.half_width < 0.1 < mean_interval(policy).half_width


def test_p_value_is_that_of_the_paired_t_test():
    rng = np.random.default_rng(4)
    a, b = rng.normal(0.3, 1, 20), rng.normal(0, 1, 20)
    assert paired_difference(a, b).p == pytest.approx(stats.ttest_rel(a, b).pvalue, rel=1e-12)


def test_equal_samples_are_no_difference_and_a_constant_shift_is_certain():
    values = np.array([1.0, 4.0, 2.0])
    same, shifted = paired_difference(values, values), paired_difference(values + 1, values)
    assert (same.difference.mean, same.p, same.effect_size) == (0, 1, 0)
    assert (shifted.difference.lower, shifted.difference.upper, shifted.p) == (1, 1, 0)


def test_differences_that_are_round_off_are_no_differences():
    rng = np.random.default_rng(10)
    baseline = np.full(20, 0.3)
    found = paired_difference(baseline * (1 + 1e-15 * rng.normal(size=20)), baseline)
    assert (found.difference.mean, found.p) == (0, 1)
    assert np.isnan(found.effect_size)
    level = rng.normal(1000, 5, 20)
    found = paired_difference(level + 1e-10 * rng.normal(size=20), level)
    assert (found.difference.upper, found.p, found.effect_size) == (0, 1, 0)
    assert share_better(level + 1e-10, level, "more") == 0.5


def test_a_shift_that_is_the_same_up_to_round_off_has_no_effect_size():
    baseline, values = np.full(20, 0.1), np.full(20, 0.3)
    values[::2] = 0.1 + 0.2  # 0.30000000000000004
    found = paired_difference(values, baseline)
    assert found.p == 0
    assert np.isnan(found.effect_size)


def test_pairs_with_a_failed_run_are_left_out():
    found = paired_difference(np.array([1.0, np.nan, 3.0, 4.0]), np.array([0.0, 0.0, np.nan, 1.0]))
    assert (found.pairs, found.difference.mean) == (2, 2.0)


def test_effect_size_by_hand():
    # means 5 and 3, variances 2 and 4: (5 - 3) / sqrt((2 + 4) / 2)
    values, baseline = np.array([4.0, 6.0]), np.array([3 - np.sqrt(2), 3 + np.sqrt(2)])
    assert paired_difference(values, baseline).effect_size == pytest.approx(2 / np.sqrt(3))


def test_holm_on_a_published_example():
    # 15 p values of Benjamini and Hochberg (1995), section 4: controlling the familywise error at .05
    # rejects exactly three hypotheses there
    smallest = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    p = np.array([*smallest, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    adjusted = holm(p)
    assert adjusted[:5] == pytest.approx([0.0015, 0.0056, 0.0247, 0.1140, 0.2211])
    assert (adjusted < 0.05).sum() == 3
    shuffled = np.random.default_rng(0).permutation(15)
    assert holm(p[shuffled]) == pytest.approx(adjusted[shuffled])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_never_lowers_a_p_value_and_keeps_their_order(values):
    p = np.array(values)
    adjusted = holm(p)
    assert (adjusted >= p).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()


def test_holm_leaves_out_what_was_not_tested():
    assert holm(np.array([0.04, np.nan, 0.01])) == pytest.approx([0.04, np.nan, 0.02], nan_ok=True)


def test_share_better_counts_ties_half_and_knows_the_direction():
    values, baseline = np.array([1.0, 2, 3, 4]), np.array([1.0, 1, 4, 1])
    assert share_better(values, baseline, "more") == 2.5 / 4
    assert share_better(values, baseline, "less") == 1.5 / 4
    assert np.isnan(share_better(values, baseline, ""))


def test_plausible_means_keep_columns_of_one_replicate_together():
    x = np.random.default_rng(5).normal(size=30)
    means = plausible_means(np.column_stack([x, 2 * x]))
    assert means[:, 1] == pytest.approx(2 * means[:, 0])


@given(st.floats(0.05, 20))
def test_needed_replicates_are_enough_and_one_less_is_not(half_width):
    def reach(n):
        return stats.t.ppf(0.975, n - 1) * 4 / np.sqrt(n)

    n = replicates_for_half_width(4.0, half_width)
    assert reach(n) <= half_width
    assert n == 2 or reach(n - 1) > half_width


# Box, Hunter and Hunter's 2^3 pilot plant: temperature, concentration, catalyst; yields in standard order.
PILOT = np.array([[t, c, k] for k in (0, 1) for c in (0, 1) for t in (0, 1)], dtype=float)
YIELDS = np.array([60.0, 72, 54, 68, 52, 83, 45, 80])


def test_factorial_effects_of_the_pilot_plant():
    table = effects(PILOT, ["T", "C", "K"], np.column_stack([YIELDS, YIELDS])).set_index("effect")["estimate"]
    expected = {"T": 23.0, "C": -5.0, "K": 1.5, "T x C": 1.5, "T x K": 10.0, "C x K": 0.0}
    assert table.to_dict() == pytest.approx(expected)


def test_factorial_intervals_rest_on_replicates():
    rng = np.random.default_rng(6)
    values = YIELDS[:, None] + rng.normal(0, 1, (8, 200))
    table = effects(PILOT, ["T", "C", "K"], values).set_index("effect")
    # an effect is twice a mean of eight signed runs over four... its standard error is 2 sd / sqrt(8 n)
    half = (table.loc["T", "upper"] - table.loc["T", "lower"]) / 2
    assert half == pytest.approx(stats.t.ppf(0.975, 199) * 2 / np.sqrt(8 * 200), rel=0.15)
    assert table.loc["C x K", "lower"] < 0 < table.loc["C x K", "upper"]


def test_confounded_effects_are_named():
    half = np.array([[a, b, (a + b) % 2] for a in (0, 1) for b in (0, 1)], dtype=float)
    table = effects(half, ["A", "B", "C"], np.ones((4, 3)) + half[:, :1]).set_index("effect")
    assert table.loc["C", "confounded_with"] == "A x B"
    full = effects(PILOT, ["T", "C", "K"], YIELDS[:, None]).set_index("effect")
    assert (full["confounded_with"] == "").all()


@pytest.mark.parametrize(("resolution", "apart"), [(3, 1), (4, 2), (5, 2)])
@pytest.mark.parametrize("factors", [3, 5, 8, 11])
def test_fractions_have_their_resolution(factors, resolution, apart):
    signs = 2 * fraction(factors, resolution) - 1
    assert (signs.sum(axis=0) == 0).all()  # balanced
    products = signs.T @ signs
    assert (products == np.diag(np.diag(products))).all()  # main effects are clear of each other
    pairs = np.array([signs[:, i] * signs[:, j] for i in range(factors) for j in range(i)]).T
    if apart == 2:
        assert (signs.T @ pairs == 0).all()  # and of two-way interactions
    if resolution == 5:
        crossed = pairs.T @ pairs
        assert (crossed == np.diag(np.diag(crossed))).all()  # which are clear of each other
    if factors == 8 and resolution == 5:
        assert len(signs) == 64  # a quarter of all 256 corners
