"""The outcomes of one run as a table to read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich import box
from rich.console import Console
from rich.table import Table

from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import Trajectory


def number(value: float) -> str:
    """Three digits, or a dash for what is not defined, such as a share of nothing."""
    return "-" if np.isnan(value) else f"{value:.3g}"


def by_group(names: Sequence[str]) -> dict[str, list[str]]:
    """Outcomes by group: cooperation, talent, money."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(OUTCOMES[name].group, []).append(name)
    return groups


def print_outcomes(trajectory: Trajectory, names: Sequence[str], console: Console) -> None:
    """Print each outcome in the year before the policy start (graduation is yearly), and its summary."""
    start = min(trajectory.scenario.world.policy_start, trajectory.scenario.terms)
    before = trajectory.outcomes.loc[max(start - 2, 0) : max(start - 1, 0)].mean()
    summary = trajectory.summary
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"policy {trajectory.scenario.label}, seed {trajectory.seed}",
        caption=(
            "before: mean of the year before the policy start; "
            "result: mean over the last ten terms, with * since the policy start"
        ),
    )
    table.add_column("outcome")
    table.add_column("before", justify="right")
    table.add_column("result", justify="right")
    table.add_column("unit")
    for group, members in by_group(names).items():
        table.add_section()
        table.add_row(group, style="bold")
        for name in members:
            outcome = OUTCOMES[name]
            label = f"{outcome.label} *" if outcome.summary == "policy" else outcome.label
            table.add_row(label, number(before[name]), number(summary[name]), outcome.unit)
    console.print(table)
