"""The virtuous circle (A51, claim 4a): cooperation raises skill, and skill that is seen raises cooperation.

Each scenario runs twice under one seed: learning as it is set (`LEARNING`), and with none, where enterprises
expect the same skill gain of a trainee for ever. The difference is what the loop adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from rich import box
from rich.table import Table

from iei.experiments.analyse.statistics import mean_interval
from iei.experiments.execute.pool import mapped
from iei.experiments.plan.configuration import scenario
from iei.experiments.show.figure_style import COLOURS, DASHES, STYLE
from iei.experiments.store.whole_file import replacing
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import LATE_TERMS, OUTCOMES
from iei.sim.run.engine import Prepared, prepare, simulate

POLICIES = ("none", "package_half")
LEARNING = ("skill_gain_learning", "skill_gain_partners", "skill_gain_published")
SHOWN = ("substantive_share", "graduate_skill", "skill_gain_belief")


def loop_gains(overrides: Sequence[str], seeds: Sequence[int], threads: int | None = None) -> pd.DataFrame:
    """What the loop adds: one row a policy, seed and term, one column for each outcome of `SHOWN`."""
    pairs = {policy: pair(overrides, policy) for policy in POLICIES}
    jobs = [(policy, seed) for seed in seeds for policy in POLICIES]
    with closing(mapped(lambda job: gain_of_pair(*pairs[job[0]], *job), jobs, threads, runs=2)) as gains:
        return pd.concat(gains, ignore_index=True)


def pair(overrides: Sequence[str], policy: str) -> tuple[Prepared, Prepared]:
    """A scenario with learning and the same without."""
    learning = scenario([*overrides, f"policy={policy}"])
    if not any(learning.behaviour[name] for name in LEARNING):
        zero = " = ".join(f"behaviour.{name}" for name in LEARNING)
        raise InvalidInput(f"{zero} = 0 switches the circle off: there is no gain to show")
    constant = replace(learning, behaviour={**learning.behaviour, **dict.fromkeys(LEARNING, 0.0)})
    return prepare(learning), prepare(constant)


def gain_of_pair(learning: Prepared, constant: Prepared, policy: str, seed: int) -> pd.DataFrame:
    """Outcomes by term with the loop less those without, under one seed."""
    names = list(SHOWN)
    gain = simulate(learning, seed).outcomes[names] - simulate(constant, seed).outcomes[names]
    return gain.reset_index().assign(policy=policy, seed=seed)


def late_gains(gains: pd.DataFrame) -> pd.DataFrame:
    """Mean gain over the last terms with its 95 % t interval over seeds, a row a policy and outcome."""
    late = gains[gains["term"] > gains["term"].max() - LATE_TERMS]
    rows = []
    for policy in POLICIES:
        by_seed = late[late["policy"] == policy].groupby("seed")[list(SHOWN)].mean()
        for name in SHOWN:
            interval = mean_interval(by_seed[name].to_numpy())
            rows.append((policy, name, interval.mean, interval.lower, interval.upper))
    return pd.DataFrame(rows, columns=["policy", "outcome", "gain", "lower", "upper"])


def printed(summary: pd.DataFrame) -> Table:
    """`late_gains` for a terminal."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"What the virtuous circle adds: mean of the last {LATE_TERMS} terms, paired runs",
    )
    for heading in ("policy", "outcome", "unit", "gain", "95 % interval"):
        table.add_column(heading, justify="left" if heading in ("policy", "outcome", "unit") else "right")
    for row in summary.itertuples():
        outcome = OUTCOMES[str(row.outcome)]
        interval = "-" if np.isnan(row.lower) else f"{row.lower:+.4f} to {row.upper:+.4f}"
        table.add_row(str(row.policy), outcome.label, outcome.unit, f"{row.gain:+.4f}", interval)
    return table


def draw(gains: pd.DataFrame, path: Path) -> None:
    """Gain over time, a panel an outcome, a line with its 95 % band a policy; written whole as PNG."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(3.5 * len(SHOWN), 3.4), layout="constrained")
        for axis, name in zip(figure.subplots(1, len(SHOWN)), SHOWN, strict=True):
            for i, policy in enumerate(POLICIES):
                table = gains[gains["policy"] == policy].pivot_table(
                    index="term", columns="seed", values=name
                )
                intervals = [mean_interval(row) for row in table.to_numpy()]
                mean, lower, upper = (
                    np.array([getattr(interval, part) for interval in intervals])
                    for part in ("mean", "lower", "upper")
                )
                axis.fill_between(table.index, lower, upper, color=COLOURS[i], alpha=0.25, linewidth=0)
                axis.plot(table.index, mean, color=COLOURS[i], linestyle=DASHES[i], label=f"policy {policy}")
            axis.axhline(0, color="black", linewidth=0.8)
            axis.set_title(OUTCOMES[name].label)
            axis.set_ylabel(f"Difference ({OUTCOMES[name].unit})")
            axis.set_xlabel("Term (half year)")
        handles, labels = axis.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=len(POLICIES), frameon=False)
        figure.suptitle(
            "What the circle adds: learning from seen skill minus a constant expectation; "
            "mean and 95 % interval over paired runs",
            fontsize=9,
        )
        with replacing(path) as temporary:
            figure.savefig(temporary, format="png", dpi=130)
