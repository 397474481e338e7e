"""Intervals of functions of means over seeds, such as a ratio of two means."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import stats

from iei.experiments.analyse.statistics import LEVEL, Interval


def jackknife_interval(
    observed: np.ndarray, combine: Callable[[np.ndarray], float], level: float = LEVEL
) -> Interval:
    """`combine` of the mean row of `observed` (n, k), with its delete-one jackknife t interval.

    For the mean of one column it is exactly the t interval of the mean; for a ratio of means it does not
    suffer from single seeds whose denominator is near zero (Tukey 1958; Efron and Stein 1981). Bounds
    are NaN for n < 2.
    """
    value, error = jackknife_error(observed, combine)
    if np.isnan(error):
        return Interval(value, np.nan, np.nan)
    reach = float(stats.t.ppf(0.5 + 0.5 * level, observed.shape[0] - 1)) * error
    return Interval(value, value - reach, value + reach)


def jackknife_error(observed: np.ndarray, combine: Callable[[np.ndarray], float]) -> tuple[float, float]:
    """`combine` of the mean row of `observed` (n, k), and its delete-one standard error; NaN for n < 2."""
    n = observed.shape[0]
    total = observed.sum(axis=0)
    value = combine(total / n)
    if n < 2:
        return value, np.nan
    without = np.array([combine((total - row) / (n - 1)) for row in observed])
    return value, float(np.sqrt((n - 1) / n * np.square(without - without.mean()).sum()))
