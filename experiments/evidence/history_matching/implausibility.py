"""Implausibility: how far the model is from a target, in standard deviations of all that is uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CUT = 3.0  # Pukelsheim (1994): 95 % of any unimodal distribution lies within three standard deviations


@dataclass(frozen=True)
class Aim:
    """What the model is to hit.

    Attributes
    ----------
    name : of the target
    lower, upper : observed range, in the unit of the target; equal for one observed value
    observation_variance : of the observation, unit squared
    discrepancy_variance : of the difference between the best model and the world, unit squared
    """

    name: str
    lower: float
    upper: float
    observation_variance: float
    discrepancy_variance: float

    @property
    def variance(self) -> float:
        """Variance that no run makes smaller, unit squared."""
        return self.observation_variance + self.discrepancy_variance

    @property
    def tolerance(self) -> float:
        """Its standard deviation, in the unit of the target."""
        return float(np.sqrt(self.variance))


def implausibility(aims: Sequence[Aim], expected: np.ndarray, *variances: np.ndarray | float) -> np.ndarray:
    """I = d / sqrt(V_obs + V_dis + sum of `variances`), shape (points, aims).

    d is the distance of the `expected` value, (points, aims), to the observed value, or to the nearest end
    of the observed range (0 inside). NaN where nothing is expected.

    Source: Craig et al. (1997); Bower, Goldstein and Vernon (2010); with the variance between the runs of a
    stochastic model Andrianakis et al. (2015).
    """
    lower, upper = (np.array([getattr(aim, end) for aim in aims]) for end in ("lower", "upper"))
    distance = np.maximum(np.maximum(lower - expected, expected - upper), 0.0)
    variance = sum(variances, np.array([aim.variance for aim in aims]))
    return distance / np.sqrt(variance)


def combined(values: np.ndarray, highest: int = 1) -> np.ndarray:
    """The highest, second-highest, ... implausibility over the targets, (points,), from (points, targets).

    NaN counts as beyond every cut. With fewer targets than `highest` the lowest is taken.
    """
    known = np.where(np.isnan(values), np.inf, values)
    place = max(known.shape[1] - highest, 0)
    return np.partition(known, place, axis=1)[:, place]
