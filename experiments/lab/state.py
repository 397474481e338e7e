"""What the page shows: one immutable record, and the two scenarios that follow from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from iei.experiments.plan.configuration import compose, options
from iei.experiments.plan.setting_types import whole_setting
from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.lever_setting import LeverSetting, settings_of_policy
from iei.sim.run.scenario import TERMS, Scenario, checked_seed
from iei.sim.world.settings import WorldSettings

WORLDS = ("classroom", "province")  # worlds that answer fast enough to be steered by hand
LANGUAGES = ("en", "zh")
POLICY = "lab"  # name of the page's policy in configurations
PAIRS = whole_setting("pairs", default=200, lower=4, upper=400)
MOST_TERMS = 24_000  # pairs times terms of one request; twice the default, two minutes in the larger world


@dataclass(frozen=True)
class LabState:
    """All that the page shows follows from this; the address of the page holds it.

    Parameters
    ----------
    world : name of the world, one of `WORLDS`
    levers : settings of the levers, in the order of the catalogue and of time
    behaviour : coefficients that differ from their defaults, (name, value), in declared order
    seed : seed from which the seeds of the pairs are derived
    pairs : number of paired runs
    terms : length of a run, in terms
    graphs : names of the two outcomes drawn
    language : one of `LANGUAGES`
    hidden : whether the world with the policy stays hidden until one has guessed
    """

    world: str = "classroom"
    levers: tuple[LeverSetting, ...] = ()
    behaviour: tuple[tuple[str, float], ...] = ()
    seed: int = 1
    pairs: int = int(PAIRS.default)
    terms: int = int(TERMS.default)
    graphs: tuple[str, str] = ("substantive_share", "formal_share")
    language: str = "en"
    hidden: bool = False


@cache
def world_settings(name: str) -> WorldSettings:
    """Settings of a world of the page; `InvalidInput` for any other."""
    if name not in WORLDS:
        raise InvalidInput(f"world = {name!r} is not a world of the lab{nearest(str(name), WORLDS)}")
    return WorldSettings.from_mapping(compose([f"world={name}"])["world"])


@cache
def presets() -> dict[str, Mapping[str, Any]]:
    """Policy files by name, as they are written."""
    return {name: compose([f"policy=[{name}]"]).get("policy", {}).get(name, {}) for name in options("policy")}


@cache
def preset_levers(name: str, world: str) -> tuple[LeverSetting, ...]:
    """Lever settings of a policy file in a world; `InvalidInput` if the world lacks its regions."""
    return named_levers([name], world)


def named_levers(names: Sequence[str], world: str) -> tuple[LeverSetting, ...]:
    """Lever settings of several policy files together; `InvalidInput` if two of them set the same lever."""
    policy: dict[str, Any] = {}
    for name in names:
        if name not in presets():
            raise InvalidInput(f"policy = {name!r} is not a policy file{nearest(name, presets())}")
        twice = [lever for lever in presets()[name] if lever in policy]
        if twice:
            raise InvalidInput(f"policy = {','.join(names)!r} sets the lever '{twice[0]}' twice")
        policy |= presets()[name]
    return read_levers(policy, world)


def read_levers(policy: Mapping[str, Any], world: str) -> tuple[LeverSetting, ...]:
    """Checked and ordered lever settings of a policy written as in a file; zeros say nothing."""
    settings = [s for s in settings_of_policy(POLICY, policy, world_settings(world)) if s.value != 0]
    return tuple(sorted(settings, key=lambda s: (LEVER_NAMES.index(s.lever), s.start, s.regions)))


def written_levers(levers: tuple[LeverSetting, ...]) -> dict[str, Any]:
    """Lever settings as a policy file would write them: a number where only the value is set."""
    by_lever: dict[str, list[Any]] = {}
    for setting in levers:
        mapping = setting.to_mapping()
        by_lever.setdefault(setting.lever, []).append(mapping["value"] if len(mapping) == 1 else mapping)
    return {lever: entries[0] if len(entries) == 1 else entries for lever, entries in by_lever.items()}


def preset_of(state: LabState) -> str:
    """Name of the policy file that sets exactly these levers, or an empty string."""
    for name in presets():
        try:
            if preset_levers(name, state.world) == state.levers:
                return name
        except InvalidInput:  # a policy for regions that this world lacks
            continue
    return ""


def usable_presets(world: str) -> list[str]:
    """Names of the policy files that fit the world, no policy first."""
    names = []
    for name in presets():
        try:
            preset_levers(name, world)
        except InvalidInput:
            continue
        names.append(name)
    return sorted(names, key=lambda name: (name != "none", name))


def lever_value(state: LabState, lever: str) -> float:
    """Largest value of a lever over time and regions, 0 for the status quo."""
    return max((s.value for s in state.levers if s.lever == lever), default=0.0)


def with_lever(state: LabState, lever: str, **changes: Any) -> LabState:
    """The state with one lever changed; `changes` are keys of a lever's mapping, such as value or end.

    A lever that a preset sets in several parts becomes one part, in force from the first start to the
    last end. Raises `InvalidInput` for an unknown lever or a value that it cannot have.
    """
    if lever not in LEVER_NAMES:
        raise InvalidInput(f"unknown lever '{lever}'{nearest(lever, LEVER_NAMES)}")
    parts = [s for s in state.levers if s.lever == lever]
    mapping: dict[str, Any] = (
        parts[0].to_mapping() if parts else {"value": LEVERS[LEVER_NAMES.index(lever)].upper}
    )
    if len(parts) > 1:
        mapping.pop("regions", None)
        mapping.pop("end", None)
        if all(s.end is not None for s in parts):
            mapping["end"] = max(s.end for s in parts if s.end is not None)
    mapping |= changes
    others = written_levers(tuple(s for s in state.levers if s.lever != lever))
    return replace(state, levers=read_levers(others | {lever: mapping}, state.world))


def with_behaviour(state: LabState, name: str, value: Any) -> LabState:
    """The state with one coefficient changed; its default takes the change back."""
    if name not in BEHAVIOUR:
        raise InvalidInput(f"unknown key 'behaviour.{name}'{nearest(name, BEHAVIOUR)}")
    number = BEHAVIOUR[name].checked(value, f"behaviour.{name}")
    changed = {**dict(state.behaviour), name: number}
    order = [q for q in BEHAVIOUR if q in changed and changed[q] != BEHAVIOUR[q].default]
    return replace(state, behaviour=tuple((q, changed[q]) for q in order))


def checked(state: LabState) -> LabState:
    """The state if every part of it is possible, or `InvalidInput`."""
    world_settings(state.world)
    checked_seed(state.seed)
    PAIRS.checked(state.pairs)
    TERMS.checked(state.terms)
    if state.pairs * state.terms > MOST_TERMS:
        raise InvalidInput(
            f"pairs × terms = {state.pairs} × {state.terms} is above {MOST_TERMS:,}; "
            f"with {state.terms} terms, pairs may be up to {MOST_TERMS // state.terms}"
        )
    if state.language not in LANGUAGES:
        raise InvalidInput(f"language = {state.language!r} is not known{nearest(state.language, LANGUAGES)}")
    for name in state.graphs:
        if name not in OUTCOMES:
            raise InvalidInput(f"'{name}' is not an outcome{nearest(name, OUTCOMES)}")
    scenario_of(state)
    return state


def baseline_of(state: LabState) -> Scenario:
    """The twin without the policy."""
    return _baseline(state.world, state.behaviour, state.terms)


@cache
def _baseline(world: str, behaviour: tuple[tuple[str, float], ...], terms: int) -> Scenario:
    mapping = {
        "world": world_settings(world).to_mapping(),
        "behaviour": dict(behaviour),
        "terms": terms,
        "label": "none",
    }
    return Scenario.from_mapping(mapping)


def scenario_of(state: LabState) -> Scenario:
    """The twin with the policy; `InvalidInput` if a lever starts after the end of the run."""
    return _scenario(state.world, state.levers, state.behaviour, state.terms)


@lru_cache(maxsize=64)  # a move of a lever asks several times
def _scenario(
    world: str, levers: tuple[LeverSetting, ...], behaviour: tuple[tuple[str, float], ...], terms: int
) -> Scenario:
    baseline = _baseline(world, behaviour, terms)
    policy = {POLICY: written_levers(levers)}
    return Scenario.from_mapping({**baseline.to_mapping(), "policy": policy, "label": POLICY})


def asked(state: LabState) -> LabState:
    """The part of a state that decides about runs: the same graphs and language for all, nothing hidden."""
    return replace(state, graphs=LabState().graphs, language="en", hidden=False)


def with_number(state: LabState, name: str, value: Any) -> LabState:
    """The state with another seed, number of pairs or number of terms."""
    if name == "seed":
        return replace(state, seed=checked_seed(value))
    if name == "pairs":
        return replace(state, pairs=int(PAIRS.checked(value, name)))
    return replace(state, terms=int(TERMS.checked(value, name)))


def with_world(state: LabState, world: str) -> LabState:
    """The state in another world; `InvalidInput` if that one lacks a region that a lever is limited to."""
    return replace(state, world=world, levers=read_levers(written_levers(state.levers), world))


def with_preset(state: LabState, name: str) -> LabState:
    """The state with the levers of a policy file."""
    return replace(state, levers=preset_levers(name, state.world))


def with_graph(state: LabState, position: int, outcome: str) -> LabState:
    """The state with another outcome in one of the two graphs."""
    if outcome not in OUTCOMES:
        raise InvalidInput(f"'{outcome}' is not an outcome{nearest(outcome, OUTCOMES)}")
    first, second = state.graphs
    return replace(state, graphs=(outcome, second) if position == 0 else (first, outcome))
