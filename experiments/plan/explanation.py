"""What is wrong with overrides that Hydra refuses, in one line with the nearest right name.

What asks Hydra works inside `iei.experiments.plan.configuration.hydra_alone`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hydra.core.global_hydra import GlobalHydra
from hydra.core.override_parser.types import Override

from iei.sim.base.quantity import nearest
from iei.sim.world.quantities import REGION_QUANTITIES

REGION_NUMBERS = {quantity.name for quantity in REGION_QUANTITIES}
HIDDEN = {"world": ("declared",), "experiment": ("base",)}  # options that files build upon and nobody selects


def config_loader() -> Any:
    """Hydra's loader of configurations."""
    return GlobalHydra.instance().config_loader()


def known_groups() -> tuple[str, ...]:
    """Names of the config groups at the top."""
    return tuple(group for group in config_loader().list_groups("") if group != "hydra")


def group_options(group: str) -> list[str]:
    """Names that can be selected in a group."""
    found = config_loader().repository.get_group_options(group)
    return [name for name in found if name not in HIDDEN.get(group, ())]


def is_selection(override: Override, groups: Sequence[str]) -> bool:
    """Whether an override selects a file of a group; others set values."""
    if isinstance(override.value(), dict):
        return False
    key = override.key_or_group
    return override.package is not None or "/" in key or key in groups


def wrong_selection(override: Override) -> str:
    """Message if a group override selects what does not exist, else empty."""
    group = override.key_or_group
    known = group_options(group)
    if not known:
        return f"unknown group '{group}'{nearest(group, known_groups())}"
    if override.is_delete() or override.is_sweep_override():
        return ""
    value = override.value()
    for name in value if isinstance(value, list) else [value]:
        if not isinstance(name, str):
            return unquoted(group, name, known)
        if name not in known and name not in HIDDEN.get(group, ()):
            return f"{group}={name}: there is no such {group}{own_hint(name)}{nearest(name, known)}"
    if isinstance(value, list) and group != "policy":
        return f"{group}={','.join(value)}: only one {group} can be selected"
    return ""


def unquoted(group: str, name: Any, known: Sequence[str]) -> str:
    """Message for a name that Hydra reads as a number or a logical value."""
    text = "null" if name is None else str(name).lower() if isinstance(name, bool) else str(name)
    quotes = f"a name like this goes in quotes: {group}='\"{text}\"'"
    return f"{group}={text}: {text} is not read as text; {quotes}{nearest(text, known)}"


def own_hint(name: str) -> str:
    """What to do with a path where a name is wanted."""
    return "; give the folder of own files with --config-dir" if name.endswith((".yaml", ".yml")) else ""


def wrong_key(override: Override, config: Any, policies: Sequence[str]) -> str:
    """Message if a value override names a key that the configuration lacks, else empty."""
    if override.is_add() or override.is_force_add():
        return ""
    path = override.key_or_group.split(".")
    for depth, name in enumerate(path):
        if not isinstance(config, Mapping):
            return f"'{'.'.join(path[:depth])}' is a single value and has no '{name}'"
        if name not in config:
            return f"unknown key '{'.'.join(path[: depth + 1])}'{hint(path[:depth], name, config, policies)}"
        config = config[name]
    return ""


def hint(parent: list[str], name: str, siblings: Mapping[str, Any], policies: Sequence[str]) -> str:
    """How to get rid of an unknown key below `parent`."""
    if parent == ["policy"] and name in policies:
        return f"; select it first, with policy=[{name}]"
    if len(parent) == 2 and parent[0] == "policy":
        return f"; '{parent[1]}' does not set it: add it with +{'.'.join(parent)}.{name}=..."
    if parent[:2] == ["world", "regions"] and name in REGION_NUMBERS:
        return f"; '{parent[-1]}' has the default: set it with ++{'.'.join([*parent, name])}=..."
    return nearest(name, siblings)


def first_line(error: Exception) -> str:
    """The first line of an error's text, and of what caused it."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    cause = error.__cause__ or error.__context__
    lines = [text.strip().partition("\n")[0].rstrip(":. ") for text in (str(error), str(cause or ""))]
    return ": ".join(dict.fromkeys(filter(None, lines))) or type(error).__name__
