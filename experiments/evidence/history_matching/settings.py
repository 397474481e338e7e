"""What `iei calibrate` is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iei.experiments.evidence.history_matching.implausibility import CUT
from iei.experiments.evidence.history_matching.space import Space, chosen_space
from iei.experiments.evidence.history_matching.targets import TargetsFile, read_targets
from iei.experiments.evidence.history_matching.waves import MEAN_WORLD, ONE_WORLD, Rules
from iei.experiments.execute.campaign import Execution
from iei.experiments.execute.executors import ExecutorSettings
from iei.experiments.plan.configuration import compose, scenario_of
from iei.experiments.plan.experiment import folder_name
from iei.experiments.plan.overrides import override_keys, taken, top
from iei.experiments.plan.run_settings import checked_run
from iei.experiments.plan.setting_types import name_of, names, setting, whole_setting
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.run.scenario import Scenario, checked_seed

FIXED = ("policy", "replicates", "outcomes")  # targets bring their own
TARGETS = "evidence"  # the file of targets that is meant when none is named


NUMBERS = {
    "seeds": whole_setting("seeds", default=8, lower=2, upper=1000),
    "points": whole_setting("points", default=120, lower=10, upper=5000),
    "waves": whole_setting("waves", default=5, lower=1, upper=50),
    "ensemble": whole_setting("ensemble", default=50, lower=1, upper=10_000),
    "candidates": whole_setting("candidates", default=500, lower=1, upper=100_000),
    "trajectories": whole_setting("trajectories", default=8, lower=0, upper=10_000),
    "keep": whole_setting("keep", default=12, lower=1, upper=100),
    "highest": whole_setting("highest", default=1, lower=1, upper=10, unit="rank"),
    "population": whole_setting("population", default=1000, lower=50, upper=100_000),
    "cut": setting("cut", default=CUT, lower=0.5, upper=10, unit="standard deviations"),
    "change": setting("change", default=0.1, lower=0, upper=1, unit="share"),
    "certainty": setting("certainty", default=0.1, lower=0, upper=10, unit="share"),
}
OTHERS = ("targets", "coefficients", "luck", "seed", "name")


@dataclass(frozen=True)
class Settings:
    """What a calibration is about, and how it goes on.

    Attributes
    ----------
    overrides : Hydra overrides of world, behaviour and terms
    base : the scenario without policy that coefficient sets change
    space : coefficients that may matter, before they are screened
    seeds : runs at every point
    trajectories, keep : of the screening: Morris trajectories (0 for none), and coefficients kept at most
    ensemble, candidates : wanted coefficient sets, and how many are tried for them at most
    """

    name: str
    overrides: tuple[str, ...]
    base: Scenario
    file: TargetsFile
    space: Space
    rules: Rules
    seeds: int
    trajectories: int
    keep: int
    ensemble: int
    candidates: int
    execution: Execution

    @classmethod
    def from_overrides(cls, given: Sequence[str]) -> Settings:
        """Checked settings; `InvalidInput` for a mistake."""
        own, overrides = taken(given, (*NUMBERS, *OTHERS))
        numbers = {name: q.checked(own.get(name, q.default), name) for name, q in NUMBERS.items()}
        whole = {name: int(value) for name, value in numbers.items() if NUMBERS[name].integer}
        for text, key in zip(overrides, override_keys(overrides), strict=True):
            if top(key) in FIXED:
                raise InvalidInput(f"'{text}': targets bring their own {top(key)}; seeds=8 sets runs a point")
        luck = own.get("luck", ONE_WORLD)
        if luck not in (ONE_WORLD, MEAN_WORLD):
            raise InvalidInput(
                f"luck = {luck!r} must be run or mean{nearest(str(luck), (ONE_WORLD, MEAN_WORLD))}"
            )
        file = read_targets(name_of(own.get("targets", TARGETS), "targets"))
        space = chosen_space(names(own.get("coefficients"), "coefficients"))
        refuse_overridden(overrides, space)
        config = checked_run(compose(overrides))
        world = taken(overrides, ("world",))[0].get("world") or "province"
        name = folder_name(own.get("name", f"calibration_{file.path.stem}_{world}"), "name")
        rules = Rules(
            luck=luck,
            seed=checked_seed(own.get("seed", 1)),
            cut=numbers["cut"],
            change=numbers["change"],
            certainty=numbers["certainty"],
            **{key: whole[key] for key in ("points", "waves", "highest", "population")},
        )
        execution = Execution(
            folder=Path(config["results"]).expanduser() / name,
            executor=ExecutorSettings.from_mapping(config["executor"]),
        )
        rest = {key: whole[key] for key in ("seeds", "trajectories", "keep", "ensemble", "candidates")}
        base = scenario_of(config)
        return cls(name, tuple(overrides), base, file, space, rules, execution=execution, **rest)

    @property
    def as_mapping(self) -> dict[str, Any]:
        """Everything that decides about the result, as plain dict."""
        plain = dict(vars(self.rules))
        plain |= {
            key: getattr(self, key) for key in ("seeds", "trajectories", "keep", "ensemble", "candidates")
        }
        return {
            "overrides": [
                text
                for text in self.overrides
                if top(override_keys([text])[0]) in ("world", "behaviour", "terms")
            ],
            "coefficients": list(self.space.names),
            **plain,
        }


def refuse_overridden(overrides: Sequence[str], space: Space) -> None:
    """Raise `InvalidInput` for a coefficient that is set and searched for."""
    for text, key in zip(overrides, override_keys(overrides), strict=True):
        if key.partition(".")[2] in space.names and top(key) == "behaviour":
            raise InvalidInput(
                f"'{text}' would not be used: the calibration varies it; leave it out of coefficients"
            )
