"""An experiment: scenarios, design, replicates, outcomes and baseline, read from one YAML file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from iei.experiments.plan.designs import Design
from iei.experiments.plan.overrides import SCENARIO_KEYS, override_keys, sets_scenario
from iei.experiments.plan.setting_types import mapping, name_of, names, number, text, truth, whole_number
from iei.experiments.plan.sharding import Shard
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES, shown_in
from iei.sim.outcomes.definition import COMPARED
from iei.sim.run.scenario import checked_seed


@dataclass(frozen=True)
class Precision:
    """Add paired replicates until an interval is narrow enough.

    Attributes
    ----------
    half_width : wanted half width of the 95 % interval for every scenario, in the outcome's unit
    outcome : outcome whose paired difference to the baseline is meant
    maximum : number of replicates never exceeded
    """

    half_width: float
    outcome: str = "substantive_share"
    maximum: int = 2000


@dataclass(frozen=True)
class Experiment:
    """A checked experiment.

    Attributes
    ----------
    name : also the name of its results folder
    baseline : scenario that the others are compared with
    scenarios : name to Hydra overrides on the defaults
    about : one sentence for the report
    overrides : Hydra overrides common to all scenarios; those of a scenario win
    design : values of levers and coefficients that are tried in every scenario, if any
    replicates : number of seeds; with `precision` the number to begin with
    equal_budget : mean public spending, MU/term, that every policy is scaled to, if any
    outcomes : outcomes to compare and draw; all are stored
    keep_terms : whether outcomes of every term are stored as well
    seed : seed of the experiment, from which those of the replicates derive
    """

    name: str
    baseline: str
    scenarios: dict[str, tuple[str, ...]]
    about: str = ""
    overrides: tuple[str, ...] = ()
    design: Design | None = None
    replicates: int = 50
    precision: Precision | None = None
    equal_budget: float | None = None
    outcomes: tuple[str, ...] = field(default_factory=lambda: shown_in(COMPARED))
    keep_terms: bool = False
    seed: int = 1
    settings: dict[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def from_mapping(cls, composed: Mapping[str, Any], overrides: tuple[str, ...] = ()) -> Experiment:
        """The experiment of a composed file, with the user's `overrides` added to the common ones.

        Raises `InvalidInput` for a mistake, naming the key and the nearest right name.
        """
        refuse_unknown(composed)
        for key, check in EXECUTION.items():
            if key in composed:
                check(composed[key], key)
        given = {key: check(composed[key], key) for key, check in SETTINGS.items() if key in composed}
        scenarios, baseline = given.get("scenarios") or {}, given.pop("baseline", "")
        if not given.get("name") or not scenarios:
            raise InvalidInput("an experiment needs a name and scenarios")
        baseline = baseline or next(iter(scenarios))
        if baseline not in scenarios:
            raise InvalidInput(f"baseline = {baseline!r} is not a scenario{nearest(baseline, scenarios)}")
        given |= {
            "scenarios": selected(scenarios, given.pop("only", ()), baseline),
            "overrides": (*given.get("overrides", ()), *overrides),
            "settings": {key: composed[key] for key in SETTINGS if key in composed},
        }
        experiment = cls(baseline=baseline, **given)
        if experiment.precision and experiment.precision.maximum < experiment.replicates:
            raise InvalidInput(
                f"precision.max = {experiment.precision.maximum} is below replicates = "
                f"{experiment.replicates}, the number to begin with"
            )
        return experiment

    def scenario_overrides(self, name: str) -> list[str]:
        """Hydra overrides of one scenario; where two set the same key, the later one stays."""
        every = [*self.overrides, *self.scenarios[name]]
        return list(dict(zip(override_keys(every), every, strict=True)).values())


def refuse_unknown(composed: Mapping[str, Any]) -> None:
    """Raise `InvalidInput` for a key that nothing reads."""
    known = (*SETTINGS, *EXECUTION, *SCENARIO_KEYS)
    for key in composed:
        if key == "experiment":
            raise InvalidInput("an experiment file begins with the line '# @package _global_'")
        if key not in known:
            raise InvalidInput(f"unknown key '{key}'{nearest(str(key), known)}")


def refuse_unread(composed: Mapping[str, Any], common: Mapping[str, Any]) -> None:
    """Raise `InvalidInput` if an experiment file itself sets a world, policy, behaviour or terms.

    composed : the composed file; common : what the user's overrides alone come to

    Scenarios start from the defaults, so that such a setting would have no effect.
    """
    for key in SCENARIO_KEYS:
        if composed.get(key) != common.get(key):
            raise InvalidInput(
                f"the experiment file sets '{key}', which its scenarios do not read; write it as an override"
                f", such as overrides: [{'terms=40' if key == 'terms' else key + '=...'}]"
            )


def folder_name(value: Any, key: str) -> str:
    """The name of an experiment, which names a folder."""
    if not isinstance(value, (str, int)) or not re.fullmatch(r"[A-Za-z0-9][\w.-]*", str(value)):
        raise InvalidInput(f"{key} = {value!r} must be letters, digits, '_', '-' or '.': it names a folder")
    return str(value)


def sentence(value: Any, key: str) -> str:
    """A text in one line, maybe empty."""
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f"{key} = {value!r} must be a text")
    return " ".join((value or "").split())


def scenarios_of(value: Any, key: str) -> dict[str, tuple[str, ...]]:
    """Scenarios by name; a number such as 2019 is a name too."""
    if value is not None and not isinstance(value, Mapping):
        raise InvalidInput(
            f"{key} must be a mapping of names to lists of overrides, such as {{council: [policy=council]}}"
        )
    found: dict[str, tuple[str, ...]] = {}
    for entry, listed in (value or {}).items():
        name = name_of(entry, f"a name in {key}")
        if name in found:
            raise InvalidInput(f"{key}.{name} stands twice")
        found[name] = overrides_of(listed, f"{key}.{name}")
    return found


def overrides_of(value: Any, key: str) -> tuple[str, ...]:
    """Overrides as text; only settings of a scenario are admitted. One alone counts as a list of one."""
    listed = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(listed, (list, tuple)) or not all(isinstance(entry, str) for entry in listed):
        raise InvalidInput(f"{key} = {value!r} must be a list of overrides such as policy=council")
    for entry in listed:
        if not sets_scenario(entry):
            hint = nearest(entry.partition("=")[0], SCENARIO_KEYS)
            raise InvalidInput(f"{key}: '{entry}' does not set part of a scenario{hint}")
    return tuple(listed)


def selected(
    scenarios: dict[str, tuple[str, ...]], only: tuple[str, ...], baseline: str
) -> dict[str, tuple[str, ...]]:
    """The scenarios named in `only` and the baseline, in the order of the file; all if `only` is empty."""
    for name in only:
        if name not in scenarios:
            raise InvalidInput(f"only: '{name}' is not a scenario{nearest(name, scenarios)}")
    return {key: value for key, value in scenarios.items() if not only or key in only or key == baseline}


def outcomes_of(value: Any, key: str = "outcomes") -> tuple[str, ...]:
    """Names of outcomes, checked; none named means the headline ones, ``all`` every one."""
    found = names(value, key) or shown_in(COMPARED)
    if found == ("all",):
        return tuple(OUTCOMES)
    for name in found:
        if name not in OUTCOMES:
            raise InvalidInput(f"{key}: '{name}' is not an outcome{nearest(name, OUTCOMES)}")
    return tuple(dict.fromkeys(found))


def precision_of(value: Any, key: str) -> Precision | None:
    """The wanted precision; None if nothing is wanted. Its other settings need a half width."""
    given = {k: v for k, v in mapping(value, key, ("outcome", "half_width", "max")).items() if v is not None}
    outcome = name_of(given.get("outcome", Precision.outcome), f"{key}.outcome")
    if outcome not in OUTCOMES:
        raise InvalidInput(f"{key}.outcome: '{outcome}' is not an outcome{nearest(outcome, OUTCOMES)}")
    maximum = whole_number(given.get("max", Precision.maximum), f"{key}.max", 2)
    if "half_width" not in given:
        if (outcome, maximum) != (Precision.outcome, Precision.maximum):
            raise InvalidInput(f"{key} needs {key}.half_width, the wanted half width of an interval")
        return None
    unit = OUTCOMES[outcome].unit
    half_width = number(given["half_width"], f"{key}.half_width", unit)
    if half_width <= 0:
        raise InvalidInput(f"{key}.half_width = {half_width:g} must be above 0 {unit}")
    return Precision(half_width, outcome, maximum)


def budget_of(value: Any, key: str) -> float | None:
    """The equal budget in MU/term, or None."""
    if value is None:
        return None
    budget = number(value, key, "MU/term")
    if budget <= 0:
        raise InvalidInput(f"{key} = {budget:g} must be above 0 MU/term")
    return budget


def shard_of(value: Any, key: str) -> Shard:
    """A part of the runs, ``i/n``; null is the whole."""
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f"{key} = {value!r} must be i/n, such as {key}=2/4")
    return Shard.parse(value)


# What an experiment file may set, and how each value is checked.
SETTINGS: dict[str, Callable[[Any, str], Any]] = {
    "name": folder_name,
    "about": sentence,
    "baseline": lambda value, key: "" if value is None else name_of(value, key),
    "scenarios": scenarios_of,
    "only": names,
    "overrides": overrides_of,
    "design": lambda value, key: Design.from_mapping(value),
    "replicates": lambda value, key: whole_number(value, key, 1),
    "precision": precision_of,
    "equal_budget": budget_of,
    "outcomes": outcomes_of,
    "keep_terms": truth,
    "seed": lambda value, key: checked_seed(value),
}
# What says where and how it is run; whoever runs it reads the values.
EXECUTION: dict[str, Callable[[Any, str], Any]] = {
    "executor": mapping,
    "results": text,
    "shard": shard_of,
    "wait": truth,
    "figures": truth,
    "retry_failed": truth,
    "extensions": names,
}
