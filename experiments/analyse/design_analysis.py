"""What a design says beyond single comparisons: effects of levers, sensitivities to coefficients."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from iei.experiments.analyse.contrasts import by_replicate
from iei.experiments.analyse.factorial import effects
from iei.experiments.analyse.sensitivity import analysis, noise_of
from iei.experiments.analyse.statistics import holm
from iei.experiments.analyse.stored_results import StoredResults
from iei.experiments.plan.axes import SAMPLED, TWO_LEVEL
from iei.experiments.plan.designs import Design, Point
from iei.experiments.plan.relevance import readable
from iei.sim.outcomes import OUTCOMES

PREFERRED = ("training_share", "substantive_share", "deep_share", "practical_skill")


def design_of(results: StoredResults) -> Design | None:
    """The design of a stored experiment."""
    return Design.from_mapping(results.manifest["settings"].get("design"))


def main_outcome(results: StoredResults) -> str:
    """The outcome that figures and analyses of a design are about."""
    return next((name for name in PREFERRED if name in results.outcomes), results.outcomes[0])


def factorial_effects(results: StoredResults, outcome: str) -> pd.DataFrame:
    """Main effects and two-way interactions of a design with two values a key, one block a scenario.

    Columns: `scenario` and those of `factorial.effects`. Empty if the design is no such one;
    a scenario with a corner that has no results is left out.
    """
    return effects_and_gaps(results, outcome)[0]


def sensitivities(results: StoredResults, outcome: str) -> pd.DataFrame:
    """How much each coefficient moves the effect of each scenario (or, of a baseline, its level).

    One block a scenario: `scenario`, `about` (``effect`` or ``level``) and the columns of
    `sensitivity.analysis`; where these have `p`, also `p_adjusted`, corrected for the whole
    table by Holm's method. Coefficients of levers that are off in the scenario and its baseline are left
    out. Empty if the design does not sample ranges.
    """
    return sensitivities_and_gaps(results, outcome)[0]


def silences(results: StoredResults) -> list[str]:
    """Why the design of an experiment gives no effects or no sensitivities, a line each."""
    design, outcome = design_of(results), main_outcome(results)
    if design is None:
        return []
    if design.kind in ("list", "zip"):
        return [f"no effects, no sensitivities: points of a {design.kind} design do not tell its keys apart"]
    if design.kind in SAMPLED:
        return [f"sensitivities: {gap}" for gap in sensitivities_and_gaps(results, outcome)[1]]
    return [f"effects: {gap}" for gap in effects_and_gaps(results, outcome)[1]]


def effects_and_gaps(results: StoredResults, outcome: str) -> tuple[pd.DataFrame, list[str]]:
    """`factorial_effects`, and why it lacks what a reader may expect."""
    design = design_of(results)
    if design is None or design.kind not in (*TWO_LEVEL, "grid"):
        return pd.DataFrame(), []
    values = {axis.key: sorted(set(axis.values)) for axis in design.axes}
    many = [key for key, distinct in values.items() if len(distinct) > 2]
    if many:
        return pd.DataFrame(), [
            f"none, since they need two values a key and {key} has {len(values[key])}" for key in many[:1]
        ]
    keys = [key for key, distinct in values.items() if len(distinct) == 2]
    if not keys:
        return pd.DataFrame(), ["none, since no key of the design has two values"]
    corners = list(map(dict, dict.fromkeys(tuple(point.items()) for point in design.points())))
    names = [key.partition(".")[2] for key in keys]
    levels = by_replicate(results.runs, outcome)
    blocks: list[pd.DataFrame] = []
    gaps: list[str] = []
    for scenario, cells in whole_scenarios(results, levels, corners, gaps):
        table = levels[cells["scenario"]].to_numpy().T
        found = effects(np.array([[corner[key] for key in keys] for corner in corners]), names, table)
        blocks.append(found.assign(scenario=scenario, outcome=outcome, unit=OUTCOMES[outcome].unit))
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(), gaps


def sensitivities_and_gaps(results: StoredResults, outcome: str) -> tuple[pd.DataFrame, list[str]]:
    """`sensitivities`, and why it lacks what a reader may expect."""
    design = design_of(results)
    if design is None or design.kind not in SAMPLED:
        return pd.DataFrame(), []
    points = design.points()
    levels = by_replicate(results.runs, outcome)
    blocks: list[pd.DataFrame] = []
    gaps: list[str] = []
    for scenario, cells in whole_scenarios(results, levels, points, gaps):
        about = "level" if (cells["scenario"] == cells["baseline"]).all() else "effect"
        table = levels[cells["scenario"]].to_numpy().T  # (points, replicates)
        if about == "effect":
            table = table - levels[cells["baseline"]].to_numpy().T
        if np.isnan(table).all(axis=1).any():
            gaps.append(f"'{scenario}' and its baseline have no replicate in common at some point")
            continue
        found = analysis(design, np.nanmean(table, axis=1), noise_at(cells, table))
        levers = levers_on(results, cells) | {
            k.partition(".")[2] for k in points[0] if k.startswith("lever.")
        }
        found = found[[readable(key, levers) for key in found["key"]]]
        if np.ptp(np.nanmean(table, axis=1)) == 0:
            gaps.append(f"the {about} of '{scenario}' on {outcome} is the same at all points")
        blocks.append(found.assign(scenario=scenario, outcome=outcome, about=about))
    if not blocks:
        return pd.DataFrame(), gaps
    frame = pd.concat(blocks, ignore_index=True)
    if "p" in frame:
        frame.insert(frame.columns.get_loc("p") + 1, "p_adjusted", holm(frame["p"].to_numpy()))
    return frame, gaps


def whole_scenarios(
    results: StoredResults, levels: pd.DataFrame, points: list[Point], gaps: list[str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every scenario with numbers at all points, and its cells there; `gaps` hear why others are left out."""
    for scenario in dict.fromkeys(results.scenarios["name"]):
        cells = cells_at(results, scenario, points)
        missing = without_numbers(cells, levels)
        if missing:
            gaps.append(
                f"'{scenario}' is left out: {missing} of {len(points)} points have no successful run; "
                "failed runs are tried again with retry_failed=true"
            )
        else:
            yield scenario, cells


