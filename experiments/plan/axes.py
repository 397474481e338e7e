"""Axes of a design: one key each, with its admissible range and what the design takes from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from iei.experiments.plan.setting_types import mapping, number
from iei.policies.catalogue import LEVERS, Lever
from iei.sim.base.quantity import ASSUMED, GRADES, InvalidInput, Quantity, nearest
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.world.quantities import WORLD_QUANTITIES

SAMPLED = ("latin_hypercube", "sobol_sequence", "sobol_indices", "morris")
TWO_LEVEL = ("factorial", "fractional_factorial")
UNLISTED = (*SAMPLED, *TWO_LEVEL, "list")
EVERY_COEFFICIENT = "behaviour.*"


@dataclass(frozen=True)
class Axis:
    """One key of a design: its range, and for designs over listed values, its values."""

    key: str
    lower: float
    upper: float
    unit: str
    integer: bool
    values: tuple[float, ...]

    def at(self, share: float) -> float:
        """The value at `share` in [0, 1] of the range; whole numbers are equally likely."""
        if self.integer:
            return float(min(self.upper, np.floor(self.lower + share * (self.upper - self.lower + 1))))
        return float(self.lower + share * (self.upper - self.lower))


def takes_lists(kind: str) -> bool:
    """Whether every key of a design of this kind has a list of values: all that draw and switch nothing."""
    return kind not in UNLISTED


def as_quantity(lever: Lever) -> Quantity:
    """The value of a lever, which is off by default."""
    return Quantity(
        lever.name,
        default=0.0,
        lower=0.0,
        upper=float(lever.upper),
        unit=lever.unit,
        equation="-",
        source="modelling choice",
        grade=ASSUMED,
    )


def declarations() -> dict[str, Mapping[str, Quantity]]:
    """What can be varied: by the first part of a key, the declarations by its second."""
    return {
        "behaviour": BEHAVIOUR,
        "world": {quantity.name: quantity for quantity in WORLD_QUANTITIES},
        "lever": {lever.name: as_quantity(lever) for lever in LEVERS},
    }


def declared(key: Any) -> Quantity:
    """What is declared about a design key, a lever as a quantity too; `InvalidInput` if it has no bounds."""
    where, _, name = str(key).partition(".")
    known = declarations()
    if where not in known or name not in known[where]:
        every = [f"{table}.{entry}" for table, entries in known.items() for entry in entries]
        raise InvalidInput(f"design key '{key}' has no declared bounds{nearest(str(key), every)}")
    return known[where][name]


def checked(value: Any, where: str, key: str) -> float:
    """A value of the design key `key` inside its declared bounds, or `InvalidInput`."""
    known = declared(key)
    number(value, where, known.unit)  # refuses whole numbers that are too long to be shown
    return known.checked(value, where) + 0.0  # -0.0 becomes 0.0


def expanded(over: Mapping[str, Any]) -> dict[str, Any]:
    """`over` with ``behaviour.*`` replaced by the keys of all coefficients that it does not name."""
    keys: dict[str, Any] = {}
    for key, setting in over.items():
        if key == EVERY_COEFFICIENT:
            keys |= {found: None for found in coefficients(setting) if found not in over}
        else:
            keys[key] = setting
    return keys


def coefficients(setting: Any) -> list[str]:
    """Keys of all behaviour coefficients; with ``{grade: assumed}`` only of those graded assumed."""
    where = f"design.over.{EVERY_COEFFICIENT}"
    grade = mapping(setting, where, ("grade",)).get("grade")
    if grade is not None and grade not in GRADES:
        raise InvalidInput(
            f"{where}.grade = {grade!r} is not a grade of evidence{nearest(str(grade), GRADES)}"
        )
    return [
        f"behaviour.{name}" for name, q in BEHAVIOUR.items() if grade is None or q.grade.startswith(grade)
    ]


def axis_of(key: str, setting: Any, kind: str) -> Axis:
    """One axis of a design of this kind.

    `setting` is a list of values (of grids, zips and two-level designs), ``{lower, upper}`` (of samples
    and two-level designs), or null for the declared range.
    """
    known = declared(key)
    where = f"design.over.{key}"
    values: tuple[float, ...]
    if isinstance(setting, Mapping):
        lower, upper = range_of(setting, where, key, kind)
        values = (lower, upper) if kind in TWO_LEVEL else ()
    elif setting is None:
        lower, upper = known.lower, known.upper
        values = (lower, upper) if kind in TWO_LEVEL else ()
    else:
        lower, upper = known.lower, known.upper
        values = values_of(setting, where, key, kind)
    if takes_lists(kind) and not values:
        raise InvalidInput(f"{where} needs a list of values in a {kind} design")
    if kind in TWO_LEVEL and (len(values) != 2 or values[0] == values[1]):
        raise InvalidInput(f"{where} needs two values (off, on), not {list(values)}")
    return Axis(key, lower, upper, known.unit, known.integer, values)


def range_of(setting: Mapping[str, Any], where: str, key: str, kind: str) -> tuple[float, float]:
    """Lower and upper end of an axis that gives one of them or both."""
    if takes_lists(kind):
        raise InvalidInput(f"{where} needs a list of values in a {kind} design, not lower and upper")
    known = declared(key)
    given = mapping(setting, where, ("lower", "upper"))
    lower = checked(given.get("lower", known.lower), f"{where}.lower", key)
    upper = checked(given.get("upper", known.upper), f"{where}.upper", key)
    if lower >= upper:
        raise InvalidInput(f"{where}: lower = {lower:g} must be below upper = {upper:g}")
    return lower, upper


def values_of(setting: Any, where: str, key: str, kind: str) -> tuple[float, ...]:
    """Listed values of an axis; one alone counts as a list of one."""
    listed = setting if isinstance(setting, (list, tuple)) else [setting]
    values = tuple(checked(value, where, key) for value in listed)
    if kind in SAMPLED:
        raise InvalidInput(f"{where}: a {kind} design draws from a range: write {{lower: ..., upper: ...}}")
    return values


def centred(axis: Axis, width: float) -> Axis | None:
    """The axis with a range of the share `width` of its own, around the declared default.

    Where a bound lies nearer, the range is narrower on both sides, so that its middle stays the default.
    None if there is no such range: the default lies at a bound, or no second whole number is near.
    """
    default = declared(axis.key).default
    reach = min(0.5 * width * (axis.upper - axis.lower), default - axis.lower, axis.upper - default)
    if axis.integer:
        reach = float(np.floor(reach))
    if reach <= 0:
        return None
    lower, upper = max(axis.lower, default - reach), min(axis.upper, default + reach)
    return replace(axis, lower=lower, upper=upper)


def around_defaults(axes: Mapping[Axis, bool], width: float) -> tuple[list[Axis], list[str]]:
    """Axes with ranges around their defaults, and what a reader must know about them, a line each.

    axes : whether the axis was named; those without a setting are narrowed, and of these the named ones
        must have such a range, while those of ``behaviour.*`` are left out if they have none
    """
    kept: list[Axis] = []
    left_out: list[str] = []
    shortened = 0
    for axis, named in axes.items():
        narrow = centred(axis, width)
        if narrow is None and named:
            default = declared(axis.key).default
            raise InvalidInput(
                f"design.width: {axis.key} has no range around its default {default:g} inside "
                f"[{axis.lower:g}, {axis.upper:g}] {axis.unit}; give {{lower: ..., upper: ...}}"
            )
        if narrow is None:
            left_out.append(axis.key)
        else:
            kept.append(narrow)
            shortened += narrow.upper - narrow.lower < width * (axis.upper - axis.lower) * (1 - 1e-9)
    remarks = []
    if left_out:
        remarks.append(f"not varied, since there is no range around their default: {', '.join(left_out)}")
    if shortened:
        remarks.append(
            f"{shortened} of {len(kept)} keys vary over less than the share {width:g} of their declared "
            "range: a bound is near, and the default stays in the middle"
        )
    return kept, remarks
