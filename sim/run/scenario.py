"""A scenario: one world, one behaviour and one policy; everything a run needs except its seed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

from iei.policies.catalogue import LEVER_NAMES
from iei.sim.base.chance import MAXIMUM_SEED
from iei.sim.base.compilation import rule_source_hash
from iei.sim.base.quantity import ASSUMED, InvalidInput, Quantity, checked_values, nearest
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.lever_setting import LeverSetting, settings_of_policy
from iei.sim.world.settings import Region, WorldSettings, as_mapping
from iei.sim.world.tables import STAGES

__all__ = ["KEYS", "TERMS", "LeverSetting", "Region", "Scenario", "WorldSettings", "checked_seed"]

KEYS = ("world", "policy", "behaviour", "terms", "label")
TERMS = Quantity(
    "terms",
    default=60,
    lower=1,
    upper=200,
    unit="term",
    equation="-",
    source="modelling choice",
    grade=ASSUMED,
    symbol="",
    integer=True,
)


@dataclass(frozen=True, repr=False)
class Scenario:
    """Everything that defines a run except its seed.

    Parameters
    ----------
    world : sizes, regions and size classes
    levers : settings of the levers, in the order of the catalogue; empty for no policy
    behaviour : value of every coefficient by name
    terms : length of the run, in terms
    label : name for tables and figures; not part of `config_hash`
    """

    world: WorldSettings
    levers: tuple[LeverSetting, ...]
    behaviour: Mapping[str, float] = field(hash=False)
    terms: int
    label: str

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Scenario:
        """Scenario from a resolved configuration with the keys world, policy, behaviour and terms.

        What is left out has its default. Raises `InvalidInput` with one message for anything that
        is misspelt, of the wrong type, out of bounds, contradictory or impossible.
        """
        given = as_mapping(mapping, "the configuration")
        for name in given:
            if name not in KEYS:
                raise InvalidInput(f"unknown key '{name}'{nearest(str(name), KEYS)}")
        world = WorldSettings.from_mapping(given.get("world"))
        policies = {
            str(name): as_mapping(levers, f"policy.{name}")
            for name, levers in as_mapping(given.get("policy"), "policy").items()
        }
        settings = merged({name: settings_of_policy(name, p, world) for name, p in policies.items()})
        terms = int(TERMS.checked(given.get("terms", TERMS.default)))
        check_horizon(settings, world, terms)
        behaviour = checked_values(
            BEHAVIOUR.values(), as_mapping(given.get("behaviour"), "behaviour"), "behaviour"
        )
        check_teachers(world, behaviour)
        return cls(
            world=world,
            levers=settings,
            behaviour=behaviour,
            terms=terms,
            label=str(given.get("label") or joined_names(policies)),
        )

    def __repr__(self) -> str:
        levers = ", ".join(dict.fromkeys(setting.lever for setting in self.levers)) or "none"
        changed = sum(value != BEHAVIOUR[name].default for name, value in self.behaviour.items())
        size = f"{self.world.colleges} colleges and {self.world.enterprises} enterprises"
        return (
            f"<Scenario {self.label}: {size} in {len(self.world.regions)} regions, {self.terms} terms, "
            f"levers: {levers}, coefficients off their default: {changed}>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    def to_mapping(self) -> dict[str, Any]:
        """The scenario as plain dict of which `from_mapping` makes an equal one."""
        return {**self._canonical(), "policy": {self.label: self._lever_mapping()}, "label": self.label}

    def _lever_mapping(self) -> dict[str, Any]:
        by_lever: dict[str, list[dict[str, Any]]] = {}
        for setting in self.levers:
            by_lever.setdefault(setting.lever, []).append(setting.to_mapping())
        return {lever: entries[0] if len(entries) == 1 else entries for lever, entries in by_lever.items()}

    def _canonical(self) -> dict[str, Any]:
        """All that decides about a run: no labels, and lever settings in a fixed order."""
        return {
            "world": self.world.to_mapping(),
            "policy": self._lever_mapping(),
            "behaviour": dict(self.behaviour),
            "terms": self.terms,
        }

    @cached_property
    def config_hash(self) -> str:
        """Hash of the rules and of all settings; the same for two scenarios that differ in label only."""
        # The order of regions and fields has meaning (row numbers), so keys are not sorted.
        text = json.dumps(self._canonical(), separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(f"{rule_source_hash()}\n{text}".encode()).hexdigest()

    def key(self, seed: int) -> str:
        """Key of the run with this seed: a hash of rules, settings and seed."""
        return hashlib.sha256(f"{self.config_hash}\n{checked_seed(seed)}".encode()).hexdigest()


def merged(by_policy: Mapping[str, list[LeverSetting]]) -> tuple[LeverSetting, ...]:
    """Settings of all policies together, in the order of the catalogue and of time.

    Policies may share a lever only if they set it alike; otherwise `InvalidInput` names lever and
    policies. Values of zero say nothing and are left out.
    """
    owner: dict[str, str] = {}
    settings: dict[str, list[LeverSetting]] = {}
    for policy, of_policy in by_policy.items():
        for lever in dict.fromkeys(setting.lever for setting in of_policy):
            own = sorted((s for s in of_policy if s.lever == lever), key=lambda s: (s.start, s.regions))
            if lever in settings and settings[lever] != own:
                raise InvalidInput(
                    f"policies '{owner[lever]}' and '{policy}' set the lever '{lever}' differently: "
                    f"{described(settings[lever])} against {described(own)}"
                )
            owner.setdefault(lever, policy)
            settings[lever] = own
    return tuple(s for lever in LEVER_NAMES for s in settings.get(lever, []) if s.value != 0)


def described(settings: list[LeverSetting]) -> str:
    """Settings of one lever in the fewest words."""
    return "; ".join(
        ", ".join(f"{k} {v:g}" if k == "value" else f"{k} {v}" for k, v in setting.to_mapping().items())
        for setting in settings
    )


def check_horizon(settings: tuple[LeverSetting, ...], world: WorldSettings, terms: int) -> None:
    """Raise `InvalidInput` if a run of `terms` terms ends before a policy has begun."""
    if settings and terms <= world.policy_start:
        raise InvalidInput(
            f"terms = {terms} ends before policies start: world.policy_start = {world.policy_start} term"
        )
    for setting in settings:
        if world.policy_start + setting.start >= terms:
            raise InvalidInput(
                f"the lever '{setting.lever}' starts in term {world.policy_start + setting.start} "
                f"(world.policy_start = {world.policy_start}), but the run ends after terms = {terms}"
            )


def check_teachers(world: WorldSettings, behaviour: Mapping[str, float]) -> None:
    """Raise `InvalidInput` if a region's posts are too few to give its mean college one full teacher.

    Part-time experts may replace up to `expert_share_maximum` of the teachers.
    """
    years = STAGES / 2
    opening = behaviour["workforce_exit"] + behaviour["replaced_besides_start"]
    per_post = 2 * opening * world.graduates_per_need
    per_post /= (1 - behaviour["dropout"]) ** STAGES
    rows = zip(world.regions, world.colleges_by_region(), world.enterprises_by_region(), strict=True)
    for region, colleges, enterprises in rows:
        heads = [size.head for size in world.sizes]
        posts = float(world.enterprises_by_size(region, enterprises) @ heads)
        students = posts * per_post * region.graduates_ratio * years / colleges
        teachers = students / behaviour["students_per_teacher"]
        if teachers * (1 - behaviour["expert_share_maximum"]) < 1:
            raise InvalidInput(
                f"region '{region.name}' is impossible: the {posts:g} posts of its {enterprises} enterprises "
                f"feed {students:.1f} students a college, less than one full teacher beside part-time "
                f"experts; have more or larger enterprises, or fewer colleges"
            )


def joined_names(policies: Mapping[str, Mapping[str, Any]]) -> str:
    """Label of combined policies: their names joined by plus signs, 'none' without any."""
    return "+".join(name for name, levers in policies.items() if levers) or "none"


def checked_seed(value: Any) -> int:
    """`value` if it is a whole number in [0, 2^63), or `InvalidInput`."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise InvalidInput(f"seed = {value!r} must be a whole number from 0 to 2^63 - 1")
    seed = value.__index__()
    if not 0 <= seed <= MAXIMUM_SEED:
        raise InvalidInput(f"seed = {value} is outside [0, 2^63 - 1]")
    return seed
