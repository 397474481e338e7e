"""Of what kind each setting beside the scenario must be: one check of every composed configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.base.quantity import InvalidInput
from sim.scenario import checked_seed

NAMES = "a list of names, such as [first,second]"


def text(key: str, value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(f"{key} = {shown(value)} must be text{in_quotes(key, value)}")
    if "\0" in value:
        raise InvalidInput(f"{key} = {value!r} holds a sign that no text has")
    return value


def optional_text(key: str, value: Any) -> str | None:
    """A text, or nothing."""
    return value if value is None or value == "" else text(key, value)


def names(key: str, value: Any) -> list[str]:
    """A list of names; one name alone is a list of one."""
    listed = [value] if isinstance(value, str) else value
    if listed is None:
        return []
    if not isinstance(listed, list):
        raise InvalidInput(f"{key} = {shown(value)} must be {NAMES}{in_quotes(key, value)}")
    for name in listed:
        if not isinstance(name, str):
            raise InvalidInput(f"{key}: {shown(name)} must be a name{in_quotes(key, name, listed=True)}")
    return listed


def mapping(key: str, value: Any) -> Mapping[str, Any]:
    """A mapping; nothing is an empty one."""
    if value is not None and not isinstance(value, Mapping):
        raise InvalidInput(f"{key} = {shown(value)} must be a mapping of names to values")
    for name in value or {}:
        if not isinstance(name, str):
            raise InvalidInput(f"{key}: the name {shown(name)} is not text; write it in quotes")
    return value or {}


def optional_mapping(key: str, value: Any) -> Mapping[str, Any] | None:
    """A mapping, or nothing."""
    return None if value is None else mapping(key, value)


def truth(key: str, value: Any) -> bool:
    """True or false, and nothing that merely counts as one."""
    if not isinstance(value, bool):
        raise InvalidInput(f"{key} = {shown(value)} must be true or false, without quotes")
    return value


def count(key: str, value: Any) -> int:
    """A whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidInput(f"{key} = {shown(value)} must be a whole number, 1 or more")
    return value


def shard(key: str, value: Any) -> str | None:
    """A part such as ``2/16``, or nothing."""
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f"{key} = {shown(value)} must be i/n, such as shard=2/4")
    return value


def seed(key: str, value: Any) -> int:
    """A seed."""
    return checked_seed(value)


def scenarios(key: str, value: Any) -> dict[str, Any]:
    """Scenarios by name, each one override or a list of them."""
    if not isinstance(value, Mapping):
        raise InvalidInput(
            f"{key} must map names to overrides, such as {{none: [policy=none], law: [policy=law]}}"
        )
    for name, overrides in mapping(key, value).items():
        if not name.strip():
            raise InvalidInput(f"{key}: a scenario needs a name")
        names(f"{key}.{name}", overrides)
    return dict(value)


RUN: dict[str, Callable[[str, Any], Any]] = {
    "results": text,
    "outcomes": names,
    "executor": mapping,
    "seed": seed,
    "replicates": count,
    "world": mapping,
    "behaviour": mapping,
    "policy": mapping,
}
EXPERIMENT: dict[str, Callable[[str, Any], Any]] = {
    "name": text,
    "about": optional_text,
    "baseline": optional_text,
    "scenarios": scenarios,
    "only": names,
    "overrides": names,
    "design": optional_mapping,
    "precision": optional_mapping,
    "keep_terms": truth,
    "shard": shard,
    "wait": truth,
    "figures": truth,
    "retry_failed": truth,
}
OPTIONAL = ("world", "policy", "behaviour")  # what is deleted has its default


def checked_run(config: Mapping[str, Any]) -> dict[str, Any]:
    """The composed configuration of a run with every setting of the right kind; `InvalidInput` if not."""
    return checked(config, RUN)


def checked_experiment(config: Mapping[str, Any]) -> dict[str, Any]:
    """The composed configuration of an experiment with every setting of the right kind."""
    return checked(config, RUN | EXPERIMENT)


def checked(config: Mapping[str, Any], kinds: Mapping[str, Callable[[str, Any], Any]]) -> dict[str, Any]:
    """The configuration with every setting as its kind reads it; `InvalidInput` for the first wrong one."""
    for key in kinds:
        if key not in config and key not in OPTIONAL:
            raise InvalidInput(f"'{key}' is needed and cannot be deleted")
    return {key: kinds[key](key, value) if key in kinds else value for key, value in config.items()}


def shown(value: Any) -> str:
    """A value as a user would write it."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return f"{value!r:.80}"


def in_quotes(key: str, value: Any, listed: bool = False) -> str:
    """How a text is written that is read as a number, as nothing or as a logical value."""
    if not (value is None or isinstance(value, (bool, int, float))):
        return ""
    word = f"['{shown(value)}']" if listed else f"'{shown(value)}'"
    return f'; if it is meant as text write it in quotes: {key}="{word}"'
