"""Figures of one run: outcomes over time, one small panel each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.engine import Trajectory
from sim.outcomes import OUTCOMES

COLUMNS = 3
LINE = "#0072B2"  # blue of Okabe and Ito's colour-blind safe palette
GREY = "#777777"


def draw_outcomes(trajectory: Trajectory, names: Sequence[str], title: str, path: Path) -> None:
    """Write a PNG with one panel for each outcome; a dashed line marks the policy start."""
    rows = math.ceil(len(names) / COLUMNS)
    figure = Figure(figsize=(3.6 * COLUMNS, 2.5 * rows + 0.5), layout="constrained")
    panels = figure.subplots(rows, COLUMNS, sharex=True, squeeze=False).ravel()
    start = trajectory.scenario.world.policy_start
    values = trajectory.outcomes
    for panel, name in zip(panels, names, strict=False):
        outcome = OUTCOMES[name]
        panel.plot(values.index, values[name], color=LINE, linewidth=1.4)
        if start < len(values):
            panel.axvline(start, color=GREY, linewidth=0.8, linestyle="--")
        panel.set_title(outcome.label, fontsize=9)
        panel.set_ylabel(outcome.unit, fontsize=8)
        panel.tick_params(labelsize=8, labelbottom=True)
        panel.set_xlabel("term (half a year)", fontsize=8)
    for panel in panels[len(names) :]:
        panel.remove()
    figure.suptitle(title, fontsize=10)
    figure.savefig(path, dpi=120)
