"""Hydra configurations as plain dicts and scenarios, with mistakes as one readable message.

The groups `behaviour/default`, `world/declared` and `world/regions/provinces` have no file: they are
registered from the declarations in the code, so that every declared number can be set by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import RLock
from typing import Any

import hydra
import yaml
from hydra.core.config_store import ConfigStore
from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException, OverrideParseException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.base.quantity import InvalidInput, nearest
from sim.behaviour import BEHAVIOUR
from sim.provinces import provinces
from sim.scenario import Scenario, checked_seed
from sim.tables import SIZES
from sim.world import WORLD_QUANTITIES, default_numbers, size_quantities

FOLDER = Path(__file__).resolve().parents[1] / "conf"
SCENARIO_KEYS = ("world", "policy", "behaviour", "terms")
KEYS = (*SCENARIO_KEYS, "seed", "replicates", "outcomes", "executor", "results")
HYDRA = RLock()
HIDDEN = ("declared",)  # options that files build upon and nobody selects


def register() -> None:
    """Make the groups without a file known to Hydra."""
    store = ConfigStore.instance()
    store.store(group="behaviour", name="default", node=default_numbers(BEHAVIOUR.values()))
    sizes = {size: default_numbers(size_quantities(size)) for size in SIZES}
    store.store(group="world", name="declared", node={**default_numbers(WORLD_QUANTITIES), "sizes": sizes})
    regions = {region.name: asdict(region) for region in provinces()}
    for region in regions.values():
        del region["name"]
    store.store(group="world/regions", name="provinces", node=regions)


register()


@contextmanager
def hydra_alone() -> Iterator[None]:
    """An initialised Hydra; other threads wait, since Hydra keeps one global state for the process."""
    with HYDRA, hydra.initialize_config_dir(str(FOLDER), version_base="1.3"):
        yield


def compose(overrides: Sequence[str] = (), name: str = "config") -> dict[str, Any]:
    """The configuration `conf/<name>.yaml` with these Hydra overrides, resolved, as plain dict.

    Raises `InvalidInput` for an override that cannot be read, an unknown key or group option, with
    the nearest right name. Values are checked later, by whoever uses them.
    """
    with hydra_alone():
        try:
            config = hydra.compose(name, list(overrides))
            resolved = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
        except (HydraException, OmegaConfBaseException) as error:
            raise InvalidInput(explanation(overrides, name) or first_line(error)) from None
    assert isinstance(resolved, dict)
    return {str(key): value for key, value in resolved.items()}


def scenario(overrides: Sequence[str] = ()) -> Scenario:
    """The checked scenario that these Hydra overrides describe."""
    return scenario_of(compose(overrides))


def scenario_of(config: Mapping[str, Any]) -> Scenario:
    """The checked scenario of a composed configuration; the keys of a run are left aside."""
    for key in config:
        if key not in KEYS:
            raise InvalidInput(f"unknown key '{key}'{nearest(key, KEYS)}")
    return Scenario.from_mapping({key: config[key] for key in SCENARIO_KEYS if key in config})


def check(overrides: Sequence[str]) -> None:
    """Raise `InvalidInput` if these overrides do not describe a run.

    A sweep such as ``policy=none,council`` is checked choice by choice.
    """
    fixed: list[str] = []
    choices: list[list[str]] = []
    for text in overrides:
        override = parsed(text)
        if override.is_sweep_override():
            key = override.get_key_element()
            values = list(override.sweep_string_iterator())
            if key == "seed":  # of thousands of seeds none needs a composition
                for value in values:
                    checked_seed(yaml.safe_load(value))
                values = values[:1]
            choices += [[f"{key}={value}"] for value in values]
        else:
            fixed.append(text)
    for choice in choices or [[]]:
        config = compose([*fixed, *choice])
        scenario_of(config)
        checked_seed(config["seed"])


def parsed(text: str) -> Override:
    """One Hydra override, or `InvalidInput` if it cannot be read."""
    try:
        return OverridesParser.create().parse_overrides([text])[0]
    except OverrideParseException:
        raise InvalidInput(
            f"cannot read '{text}': write key=value, such as policy=council or terms=40"
        ) from None


def options(group: str) -> list[str]:
    """Names that can be selected in a group, such as the policies."""
    with hydra_alone():
        return group_options(group)


def groups() -> list[str]:
    """Names of the config groups, inside an initialised Hydra."""
    return [group for group in GlobalHydra.instance().config_loader().list_groups("") if group != "hydra"]


def group_options(group: str) -> list[str]:
    """`options` inside an initialised Hydra."""
    loader = GlobalHydra.instance().config_loader()
    return [name for name in loader.get_group_options(group) if name not in HIDDEN]


def explanation(overrides: Sequence[str], name: str) -> str:
    """What is wrong with the first wrong override, inside an initialised Hydra; empty if none is found."""
    selections: list[Override] = []
    values: list[Override] = []
    for text in overrides:
        override = parsed(text)
        is_group = override.key_or_group in groups() or "/" in override.key_or_group
        (selections if is_group else values).append(override)
    for override in selections:
        problem = wrong_selection(override)
        if problem:
            return problem
    try:
        config = hydra.compose(name, [str(override.input_line) for override in selections])
    except (HydraException, OmegaConfBaseException):
        return ""
    plain = OmegaConf.to_container(config)
    return next(filter(None, (wrong_key(override, plain) for override in values)), "")


def wrong_selection(override: Override) -> str:
    """Message if a group override selects what does not exist, else empty."""
    group = override.key_or_group
    known = group_options(group)
    if not known:
        return f"unknown group '{group}'{nearest(group, groups())}"
    value = override.value()
    for name in value if isinstance(value, list) else [value]:
        if isinstance(name, (str, int, float)) and str(name) not in known:
            return f"{group}={name}: there is no such {group}{nearest(str(name), known)}"
    return ""


def wrong_key(override: Override, config: Any) -> str:
    """Message if a value override names a key that the configuration lacks, else empty."""
    if override.is_add() or override.is_force_add():
        return ""
    path = override.key_or_group.split(".")
    for depth, name in enumerate(path):
        if not isinstance(config, Mapping):
            return f"'{'.'.join(path[:depth])}' is a single value and has no '{name}'"
        if name not in config:
            return f"unknown key '{'.'.join(path[: depth + 1])}'{hint(path[:depth], name, config)}"
        config = config[name]
    return ""


def hint(parent: list[str], name: str, siblings: Mapping[str, Any]) -> str:
    """How to get rid of an unknown key below `parent`."""
    if parent == ["policy"] and name in group_options("policy"):
        return f"; select it first, with policy=[{name}]"
    if len(parent) == 2 and parent[0] == "policy":
        return f"; '{parent[1]}' does not set it: add it with +{'.'.join(parent)}.{name}=..."
    return nearest(name, siblings)


def first_line(error: Exception) -> str:
    """The first line of an error's text."""
    return str(error).strip().partition("\n")[0]
