"""The ensemble: coefficient sets that meet the targets when they are simulated, not only emulated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from iei.experiments.evidence.history_matching.implausibility import combined, implausibility
from iei.experiments.evidence.history_matching.region import moved
from iei.experiments.evidence.history_matching.waves import Match, Simulated, Simulator, joined


@dataclass(frozen=True)
class Ensemble:
    """Points of the unit cube that meet the targets, and how many were tried for them.

    Attributes
    ----------
    points : (sets, coefficients)
    simulated : what came out there
    implausibility : with the simulated mean in the place of the emulator's, (sets, targets)
    tried : candidates that were simulated
    """

    points: np.ndarray
    simulated: Simulated
    implausibility: np.ndarray
    tried: int


def simulated_implausibility(found: Match, points: np.ndarray, simulated: Simulated) -> np.ndarray:
    """I of `points` (points, coefficients) that were simulated, (points, targets).

    The variance of the mean over seeds stands where that of the emulator stood; with one seed it is unknown
    and left out.
    """
    wave = found.waves[-1]
    luck = np.stack([wave.luck(i, points) for i in range(len(found.aims))], axis=1)
    return implausibility(found.aims, simulated.mean, luck, np.nan_to_num(simulated.error))


def gathered(
    found: Match, simulate: Simulator, wanted: int, most: int, say: Callable[[str], None]
) -> Ensemble:
    """Candidates of what is left, simulated in batches until `wanted` meet the targets or `most` were tried.

    They are drawn evenly from the region, so the ensemble is spread over what the targets allow.
    """
    rules = found.rules
    generator = rules.generator(0, 2)
    batches: list[tuple[np.ndarray, Simulated, np.ndarray]] = []
    pool = found.left.points[generator.permutation(len(found.left.points))]
    tried = number = 0
    while number < wanted and tried < most and len(pool):
        size = min(wanted, most - tried)
        if len(pool) < size:
            pool = moved(found.left.points, found.score, rules.cut, generator)
            pool = pool[generator.permutation(len(pool))]
        points, pool = found.snapped(pool[:size]), pool[size:]
        simulated = simulate(f"ensemble {len(batches) + 1}", points)
        values = simulated_implausibility(found, points, simulated)
        met = combined(values, rules.highest) <= rules.cut
        batches.append((points[met], simulated[met], values[met]))
        tried += len(points)
        number += int(met.sum())
        say(f"ensemble: {number} of {tried} candidates meet the targets; {wanted} are wanted")
    if not batches:
        empty, none = np.zeros((0, len(found.aims))), np.zeros((0, found.left.points.shape[1]))
        return Ensemble(none, Simulated(empty, empty, empty, 1), empty, 0)
    points, simulated, values = (
        np.concatenate([batch[0] for batch in batches])[:wanted],
        joined([batch[1] for batch in batches])[:wanted],
        np.concatenate([batch[2] for batch in batches])[:wanted],
    )
    return Ensemble(points, simulated, values, tried)
