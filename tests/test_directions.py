"""Directions of effects on paired seeds, away from saturation: every policy acts as its mechanism says.

A direction holds if the mean paired difference has the sign and lies more than two standard errors off zero.
"""

import numpy as np
import pytest

from agents.enterprise import fixed_cost
from sim.base.chance import replicate_seed
from sim.engine import simulate
from sim.outcomes import OUTCOMES
from sim.schedule import PHASES

SEEDS = [replicate_seed(2022, replicate) for replicate in range(16)]
SUBSIDY = ("policy=incentives", "policy.incentives.tax_credit=0")
EAST = "{value: %s, regions: [East]}"
PILOT = (
    "policy=pilot_then_all",
    *(f"policy.pilot_then_all.{lever}=[{EAST % value}]" for lever, value in (("subsidy", 4), ("council", 1))),
    f"policy.pilot_then_all.liaison=[{EAST % 1}]",
)


@pytest.fixture(scope="module")
def runs(prepared):
    """`runs(*overrides)`: one finished run of the province for every seed, made once a scenario."""
    done = {}

    def finished(*overrides):
        if overrides not in done:
            ready = prepared(*overrides)
            done[overrides] = [simulate(ready, seed) for seed in SEEDS]
        return done[overrides]

    return finished


@pytest.fixture(scope="module")
def summaries(runs):
    """`summaries("links", *overrides)`: the summary of one outcome for every seed."""

    def of(name, *overrides):
        return np.array([run.summary[name] for run in runs(*overrides)])

    return of


@pytest.fixture(scope="module")
def series(runs):
    """`series("links", *overrides)`: one outcome by seed and term."""

    def of(name, *overrides):
        return np.array([run.values[:, list(OUTCOMES).index(name)] for run in runs(*overrides)])

    return of


def t_value(differences):
    """Mean of paired differences in standard errors."""
    return differences.mean() / (differences.std(ddof=1) / np.sqrt(len(differences)))
