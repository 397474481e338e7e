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
from iei.sim.outcomes import LATE_TERMS
from iei.sim.run.engine import prepare, simulate

POLICIES = (
    *("none", "incentives", "supervision", "evaluation", "council", "liaison", "orders", "teachers"),
    *("planning", "platform", "law", "mandate", "standards", "departments", "career_channel"),
    *("employment_services", "industry_teachers", "package_half"),
)
READINGS = ("first", "corrected")  # of the documentation, as it stood and as it stands
HEADLINE = (
    *("linked_share", "substantive_share", "formal_link_share", "deep_share", "training_share", "trust"),
    *("colleges_linked_share", "practical_skill", "employment_rate", "employment_own_field"),
    "seat_gap_in_region",
)
BESIDE = (
    *("formal_share", "joint_substance", "colleges_active_share", "awareness", "strong_lead_share"),
    *("practice_ability", "curriculum_lag", "vacancy_rate", "worker_skill", "public_spending"),
)
NO_PAST = "world.warm_up=0"  # both begin where nothing has happened yet


def finished(overrides: Sequence[str], policies: Sequence[str], seeds: int) -> pd.DataFrame:
    """Late means of every outcome: one row a policy, seed and implementation."""
    names = [*HEADLINE, *BESIDE]
    rows = []
    for policy in policies:
        prepared = prepare(scenario([NO_PAST, *overrides, f"policy={policy}"]))
        for seed in range(1, seeds + 1):
            runs = {"engine": simulate(prepared, seed).outcomes[names]}
            runs |= {reading: run(prepared, seed, reading == "corrected")[names] for reading in READINGS}
            for implementation, outcomes in runs.items():
                late = outcomes.iloc[-LATE_TERMS:].mean()
                rows.append({"policy": policy, "seed": seed, "implementation": implementation, **late})
        print(f"{policy}: {seeds} seeds", file=sys.stderr)
    return pd.DataFrame(rows)


def compared(runs: pd.DataFrame) -> pd.DataFrame:
    """Levels without policy and effects of policies, with 95 % intervals; and how far each reading is off.

    All share the state of term 0 of a seed, so that differences are taken seed by seed. What has no value
    without policy (who leads strongly) counts as 0 there.
    """
    names = [*HEADLINE, *BESIDE]
    table = runs.set_index(["policy", "seed", "implementation"])[names]
    rows = []
    for policy in table.index.unique("policy"):
        values = table.loc[policy] if policy == "none" else table.loc[policy] - table.loc["none"].fillna(0)
        for name in names:
            each = values[name].unstack("implementation")
            samples = {implementation: each[implementation] for implementation in ("engine", *READINGS)}
            samples |= {f"{reading}_gap": each[reading] - each["engine"] for reading in READINGS}
            row: dict[str, str | float] = {"outcome": name, "policy": policy}
            for column, sample in samples.items():
                found = mean_interval(sample.to_numpy())
                row.update({column: found.mean, f"{column}_low": found.lower, f"{column}_high": found.upper})
            rows.append(row)
    return pd.DataFrame(rows)


def rank_correlations(table: pd.DataFrame) -> pd.DataFrame:
    """Spearman's rank correlation, over policies, of the effects in the engine and in each reading.

    Beside it: effects whose intervals leave out zero in the engine and the first reading, and how many of
    these have one sign.
    """
    rows = []
    for name, effects in table[table.policy != "none"].groupby("outcome", sort=False):
        row: dict[str, str | float] = {"outcome": str(name)}
        for reading in READINGS:
            known = effects.dropna(subset=["engine", reading])
            differ = len(known) > 2 and known["engine"].nunique() > 1 and known[reading].nunique() > 1
            row[reading] = float(spearmanr(known["engine"], known[reading])[0]) if differ else float("nan")
        both = effects[clear(effects, "engine") & clear(effects, "first")]
        row["clear"] = len(both)
        row["same_sign"] = int((np.sign(both["engine"]) == np.sign(both["first"])).sum())
        rows.append(row)
    return pd.DataFrame(rows)


def clear(table: pd.DataFrame, column: str) -> pd.Series:
    """Where the interval of a column leaves out zero."""
    return (table[f"{column}_low"] > 0) | (table[f"{column}_high"] < 0)


def interval(row: pd.Series, column: str) -> str:
    """A mean with its interval, as text."""
    return f"{row[column]:.3f} ({row[f'{column}_low']:.3f} to {row[f'{column}_high']:.3f})"


def levels(table: pd.DataFrame) -> list[list[str]]:
    """Levels without policy, one row an outcome, as text."""
    shown = ("engine", "first", "first_gap", "corrected", "corrected_gap")
    plain = table[(table.policy == "none") & table["engine"].notna() & (table.outcome != "public_spending")]
    return [[str(row["outcome"]), *(interval(row, c) for c in shown)] for _, row in plain.iterrows()]


def effects(table: pd.DataFrame, reading: str, names: Sequence[str] = HEADLINE) -> list[list[str]]:
    """Effects of policies, engine | second, one row a policy; a star where their difference is clear."""
    rows = []
    for policy, group in table[table.policy != "none"].groupby("policy", sort=False):
        star = clear(group, f"{reading}_gap").map({True: "*", False: ""})
        texts = [
            f"{e:+.3f} | {r:+.3f}{s}" for e, r, s in zip(group["engine"], group[reading], star, strict=True)
        ]
        by_name = dict(zip(group["outcome"], texts, strict=True))
        rows.append([str(policy), *(by_name[name] for name in names)])
    return rows


def ranks(table: pd.DataFrame) -> list[list[str]]:
    """Rank correlations, one row an outcome, as text."""
    return [
        [
            row["outcome"],
            f"{row['first']:.2f}",
            f"{row['corrected']:.2f}",
            f"{row['same_sign']} of {row['clear']}",
        ]
        for _, row in rank_correlations(table).iterrows()
    ]


LEVEL_HEADINGS = ("outcome", "engine", "first reading", "difference", "corrected reading", "difference")
RANK_HEADINGS = ("outcome", "rank correlation", "corrected reading", "same sign, of those clear in both")


def shown(title: str, headings: Sequence[str], rows: list[list[str]]) -> Table:
    """Rows of text as a table."""
    result = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left")
    for heading in headings:
        result.add_column(heading)
    for row in rows:
        result.add_row(*row)
    return result


def dock(
    overrides: Sequence[str] = ("world=province",),
    seeds: int = 12,
    policies: Sequence[str] = POLICIES,
    path: Path = Path("docs/docking.csv"),
) -> pd.DataFrame:
    """Run both, print what agrees and what does not, and write it to `path`."""
    table = compared(finished(overrides, policies, seeds))
    console = Console(width=240)
    console.print(shown("Without policy, mean of the last ten terms", LEVEL_HEADINGS, levels(table)))
    for reading in READINGS:
        title = f"Effects: engine | second implementation, {reading} reading; * the difference is clear"
        console.print(shown(title, ("policy", *HEADLINE), effects(table, reading)))
    console.print(shown("Do policies rank alike?", RANK_HEADINGS, ranks(table)))
    with replacing(path) as file:
        table.round(6).to_csv(file, index=False)
    return table
