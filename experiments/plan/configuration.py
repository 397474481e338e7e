"""Hydra configurations as plain dicts and scenarios, with mistakes as one readable message.

The groups `behaviour/default`, `world/declared` and `world/regions/provinces` have no file: they are
registered from the declarations in the code, so that every declared number can be set by name.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

import hydra
import yaml
from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from iei.experiments.plan import extensions, hydra_source, own_files
from iei.experiments.plan.explanation import (
    config_loader,
    first_line,
    group_options,
    is_selection,
    known_groups,
    wrong_key,
    wrong_selection,
)
from iei.experiments.plan.overrides import DECIMAL_COMMA, SCENARIO_KEYS, SEARCH_PATH, normal, read, top
from iei.experiments.plan.run_settings import checked_run
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.extensions import worlds
from iei.sim.run.scenario import Scenario, checked_seed
from iei.sim.world.provinces import provinces
from iei.sim.world.quantities import WORLD_QUANTITIES, size_quantities
from iei.sim.world.settings import default_numbers
from iei.sim.world.tables import SIZES

FOLDER = Path(__file__).resolve().parents[2] / "conf"
KEYS = (*SCENARIO_KEYS, "seed", "replicates", "outcomes", "executor", "results", "extensions")
COMMON = (
    "results",
    "outcomes",
    "executor",
    "replicates",
    "extensions",
    "hydra",
)  # one value for all jobs of a multirun
SEED = re.compile(r"seed=\d+")
NO_POLICY = "policy=[none]"
HYDRA = RLock()
# What Hydra raises for a mistake in the input, some of it undeclared.
REFUSALS = (HydraException, OmegaConfBaseException, RecursionError, ValueError, TypeError, AssertionError)


class UncopiedGroups(dict[str, Any]):
    """Groups without a file, of which Hydra otherwise copies every node for each composition.

    A group is copied when it is loaded, so that nothing writes to these.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> UncopiedGroups:
        return self


def register() -> None:
    """Make the groups without a file known to Hydra."""
    store = ConfigStore.instance()
    store.repo = UncopiedGroups(store.repo)
    store.store(group="behaviour", name="default", node=default_numbers(BEHAVIOUR.values()))
    sizes = {size: default_numbers(size_quantities(size)) for size in SIZES}
    store.store(group="world", name="declared", node={**default_numbers(WORLD_QUANTITIES), "sizes": sizes})
    regions = {region.name: asdict(region) for region in provinces()}
    for region in regions.values():
        del region["name"]
    store.store(group="world/regions", name="provinces", node=regions)
    for name, world in worlds().items():
        store.store(group="world", name=name, node=world)


register()
hydra_source.register()


@contextmanager
def hydra_alone(own: tuple[str, ...] = ()) -> Iterator[None]:
    """An initialised Hydra that looks into `own` folders first.

    Other threads wait, since Hydra keeps one global state for the process.
    """
    with (
        HYDRA,
        own_files.looking_into((*own, str(FOLDER))),
        hydra.initialize_config_dir(str(FOLDER), version_base="1.3"),
    ):
        yield


def compose(overrides: Sequence[str] = (), name: str = "config") -> dict[str, Any]:
    """The configuration `<name>.yaml` with these Hydra overrides, resolved, as plain dict.

    Own folders are those of ``hydra.searchpath=[...]`` among the overrides and of the environment
    (`own_files`). Raises `InvalidInput` for an override that cannot be read, an unknown key
    or group option, with the nearest right name. Values are checked later, by whoever uses them.
    """
    own, rest = own_files.split(overrides)
    if extensions.use_named(own, rest, FOLDER):
        register()  # what extensions declare can be set by name
    stamp = own_files.stamp((*own, str(FOLDER)))
    others = tuple(text for text in rest if not SEED.fullmatch(text))
    with HYDRA:
        if len(others) == len(rest) - 1:  # one composition serves all seeds, unless a file reads ${seed}
            packed, interpolated = composed(own, name, others, stamp)
            plain = pickle.loads(packed)
            if "seed" in plain and not interpolated:
                (seed,) = set(rest) - set(others)
                return plain | {"seed": int(seed.partition("=")[2])}
        packed, _ = composed(own, name, tuple(rest), stamp)
        return pickle.loads(packed)


@lru_cache(maxsize=512)
def composed(own: tuple[str, ...], name: str, overrides: tuple[str, ...], stamp: Any) -> tuple[bytes, bool]:
    """`compose` as bytes that every caller unpacks for itself; and whether values refer to others.

    `stamp` tells edited files from those that were read before.
    """
    selections, values = apart(own, overrides, stamp)
    before = selected(own, name, selections, stamp)
    config = deepcopy(before) if values else before
    try:
        ConfigLoaderImpl._apply_overrides_to_config([read(text) for text in values], config)
        interpolated = "${" in repr(OmegaConf.to_container(config))
        resolved = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    except REFUSALS as error:
        with hydra_alone(own):
            policies = group_options("policy")
        plain = OmegaConf.to_container(before)
        problems = (wrong_key(read(text), plain, policies) for text in values)
        raise InvalidInput(next(filter(None, problems), first_line(error))) from None
    if not isinstance(resolved, dict):
        raise InvalidInput(f"the configuration '{name}' must be a mapping")
    return pickle.dumps(with_text_names(resolved)), interpolated


