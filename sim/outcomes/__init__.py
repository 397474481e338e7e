"""Outcomes: what a run is judged by, each computed from the tallies of a term and a group.

Formal and substantive cooperation are kept apart everywhere. A share of nothing (links when there are
none) is NaN, and means leave it out. Flows that come once a year, such as graduates, are taken over the
present and the last term.
"""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes import (
    cooperation,
    institutions,
    labour_market,
    link_flows,
    money,
    participation,
    schooling,
    summary,
    talent_market,
)
from iei.sim.outcomes.coverage import counted
from iei.sim.outcomes.definition import Array, Outcome, Sums
from iei.sim.outcomes.summary import LATE_TERMS, SUMMARIES, mean_where_defined, window
from iei.sim.outcomes.tallies import COLUMN
from iei.sim.world.rows import field_rows

__all__ = [
    "COLUMN",
    "LATE_TERMS",
    "OUTCOMES",
    "SUMMARIES",
    "Outcome",
    "Sums",
    "group_values",
    "mean_where_defined",
    "outcome_values",
    "shown_in",
    "summary_values",
    "window",
]

OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for module in (
        *(participation, cooperation, link_flows, institutions),
        *(schooling, labour_market, talent_market, money),
    )
    for outcome in module.OUTCOMES
}


def shown_in(place: str) -> tuple[str, ...]:
    """Names of the outcomes that are shown there if nobody names outcomes."""
    return tuple(name for name, outcome in OUTCOMES.items() if place in outcome.shown)


def outcome_values(tallies: Array, regions: int) -> Array:
    """All outcomes by term, shape (terms, outcomes), from tallies of shape (terms, groups, columns).

    Tallies of many runs, shape (terms, runs, groups, columns), give values of shape (terms, runs, outcomes),
    to the bit those of each run alone.
    """
    sums = sums_of(tallies, regions)
    values = []
    for outcome in OUTCOMES.values():
        if tallies.ndim == 3 or takes_runs(outcome):
            values.append(outcome.of(sums))
        else:
            alone = [outcome.of(sums_of(tallies[:, run], regions)) for run in range(tallies.shape[1])]
            values.append(np.stack(alone, axis=1))
    return np.stack(values, axis=-1)


def sums_of(tallies: Array, regions: int) -> Sums:
    """Tallies of the whole world by name, from tallies of shape (terms, ..., groups, columns)."""
    of_regions = tallies[..., :regions, :]
    return Sums(of_regions.sum(-2), of_regions, tallies[..., field_rows(regions), :])


def takes_runs(outcome: Outcome) -> bool:
    """Whether an outcome may be computed for many runs at once: functions of a user need not be able to."""
    return str(getattr(outcome.of, "__module__", "")).startswith(f"{__name__}.")


def group_values(tallies: Array, regions: int) -> Array:
    """Outcomes by term and group, shape (terms, groups, outcomes).

    NaN where an outcome needs the whole world, or is about what this kind of group does not have.
    """
    sums = Sums(counted(tallies, regions))
    empty = np.full(tallies.shape[:2], np.nan)
    return np.stack([outcome.of(sums) if outcome.grouped else empty for outcome in OUTCOMES.values()], axis=2)


def summary_values(values: Array, policy_start: int) -> Array:
    """One number per outcome (see `Outcome.summary`) from values of shape (terms, ..., outcomes)."""
    return summary.summary_values(values, [outcome.summary for outcome in OUTCOMES.values()], policy_start)
