"""Stored runs made again: are the numbers the same to the bit?

Needs no network and checks out nothing: the configuration of every run is in the results folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from iei.experiments.execute.executors import ExecutorSettings, in_threads
from iei.experiments.execute.progress import followed
from iei.experiments.plan.runs import Run
from iei.experiments.show.results import Results
from iei.experiments.store.versions import differences, software_versions
from iei.sim.base.compilation import rule_source_hash
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES
from iei.sim.outcomes.versions import outcome_versions
from iei.sim.run.extensions import described

SAMPLE = 20


@dataclass(frozen=True)
class Difference:
    """One number that did not come out again; `where` is ``summary`` or ``term N``."""

    scenario: str
    replicate: int
    outcome: str
    where: str
    stored: float
    again: float


@dataclass(frozen=True)
class Reproduction:
    """What `reproduce` found.

    Attributes
    ----------
    runs : number of runs made again
    differences : numbers that differ in any bit
    software : software versions that differ from those that made the store
    """

    runs: int
    differences: tuple[Difference, ...]
    software: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every number came out again."""
        return not self.differences


def reproduce(
    folder: Path | str,
    sample: int | None = SAMPLE,
    scenario: str | None = None,
    replicate: int | None = None,
    seed: int | None = None,
    extensions: Iterable[str] = (),
) -> Reproduction:
    """Run stored runs of a results folder again and compare every stored number bit by bit.

    folder : results folder
    sample : number of runs drawn at random, 1 or more; None for all
    scenario, replicate : only runs of this scenario or replicate
    seed : of the draw; None draws anew each time
    extensions : modules to load if the store was made with extensions that are not where they were

    Only outcomes that are computed as they were are compared. Raises `InvalidInput` when the store was
    made by other rules, or nothing matches.
    """
    if sample is not None and (isinstance(sample, bool) or not isinstance(sample, int) or sample < 1):
        raise InvalidInput(f"sample = {sample!r} must be a whole number, 1 or more")
    if seed is not None and seed < 0:
        raise InvalidInput(f"seed = {seed} must be a whole number, 0 or more")
    results = Results.load(folder, extensions)
    if results.manifest["rules"] != rule_source_hash():
        commits = [session.get("commit") for session in results.manifest["sessions"]]
        commit = next(filter(None, reversed(commits)), "unknown")
        was, now = (", ".join(e) or "none" for e in (results.manifest["extensions"], described()))
        why = f"extensions then: {was}; now: {now}" if was != now else "the model has changed"
        raise InvalidInput(
            f"{folder} was computed by rule version {results.manifest['rules']} (commit {commit}), this is "
            f"{rule_source_hash()}: {why}, so its numbers may rightly differ"
        )
    chosen = choose(results, sample, scenario, replicate, seed)
    scenarios = {
        row.config: results.scenario(row.scenario)
        for row in chosen.drop_duplicates("config").itertuples(index=False)
    }
    for config, rebuilt in scenarios.items():
        if rebuilt.config_hash != config:
            raise InvalidInput(f"{folder}: the stored configuration of {config[:12]} is not the one that ran")
    stored = chosen.set_index("key")
    outcomes = comparable(results)
    terms = results.terms_by_key(list(chosen["key"]), outcomes)
    runs = [
        Run(row.key, row.scenario, row.config, row.replicate, row.seed)
        for row in chosen.itertuples(index=False)
    ]
    places = [list(OUTCOMES).index(name) for name in outcomes]
    found: list[Difference] = []
    computed = in_threads(runs, scenarios, True, ExecutorSettings())
    with closing(followed(computed, len(runs))) as batches:
        for batch in batches:
            for result in batch:
                row = stored.loc[result.run.key]
                label = (row["scenario"], int(row["replicate"]))
                if result.values is None or row["error"]:
                    if result.error != row["error"]:
                        found.append(Difference(*label, "error", "summary", np.nan, np.nan))
                    continue
                found += differing(
                    label, "summary", outcomes, row[outcomes].to_numpy(float), result.values[places]
                )
                by_term = terms.get(result.run.key)
                if by_term is not None and result.terms is not None:
                    if len(by_term) != len(result.terms):
                        found.append(
                            Difference(*label, "number of terms", "run", len(by_term), len(result.terms))
                        )
                    for term, (then, now) in enumerate(zip(by_term, result.terms, strict=False)):
                        found += differing(label, f"term {term}", outcomes, then, now[places])
    return Reproduction(len(runs), tuple(found), tuple(software_differences(results)))


def comparable(results: Results) -> list[str]:
    """Outcomes that every stored run has, in the version that this model computes."""
    present, lacking = outcome_versions(), results.store.lacking()
    stored = results.manifest["outcome_versions"]
    return [
        name
        for name in results.manifest["all_outcomes"]
        if name in present and stored[name] == present[name] and name not in lacking
    ]


def choose(
    results: Results, sample: int | None, scenario: str | None, replicate: int | None, seed: int | None
) -> pd.DataFrame:
    """The stored runs to make again, in the order of the plan."""
    runs = results.runs
    if scenario is not None:
        if scenario not in set(runs["scenario"]):
            known = list(dict.fromkeys(runs["scenario"]))
            raise InvalidInput(
                f"'{scenario}' is not a scenario of {results.folder}{nearest(scenario, known)}"
            )
        runs = runs[runs["scenario"] == scenario]
    if replicate is not None:
        runs = runs[runs["replicate"] == replicate]
    if runs.empty:
        raise InvalidInput(f"no stored run of {results.folder} matches")
    runs = runs.drop_duplicates("key")
    if sample is None or sample >= len(runs):
        return runs
    rows = np.random.default_rng(seed).choice(len(runs), size=sample, replace=False)
    return runs.iloc[np.sort(rows)]


def differing(
    label: tuple[str, int], where: str, outcomes: list[str], stored: np.ndarray, again: np.ndarray
) -> list[Difference]:
    """Numbers whose bits differ (two NaN are the same)."""
    same = (stored == again) & (np.signbit(stored) == np.signbit(again)) | (
        np.isnan(stored) & np.isnan(again)
    )
    return [
        Difference(*label, outcomes[i], where, float(stored[i]), float(again[i]))
        for i in np.flatnonzero(~same)
    ]


def software_differences(results: Results) -> list[str]:
    """Versions that differ between the sessions that made the store and now."""
    now, present = software_versions(), outcome_versions()
    changed = [
        f"the outcome '{name}' is computed in another way, and not compared"
        for name, version in results.manifest["outcome_versions"].items()
        if version != present.get(name)
    ]
    sessions = results.manifest["sessions"]
    every = [differences(session["versions"], now) for session in sessions if "versions" in session]
    return [*dict.fromkeys(phrase for phrases in every for phrase in phrases), *changed]
