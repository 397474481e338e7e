"""What an outcome is, and the arithmetic that outcomes share.

What does not exist has no value: a share of nothing is NaN, never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass

import numpy as np

from iei.sim.outcomes.tallies import COLUMN

Array = np.ndarray
# Where an outcome is shown if nobody names outcomes: comparisons, runs, a run's figure, printed tables.
COMPARED, IN_RUNS, PLOTTED, IN_TABLES = "comparisons", "runs", "figures of runs", "tables"
COOPERATION, TALENT, MONEY = "cooperation", "talent", "money"
SMALLEST_SHARE = 0.01  # one percentage point, or one hundredth of a scale that ends near 1
SMALLEST_RELATIVE = 0.01  # of the baseline's level, for what grows with the size of the world
SCALES_TO_ONE = ("skill", "ability", "0 to 1", "0 to 2", "-1 to 1")


class Sums:
    """Tallies by name: `sums.links` has shape (terms,), (terms, groups) or (terms, runs).

    Regions and fields stand apart, with an axis of their own after the others.
    """

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
        """Column by term and region, shape (terms, regions) or (terms, runs, regions)."""
        assert self._regions is not None
        return self._regions[..., COLUMN[name]]

    def by_field(self, name: str) -> Array:
        """Column by term and field, shape (terms, fields) or (terms, runs, fields)."""
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
    summary : terms of a run whose mean is its one number, see `iei.sim.outcomes.summary`
    about : what it means; claims of the source that it shows
    of : function of `Sums`, shape (terms,) or (terms, groups); NaN where it is not defined. Those of this
        package are called with shape (terms, runs) too
    shown : where it is shown if nobody names outcomes, of `COMPARED`, `IN_RUNS`, `PLOTTED`, `IN_TABLES`
    grouped : whether it can be computed for a region, size class or field alone
    smallest : smallest difference worth a decision, in `unit`; None: the rule for the unit
    chinese : label for the lab in Chinese; empty if it stands in the lab's catalogue
    """

    name: str
    _: KW_ONLY
    label: str
    unit: str
    better: str
    group: str
    summary: str
    about: str
    of: Callable[[Sums], Array]
    shown: tuple[str, ...] = ()
    grouped: bool = True
    smallest: float | None = None
    chinese: str = ""

    def smallest_effect(self, level: float) -> float:
        """Smallest difference worth a decision, in `unit`, where the baseline's mean is `level`."""
        fixed = self.fixed_smallest_effect
        return SMALLEST_RELATIVE * abs(level) if fixed is None else fixed

    @property
    def fixed_smallest_effect(self) -> float | None:
        """The same where it does not depend on the baseline: shares and scales up to 1; else None."""
        if self.smallest is not None:
            return self.smallest
        return SMALLEST_SHARE if self.unit.startswith("share") or self.unit in SCALES_TO_ONE else None


def ratio(part: Array, whole: Array) -> Array:
    """`part / whole`, NaN where there is no whole."""
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole != 0)


def yearly(flow: Array) -> Array:
    """Sum over the present and the last term."""
    total = flow.copy()
    total[1:] += flow[:-1]
    return total


def at_graduation(values: Array) -> Array:
    """Values of the terms in which students graduate (even ones), each kept for the term after it."""
    carried = values.copy()
    carried[1::2] = values[:-1:2]
    return carried


def shares(counts: Array) -> Array:
    """Counts over their sum along the last axis; NaN where there are none."""
    return ratio(counts, np.broadcast_to(counts.sum(-1, keepdims=True), counts.shape))


def distance(p: Array, q: Array) -> Array:
    """Total variation distance of two distributions along the last axis, 0 to 1."""
    return 0.5 * np.abs(p - q).sum(-1)


def correlation(n: Array, x: Array, y: Array, squares: tuple[Array, Array], products: Array) -> Array:
    """Correlation of two quantities from their sums over `n` members; NaN where one does not vary."""
    mean_x, mean_y = ratio(x, n), ratio(y, n)
    covariance = ratio(products, n) - mean_x * mean_y
    variances = (ratio(squares[0], n) - mean_x**2) * (ratio(squares[1], n) - mean_y**2)
    spread = np.sqrt(np.maximum(variances, 0))
    found = np.divide(covariance, spread, out=np.full(spread.shape, np.nan), where=spread > 1e-9)
    return np.clip(found, -1, 1)


def share(part: str, whole: str) -> Callable[[Sums], Array]:
    """Outcome function: one column over another."""
    return lambda s: ratio(getattr(s, part), getattr(s, whole))


def yearly_share(part: str, whole: str) -> Callable[[Sums], Array]:
    """Outcome function: one column over another, both over a year."""
    return lambda s: ratio(yearly(getattr(s, part)), yearly(getattr(s, whole)))


def column(name: str) -> Callable[[Sums], Array]:
    """Outcome function: one column as it is."""
    return lambda s: getattr(s, name)