def with_text_names(value: Any) -> Any:
    """The configuration with all names as text; `InvalidInput` for one that is neither text nor a number."""
    if isinstance(value, list):
        return [with_text_names(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    for name in value:
        if isinstance(name, bool) or not isinstance(name, (str, int)):
            raise InvalidInput(f"the name {name} is not read as text; write it in quotes in a file")
    return {str(name): with_text_names(entry) for name, entry in value.items()}


def apart(
    own: tuple[str, ...], overrides: tuple[str, ...], stamp: Any
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The overrides that select files, and those that set values in what was selected."""
    known = groups(own, stamp)
    selections: list[str] = []
    values: list[str] = []
    for text in overrides:
        text = NO_POLICY if text == "~policy" else text  # Hydra cannot delete the choice of several files
        override = read(text)
        if top(override.key_or_group) == "hydra":
            raise InvalidInput(f"'{text}': of Hydra's own settings only {SEARCH_PATH} can be set here")
        (selections if is_selection(override, known) else values).append(text)
    return tuple(selections), tuple(values)


@lru_cache(maxsize=64)
def groups(own: tuple[str, ...], stamp: Any) -> tuple[str, ...]:
    """Names of the config groups at the top."""
    with hydra_alone(own):
        return known_groups()


@lru_cache(maxsize=256)
def selected(own: tuple[str, ...], name: str, selections: tuple[str, ...], stamp: Any) -> DictConfig:
    """What Hydra makes of selected files, before any value is set; kept, since it takes Hydra a while."""
    with hydra_alone(own):
        for text in selections:
            problem = wrong_selection(read(text))
            if problem:
                raise InvalidInput(problem)
        try:
            return hydra.compose(name, [normal(text) for text in selections])
        except InvalidInput:
            raise
        except REFUSALS as error:
            raise InvalidInput(first_line(error)) from None


def scenario(overrides: Sequence[str] = ()) -> Scenario:
    """The checked scenario that these Hydra overrides describe."""
    return scenario_of(compose(overrides))


def scenario_of(config: Mapping[str, Any]) -> Scenario:
    """The checked scenario of a composed configuration; the keys of a run are left aside."""
    if "scenarios" in config:
        raise InvalidInput("this is an experiment and no single run: use iei sweep experiment=NAME")
    for key in config:
        if key not in KEYS:
            raise InvalidInput(f"unknown key '{key}'{nearest(key, KEYS)}")
    return Scenario.from_mapping({key: config[key] for key in SCENARIO_KEYS if key in config})


def check(overrides: Sequence[str], name: str = "config") -> None:
    """Raise `InvalidInput` if these overrides do not describe a run.

    A sweep such as ``policy=none,council`` is checked choice by choice.
    """
    fixed: list[str] = []
    choices: list[str] = []
    for text in overrides:
        override = read(text)
        if not override.is_sweep_override():
            fixed.append(text)
            continue
        values = swept(override, text, overrides)
        if override.key_or_group == "seed":  # of thousands of seeds none needs a composition
            for value in values:
                checked_seed(yaml.safe_load(value.partition("=")[2]))
            values = values[:1]
        choices += values
    fixed = [text for text in fixed if top(read(text).key_or_group) != "hydra" or SEARCH_PATH in text]
    for choice in choices or [""]:
        try:
            config = checked_run(compose([*fixed, *filter(None, [choice])], name))
            scenario_of(config)
        except InvalidInput as mistake:
            if choice and choice in comma_choices(overrides):
                raise InvalidInput(f"{mistake} (decimal numbers take a point)") from None
            raise


def swept(override: Override, text: str, overrides: Sequence[str]) -> list[str]:
    """What each job of a sweep over one key sets; empty if only the chosen sweeper knows.

    Raises `InvalidInput` for a sweep that nobody can make or that would change no number.
    """
    key = override.get_key_element()
    if top(key.lstrip("+~")) in COMMON:
        raise InvalidInput(f"'{text}': all jobs of a multirun have the same {top(key.lstrip('+~'))}")
    if not override.is_discrete_sweep():
        if any(other.startswith("hydra/sweeper=") for other in overrides):
            return []
        raise InvalidInput(
            f"'{text}': an interval needs a sweeper that searches, such as hydra/sweeper=optuna"
        )
    own, _ = own_files.split([other for other in overrides if other.startswith(SEARCH_PATH)])
    with hydra_alone(own):
        override.config_loader = config_loader()
        try:
            values = list(override.sweep_string_iterator())
        except HydraException as error:
            raise InvalidInput(f"'{text}': {first_line(error)}") from None
    if not values:
        raise InvalidInput(f"'{text}' names no value")
    return [f"{key}={value}" for value in values]


def comma_choices(overrides: Sequence[str]) -> set[str]:
    """Choices that may be meant as decimal numbers with a comma."""
    found: set[str] = set()
    for text in overrides:
        key, _, value = text.partition("=")
        if DECIMAL_COMMA.fullmatch(value):
            found |= {f"{key}={part}" for part in value.split(",")}
    return found


def options(group: str, overrides: Sequence[str] = ()) -> list[str]:
    """Names that can be selected in a group, such as the policies; own folders as in `compose`."""
    own, _ = own_files.split(overrides)
    with hydra_alone(own):
        return group_options(group)
