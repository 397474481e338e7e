"""Designs: which values of levers and coefficients an experiment tries.

A design is a list of points; a point maps a key to a number. Keys are `behaviour.NAME`,
`world.NAME` and `lever.NAME`; their bounds and units are those of the declarations.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import qmc

from experiments.fractional import fraction
from policies.catalogue import LEVERS
from sim.base.quantity import ASSUMED, InvalidInput, Quantity, as_number, nearest
from sim.behaviour import BEHAVIOUR
from sim.world import WORLD_QUANTITIES

KINDS = (
    *("list", "grid", "zip"),
    *("latin_hypercube", "sobol_sequence", "sobol_indices", "morris"),
    *("factorial", "fractional_factorial"),
)
SAMPLED = ("latin_hypercube", "sobol_sequence", "sobol_indices", "morris")
TWO_LEVEL = ("factorial", "fractional_factorial")
EVERY_COEFFICIENT = "behaviour.*"

Point = dict[str, float]


@dataclass(frozen=True)
class Axis:
    """One key of a design: its admissible range and, for designs over levels, its values."""

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


@dataclass(frozen=True)
class Design:
    """A checked design.

    Attributes
    ----------
    kind : one of `KINDS`
    axes : one a key, in the order of the file
    given : points of a ``list`` design
    samples : points of a Latin hypercube or Sobol sequence, base samples of Sobol indices
    trajectories, levels : of a Morris design
    resolution : of a fractional factorial: 3, 4 or 5
    seed : of the sampling
    """

    kind: str
    axes: tuple[Axis, ...]
    given: tuple[tuple[tuple[str, float], ...], ...] = ()
    samples: int = 0
    trajectories: int = 10
    levels: int = 4
    resolution: int = 5
    seed: int = 0

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any] | None) -> Design | None:
        """The design of an experiment file; None if it has none; `InvalidInput` for a mistake."""
        if not mapping:
            return None
        known = ("kind", "over", "points", "samples", "trajectories", "levels", "resolution", "seed", "width")
        for name in mapping:
            if name not in known:
                raise InvalidInput(f"unknown key 'design.{name}'{nearest(name, known)}")
        kind = mapping.get("kind", "grid")
        if kind not in KINDS:
            raise InvalidInput(f"design.kind = {kind!r} is not a design{nearest(str(kind), KINDS)}")
        whole = {
            name: whole_number(mapping[name], f"design.{name}")
            for name in ("samples", "trajectories", "levels", "resolution", "seed")
            if mapping.get(name) is not None
        }
        given = tuple(checked_point(point, i) for i, point in enumerate(mapping.get("points") or ()))
        design = cls(kind, axes_of(mapping, kind, given), given, **whole)
        check(design)
        return design

    def points(self) -> list[Point]:
        """The points in their fixed order; the same design gives the same points."""
        if self.kind == "list":
            return [dict(point) for point in self.given]
        keys = [axis.key for axis in self.axes]
        if self.kind == "zip":
            rows: Any = zip(*(axis.values for axis in self.axes), strict=True)
        elif self.kind in ("grid", "factorial"):
            rows = itertools.product(*(axis.values for axis in self.axes))
        elif self.kind == "fractional_factorial":
            on = fraction(len(self.axes), self.resolution)
            rows = ([axis.values[level] for axis, level in zip(self.axes, row, strict=True)] for row in on)
        else:
            sample = unit_sample(self)
            rows = ([axis.at(x) for axis, x in zip(self.axes, row, strict=True)] for row in sample)
        return [dict(zip(keys, map(float, row), strict=True)) for row in rows]

    def problem(self) -> dict[str, Any]:
        """The axes as SALib describes a problem, on the unit cube."""
        return {
            "num_vars": len(self.axes),
            "names": [axis.key for axis in self.axes],
            "bounds": [[0.0, 1.0]] * len(self.axes),
        }


def declared(key: str) -> tuple[float, float, str, bool]:
    """Lower bound, upper bound, unit and wholeness of a design key; `InvalidInput` if it has no bounds."""
    where, _, name = key.partition(".")
    tables: dict[str, dict[str, Any]] = {
        "behaviour": BEHAVIOUR,
        "world": {quantity.name: quantity for quantity in WORLD_QUANTITIES},
        "lever": {lever.name: lever for lever in LEVERS},
    }
    if where not in tables or name not in tables[where]:
        every = [f"{table}.{entry}" for table, entries in tables.items() for entry in entries]
        raise InvalidInput(f"design key '{key}' has no declared bounds{nearest(key, every)}")
    found = tables[where][name]
    if isinstance(found, Quantity):
        return found.lower, found.upper, found.unit, found.integer
    return 0.0, float(found.upper), found.unit, False


def axes_of(mapping: Mapping[str, Any], kind: str, given: tuple[Any, ...]) -> tuple[Axis, ...]:
    """The axes of a design: from `over`, or from the keys of a list of points."""
    if kind == "list":
        keys = dict.fromkeys(key for point in given for key, _ in point)
        return tuple(axis_of(key, None, kind) for key in keys)
    over = dict(mapping.get("over") or {})
    width = share(mapping.get("width", 1), "design.width")
    axes = []
    for key, setting in over.items():
        if key == EVERY_COEFFICIENT:
            axes += [narrowed(axis_of(k, None, kind), width) for k in coefficients(setting) if k not in over]
        else:
            axes.append(axis_of(key, setting, kind))
    return tuple(axes)


def coefficients(setting: Any) -> list[str]:
    """Keys of all behaviour coefficients; with ``{grade: assumed}`` only of those graded assumed."""
    setting = setting or {}
    if set(setting) - {"grade"}:
        raise InvalidInput(f"design.over.{EVERY_COEFFICIENT} takes only 'grade', not {sorted(setting)}")
    grade = setting.get("grade", "")
    grades = {quantity.grade for quantity in BEHAVIOUR.values()}
    if grade and not any(found.startswith(grade) for found in grades):
        raise InvalidInput(
            f"grade = {grade!r} is not a grade of evidence{nearest(grade, grades | {ASSUMED})}"
        )
    return [f"behaviour.{name}" for name, found in BEHAVIOUR.items() if found.grade.startswith(grade)]


def axis_of(key: str, setting: Any, kind: str) -> Axis:
    """One axis; `setting` is None (declared range), a list of values, or {lower, upper}."""
    lower, upper, unit, integer = declared(key)
    where = f"design.over.{key}"
    values: tuple[float, ...] = (lower, upper) if kind in TWO_LEVEL else ()
    if isinstance(setting, Mapping):
        if set(setting) - {"lower", "upper"}:
            raise InvalidInput(
                f"{where} takes 'lower' and 'upper' or a list of values, not {sorted(setting)}"
            )
        low = checked(setting.get("lower", lower), where, lower, upper, unit)
        high = checked(setting.get("upper", upper), where, lower, upper, unit)
        if low >= high:
            raise InvalidInput(f"{where}: lower = {low:g} must be below upper = {high:g}")
        lower, upper = low, high
        values = (lower, upper) if kind in TWO_LEVEL else ()
    elif setting is not None:
        listed = setting if isinstance(setting, (list, tuple)) else [setting]
        values = tuple(checked(value, where, lower, upper, unit) for value in listed)
    return Axis(key, lower, upper, unit, integer, values)


def narrowed(axis: Axis, width: float) -> Axis:
    """The axis shrunk to the share `width` of its range around the default."""
    default = BEHAVIOUR[axis.key.removeprefix("behaviour.")].default
    lower = default - width * (default - axis.lower)
    upper = default + width * (axis.upper - default)
    if axis.integer:
        lower, upper = float(np.ceil(lower)), float(np.floor(upper))
    return Axis(axis.key, lower, upper, axis.unit, axis.integer, axis.values)


def checked_point(point: Any, number: int) -> tuple[tuple[str, float], ...]:
    """A point of a list design as pairs, every value checked against its declared bounds."""
    if not isinstance(point, Mapping) or not point:
        raise InvalidInput(f"design.points[{number}] = {point!r} must map keys to numbers")
    pairs = []
    for key, value in point.items():
        lower, upper, unit, _ = declared(key)
        pairs.append((key, checked(value, f"design.points[{number}].{key}", lower, upper, unit)))
    return tuple(pairs)


def checked(value: Any, where: str, lower: float, upper: float, unit: str) -> float:
    """`value` as a float inside the bounds, or `InvalidInput`."""
    number = as_number(value, where, unit)
    if not lower <= number <= upper:
        raise InvalidInput(f"{where} = {number:g} is outside [{lower:g}, {upper:g}] {unit}")
    return number


def share(value: Any, where: str) -> float:
    """`value` as a number in (0, 1]."""
    number = as_number(value, where, "share")
    if not 0 < number <= 1:
        raise InvalidInput(f"{where} = {number:g} is outside (0, 1] share of the declared range")
    return number


def whole_number(value: Any, where: str) -> int:
    """`value` as a whole number >= 0, or `InvalidInput`."""
    number = as_number(value, where, "count")
    if number < 0 or number != int(number):
        raise InvalidInput(f"{where} = {value!r} must be a whole number, 0 or more")
    return int(number)


def check(design: Design) -> None:
    """Rules that concern a whole design; `InvalidInput` says which one is broken."""
    kind = design.kind
    if kind == "list" and not design.given:
        raise InvalidInput("a list design needs design.points")
    if not design.axes:
        raise InvalidInput(f"a {kind} design needs design.over with at least one key")
    if kind in ("grid", "zip"):
        for axis in design.axes:
            if not axis.values:
                raise InvalidInput(f"design.over.{axis.key} needs a list of values in a {kind} design")
    if kind == "zip" and len({len(axis.values) for axis in design.axes}) > 1:
        lengths = {axis.key: len(axis.values) for axis in design.axes}
        raise InvalidInput(f"a zip design needs lists of one length, not {lengths}")
    if kind in TWO_LEVEL:
        for axis in design.axes:
            if len(axis.values) != 2 or axis.values[0] == axis.values[1]:
                raise InvalidInput(f"design.over.{axis.key} needs two values (off, on), not {axis.values}")
    if kind == "fractional_factorial" and design.resolution not in (3, 4, 5):
        raise InvalidInput(f"design.resolution = {design.resolution} must be 3, 4 or 5")
    if kind in ("latin_hypercube", "sobol_sequence", "sobol_indices") and design.samples < 2:
        raise InvalidInput(f"a {kind} design needs design.samples of 2 or more")
    if kind.startswith("sobol") and design.samples & (design.samples - 1):
        raise InvalidInput(f"design.samples = {design.samples} must be a power of two in a {kind} design")
    if kind == "morris" and (design.levels < 2 or design.levels % 2 or design.trajectories < 2):
        raise InvalidInput("a morris design needs an even number of levels and at least two trajectories")


def unit_sample(design: Design) -> np.ndarray:
    """Points of a sampled design on the unit cube, shape (points, axes)."""
    dimensions = len(design.axes)
    if design.kind == "latin_hypercube":
        return qmc.LatinHypercube(dimensions, rng=design.seed).random(design.samples)
    if design.kind == "sobol_sequence":
        return qmc.Sobol(dimensions, rng=design.seed).random(design.samples)
    try:
        from SALib.sample import morris, sobol
    except ImportError:
        raise InvalidInput(f"a {design.kind} design needs SALib: pip install 'iei[analysis]'") from None
    if design.kind == "sobol_indices":
        return sobol.sample(design.problem(), design.samples, calc_second_order=False, seed=design.seed)
    return morris.sample(design.problem(), design.trajectories, num_levels=design.levels, seed=design.seed)
