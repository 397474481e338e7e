"""Stored results of an experiment as data frames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from iei.experiments.analyse.contrasts import compare_scenarios
from iei.experiments.plan.coefficient_ensemble import FILE as ENSEMBLE
from iei.experiments.plan.extensions import use_of_store
from iei.experiments.store.folder import Store
from iei.experiments.store.manifest import read_manifest
from iei.experiments.store.scenario_table import read_scenarios
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.scenario import Scenario


@dataclass(frozen=True, repr=False)
class StoredResults:
    """What is stored of one experiment; everything is read when it is asked for.

    Attributes
    ----------
    folder : the results folder
    manifest : what `manifest.json` says
    scenarios : one row a cell: scenario, name, point, baseline, note, config, settings, and one
        column for every key of the design
    """

    folder: Path
    manifest: dict[str, Any]
    scenarios: pd.DataFrame

    @classmethod
    def load(cls, folder: Path | str, extensions: Iterable[str] = ()) -> Self:
        """Results in `folder`; `InvalidInput` if it is not a results folder or damaged.

        extensions : modules to load if it was made with extensions that are not where they were
        """
        folder = Path(folder)
        manifest = read_manifest(folder)
        if (folder / ENSEMBLE).exists():
            raise InvalidInput(f"{folder} holds a calibration: its tables and figures are there already")
        use_of_store(folder, manifest["extensions"], extensions)
        for name in manifest["outcomes"]:
            if name not in OUTCOMES:
                raise InvalidInput(f"{folder} has an outcome that this version does not know: '{name:.60}'")
        return cls(folder, manifest, read_scenarios(folder))

    def __repr__(self) -> str:
        name, replicates = self.manifest["experiment"], len(self.manifest["seeds"])
        return f"<Results of '{name}': {len(self.scenarios)} scenarios, {replicates} seeds, in {self.folder}>"

    @property
    def store(self) -> Store:
        """The runs on disk, of the rule version that the manifest names."""
        return Store(
            self.folder,
            self.manifest["rules"],
            tuple(self.manifest["all_outcomes"]),
            self.manifest["outcome_versions"],
            self.outcomes,
        )

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes of interest."""
        return tuple(self.manifest["outcomes"])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a cell and replicate of the plan: scenario, replicate, seed, key, error, outcomes."""
        stored = self.store.runs()
        stored = stored[stored["seed"].isin(self.manifest["seeds"])].drop(columns="scenario")
        labelled = self.scenarios[["scenario", "config"]].merge(stored, on="config", sort=False)
        order = {label: i for i, label in enumerate(self.scenarios["scenario"])}
        return labelled.sort_values(
            ["replicate", "scenario"],
            key=lambda column: column.map(order) if column.name == "scenario" else column,
            ignore_index=True,
        )

    @property
    def failed(self) -> pd.DataFrame:
        """Runs that ended with an error: scenario, seed, error."""
        return self.runs.loc[self.runs["error"] != "", ["scenario", "replicate", "seed", "error"]]

    @property
    def failures(self) -> str:
        """How many runs failed, why the first did, and how to go on, in one phrase."""
        failed = self.failed
        if failed.empty:
            return "0 failed"
        first = failed.iloc[0]
        return (
            f"{len(failed)} failed (first: {first['scenario']}, seed {first['seed']}: "
            f"{first['error']:.300}); with retry_failed=true the same command computes them again"
        )

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """Every scenario against its baseline, one row a scenario and outcome (`compare_scenarios`)."""
        return compare_scenarios(self.runs, self.baselines, self.outcomes)

    @property
    def baselines(self) -> dict[str, str]:
        """Label of every cell to the label of its baseline."""
        return dict(zip(self.scenarios["scenario"], self.scenarios["baseline"], strict=True))

    @property
    def has_terms(self) -> bool:
        """Whether outcomes by term are stored."""
        return bool(self.manifest["settings"].get("keep_terms"))

    def terms(self, outcomes: Sequence[str]) -> pd.DataFrame:
        """Outcomes by term: scenario, replicate, term and the named columns; empty if not stored."""
        for name in outcomes:
            if name not in self.manifest["all_outcomes"]:
                raise InvalidInput(
                    f"'{name}' is not an outcome{nearest(name, self.manifest['all_outcomes'])}"
                )
        runs = self.runs.loc[self.runs["error"] == "", ["key", "scenario", "replicate"]]
        return runs.merge(self.store.terms(outcomes, runs["key"]), on="key").drop(columns="key")

    def terms_by_key(self, keys: Sequence[str], outcomes: Sequence[str]) -> dict[str, np.ndarray]:
        """Outcomes by term, (terms, outcomes), of those of the named runs that have them."""
        table = self.store.terms(outcomes, keys)
        return {str(key): rows[list(outcomes)].to_numpy() for key, rows in table.groupby("key")}

    def scenario(self, label: str) -> Scenario:
        """The scenario of a cell, complete."""
        rows = self.scenarios[self.scenarios["scenario"] == label]
        if rows.empty:
            raise InvalidInput(f"'{label}' is not a scenario{nearest(label, self.scenarios['scenario'])}")
        try:
            return Scenario.from_mapping(json.loads(rows.iloc[0]["settings"]))
        except ValueError as error:  # of another version, or altered; `InvalidInput` is one
            raise InvalidInput(f"{self.folder}: the settings of '{label}' cannot be used: {error}") from None
