"""What a coefficient set is measured by: one job a seed, which runs every arm that the targets need."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from iei.experiments.analyse.jackknife import jackknife_error
from iei.experiments.evidence import fact_checks, fact_measures, fact_runs
from iei.experiments.evidence.fact_checks import CHECKS
from iei.experiments.evidence.fact_measures import Combine
from iei.experiments.evidence.fact_runs import ARMS, Arm, ArmRun, Runs, check_measurable, watch
from iei.experiments.evidence.history_matching.targets import NO_POLICY, Target
from iei.experiments.execute.turns import PreparedWorlds
from iei.experiments.plan.configuration import scenario
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import LATE_TERMS, mean_where_defined
from iei.sim.outcomes.versions import outcome_versions
from iei.sim.run.lever_setting import LeverSetting
from iei.sim.run.scenario import Scenario, check_teachers


@dataclass(frozen=True)
class Measurement:
    """What is observed under a seed; it can be sent to a worker, since it names facts and holds no function.

    Attributes
    ----------
    arms : name of every arm that may be needed, and its levers
    targets : in the order of their file
    """

    arms: tuple[tuple[str, tuple[LeverSetting, ...]], ...]
    targets: tuple[Target, ...]

    def __call__(self, base: Scenario, seed: int, worlds: PreparedWorlds) -> np.ndarray:
        """Observations of all targets one after the other, (observations,), under one seed."""
        return np.concatenate(self.observations(base, seed, worlds))

    def observations(self, base: Scenario, seed: int, worlds: PreparedWorlds) -> list[np.ndarray]:
        """Observations of each target, (k,)."""
        check_teachers(base.world, base.behaviour)  # a set of coefficients may make the world impossible
        runs = RunsOnDemand(dict(self.arms), base, seed, worlds)
        return [np.asarray(observe(target, runs), dtype=float) for target in self.targets]

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """Hash of how each target is measured: a stored number of another hash is not used."""
        levers = {
            name: [setting.to_mapping() | {"lever": setting.lever} for setting in settings]
            for name, settings in self.arms
        }
        found = []
        how: dict[str, Any]
        for target in self.targets:
            if target.fact is not None:
                check = CHECKS[target.fact]
                of_arms = {name: levers[name] for name in ARMS}
                how = {"fact": [check.fact, check.what], "source": source_hash(), "levers": of_arms}
            else:
                names = [arm_name(policy) for policy in target.policies]
                how = {
                    "outcome": [
                        target.outcome,
                        outcome_versions()[target.outcome],
                        target.first,
                        target.last,
                        target.since_first,
                        target.since_last,
                    ],
                    "levers": [levers[name] for name in names],
                }
            text = json.dumps(how, sort_keys=True)
            found.append(hashlib.sha256(text.encode()).hexdigest()[:8])
        return tuple(found)

    def columns(self, sizes: Sequence[int]) -> dict[str, str]:
        """Column of every observation in the store and its version; `sizes` are the k of `observations`."""
        return {
            f"{target.name} [{i}]": version
            for target, version, size in zip(self.targets, self.versions, sizes, strict=True)
            for i in range(size)
        }


def measurement_of(targets: Sequence[Target], overrides: Sequence[str], base: Scenario) -> Measurement:
    """The measurement of `targets` in the world of `overrides`, checked against it.

    Raises `InvalidInput` for an unknown policy, a window beyond the end, or a world too small for a fact.
    """
    facts = [target for target in targets if target.fact is not None]
    if facts:
        check_measurable(base)
    for target in targets:
        latest = max(target.last or 0, target.since_last or 0)
        if latest >= base.terms:
            raise InvalidInput(
                f"targets.{target.name}: {target.when} are not all in [0, {base.terms - 1}] "
                f"(terms = {base.terms})"
            )
    arms: dict[str, tuple[LeverSetting, ...]] = {"none": base.levers}
    for name, arm in ARMS.items() if facts else ():
        if arm.overrides:
            arms[name] = scenario([*overrides, *arm.overrides]).levers
        else:
            arms[name] = base.levers
    for target in targets:
        for policy in target.policies:
            if arm_name(policy) in arms:
                continue
            try:
                arms[arm_name(policy)] = scenario([*overrides, f"policy={policy}"]).levers
            except InvalidInput as mistake:
                raise InvalidInput(f"targets.{target.name}: policy '{policy}': {mistake}") from None
    return Measurement(tuple(arms.items()), tuple(targets))


def arm_name(policy: str) -> str:
    """Name of the arm of a policy; the run without one is that of the facts."""
    return "none" if policy == NO_POLICY else f"policy {policy}"


def in_arm(base: Scenario, name: str, levers: tuple[LeverSetting, ...]) -> Scenario:
    """The scenario of an arm with the coefficients of `base`."""
    factors = ARMS.get(name, Arm()).factors
    changed = {key: factor * base.behaviour[key] for key, factor in factors.items()}
    return replace(base, levers=levers, behaviour={**base.behaviour, **changed})


class RunsOnDemand(Mapping[str, ArmRun]):
    """Runs of one coefficient set under one seed, each made when a measure first asks for it."""

    def __init__(
        self, arms: Mapping[str, tuple[LeverSetting, ...]], base: Scenario, seed: int, worlds: PreparedWorlds
    ) -> None:
        self._arms = arms
        self._base = base
        self._seed = seed
        self._worlds = worlds
        self._made: dict[str, ArmRun] = {}

    def __getitem__(self, name: str) -> ArmRun:
        if name not in self._made:
            prepared = self._worlds.get(in_arm(self._base, name, self._arms[name]))
            twin = self["none"] if name != "none" else None
            self._made[name] = watch(prepared, ARMS.get(name, Arm()), self._seed, twin)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arms)

    def __len__(self) -> int:
        return len(self._arms)


def observe(target: Target, runs: Runs) -> Sequence[float] | np.ndarray:
    """What a target observes in the runs of one seed, (k,)."""
    if target.fact is not None:
        return CHECKS[target.fact].observe(runs)

    def mean(policy: str) -> float:
        series = runs[arm_name(policy)].outcome(target.outcome)
        found = window_mean(series, target.first, target.last)
        if target.since_first is not None:
            found -= window_mean(series, target.since_first, target.since_last)
        return found

    return [mean(target.policy) - (mean(target.minus) if target.minus else 0.0)]


def window_mean(series: np.ndarray, first: int | None, last: int | None) -> float:
    """Mean of the defined values of the terms `first` to `last`; None: of the last `LATE_TERMS`."""
    if first is None or last is None:
        return float(mean_where_defined(series[-LATE_TERMS:]))
    return float(mean_where_defined(series[first : last + 1]))


def combine_of(target: Target) -> Combine:
    """How the value of a target comes from the means of its observations over seeds."""
    return CHECKS[target.fact].combine if target.fact is not None else fact_measures.value


def value_of(target: Target, observed: np.ndarray) -> tuple[float, float, float]:
    """Value of a target, its variance, and the variance between single runs, of observations (seeds, k).

    The value is a function of means over seeds; its variance is that of the jackknife, and a single run's is
    as many times larger as there are seeds. NaN for what is not defined; variances are NaN for one seed.
    """
    with np.errstate(all="ignore"):
        value, error = jackknife_error(observed, combine_of(target))
    return float(value), error**2, error**2 * len(observed)


@cache
def source_hash() -> str:
    """Hash of the files that say how facts are measured."""
    files = [Path(str(module.__file__)) for module in (fact_checks, fact_measures, fact_runs)]
    return hashlib.sha256(b"\n".join(path.read_bytes() for path in files)).hexdigest()[:16]
