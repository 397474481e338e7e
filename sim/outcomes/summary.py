"""One number for a run: the mean of an outcome over the terms that its declaration names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iei.sim.outcomes.definition import Array

LATE_TERMS = 10  # a late outcome is the mean over this many last terms
SUMMARIES = {
    "late": f"mean of the last {LATE_TERMS} terms",
    "graduations": f"mean of the graduation terms among the last {LATE_TERMS} terms",
    "policy": "mean since the policy start",
}


def window(summary: str, terms: int, policy_start: int) -> slice:
    """The terms of a run of `terms` terms that a summary is the mean of."""
    late = max(terms - LATE_TERMS, 0)
    if summary == "late":
        return slice(late, terms)
    if summary == "graduations" and terms > 1:
        return slice(late + late % 2, terms, 2)  # students graduate in even terms
    return slice(min(policy_start, terms - 1) if summary == "policy" else 0, terms)


def mean_where_defined(values: Array, axis: int = 0) -> Array:
    """Mean along an axis of what is not NaN; NaN where nothing is left."""
    known = ~np.isnan(values)
    count = known.sum(axis)
    total = np.where(known, values, 0.0).sum(axis)
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)


def summary_values(values: Array, summaries: Sequence[str], policy_start: int) -> Array:
    """One number per outcome from values by term along the first axis; its last axis holds outcomes.

    summaries : that of each outcome
    """
    means = {kind: mean_where_defined(values[window(kind, len(values), policy_start)]) for kind in SUMMARIES}
    return np.stack([means[kind][..., i] for i, kind in enumerate(summaries)], axis=-1)
