"""What a policy file says about one lever: how much, when, and whom it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.policies.lever import Lever
from iei.policies.standards import PARTS
from iei.sim.base.quantity import InvalidInput, as_number, nearest
from iei.sim.world.settings import WorldSettings
from iei.sim.world.tables import SIZES, TIERS

BASES = ("agreement", "start", "first", "joint_substance")  # what a subsidy pays for (E8)
TARGETINGS = ("uniform", "risk")  # who is audited first (E9)
KEYS = ("value", "start", "end", "ramp", "regions", "sizes", "fields")
EXTRA_KEYS: dict[str, dict[str, tuple[str, ...]]] = {
    "subsidy": {"basis": BASES},
    "audit": {"targeting": TARGETINGS},
}
LEVER_PARTS: dict[str, tuple[str, ...]] = {"standards": PARTS}  # levers of which a policy may set some parts


@dataclass(frozen=True)
class LeverSetting:
    """One value of one lever, in force in a window of terms and in some regions.

    Parameters
    ----------
    lever : name of the lever
    value : strength in the lever's unit
    start, end : first term in force and first term no longer in force, counted from the world's
        `policy_start`; `end` None lasts for ever, a negative `start` lies before the policy start
    ramp : terms in which the value rises to full; in the i-th of them, i = 1, 2, ..., it is
        value * i / (ramp + 1)
    regions : names of regions or tiers it is limited to; empty for all
    sizes : size classes of enterprises it is limited to; empty for all
    fields : row numbers of skill fields it is limited to; empty for all
    basis : what a subsidy pays for, one of `BASES`; empty for other levers
    targeting : whom audits go to, one of `TARGETINGS`; empty for other levers
    parts : parts of the standards of cooperation that are set, of `PARTS`; empty for all
    """

    lever: str
    value: float
    start: int = 0
    end: int | None = None
    ramp: int = 0
    regions: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    fields: tuple[int, ...] = ()
    basis: str = ""
    targeting: str = ""
    parts: tuple[str, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """The setting as a policy file would write it, without what it leaves at the default."""
        plain = vars(LeverSetting(self.lever, self.value)) | default_choices(self.lever)
        return {"value": self.value} | {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
            if value != plain[name]
        }

    def strength(self, term: int) -> float:
        """Value in force in `term`, counted from the policy start, where the setting applies."""
        if term < self.start or (self.end is not None and term >= self.end):
            return 0.0
        return self.value * min(term - self.start + 1, self.ramp + 1) / (self.ramp + 1)

    def reaches(self, region: str, tier: str) -> bool:
        """Whether it is in force in the region of that name and tier."""
        return not self.regions or region in self.regions or tier in self.regions

    def overlaps(self, other: LeverSetting, world: WorldSettings) -> bool:
        """Whether both are in force in some region in the same term."""
        if any(s.end is not None and s.end <= t.start for s, t in ((self, other), (other, self))):
            return False
        return any(
            self.reaches(region.name, region.tier) and other.reaches(region.name, region.tier)
            for region in world.regions
        )


def default_choices(lever: str) -> dict[str, str]:
    """The first admissible value of each extra key of `lever`: basis of a subsidy, targeting of audits."""
    return {key: choices[0] for key, choices in EXTRA_KEYS.get(lever, {}).items()}


def settings_of_policy(policy: str, mapping: Mapping[str, Any], world: WorldSettings) -> list[LeverSetting]:
    """All settings of one policy file, checked; one lever may have a list of them.

    Raises `InvalidInput` for an unknown lever or key, a value out of bounds, a target that does not
    exist or that the lever cannot have, and settings of one lever that overlap or contradict.
    """
    settings: list[LeverSetting] = []
    for name, value in mapping.items():
        key = f"policy.{policy}.{name}"
        if name not in LEVER_NAMES:
            raise InvalidInput(f"unknown lever '{key}'{nearest(name, LEVER_NAMES)}")
        entries = value if isinstance(value, (list, tuple)) else [value]
        if not entries:
            raise InvalidInput(f"{key} is an empty list: give a value or leave the lever out")
        numbered = [f"{key}[{i}]" for i in range(len(entries))] if len(entries) > 1 else [key]
        lever = LEVERS[LEVER_NAMES.index(name)]
        of_lever = [read_setting(k, lever, entry, world) for k, entry in zip(numbered, entries, strict=True)]
        check_together(key, of_lever, world)
        settings += of_lever
    return settings


def read_setting(key: str, lever: Lever, entry: Any, world: WorldSettings) -> LeverSetting:
    """One checked setting from a number or a mapping; `key` names it in messages."""
    given = dict(entry) if isinstance(entry, Mapping) else {"value": entry}
    choices = EXTRA_KEYS.get(lever.name, {})
    parts = LEVER_PARTS.get(lever.name, ())
    known = (*KEYS, *choices, *(("parts",) if parts else ()))
    for name in given:
        if name not in known:
            raise InvalidInput(f"unknown key '{key}.{name}'{nearest(str(name), known)}")
    if "value" not in given:
        raise InvalidInput(f"{key} has no value ({lever.unit})")
    value = as_number(given["value"], f"{key}.value", lever.unit)
    if not 0 <= value <= lever.upper:
        raise InvalidInput(f"{key} = {value:g} is outside [0, {lever.upper:g}] {lever.unit}")
    for target in ("sizes", "fields"):
        if not lever.targeted and given.get(target) not in (None, [], ()):
            raise InvalidInput(f"{key}.{target}: the lever '{lever.name}' cannot be limited to {target}")
    places = [region.name for region in world.regions]
    places += [tier for tier in TIERS if any(region.tier == tier for region in world.regions)]
    start, end = window(given, key, -world.policy_start)
    return LeverSetting(
        lever=lever.name,
        value=value,
        start=start,
        end=end,
        ramp=whole_terms(given.get("ramp", 0), f"{key}.ramp", 0),
        regions=targets(given.get("regions"), f"{key}.regions", places),
        sizes=targets(given.get("sizes"), f"{key}.sizes", SIZES),
        fields=targets(given.get("fields"), f"{key}.fields", range(world.fields)),
        parts=targets(given.get("parts"), f"{key}.parts", parts),
        **{
            name: chosen(given.get(name, admitted[0]), f"{key}.{name}", admitted)
            for name, admitted in choices.items()
        },
    )


def window(given: Mapping[str, Any], key: str, earliest: int) -> tuple[int, int | None]:
    """First term in force and first term no longer in force, or None if it lasts for ever."""
    start = whole_terms(given.get("start", 0), f"{key}.start", earliest)
    if given.get("end") is None:
        return start, None
    end = whole_terms(given["end"], f"{key}.end", earliest)
    if end <= start:
        raise InvalidInput(f"{key}.end = {end} is not after {key}.start = {start}")
    return start, end


def check_together(key: str, settings: list[LeverSetting], world: WorldSettings) -> None:
    """Raise `InvalidInput` if settings of one lever overlap, or differ in what holds for the whole run."""
    for i, first in enumerate(settings):
        for second in settings[i + 1 :]:
            if first.overlaps(second, world):
                raise InvalidInput(f"{key}: two entries are in force in the same region and term")
            for name in ("sizes", "fields", "basis", "targeting", "parts"):
                if getattr(first, name) != getattr(second, name):
                    raise InvalidInput(f"{key}: all entries must have the same {name}")


def whole_terms(value: Any, key: str, lower: int) -> int:
    """`value` as a whole number of terms of at least `lower`."""
    number = as_number(value, key, "term")
    if number != int(number):
        raise InvalidInput(f"{key} = {value!r} must be a whole number of terms")
    if number < lower:
        raise InvalidInput(f"{key} = {value} is below {lower} terms")
    return int(number)


def targets(value: Any, key: str, known: Iterable[Any]) -> tuple[Any, ...]:
    """A target list in the order of `known`; one name alone counts as a list of one."""
    known = list(known)
    if value is None:
        return ()
    listed = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    for name in listed:
        if isinstance(name, bool) or name not in known:
            raise InvalidInput(f"{key}: no such target {name!r}{nearest(str(name), map(str, known))}")
    return tuple(name for name in known if name in listed)


def chosen(value: Any, key: str, options: tuple[str, ...]) -> str:
    """`value` if it is one of `options`, or `InvalidInput`."""
    if value not in options:
        raise InvalidInput(f"{key} = {value!r} is not possible{nearest(str(value), options)}")
    return value
