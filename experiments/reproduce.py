"""`iei reproduce results/NAME`: run stored runs again and say whether the numbers are the same to the bit.

    iei reproduce results/compare_policies              a random sample of 20 runs
    iei reproduce results/compare_policies --sample 100
    iei reproduce results/compare_policies --all
    iei reproduce results/compare_policies --scenario council --replicate 3

Needs no network and checks out nothing: the configuration of every run is in the results folder.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console

from experiments.arguments import Parser
from experiments.executors import ExecutorLost, ExecutorSettings, in_threads
from experiments.progress import SweepProgress
from experiments.results import Results
from experiments.runs import Run
from experiments.versions import differences, software_versions
from sim.base.compilation import rule_source_hash
from sim.base.quantity import InvalidInput, nearest
from sim.outcomes import OUTCOMES

SAMPLE = 20
SHOWN = 10


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
) -> Reproduction:
    """Run stored runs of a results folder again and compare every stored number bit by bit.

    folder : results folder
    sample : number of runs drawn at random, 1 or more; None for all
    scenario, replicate : only runs of this scenario or replicate
    seed : of the draw; None draws anew each time

    Raises `InvalidInput` when the store was made by other rules, or nothing matches.
    """
    if sample is not None and (isinstance(sample, bool) or not isinstance(sample, int) or sample < 1):
        raise InvalidInput(f"sample = {sample!r} must be a whole number, 1 or more")
    if seed is not None and seed < 0:
        raise InvalidInput(f"seed = {seed} must be a whole number, 0 or more")
    results = Results.load(folder)
    if results.manifest["rules"] != rule_source_hash():
        commits = [session.get("commit") for session in results.manifest["sessions"]]
        commit = next(filter(None, reversed(commits)), "unknown")
        raise InvalidInput(
            f"{folder} was computed by rule version {results.manifest['rules']} (commit {commit}), this is "
            f"{rule_source_hash()}: the model has changed, so its numbers may rightly differ"
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
    terms = results.terms_by_key(list(chosen["key"]))
    runs = [
        Run(row.key, row.scenario, row.config, row.replicate, row.seed)
        for row in chosen.itertuples(index=False)
    ]
    outcomes = list(results.manifest["all_outcomes"])
    places = places_of(outcomes, results.folder)
    found: list[Difference] = []
    with SweepProgress(len(runs), 0) as progress:
        for batch in in_threads(runs, scenarios, True, ExecutorSettings()):
            progress.advance(len(batch))
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


def places_of(outcomes: list[str], folder: Path) -> list[int]:
    """Where stored outcomes stand among those of this version, which may have more."""
    known = list(OUTCOMES)
    for name in outcomes:
        if name not in known:
            raise InvalidInput(f"{folder} has an outcome that this version does not know: '{name:.60}'")
    return [known.index(name) for name in outcomes]


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
    now = software_versions()
    sessions = results.manifest["sessions"]
    every = [differences(session["versions"], now) for session in sessions if "versions" in session]
    return list(dict.fromkeys(phrase for phrases in every for phrase in phrases))


def main(argv: Sequence[str]) -> int:
    """The command; 0 when every number is the same, 1 when one differs."""
    parser = Parser("reproduce", "Run stored runs again and compare every number bit by bit.")
    parser.add_argument("folder", type=Path, help="results folder, such as results/compare_policies")
    parser.add_argument("--sample", type=int, help=f"number of runs drawn at random ({SAMPLE})")
    parser.add_argument("--all", action="store_true", help="all stored runs")
    parser.add_argument("--scenario", help="only runs of this scenario")
    parser.add_argument("--replicate", type=int, help="only this replicate")
    parser.add_argument("--seed", type=int, help="seed of the draw of the sample")
    asked = parser.parse_args(argv)
    if asked.all and (asked.sample is not None or asked.seed is not None):
        raise InvalidInput("--all draws no sample: use it without --sample and --seed")
    sample = None if asked.all else SAMPLE if asked.sample is None else asked.sample
    try:
        found = reproduce(asked.folder, sample, asked.scenario, asked.replicate, asked.seed)
    except ExecutorLost as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    show(found, Console(soft_wrap=True, highlight=False, markup=False, emoji=False))
    return 0 if found.same else 1


def show(found: Reproduction, console: Console) -> None:
    """Say what came out."""
    if found.same:
        console.print(f"{found.runs} runs made again: every number is the same to the bit")
    else:
        console.print(f"{found.runs} runs made again: {len(found.differences)} numbers differ")
        for d in found.differences[:SHOWN]:
            console.print(
                f"  {d.scenario}, replicate {d.replicate}, {d.outcome}, {d.where}: "
                f"stored {d.stored!r}, now {d.again!r}"
            )
        if len(found.differences) > SHOWN:
            console.print(f"  ... and {len(found.differences) - SHOWN} more")
    if found.software:
        console.print("software differs from when they were stored: " + "; ".join(found.software))
    elif not found.same:
        console.print("software versions are those that made the store: a number was altered or is corrupt")
