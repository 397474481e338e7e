"""Of what kind each setting of a run must be, beside its scenario: one check of what was composed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from iei.experiments.plan.setting_types import mapping, names, text, whole_number
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.scenario import checked_seed

RUN: dict[str, Callable[[Any, str], Any]] = {
    "world": mapping,
    "policy": mapping,
    "behaviour": mapping,
    "terms": lambda value, key: value,  # the scenario checks it
    "results": text,
    "outcomes": names,
    "executor": mapping,
    "seed": lambda value, key: checked_seed(value),
    "extensions": names,
    "replicates": lambda value, key: whole_number(value, key, 1),
}


def checked_run(config: Mapping[str, Any]) -> dict[str, Any]:
    """The composed configuration of a run with every setting of the right kind; `InvalidInput` if not."""
    refuse_deleted(config, RUN)
    return {key: RUN[key](value, key) if key in RUN else value for key, value in config.items()}


def refuse_deleted(config: Mapping[str, Any], needed: Mapping[str, Any]) -> None:
    """Raise `InvalidInput` if a key was deleted without which nothing runs."""
    for key in needed:
        if key not in config:
            raise InvalidInput(f"'{key}' is needed and cannot be deleted")