def cells_at(results: StoredResults, scenario: str, points: list[Point]) -> pd.DataFrame:
    """Rows of the scenario table, one a point in their order, also where points repeat; NaN if absent."""
    keys = list(points[0])
    rows = results.scenarios[results.scenarios["name"] == scenario]
    if not set(keys) <= set(rows.columns):
        rows = rows.iloc[:0].reindex(columns=[*rows.columns, *keys])
    distinct = rows.drop_duplicates(keys).astype(dict.fromkeys(keys, float))
    return pd.DataFrame(points).merge(distinct, on=keys, how="left")


def without_numbers(cells: pd.DataFrame, levels: pd.DataFrame) -> int:
    """How many of the cells, or of their baselines, have no successful run."""
    known = levels.columns[levels.notna().any()]
    return int((~(cells["scenario"].isin(known) & cells["baseline"].isin(known))).sum())


def noise_at(cells: pd.DataFrame, table: np.ndarray) -> float:
    """`noise_of` the distinct cells; `table` (points, replicates) with NaN where a run failed."""
    distinct = ~cells["scenario"].duplicated().to_numpy()
    return noise_of(table[distinct][:, ~np.isnan(table).any(axis=0)])


def levers_on(results: StoredResults, cells: pd.DataFrame) -> set[str]:
    """Levers of a scenario or of its baseline; the design's own come on top."""
    first = cells.iloc[0]
    labels: Iterable[str] = (first["scenario"], first["baseline"])
    rows = results.scenarios[results.scenarios["scenario"].isin(labels)]
    return {
        lever
        for settings in rows["settings"]
        for levers in json.loads(settings)["policy"].values()
        for lever in levers
    }
