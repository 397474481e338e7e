"""What a world is made of: its sizes, its regions and its size classes of enterprises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import exp
from typing import Any

import numpy as np

from iei.sim.base.quantity import (
    InvalidInput,
    Quantity,
    checked_values,
    nearest,
)
from iei.sim.world.quantities import REGION_QUANTITIES, WORLD_QUANTITIES, size_quantities
from iei.sim.world.tables import SIZES, TIERS


@dataclass(frozen=True)
class Region:
    """A region and its government; units and bounds in `REGION_QUANTITIES`."""

    name: str
    tier: str
    enterprises_share: float = 1
    colleges_share: float = 1
    labour_markets: float = 1
    productivity: float = 1
    wage_level: float = 1
    capacity_intrinsic: float = 0.8
    support_education: float = 0.85
    support_human_resources: float = 0.8
    support_industry: float = 0.75
    size_tilt: float = 0
    awareness_offset: float = 0
    school_quality: float = 1
    college_friction: float = 1
    graduates_ratio: float = 1
    certified_target: float = 0.6
    certified_start_offset: float = 0
    able_start_offset: float = 0
    budget_relative: float = 1

    @classmethod
    def from_mapping(cls, name: str, mapping: Any, where: str) -> Region:
        """A checked region; `InvalidInput` names the key below `where`."""
        given = dict(as_mapping(mapping, where))
        tier = given.pop("tier", None)
        if tier not in TIERS:
            raise InvalidInput(f"{where}.tier = {tier!r} is not a tier{nearest(str(tier), TIERS)}")
        return cls(name, tier, **checked_values(REGION_QUANTITIES, given, where))


@dataclass(frozen=True)
class SizeClass:
    """A size class of enterprises; units and bounds in `size_quantities`."""

    name: str
    share: float
    head: float
    places: int
    link_capacity: int
    fixed_cost_factor: float

    @classmethod
    def from_mapping(cls, name: str, mapping: Any) -> SizeClass:
        """A checked size class; what `mapping` leaves out has its default."""
        return cls(name, **with_integers(size_quantities(name), mapping, f"world.sizes.{name}"))


@dataclass(frozen=True)
class WorldSettings:
    """Size, regions and size classes of a world; units and bounds in `WORLD_QUANTITIES`."""

    regions: tuple[Region, ...]
    sizes: tuple[SizeClass, ...]
    colleges: int
    enterprises: int
    fields: int
    skill_components: int
    warm_up: int
    policy_start: int
    college_link_capacity: int
    fields_per_college: int
    graduates_per_need: float
    field_inequality: float
    budget_per_enterprise: float

    @classmethod
    def from_mapping(cls, mapping: Any) -> WorldSettings:
        """A checked world; `InvalidInput` names what is wrong or impossible in it."""
        given = dict(as_mapping(mapping, "world"))
        regions = as_mapping(given.pop("regions", {}), "world.regions")
        sizes = as_mapping(given.pop("sizes", {}), "world.sizes")
        known = [*(q.name for q in WORLD_QUANTITIES), "regions", "sizes"]
        for name in given:
            if name not in known:
                raise InvalidInput(f"unknown key 'world.{name}'{nearest(name, known)}")
        for size in sizes:
            if size not in SIZES:
                raise InvalidInput(f"unknown key 'world.sizes.{size}'{nearest(size, SIZES)}")
        world = cls(
            regions=tuple(
                Region.from_mapping(name, region, f"world.regions.{name}") for name, region in regions.items()
            ),
            sizes=tuple(
                SizeClass(
                    size, **with_integers(size_quantities(size), sizes.get(size, {}), f"world.sizes.{size}")
                )
                for size in SIZES
            ),
            **with_integers(WORLD_QUANTITIES, given, "world"),
        )
        world.check()
        return world

    def to_mapping(self) -> dict[str, Any]:
        """The settings as plain dict of which `from_mapping` makes an equal world."""
        mapping = asdict(self)
        for group in ("regions", "sizes"):
            mapping[group] = {row.pop("name"): row for row in mapping[group]}
        return mapping

    def check(self) -> None:
        """Raise `InvalidInput` if no such world can exist."""
        if not self.regions:
            raise InvalidInput("world.regions is empty: a world needs at least one region")
        check_shares("world.regions", "enterprises_share", self.regions)
        check_shares("world.regions", "colleges_share", self.regions)
        check_shares("world.sizes", "share", self.sizes)
        for region in self.regions:
            if region.name in TIERS:
                raise InvalidInput(f"world.regions: '{region.name}' is the name of a tier, not of a region")
        if self.fields_per_college > self.fields:
            raise InvalidInput(
                f"world.fields_per_college = {self.fields_per_college} is more than "
                f"world.fields = {self.fields}"
            )
        for kind, counts in (
            ("colleges", self.colleges_by_region()),
            ("enterprises", self.enterprises_by_region()),
        ):
            for region, count in zip(self.regions, counts, strict=True):
                if count == 0:
                    raise InvalidInput(
                        f"world.{kind} = {getattr(self, kind)} leaves region '{region.name}' without any; "
                        f"every region needs at least one"
                    )

    def colleges_by_region(self) -> np.ndarray:
        """Colleges of each region, shape (G,)."""
        return quotas(self.colleges, np.array([region.colleges_share for region in self.regions]))

    def enterprises_by_region(self) -> np.ndarray:
        """Enterprises of each region, shape (G,)."""
        return quotas(self.enterprises, np.array([region.enterprises_share for region in self.regions]))

    def enterprises_by_size(self, region: Region, enterprises: int) -> np.ndarray:
        """Enterprises of each size class in a region that has `enterprises`, shape (4,).

        The share of class s is proportional to ``size.share * exp(region.size_tilt * s)``.
        """
        weights = [size.share * exp(region.size_tilt * s) for s, size in enumerate(self.sizes)]
        return quotas(enterprises, np.array(weights))


def quotas(total: int, weights: np.ndarray) -> np.ndarray:
    """`total` split in proportion to `weights` by the method of largest remainders.

    Every count differs by less than one from its exact share, and the counts add up to `total`.
    Equal remainders are served in order.
    """
    exact = total * weights / weights.sum()
    counts = np.floor(exact + 1e-9).astype(np.int64)  # 1e-9: 41/1641 of 1641 is 41, not 40.999...
    served = np.argsort(counts - exact, kind="stable")[: total - counts.sum()]
    counts[served] += 1
    return counts


def with_integers(quantities: tuple[Quantity, ...], given: Any, where: str) -> dict[str, Any]:
    """`checked_values`, with whole numbers as `int`."""
    values = checked_values(quantities, as_mapping(given, where), where)
    return {q.name: int(values[q.name]) if q.integer else values[q.name] for q in quantities}


def default_numbers(quantities: Iterable[Quantity]) -> dict[str, float]:
    """Defaults by name, whole numbers as `int`."""
    return {q.name: int(q.default) if q.integer else q.default for q in quantities}


def as_mapping(value: Any, key: str) -> Mapping[str, Any]:
    """`value` if it is a mapping (None counts as empty), or `InvalidInput` that names `key`."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{key} = {value!r} must be a mapping of names to values")
    return value


def check_shares(where: str, name: str, rows: tuple[Any, ...]) -> None:
    """Raise `InvalidInput` unless the shares of `rows` add up to 1 within 1e-6."""
    total = sum(getattr(row, name) for row in rows)
    if abs(total - 1) > 1e-6:
        shares = ", ".join(f"{row.name} {getattr(row, name):g}" for row in rows[:6])
        raise InvalidInput(f"{where}: '{name}' adds up to {total:g} and not to 1 ({shares})")
