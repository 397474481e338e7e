"""From paired runs to what is drawn and said: curves with bands, differences with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.lab.twins import Twins
from experiments.statistics import Interval, mean_interval
from sim.outcomes import OUTCOMES, mean_where_defined, window

OUTER = (0.1, 0.9)  # quantiles over pairs that the band spans


@dataclass(frozen=True)
class Band:
    """One outcome over time: mean over pairs and a band that spans the quantiles `OUTER`; shape (terms,)."""

    mean: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def band(values: np.ndarray) -> Band:
    """Band of an outcome with values of shape (n, terms); NaN in terms in which no pair has a value."""
    defined = ~np.isnan(values).all(axis=0)
    bounds = np.full((2, values.shape[1]), np.nan)
    bounds[:, defined] = np.nanquantile(values[:, defined], OUTER, axis=0)
    return Band(mean_where_defined(values), bounds[0], bounds[1])


def bands(twins: Twins, outcome: str) -> tuple[Band, Band]:
    """Bands of an outcome with and without the policy."""
    policy, baseline = twins.of(outcome)
    return band(policy), band(baseline)


@dataclass(frozen=True)
class Effect:
    """What the policy changes in one outcome: means of both twins and the paired difference with interval.

    decided : whether the whole interval lies on one side of zero
    """

    outcome: str
    policy: float
    baseline: float
    difference: Interval

    @property
    def decided(self) -> bool:
        """Whether the interval of the difference leaves out zero."""
        return bool(self.difference.lower > 0 or self.difference.upper < 0)


def effect(twins: Twins, outcome: str) -> Effect:
    """Effect on an outcome's summary (late mean or mean since the policy start, as declared)."""
    policy, baseline = (summaries(values, outcome, twins) for values in twins.of(outcome))
    with_policy, without = (float(mean_where_defined(values)) for values in (policy, baseline))
    return Effect(outcome, with_policy, without, mean_interval(policy - baseline))


def summaries(values: np.ndarray, outcome: str, twins: Twins) -> np.ndarray:
    """Summary of an outcome for each pair, shape (n,), from its values of shape (n, terms)."""
    start = twins.baseline.world.policy_start
    return mean_where_defined(values[:, window(OUTCOMES[outcome].summary, values.shape[1], start)], axis=1)
