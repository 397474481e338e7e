"""Figures of one run: outcomes over time, one small panel each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from iei.experiments.show.figure_style import Figure, drawing
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES, shown_in
from iei.sim.outcomes.definition import PLOTTED
from iei.sim.run.engine import Trajectory

COLUMNS = 3
PANEL = (3.8, 2.4)  # width and height of a panel with its labels, inches
TITLE = 0.4  # height of the figure's title, inches
LINE = "#0072B2"  # blue of Okabe and Ito's colour-blind safe palette
GREY = "#777777"


@dataclass(frozen=True, repr=False)
class DrawableTrajectory(Trajectory):
    """One finished run that can be drawn."""

    @classmethod
    def of(cls, run: Trajectory) -> DrawableTrajectory:
        """The same run."""
        return cls(run.scenario, run.seed, run.world, run.values)

    def plot(self, *outcomes: str) -> Figure:
        """Outcomes by term as a matplotlib figure, the main ones if none are named; nothing is written.

        Raises `InvalidInput` for an unknown name.
        """
        return trajectory_figure(self, outcomes)


def draw_outcomes(trajectory: Trajectory, names: Sequence[str], title: str, path: Path) -> None:
    """Write `outcome_figure` as PNG."""
    with drawing():
        outcome_figure(trajectory, names, title).savefig(path, dpi=100)


def trajectory_figure(trajectory: Trajectory, names: Sequence[str]) -> Figure:
    """The named outcomes of a run, or the main ones; `InvalidInput` for an unknown name."""
    for name in names:
        if name not in OUTCOMES:
            raise InvalidInput(f"'{name}' is not an outcome{nearest(str(name), OUTCOMES)}")
    with drawing():
        return outcome_figure(
            trajectory, names or shown_in(PLOTTED), f"policy {trajectory.scenario.label} (start dashed)"
        )


def outcome_figure(trajectory: Trajectory, names: Sequence[str], title: str) -> Figure:
    """One panel for each outcome by term; a dashed line marks the policy start."""
    columns = min(len(names), COLUMNS)
    rows = math.ceil(len(names) / columns)
    width, height = PANEL[0] * columns, PANEL[1] * rows + TITLE
    figure = Figure(figsize=(width, height))
    panels = figure.subplots(rows, columns, sharex=True, squeeze=False).ravel()
    # fixed margins: searching for the best ones would take longer than the run
    top = 1 - (TITLE + 0.35) / height
    figure.subplots_adjust(0.75 / width, 0.5 / height, 1 - 0.15 / width, top, wspace=0.33, hspace=0.65)
    start = trajectory.scenario.world.policy_start
    values = trajectory.outcomes
    for panel, name in zip(panels, names, strict=False):
        outcome = OUTCOMES[name]
        known = values[name].dropna()
        marker = "" if len(known) == len(values) else "."  # single terms between gaps show as dots
        panel.plot(values.index, values[name], color=LINE, linewidth=1.4, marker=marker, markersize=3)
        if start < len(values):
            panel.axvline(start, color=GREY, linewidth=0.8, linestyle="--")
        panel.set_title(fill(outcome.label, 36), fontsize=9)
        panel.set_ylabel(outcome.unit, fontsize=8)
        panel.tick_params(labelsize=8, labelbottom=True)
        panel.set_xlabel("term (half a year)", fontsize=8)
    for panel in panels[len(names) :]:
        panel.remove()
    figure.suptitle(title, fontsize=10, y=1 - 0.15 / height)
    return figure
