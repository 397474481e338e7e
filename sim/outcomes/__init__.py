"""Outcomes: what a run is judged by, each computed from the tallies of a term and a group.

Formal and substantive cooperation are kept apart everywhere. A share of nothing (links when there are
none) is 0. Flows that come once a year, such as graduates, are taken over the present and the last term.
"""

from __future__ import annotations

import numpy as np

from sim.outcomes import (
    cooperation,
    institutions,
    labour_market,
    link_flows,
    money,
    participation,
    schooling,
)
from sim.outcomes.definition import Array, Outcome, Sums
from sim.tallies import COLUMN

__all__ = [
    "COLUMN",
    "LATE_TERMS",
    "OUTCOMES",
    "Outcome",
    "Sums",
    "group_values",
    "outcome_values",
    "summary_values",
]

LATE_TERMS = 10  # a late outcome is the mean over this many last terms
OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for module in (participation, cooperation, link_flows, institutions, schooling, labour_market, money)
    for outcome in module.OUTCOMES
}


def outcome_values(tallies: Array, regions: int) -> Array:
    """All outcomes by term, shape (terms, outcomes), from tallies of shape (terms, groups, columns)."""
    sums = Sums(tallies[:, :regions].sum(1), tallies[:, :regions], tallies[:, regions + 4 :])
    return np.stack([outcome.of(sums) for outcome in OUTCOMES.values()], axis=1)


def group_values(tallies: Array) -> Array:
    """Outcomes by term and group, shape (terms, groups, outcomes); NaN where one needs the whole world."""
    sums = Sums(tallies)
    empty = np.full(tallies.shape[:2], np.nan)
    return np.stack([outcome.of(sums) if outcome.grouped else empty for outcome in OUTCOMES.values()], axis=2)


def summary_values(values: Array, policy_start: int) -> Array:
    """One number per outcome from values by term, shape (outcomes,) (see `Outcome.summary`)."""
    late = values[-LATE_TERMS:].mean(0)
    since = values[min(policy_start, values.shape[0] - 1) :].mean(0)
    use_late = np.array([outcome.summary == "late" for outcome in OUTCOMES.values()])
    return np.where(use_late, late, since)
