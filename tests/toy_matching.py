"""A simulator of two coefficients that is as cheap as noise, for tests of history matching."""

import zlib

import numpy as np

from iei.experiments.evidence.history_matching.implausibility import Aim
from iei.experiments.evidence.history_matching.waves import Simulated

SEEDS = 5
LUCK = 0.06  # standard deviation of one run
OBSERVATION = 0.05  # of an observation
TARGETS = ("bend", "wave", "mix")


def mean(points):
    """What the runs scatter around, (points, 3)."""
    x, y = points[:, 0], points[:, 1]
    return np.stack([x + y**2, np.sin(3 * y) * 0.8 + 0.3 * x, x * y], axis=1)


class Toy:
    """The simulator; it counts its runs and notes its stages."""

    def __init__(self, seed=0):
        self.seed = seed
        self.runs = 0
        self.stages = []

    def __call__(self, stage, points):
        self.stages.append(stage)
        self.runs += len(points) * SEEDS
        generator = np.random.default_rng([self.seed, zlib.crc32(stage.encode())])
        runs = mean(points)[:, None] + generator.normal(0, LUCK, (len(points), SEEDS, len(TARGETS)))
        spread = runs.var(axis=1, ddof=1)
        return Simulated(runs.mean(axis=1), spread / SEEDS, spread, SEEDS)


def observed(truth, seed):
    """What is seen of a world whose coefficients are `truth` (2,): one run, and an error of observation."""
    generator = np.random.default_rng([seed, 99])
    one_run = mean(truth[None])[0] + generator.normal(0, LUCK, len(TARGETS))
    return one_run + generator.normal(0, OBSERVATION, len(TARGETS))


def aims_at(values):
    """Targets with these observed values."""
    return [Aim(name, v, v, OBSERVATION**2, 0.0) for name, v in zip(TARGETS, map(float, values), strict=True)]
