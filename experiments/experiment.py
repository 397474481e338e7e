"""An experiment: scenarios, design, replicates, outcomes and baseline, read from one YAML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments.designs import Design, whole_number
from experiments.overrides import SCENARIO_KEYS, override_keys, sets_scenario
from sim.base.quantity import InvalidInput, as_number, nearest
from sim.outcomes import OUTCOMES
from sim.scenario import checked_seed

HEADLINE = (
    *("training_share", "linked_share", "paper_only_share", "links_substantive_since_start", "deep_share"),
    *("paper_gap", "colleges_active_share", "practical_skill", "employment_rate", "match_rate"),
    "public_spending",
)
SETTINGS = (
    *("name", "about", "baseline", "scenarios", "only", "overrides", "design", "replicates", "precision"),
    *("equal_budget", "outcomes", "keep_terms", "seed"),
)


@dataclass(frozen=True)
class Precision:
    """Add paired replicates until an interval is narrow enough.

    Attributes
    ----------
    outcome : outcome whose paired difference to the baseline is meant
    half_width : wanted half width of its 95 % interval for every scenario, in the outcome's unit
    maximum : number of replicates never exceeded
    """

    outcome: str
    half_width: float
    maximum: int


@dataclass(frozen=True)
class Experiment:
    """A checked experiment.

    Attributes
    ----------
    name : also the name of its results folder
    about : one sentence for the report
    baseline : scenario that the others are compared with
    scenarios : name to Hydra overrides on the defaults
    overrides : Hydra overrides common to all scenarios; those of a scenario win
    design : values of levers and coefficients that are tried in every scenario, if any
    replicates : number of seeds; with `precision` the number to begin with
    equal_budget : mean public spending, MU/term, that every policy is scaled to, if any
    outcomes : outcomes to compare and draw; all are stored
    keep_terms : whether outcomes of every term are stored as well
    seed : seed of the experiment, from which those of the replicates derive
    """

    name: str
    about: str
    baseline: str
    scenarios: dict[str, tuple[str, ...]]
    overrides: tuple[str, ...] = ()
    design: Design | None = None
    replicates: int = 50
    precision: Precision | None = None
    equal_budget: float | None = None
    outcomes: tuple[str, ...] = HEADLINE
    keep_terms: bool = False
    seed: int = 1
    settings: dict[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], overrides: tuple[str, ...] = ()) -> Experiment:
        """The experiment of a composed file, with the user's `overrides` added to the common ones.

        Raises `InvalidInput` for a mistake, naming the key and the nearest right name.
        """
        name = str(mapping.get("name") or "")
        if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name):
            raise InvalidInput(f"name = {name!r} must be letters, digits, '_', '-' or '.': it names a folder")
        scenarios = {key: overrides_of(key, value) for key, value in (mapping.get("scenarios") or {}).items()}
        baseline = str(mapping.get("baseline") or next(iter(scenarios), ""))
        if baseline not in scenarios:
            raise InvalidInput(f"baseline = {baseline!r} is not a scenario{nearest(baseline, scenarios)}")
        replicates = whole_number(mapping.get("replicates"), "replicates")
        if replicates < 1:
            raise InvalidInput("replicates = 0 must be 1 or more")
        return cls(
            name=name,
            about=" ".join(str(mapping.get("about") or "").split()),
            baseline=baseline,
            scenarios=selected(scenarios, tuple(mapping.get("only") or ()), baseline),
            overrides=(*(mapping.get("overrides") or ()), *overrides),
            design=Design.from_mapping(mapping.get("design")),
            replicates=replicates,
            precision=precision_of(mapping.get("precision")),
            equal_budget=budget_of(mapping.get("equal_budget")),
            outcomes=outcomes_of(mapping.get("outcomes")),
            keep_terms=bool(mapping.get("keep_terms")),
            seed=checked_seed(mapping.get("seed")),
            settings={key: mapping[key] for key in SETTINGS if key in mapping},
        )

    def scenario_overrides(self, name: str) -> list[str]:
        """Hydra overrides of one scenario; where two set the same key, the later one stays."""
        every = [*self.overrides, *self.scenarios[name]]
        return list(dict(zip(override_keys(every), every, strict=True)).values())


def overrides_of(name: str, value: Any) -> tuple[str, ...]:
    """Overrides of a scenario as text; only settings of a scenario are admitted."""
    listed = [value] if isinstance(value, str) else list(value or ())
    if not all(isinstance(entry, str) for entry in listed):
        raise InvalidInput(f"scenarios.{name} = {value!r} must be a list of overrides such as policy=council")
    for entry in listed:
        if not sets_scenario(entry):
            hint = nearest(entry.partition("=")[0], SCENARIO_KEYS)
            raise InvalidInput(f"scenarios.{name}: '{entry}' does not set part of a scenario{hint}")
    return tuple(listed)


def selected(
    scenarios: dict[str, tuple[str, ...]], only: tuple[str, ...], baseline: str
) -> dict[str, tuple[str, ...]]:
    """The scenarios named in `only` and the baseline, in the order of the file; all if `only` is empty."""
    for name in only:
        if name not in scenarios:
            raise InvalidInput(f"only: '{name}' is not a scenario{nearest(name, scenarios)}")
    return {key: value for key, value in scenarios.items() if not only or key in only or key == baseline}


def outcomes_of(value: Any) -> tuple[str, ...]:
    """Names of outcomes, checked; none named means the headline ones, ``all`` every one."""
    names = tuple([value] if isinstance(value, str) else value or HEADLINE)
    if names == ("all",):
        return tuple(OUTCOMES)
    for name in names:
        if name not in OUTCOMES:
            raise InvalidInput(f"outcomes: '{name}' is not an outcome{nearest(str(name), OUTCOMES)}")
    return tuple(dict.fromkeys(names))


def precision_of(value: Any) -> Precision | None:
    """The wanted precision; None if no half width is given."""
    if not value or value.get("half_width") is None:
        return None
    known = ("outcome", "half_width", "max")
    for name in value:
        if name not in known:
            raise InvalidInput(f"unknown key 'precision.{name}'{nearest(name, known)}")
    (outcome,) = outcomes_of([value.get("outcome")])
    half_width = as_number(value["half_width"], "precision.half_width", OUTCOMES[outcome].unit)
    if half_width <= 0:
        raise InvalidInput(f"precision.half_width = {half_width:g} must be above 0 {OUTCOMES[outcome].unit}")
    return Precision(outcome, half_width, whole_number(value.get("max", 2000), "precision.max"))


def budget_of(value: Any) -> float | None:
    """The equal budget in MU/term, or None."""
    if value is None:
        return None
    budget = as_number(value, "equal_budget", "MU/term")
    if budget <= 0:
        raise InvalidInput(f"equal_budget = {budget:g} must be above 0 MU/term")
    return budget
