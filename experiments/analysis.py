"""What a design says beyond single comparisons: effects of levers, sensitivities to coefficients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.contrasts import by_replicate
from experiments.designs import TWO_LEVEL, Design
from experiments.factorial import effects
from experiments.results import Results
from experiments.sensitivity import analysis
from sim.outcomes import OUTCOMES

PREFERRED = ("training_share", "substantive_share", "deep_share", "practical_skill")


def design_of(results: Results) -> Design | None:
    """The design of a stored experiment."""
    return Design.from_mapping(results.manifest["settings"].get("design"))


def main_outcome(results: Results) -> str:
    """The outcome that figures and analyses of a design are about."""
    return next((name for name in PREFERRED if name in results.outcomes), results.outcomes[0])


def factorial_effects(results: Results, outcome: str) -> pd.DataFrame:
    """Main effects and two-way interactions of a factorial design, one block a scenario.

    Columns: `scenario` and those of `experiments.factorial.effects`. Empty if the design is not a
    factorial one or a corner has no results.
    """
    design = design_of(results)
    if design is None or design.kind not in TWO_LEVEL:
        return pd.DataFrame()
    keys = [axis.key for axis in design.axes]
    values = by_replicate(results.runs, outcome)
    corners = pd.DataFrame(design.points())[keys]
    blocks = []
    for name in dict.fromkeys(results.scenarios["name"]):
        cells = results.scenarios[results.scenarios["name"] == name]
        located = corners.merge(cells, on=keys, how="left")
        if located["scenario"].isin(values.columns).all():
            table = values[located["scenario"]].to_numpy().T
            found = effects(corners.to_numpy(), [key.partition(".")[2] for key in keys], table)
            blocks.append(found.assign(scenario=name, outcome=outcome, unit=OUTCOMES[outcome].unit))
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame()


def sensitivities(results: Results, outcome: str) -> pd.DataFrame:
    """How much each coefficient moves the effect of each scenario (or, of a baseline, its level).

    One block a scenario: `scenario`, `about` (``effect`` or ``level``) and the columns of
    `experiments.sensitivity.analysis`. Empty if the design does not sample ranges.
    """
    design = design_of(results)
    if design is None or design.kind in (*TWO_LEVEL, "list", "grid", "zip"):
        return pd.DataFrame()
    values = by_replicate(results.runs, outcome)
    points = len(design.points())
    blocks = []
    for name in dict.fromkeys(results.scenarios["name"]):
        cells = results.scenarios[(results.scenarios["name"] == name) & (results.scenarios["point"] >= 0)]
        cells = cells.sort_values("point")
        if len(cells) != points or not cells["scenario"].isin(values.columns).all():
            continue
        level = np.array([values[label].mean() for label in cells["scenario"]])
        base = np.array([values[label].mean() for label in cells["baseline"]])
        is_baseline = (cells["scenario"] == cells["baseline"]).all()
        found = analysis(design, level if is_baseline else level - base)
        about = "level" if is_baseline else "effect"
        blocks.append(found.assign(scenario=name, outcome=outcome, about=about))
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame()
