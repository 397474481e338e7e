"""Runs made by hand, with known tallies and outcomes, that the stylised facts are measured on."""

import numpy as np

from iei.experiments.evidence.fact_runs import ArmRun, Seen
from iei.sim.outcomes import COLUMN, OUTCOMES
from iei.sim.world.tables import SIZES

TERMS, START = 40, 20
FIELDS = 2


def arm_run(totals=None, by_size=None, by_region=None, outcomes=None, tiers=(0, 0, 1, 2), **kept):
    """A run with these constant tallies (or series) and outcomes; everything else is zero."""
    regions, groups = len(tiers), len(tiers) + len(SIZES) + FIELDS
    tallies = np.zeros((TERMS, groups, len(COLUMN)))
    for name, series in (totals or {}).items():
        tallies[:, 0, COLUMN[name]] = series
    for name, row in (by_region or {}).items():
        tallies[:, :regions, COLUMN[name]] = row
    for name, row in (by_size or {}).items():
        tallies[:, regions : regions + len(SIZES), COLUMN[name]] = row
    values = np.zeros((TERMS, len(OUTCOMES)))
    for name, series in (outcomes or {}).items():
        values[:, list(OUTCOMES).index(name)] = series
    nothing = np.zeros((TERMS, 1))
    empty = np.zeros(0, dtype=int)
    linked = {START - 1: kept.pop("links_before", None)}
    seen = {name: kept.pop(name, nothing) for name in ("links", "subsidy", "curriculum")}
    groups = {"region": empty, "industry": empty, "size_class": empty} | kept
    return ArmRun(
        tallies,
        values,
        np.array(tiers),
        START,
        **groups,
        seen=Seen(**seen, policy_start=START, linked=linked),
    )
