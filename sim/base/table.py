"""Tables: state as NumPy structured arrays, every column declared once.

A declaration gives the dtype, the bounds check and the documentation. One row is one agent (or
link, cohort, market); a rule reads a column as an attribute of the row.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from types import ModuleType
from typing import Any

import numpy as np

from iei.sim.base.quantity import InvalidInput

# Uncompiled code sees rows as numpy.record, whose own attributes would hide such columns.
RESERVED = frozenset(dir(np.record))


@dataclass(frozen=True)
class Column:
    """One state variable of a table.

    Parameters
    ----------
    name : attribute of the row
    kind : ``float``, ``int`` or ``bool``
    unit : spelled out
    about : what it means
    lower, upper : bounds that hold at the end of every term
    default : value in a fresh row
    length : 0 for a single number, otherwise the length of a fixed vector
    """

    name: str
    kind: type
    _: KW_ONLY
    unit: str
    about: str
    lower: float = -np.inf
    upper: float = np.inf
    default: float = 0
    length: int = 0

    def __post_init__(self) -> None:
        if self.name in RESERVED:
            raise ValueError(f"column name '{self.name}' is taken by numpy.record")
        if not self.name.isidentifier():
            raise ValueError(f"column name '{self.name}' is not an identifier")

    def checked(self, value: Any, key: str) -> Any:
        """`value` if the column can hold it, or `InvalidInput` that names key, bounds and unit."""
        array = np.asarray(value)
        wanted = f"{self.length} numbers" if self.length else "a number"
        if array.shape != ((self.length,) if self.length else ()) or array.dtype.kind not in "biuf":
            raise InvalidInput(f"{key} = {value!r:.60} is not {wanted} ({self.unit})")
        if self.kind is bool:
            if not np.isin(array, (0, 1)).all():
                raise InvalidInput(f"{key} = {value!r:.60} must be True or False")
        elif array.dtype.kind == "b":
            raise InvalidInput(f"{key} = {value!r:.60} is not {wanted} ({self.unit})")
        elif self.kind is int and not (array == np.round(array)).all():
            raise InvalidInput(f"{key} = {value!r:.60} must be a whole number ({self.unit})")
        if not (np.isfinite(array) & (array >= self.lower) & (array <= self.upper)).all():
            raise InvalidInput(
                f"{key} = {value!r:.60} is outside [{self.lower:g}, {self.upper:g}] {self.unit}"
            )
        return value


class Table:
    """A table declaration: its name, what a row is, and its columns."""

    def __init__(self, name: str, row: str, *columns: Column) -> None:
        self.name = name
        self.row = row
        self._set(columns)

    def insert(self, column: Column, after: str = "") -> None:
        """Add a column, behind the one that is named or at the end, in place."""
        names = [other.name for other in self.columns]
        place = names.index(after) + 1 if after else len(names)
        self._set((*self.columns[:place], column, *self.columns[place:]))

    def _set(self, columns: tuple[Column, ...]) -> None:
        names = [column.name for column in columns]
        twice = {n for n in names if names.count(n) > 1}
        if twice:
            raise ValueError(f"table {self.name}: columns declared twice: {sorted(twice)}")
        self.columns = columns
        self.by_name = {column.name: column for column in columns}
        kinds = {float: np.float64, int: np.int64, bool: np.bool_}
        self.dtype = np.dtype(
            [(c.name, kinds[c.kind], (c.length,)) if c.length else (c.name, kinds[c.kind]) for c in columns],
            align=True,
        )

    def rows(self, count: int) -> np.ndarray:
        """A fresh structured array of `count` rows filled with the defaults."""
        array = np.zeros(count, dtype=self.dtype)
        for column in self.columns:
            if column.default:
                array[column.name] = column.default
        return array

    def check(self, array: np.ndarray) -> None:
        """Raise `InvalidInput` naming the first column, rows and bound that do not hold."""
        for column in self.columns:
            values = array[column.name]
            wrong = ~((values >= column.lower) & (values <= column.upper))  # also finds NaN
            if wrong.any():
                rows = np.unique(np.nonzero(wrong)[0])[:3].tolist()
                raise InvalidInput(
                    f"{self.name}.{column.name}: rows {rows} hold {values[rows].tolist()}, outside "
                    f"[{column.lower:g}, {column.upper:g}] {column.unit}"
                )


def tables_in(*modules: ModuleType) -> dict[str, Table]:
    """Tables that these modules declare, by name, in the order of declaration."""
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Table)]
    return {table.name: table for table in found}
