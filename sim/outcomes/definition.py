"""What an outcome is, and the arithmetic that outcomes share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.tallies import COLUMN

Array = np.ndarray
COOPERATION, TALENT, MONEY = "cooperation", "talent", "money"


class Sums:
    """Tallies by name: `sums.links` has shape (terms,) or (terms, groups); with regions and fields apart."""

    def __init__(self, values: Array, regions: Array | None = None, fields: Array | None = None) -> None:
        self._values = values
        self._regions = regions
        self._fields = fields

    def __getattr__(self, name: str) -> Array:
        return self._values[..., COLUMN[name]]

    def between(self, first: str, last: str) -> Array:
        """Columns from `first` to `last`, shape (..., columns)."""
        return self._values[..., COLUMN[first] : COLUMN[last] + 1]

    def by_region(self, name: str) -> Array:
        """Column by term and region, shape (terms, regions)."""
        assert self._regions is not None
        return self._regions[..., COLUMN[name]]

    def by_field(self, name: str) -> Array:
        """Column by term and field, shape (terms, fields)."""
        assert self._fields is not None
        return self._fields[..., COLUMN[name]]


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Parameters
    ----------
    name : key in tables and configuration
    label : words for a figure
    unit : unit, spelled out
    better : "more", "less" or "" when neither is better
    group : "cooperation", "talent" or "money"
    summary : "late" (mean over the last `LATE_TERMS` terms) or "policy" (mean since the policy start)
    about : what it means; claims of the source that it shows
    of : function of `Sums`, shape (terms,) or (terms, groups)
    grouped : whether it can be computed for a region, size class or field alone
    """

    name: str
    label: str
    unit: str
    better: str
    group: str
    summary: str
    about: str
    of: Callable[[Sums], Array]
    grouped: bool = True


def ratio(part: Array, whole: Array) -> Array:
    """`part / whole`, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


def yearly(flow: Array) -> Array:
    """Sum over the present and the last term."""
    total = flow.copy()
    total[1:] += flow[:-1]
    return total


def shares(counts: Array) -> Array:
    """Counts over their sum along the last axis."""
    return ratio(counts, np.broadcast_to(counts.sum(-1, keepdims=True), counts.shape))


def distance(p: Array, q: Array) -> Array:
    """Total variation distance of two distributions along the last axis, 0 to 1."""
    return 0.5 * np.abs(p - q).sum(-1)


def share(part: str, whole: str) -> Callable[[Sums], Array]:
    """Outcome function: one column over another."""
    return lambda s: ratio(getattr(s, part), getattr(s, whole))


def yearly_share(part: str, whole: str) -> Callable[[Sums], Array]:
    """Outcome function: one column over another, both over a year."""
    return lambda s: ratio(yearly(getattr(s, part)), yearly(getattr(s, whole)))


def column(name: str) -> Callable[[Sums], Array]:
    """Outcome function: one column as it is."""
    return lambda s: getattr(s, name)
