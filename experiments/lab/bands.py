"""From paired runs to what is drawn and said: curves with bands, differences with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.lab.twins import Twins
from experiments.statistics import Interval, mean_interval
from sim.outcomes import LATE_TERMS, OUTCOMES

OUTER = (0.1, 0.9)  # quantiles over pairs that the band spans


@dataclass(frozen=True)
class Band:
    """One outcome over time: mean over pairs and a band that spans the quantiles `OUTER`; shape (terms,)."""

    mean: np.ndarray
    lower: np.ndarray
    upper: np.ndarray


def band(values: np.ndarray) -> Band:
    """Band of an outcome with values of shape (n, terms)."""
    lower, upper = np.quantile(values, OUTER, axis=0)
    return Band(values.mean(axis=0), lower, upper)


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
    return Effect(outcome, float(policy.mean()), float(baseline.mean()), mean_interval(policy - baseline))


def summaries(values: np.ndarray, outcome: str, twins: Twins) -> np.ndarray:
    """Summary of an outcome for each pair, shape (n,), from its values of shape (n, terms)."""
    if OUTCOMES[outcome].summary == "late":
        return values[:, -LATE_TERMS:].mean(axis=1)
    start = min(twins.baseline.world.policy_start, values.shape[1] - 1)
    return values[:, start:].mean(axis=1)
