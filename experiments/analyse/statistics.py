"""Paired comparison of replicates: differences, intervals, corrected p values and effect sizes.

Replicate r of every scenario runs under the same seed, so two scenarios are compared pair by pair:
what is common luck cancels in the difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

LEVEL = 0.95
DRAWS = 4000
ROUND_OFF = 1e-12  # relative: two numbers that differ by less come from different orders of summation


@dataclass(frozen=True)
class Interval:
    """A mean with the closed interval that holds the true mean with the stated confidence."""

    mean: float
    lower: float
    upper: float

    @property
    def half_width(self) -> float:
        """Half of the interval's length."""
        return 0.5 * (self.upper - self.lower)


@dataclass(frozen=True)
class PairedDifference:
    """One outcome under one scenario against the baseline, over replicates with a common seed.

    Attributes
    ----------
    pairs : number of replicates in which both scenarios gave a number
    difference : mean of the paired differences, in the unit of the outcome, with its t interval
    p : two-sided p value of the paired t test, before any correction
    effect_size : difference over the root mean square of the two standard deviations over
        replicates (Cohen's d_av; Lakens 2013); NaN when neither scenario varies
    """

    pairs: int
    difference: Interval
    p: float
    effect_size: float


def mean_interval(values: np.ndarray, level: float = LEVEL) -> Interval:
    """Mean and Student t interval of `values` (n,), NaN left out; bounds are NaN for n < 2."""
    values = values[~np.isnan(values)]
    if values.size == 0:
        return Interval(np.nan, np.nan, np.nan)
    mean = float(values.mean())
    if values.size < 2:
        return Interval(mean, np.nan, np.nan)
    error = float(values.std(ddof=1)) / np.sqrt(values.size)
    reach = float(stats.t.ppf(0.5 + 0.5 * level, values.size - 1)) * error
    return Interval(mean, mean - reach, mean + reach)


def paired_difference(values: np.ndarray, baseline: np.ndarray, level: float = LEVEL) -> PairedDifference:
    """Compare `values` with `baseline`, both (n,), element i of both under the same seed.

    Pairs with a NaN on either side are left out; differences that are round-off count as 0.
    """
    complete = ~(np.isnan(values) | np.isnan(baseline))
    values, baseline = values[complete], baseline[complete]
    differences = differences_of(values, baseline)
    return PairedDifference(
        pairs=int(differences.size),
        difference=mean_interval(differences, level),
        p=paired_p_value(differences),
        effect_size=standardised_difference(values, baseline),
    )


def differences_of(values: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """`values` less `baseline`, element by element; what is only round-off of the two is exactly 0."""
    differences = values - baseline
    scale = np.maximum(np.abs(values), np.abs(baseline))
    return np.where(np.abs(differences) <= ROUND_OFF * scale, 0.0, differences)


def is_constant(values: np.ndarray) -> bool:
    """Whether `values` (n,) are all the same up to round-off."""
    return bool(np.ptp(values) <= ROUND_OFF * np.abs(values).max())


def paired_p_value(differences: np.ndarray) -> float:
    """Two-sided p value of the paired t test on `differences` (n,).

    When all differences are equal the test has no scale: p is 1 for zero differences and 0 for
    others, the limits as the spread goes to zero.
    """
    if differences.size < 2:
        return np.nan
    if is_constant(differences):
        return 1.0 if differences[0] == 0 else 0.0
    error = differences.std(ddof=1) / np.sqrt(differences.size)
    return float(2 * stats.t.sf(abs(differences.mean()) / error, differences.size - 1))


def standardised_difference(values: np.ndarray, baseline: np.ndarray) -> float:
    """Cohen's d_av: mean difference over the root mean square of the two standard deviations.

    NaN when neither side varies by more than round-off.
    """
    if values.size < 2 or (is_constant(values) and is_constant(baseline)):
        return np.nan
    spread = np.sqrt(0.5 * (values.var(ddof=1) + baseline.var(ddof=1)))
    return float(differences_of(values, baseline).mean() / spread)


def share_better(values: np.ndarray, baseline: np.ndarray, better: str) -> float:
    """Share of pairs in which the scenario is better; ties count one half.

    `better` is ``"more"``, ``"less"`` or ``""``; for ``""`` the answer is NaN.
    """
    differences = differences_of(values, baseline)
    differences = differences[~np.isnan(differences)]
    if not better or differences.size == 0:
        return np.nan
    sign = 1.0 if better == "more" else -1.0
    return float(np.mean(sign * differences > 0) + 0.5 * np.mean(differences == 0))


def holm(p_values: np.ndarray) -> np.ndarray:
    """P values (m,) adjusted for m tests by Holm's (1979) step-down method; NaN stay and do not count."""
    adjusted = np.full(p_values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p_values))
    order = tested[np.argsort(p_values[tested], kind="stable")]
    factors = np.arange(order.size, 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(p_values[order] * factors), 1.0)
    return adjusted


def plausible_means(values: np.ndarray, draws: int = DRAWS, seed: int = 0) -> np.ndarray:
    """Means (draws, columns) that the rows of `values` (n, columns), n >= 2, leave plausible.

    Draws from the multivariate t distribution around the observed mean: for every weighted sum of the
    columns, the quantiles are those of its t interval, also with few rows. Columns that move together in
    one replicate (costs, outcomes, scenarios) move together in the draw.
    """
    n = values.shape[0]
    chance = np.random.default_rng(seed)
    mean = values.mean(axis=0)
    weights = chance.standard_normal((draws, n)) / np.sqrt(n * chance.chisquare(n - 1, (draws, 1)))
    return mean + weights @ (values - mean)


def ratio_interval(above: np.ndarray, below: np.ndarray, level: float = LEVEL) -> Interval:
    """Mean of `above` over mean of `below`, both (n,) and paired, with Fieller's (1954) interval.

    The ratios that a paired t test of above - ratio * below does not reject. Bounds are NaN for n < 2
    and where the mean of `below` is not clearly off zero: the ratio is then not bounded.
    """
    n = below.size
    a, b = float(above.mean()), float(below.mean())
    value = a / b if b != 0 else np.nan
    if n < 2:
        return Interval(value, np.nan, np.nan)
    reach = float(stats.t.ppf(0.5 + 0.5 * level, n - 1)) ** 2 / n
    aa, bb = reach * above.var(ddof=1), reach * below.var(ddof=1)
    ab = reach * float(np.cov(above, below)[0, 1])
    square, linear, constant = b * b - bb, a * b - ab, a * a - aa  # square r^2 - 2 linear r + constant <= 0
    if square <= 0:
        return Interval(value, np.nan, np.nan)
    half = float(np.sqrt(max(linear * linear - square * constant, 0.0))) / square
    return Interval(value, linear / square - half, linear / square + half)


def replicates_for_half_width(sd: float, half_width: float, level: float = LEVEL) -> int:
    """Smallest n >= 2 whose t interval of a mean, at standard deviation `sd`, is +-`half_width`."""
    normal = float(stats.norm.ppf(0.5 + 0.5 * level))
    n = max(2, int(np.ceil((normal * sd / half_width) ** 2)))  # the t interval is wider, never narrower
    while float(stats.t.ppf(0.5 + 0.5 * level, n - 1)) * sd / np.sqrt(n) > half_width:
        n += 1
    return n
