"""Both implementations over the same policies and seeds: levels, effects of policies, rank correlations."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from scipy.stats import spearmanr

from iei.experiments.analyse.statistics import mean_interval
from iei.experiments.evidence.docking.run import run
from iei.experiments.plan.configuration import scenario
from iei.experiments.store.whole_file import replacing
from iei.sim.run.engine import prepare, simulate

POLICIES = (
    *("none", "incentives", "supervision", "evaluation", "council", "liaison", "orders", "teachers"),
    *("planning", "platform", "law", "package_half"),
)
HEADLINE = (
    *("linked_share", "substantive_share", "formal_link_share", "deep_share", "training_share", "trust"),
    *("colleges_linked_share", "practical_skill", "employment_rate", "employment_own_field"),
    "seat_gap_in_region",
)
BESIDE = (
    *("formal_share", "joint_substance", "colleges_active_share", "awareness", "strong_lead_share"),
    *("practice_ability", "curriculum_lag", "vacancy_rate", "worker_skill", "public_spending"),
)
LATE = 10  # terms of which an outcome is the mean


def finished(overrides: Sequence[str], policies: Sequence[str], seeds: int) -> pd.DataFrame:
    """Late means of every outcome: one row a policy, seed and implementation."""
    names = [*HEADLINE, *BESIDE]
    rows = []
    for policy in policies:
        prepared = prepare(scenario([*overrides, f"policy={policy}"]))
        for seed in range(1, seeds + 1):
            engine = simulate(prepared, seed).outcomes[names]
            second = run(prepared, seed)[names]
            for implementation, outcomes in (("engine", engine), ("second", second)):
                late = outcomes.iloc[-LATE:].mean()
                rows.append({"policy": policy, "seed": seed, "implementation": implementation, **late})
        print(f"{policy}: {seeds} seeds in both implementations", file=sys.stderr)
    return pd.DataFrame(rows)


def compared(runs: pd.DataFrame) -> pd.DataFrame:
    """Levels without policy and effects of policies in both, with 95 % intervals, and their difference.

    The two share the state of term 0 of a seed, so that differences are taken seed by seed. What has no value
    without policy (who leads strongly) counts as 0 there.
    """
    names = [*HEADLINE, *BESIDE]
    table = runs.set_index(["policy", "seed", "implementation"])[names]
    rows = []
    for policy in table.index.unique("policy"):
        values = table.loc[policy] if policy == "none" else table.loc[policy] - table.loc["none"].fillna(0)
        for name in names:
            both = values[name].unstack("implementation")
            row: dict[str, str | float] = {"outcome": name, "policy": policy}
            difference = both["second"] - both["engine"]
            for column, sample in (
                ("engine", both["engine"]),
                ("second", both["second"]),
                ("gap", difference),
            ):
                found = mean_interval(sample.to_numpy())
                row.update({column: found.mean, f"{column}_low": found.lower, f"{column}_high": found.upper})
            rows.append(row)
    return pd.DataFrame(rows)


def rank_correlations(table: pd.DataFrame) -> pd.DataFrame:
    """Spearman's rank correlation, over policies, of their effects in the two implementations."""
    effects = table[table.policy != "none"]
    rows = []
    for name, group in effects.groupby("outcome", sort=False):
        known = group.dropna(subset=["engine", "second"])
        differ = len(known) > 2 and known["engine"].nunique() > 1 and known["second"].nunique() > 1
        rank = float(spearmanr(known["engine"], known["second"])[0]) if differ else float("nan")
        agree = np.sign(known["engine"]) == np.sign(known["second"])
        clear = (known["engine_low"] > 0) | (known["engine_high"] < 0)
        clear &= (known["second_low"] > 0) | (known["second_high"] < 0)
        rows.append(
            {
                "outcome": name,
                "rank_correlation": rank,
                "clear_in_both": int(clear.sum()),
                "of_these_same_sign": int((clear & agree).sum()),
            }
        )
    return pd.DataFrame(rows)


def interval(row: pd.Series, column: str) -> str:
    """A mean with its interval, as text."""
    return f"{row[column]:.3f} ({row[f'{column}_low']:.3f} to {row[f'{column}_high']:.3f})"


def level_table(table: pd.DataFrame) -> Table:
    """Levels without policy in both implementations."""
    shown = Table(
        title="Without policy, mean of the last ten terms", box=box.SIMPLE_HEAD, title_justify="left"
    )
    for heading in ("outcome", "engine", "second implementation", "difference"):
        shown.add_column(heading)
    for _, row in table[table.policy == "none"].iterrows():
        shown.add_row(str(row["outcome"]), *(interval(row, c) for c in ("engine", "second", "gap")))
    return shown


def effect_table(table: pd.DataFrame, names: Sequence[str] = HEADLINE) -> Table:
    """Effects of all policies in both; a star where the interval of their difference leaves out zero."""
    effects = table[(table.policy != "none") & table.outcome.isin(names)]
    title = "Effect of each policy: engine | second; * their difference is clear"
    shown = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    shown.add_column("outcome")
    policies = list(dict.fromkeys(effects.policy))
    for policy in policies:
        shown.add_column(policy)
    for name, group in effects.groupby("outcome", sort=False):
        cells = []
        for _, row in group.iterrows():
            star = "*" if row["gap_low"] > 0 or row["gap_high"] < 0 else ""
            cells.append(f"{row['engine']:+.3f} | {row['second']:+.3f}{star}")
        shown.add_row(str(name), *cells)
    return shown


def rank_table(ranks: pd.DataFrame) -> Table:
    """Rank correlations of effects."""
    shown = Table(title="Do policies rank alike?", box=box.SIMPLE_HEAD, title_justify="left")
    for heading in ("outcome", "rank correlation", "clear in both", "of these same sign"):
        shown.add_column(heading)
    for _, row in ranks.iterrows():
        rank = f"{row['rank_correlation']:.2f}"
        shown.add_row(row["outcome"], rank, str(row["clear_in_both"]), str(row["of_these_same_sign"]))
    return shown


def dock(
    overrides: Sequence[str] = ("world=province",),
    seeds: int = 12,
    policies: Sequence[str] = POLICIES,
    path: Path = Path("docs/docking.csv"),
) -> pd.DataFrame:
    """Run both, print what agrees and what does not, and write it to `path`."""
    table = compared(finished(overrides, policies, seeds))
    ranks = rank_correlations(table)
    console = Console(width=240)
    for shown in (level_table(table), effect_table(table), rank_table(ranks)):
        console.print(shown)
    with replacing(path) as file:
        table.round(6).to_csv(file, index=False)
    return table
