"""Declared numbers: every coefficient has a default, bounds, a unit, a source and a grade of evidence."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

MEASURED = "measured"
DERIVED = "derived"
ASSUMED = "assumed"
CALIBRATED = "assumed, calibrated"
GRADES = (MEASURED, DERIVED, ASSUMED, CALIBRATED)


class InvalidInput(ValueError):
    """A mistake in the user's input; its text is one readable message."""


@dataclass(frozen=True)
class Quantity:
    """One number that a user may set.

    Parameters
    ----------
    name : key in configuration files and column in the compiled record
    default : value used when nothing else is said, in `unit`
    lower, upper : closed bounds of admissible values, in `unit`
    unit : spelled out, e.g. ``"MU/term"`` (1 MU = 10 000 yuan) or ``"share"``
    equation : number of the equation that reads it
    source : where the default comes from; "evidence N.M" is a row of docs/evidence.md
    grade : one of `GRADES`; "calibrated" means moved until the stylised facts held together
    symbol : symbol in the equations, if there is one
    integer : whether only whole numbers make sense
    """

    name: str
    _: KW_ONLY
    default: float
    lower: float
    upper: float
    unit: str
    equation: str
    source: str
    grade: str
    symbol: str = ""
    integer: bool = False

    def __post_init__(self) -> None:
        if self.grade not in GRADES:
            raise ValueError(f"{self.name}: grade {self.grade!r} is not one of {GRADES}")
        if not self.lower <= self.default <= self.upper:
            raise ValueError(f"{self.name}: default {self.default} outside [{self.lower}, {self.upper}]")

    def checked(self, value: Any, key: str | None = None) -> float:
        """`value` as a float, or `InvalidInput` that names key, bounds and unit."""
        key = key or self.name
        number = as_number(value, key, self.unit)
        if self.integer and number != int(number):
            raise InvalidInput(f"{key} = {value!r} must be a whole number ({self.unit})")
        if not self.lower <= number <= self.upper:
            raise InvalidInput(f"{key} = {value} is outside [{self.lower:g}, {self.upper:g}] {self.unit}")
        return number


def as_number(value: Any, key: str, unit: str) -> float:
    """`value` as a finite float; raises `InvalidInput` for text, booleans, NaN and infinities."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidInput(f"{key} = {value!r} is not a number ({unit})")
    try:
        number = float(value)
    except OverflowError:  # a whole number of more than 308 digits
        number = math.inf
    if not math.isfinite(number):
        raise InvalidInput(f"{key} = {value!s:.40} is not a finite number ({unit})")
    return number


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as ``"; did you mean 'council'?"``, or the known names when nothing is near."""
    known = list(known)
    close = difflib.get_close_matches(str(name), known, n=1, cutoff=0.5)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; known: {', '.join(known)}" if len(known) <= 30 else ""


def checked_values(quantities: Iterable[Quantity], given: Mapping[str, Any], where: str) -> dict[str, float]:
    """Defaults overlaid with `given`, every value checked.

    Raises `InvalidInput` for an unknown name (with the nearest right one), a wrong type or a
    value out of bounds.
    """
    declared = {quantity.name: quantity for quantity in quantities}
    for name in given:
        if name not in declared:
            raise InvalidInput(f"unknown key '{where}.{name}'{nearest(name, declared)}")
    return {
        name: quantity.checked(given.get(name, quantity.default), f"{where}.{name}")
        for name, quantity in declared.items()
    }
