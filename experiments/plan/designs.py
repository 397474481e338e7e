"""Designs: which values of levers and coefficients an experiment tries.

A design is a list of points; a point maps a key to a number. Keys are `behaviour.NAME`,
`world.NAME` and `lever.NAME`; their bounds and units are those of the declarations.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import qmc

from iei.experiments.plan.axes import (
    EVERY_COEFFICIENT,
    SAMPLED,
    Axis,
    around_defaults,
    axis_of,
    checked,
    expanded,
    takes_lists,
)
from iei.experiments.plan.fractional import fraction
from iei.experiments.plan.setting_types import mapping, number, whole_number
from iei.sim.base.quantity import InvalidInput, nearest

# The settings that each kind reads, besides `kind` itself; any other is refused.
READS = {
    "list": ("points",),
    "grid": ("over",),
    "zip": ("over",),
    "latin_hypercube": ("over", "width", "samples", "seed"),
    "sobol_sequence": ("over", "width", "samples", "seed"),
    "sobol_indices": ("over", "width", "samples", "seed"),
    "morris": ("over", "width", "trajectories", "levels", "seed"),
    "factorial": ("over",),
    "fractional_factorial": ("over", "resolution"),
}
KNOWN = ("kind", *dict.fromkeys(setting for settings in READS.values() for setting in settings))
WHOLE = {  # settings that are whole numbers: smallest and largest
    "samples": (2, 2**30),
    "trajectories": (2, 10**6),
    "levels": (2, 1000),
    "resolution": (3, 5),
    "seed": (0, 2**32 - 1),
}
MOST_POINTS = 1_000_000
MOST_FACTORS = 60  # of a fraction; finding one for more takes minutes

Point = dict[str, float]


@dataclass(frozen=True)
class Design:
    """A checked design.

    Attributes
    ----------
    kind : one of `READS`
    axes : one a key, in the order of the file
    given : points of a ``list`` design
    samples : points of a Latin hypercube or Sobol sequence, base samples of Sobol indices
    trajectories, levels : of a Morris design
    resolution : of a fractional factorial: 3, 4 or 5
    seed : of the sampling
    remarks : what a reader must know about the axes, a line each
    """

    kind: str
    axes: tuple[Axis, ...]
    given: tuple[tuple[tuple[str, float], ...], ...] = ()
    samples: int = 0
    trajectories: int = 10
    levels: int = 4
    resolution: int = 5
    seed: int = 0
    remarks: tuple[str, ...] = ()

    @classmethod
    def from_mapping(cls, given: Mapping[str, Any] | None) -> Design | None:
        """The design of an experiment file; None if it has none; `InvalidInput` for a mistake.

        Every setting is read by the kind of the design or refused.
        """
        settings = {key: value for key, value in mapping(given, "design", KNOWN).items() if value is not None}
        if not settings:
            return None
        kind = settings.pop("kind", "grid")
        if not isinstance(kind, str) or kind not in READS:
            raise InvalidInput(f"design.kind = {kind!r} is not a design{nearest(str(kind), READS)}")
        for name in settings:
            if name not in READS[kind]:
                raise InvalidInput(
                    f"a {kind} design does not read design.{name}, only {', '.join(READS[kind])}"
                )
        whole: dict[str, Any] = {
            name: whole_number(settings[name], f"design.{name}", *WHOLE[name])
            for name in settings
            if name in WHOLE
        }
        if kind == "list":
            points = points_of(settings.get("points"))
            keys = dict.fromkeys(key for point in points for key, _ in point)
            design = cls(kind, tuple(axis_of(key, None, kind) for key in keys), points)
        else:
            axes, remarks = axes_of(settings, kind)
            design = cls(kind, tuple(axes), remarks=tuple(remarks), **whole)
        check(design)
        return design

    def size(self) -> int:
        """Number of points, repeated ones counted; 0 for a fraction, which is small."""
        if self.kind == "list":
            return len(self.given)
        if self.kind == "zip":
            return len(self.axes[0].values)
        if self.kind in ("grid", "factorial"):
            return math.prod(len(axis.values) for axis in self.axes)
        if self.kind == "fractional_factorial":
            return 0
        runs = {"morris": self.trajectories * (len(self.axes) + 1)}
        runs["sobol_indices"] = self.samples * (len(self.axes) + 2)
        return runs.get(self.kind, self.samples)

    def points(self) -> list[Point]:
        """The points in their fixed order; the same design gives the same points, some maybe repeated."""
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


def points_of(value: Any) -> tuple[tuple[tuple[str, float], ...], ...]:
    """The points of a list design as pairs, every value checked against its declared bounds."""
    if not isinstance(value, (list, tuple)) or not value:
        raise InvalidInput("a list design needs design.points, a list of mappings of keys to numbers")
    points = []
    for i, entry in enumerate(value):
        where = f"design.points[{i}]"
        point = mapping(entry, where)
        if not point:
            raise InvalidInput(f"{where} = {entry!r} must map keys to numbers")
        points.append(tuple((key, checked(value, f"{where}.{key}", key)) for key, value in point.items()))
    return tuple(points)


def axes_of(settings: Mapping[str, Any], kind: str) -> tuple[list[Axis], list[str]]:
    """The axes of a design that has `over`, and remarks about them."""
    over = mapping(settings.get("over"), "design.over")
    if not over:
        raise InvalidInput(f"a {kind} design needs design.over with at least one key")
    if takes_lists(kind) and EVERY_COEFFICIENT in over:
        raise InvalidInput(
            f"design.over.{EVERY_COEFFICIENT} has ranges; a {kind} design needs lists of values"
        )
    keys = expanded(over)
    axes = {key: axis_of(key, setting, kind) for key, setting in keys.items()}
    if "width" not in settings:
        return list(axes.values()), []
    width = number(settings["width"], "design.width", "share")
    if not 0 < width <= 1:
        raise InvalidInput(f"design.width = {width:g} is outside (0, 1] share of the declared range")
    declared_ranges = {axes[key]: key in over for key, setting in keys.items() if setting is None}
    if not declared_ranges:
        raise InvalidInput(
            "design.width is for declared ranges, and every key of design.over has its own range"
        )
    narrow, remarks = around_defaults(declared_ranges, width)
    by_key = {axis.key: axis for axis in narrow}
    kept = [by_key.get(key, axis) for key, axis in axes.items() if keys[key] is not None or key in by_key]
    return kept, remarks


def check(design: Design) -> None:
    """Rules that concern a whole design; `InvalidInput` says which one is broken."""
    kind = design.kind
    if not design.axes:
        raise InvalidInput(f"design.over.{EVERY_COEFFICIENT} leaves no key to vary")
    if kind == "zip" and len({len(axis.values) for axis in design.axes}) > 1:
        lengths = {axis.key: len(axis.values) for axis in design.axes}
        raise InvalidInput(f"a zip design needs lists of one length, not {lengths}")
    if kind == "fractional_factorial" and len(design.axes) > MOST_FACTORS:
        raise InvalidInput(f"a {kind} design takes at most {MOST_FACTORS} keys, not {len(design.axes)}")
    if kind in SAMPLED and kind != "morris" and not design.samples:
        raise InvalidInput(f"a {kind} design needs design.samples of 2 or more")
    if kind.startswith("sobol") and design.samples & (design.samples - 1):
        raise InvalidInput(f"design.samples = {design.samples} must be a power of two in a {kind} design")
    if kind == "morris" and design.levels % 2:
        raise InvalidInput(f"design.levels = {design.levels} must be even in a morris design")
    if design.size() > MOST_POINTS:
        raise InvalidInput(
            f"the {kind} design has {design.size():,} points; at most {MOST_POINTS:,} are possible"
        )


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
