"""From paired runs to what is drawn and said: curves with bands, differences with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iei.experiments.analyse.statistics import Interval, mean_interval
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.windows import Window, last_years
from iei.experiments.lab.words import is_share
from iei.sim.outcomes import mean_where_defined

OUTER = (0.1, 0.9)  # quantiles over pairs that the band spans
SMALLEST_SHARE = 0.005  # half a percentage point: what is smaller nobody sees on the page
SMALLEST_PART = 0.02  # of the level of an outcome that is no share


@dataclass(frozen=True)
class Band:
    """One outcome over time: mean over pairs and a band that spans the quantiles `OUTER`; shape (terms,)."""

    mean: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def band(values: np.ndarray) -> Band:
    """Band of an outcome with values of shape (n, terms); NaN in terms in which no pair has a value."""
    missing = np.isnan(values)
    whole, some = ~missing.any(axis=0), ~missing.all(axis=0)
    bounds = np.full((2, values.shape[1]), np.nan)
    bounds[:, whole] = np.quantile(values[:, whole], OUTER, axis=0)  # many times as fast, and the same
    some &= ~whole
    if some.any():
        bounds[:, some] = np.nanquantile(values[:, some], OUTER, axis=0)
    return Band(mean_where_defined(values), bounds[0], bounds[1])


def bands(twins: Twins, outcome: str) -> tuple[Band, Band]:
    """Bands of an outcome with and without the policy."""
    policy, baseline = twins.of(outcome)
    return band(policy), band(baseline)


@dataclass(frozen=True)
class Effect:
    """What the policy changes in one outcome: means of both twins and the paired difference with interval.

    window : the terms over which each run is averaged
    """

    outcome: str
    window: Window
    policy: float
    baseline: float
    difference: Interval

    @property
    def smallest(self) -> float:
        """The smallest difference that matters, in the outcome's unit."""
        return SMALLEST_SHARE if is_share(self.outcome) else SMALLEST_PART * abs(self.baseline)

    @property
    def verdict(self) -> str:
        """What is known of the difference, as `verdict_of` has it."""
        return verdict_of(self.difference, self.smallest)


def verdict_of(difference: Interval, smallest: float) -> str:
    """What an interval says: "more", "less", "none" (less than `smallest` either way) or "open" (unknown)."""
    if max(abs(difference.lower), abs(difference.upper)) <= smallest:
        return "none"
    if difference.lower > 0:
        return "more"
    return "less" if difference.upper < 0 else "open"


def effect(twins: Twins, outcome: str, window: Window | None = None) -> Effect:
    """Effect on an outcome in a window of terms; by default in the last years of the run."""
    seen = last_years(twins.scenario) if window is None else window
    policy, baseline = (seen.mean(values) for values in twins.of(outcome))
    difference = mean_interval(policy - baseline)
    return Effect(
        outcome, seen, float(mean_where_defined(policy)), float(mean_where_defined(baseline)), difference
    )
