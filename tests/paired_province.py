"""Paired runs of the province: what a change does under the same luck, with its standard error."""

from functools import cache

import numpy as np

from iei.experiments.plan.configuration import scenario
from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import prepare, simulate

NAMES = list(OUTCOMES)


@cache
def summaries(overrides, seeds):
    """Summaries of the province under these overrides, shape (seeds, outcomes)."""
    ready = prepare(scenario(["world=province", *overrides]))
    found = [simulate(ready, replicate_seed(33, replicate)).summary_values for replicate in range(seeds)]
    return np.array(found)


def effect(outcome, changed, plain, seeds=16):
    """Mean paired difference of an outcome between two lists of overrides, in standard errors."""
    column = NAMES.index(outcome)
    difference = summaries(tuple(changed), seeds)[:, column] - summaries(tuple(plain), seeds)[:, column]
    return difference.mean() / (difference.std(ddof=1) / np.sqrt(seeds))


def effect_of(outcome, policy, coefficient, *, on, off=0, seeds=16):
    """What a coefficient does to an outcome under a policy, a list of overrides, in standard errors."""
    arms = ([*policy, f"behaviour.{coefficient}={value}"] for value in (on, off))
    return effect(outcome, *arms, seeds=seeds)
