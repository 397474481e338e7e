"""Policies compared: paired differences to a baseline, what they cost, and which is worth its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.statistics import (
    LEVEL,
    holm,
    mean_interval,
    paired_difference,
    resampled_means,
    share_better,
)
from sim.outcomes import OUTCOMES

SPENDING = "public_spending"
BAND = (0.1, 0.9)  # quantiles of the band over replicates


def by_replicate(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """One outcome as a table, a row a replicate, a column a scenario; NaN where a run failed or lacks."""
    return runs.pivot_table(index="replicate", columns="scenario", values=outcome, dropna=False, sort=True)


def compare_scenarios(
    runs: pd.DataFrame, baselines: Mapping[str, str], outcomes: Sequence[str]
) -> pd.DataFrame:
    """Every scenario against its baseline under the same seeds, one row a scenario and outcome.

    Columns: `mean`, `mean_lower`, `mean_upper` (95 % t interval), `sd` and quantiles `q10`, `q90` over
    replicates; `difference` to the baseline with 95 % t interval (`lower`, `upper`) and bootstrap
    interval; `p`, and `p_holm` corrected for all rows of the table together; `effect_size`;
    `share_better`; spending and cost per unit of improvement (`cost_per_unit`). Differences of a
    baseline to itself are left NaN.
    """
    tables = {name: by_replicate(runs, name) for name in dict.fromkeys([*outcomes, SPENDING])}
    rows = [
        scenario_row(tables, scenario, baseline, outcome)
        for scenario, baseline in baselines.items()
        for outcome in outcomes
        if scenario in tables[outcome]
    ]
    frame = pd.DataFrame(rows)
    if not frame.empty:
        frame.insert(frame.columns.get_loc("p") + 1, "p_holm", holm(frame["p"].to_numpy()))
    return frame


def scenario_row(
    tables: Mapping[str, pd.DataFrame], scenario: str, baseline: str, outcome: str
) -> dict[str, Any]:
    """One row of `compare_scenarios`."""
    declared = OUTCOMES[outcome]
    values = tables[outcome][scenario].to_numpy()
    interval = mean_interval(values)
    known = values[~np.isnan(values)]
    low, high = np.quantile(known, BAND) if known.size else (np.nan, np.nan)
    row = {
        "scenario": scenario,
        "outcome": outcome,
        "unit": declared.unit,
        "better": declared.better,
        "replicates": known.size,
        "mean": interval.mean,
        "mean_lower": interval.lower,
        "mean_upper": interval.upper,
        "sd": known.std(ddof=1) if known.size > 1 else np.nan,
        "q10": low,
        "q90": high,
        "baseline": baseline,
    }
    missing = dict.fromkeys(
        ("pairs", "difference", "lower", "upper", "bootstrap_lower", "bootstrap_upper", "p", "effect_size"),
        np.nan,
    )
    costs = dict.fromkeys(("spending", "extra_spending", "cost_per_unit", "cost_lower", "cost_upper"), np.nan)
    if scenario == baseline or baseline not in tables[outcome]:
        return row | missing | {"share_better": np.nan} | costs
    against = tables[outcome][baseline].to_numpy()
    paired = paired_difference(values, against)
    return (
        row
        | {
            "pairs": paired.pairs,
            "difference": paired.difference.mean,
            "lower": paired.difference.lower,
            "upper": paired.difference.upper,
            "bootstrap_lower": paired.bootstrap_lower,
            "bootstrap_upper": paired.bootstrap_upper,
            "p": paired.p,
            "effect_size": paired.effect_size,
            "share_better": share_better(values, against, declared.better),
        }
        | cost_of(
            values - against,
            tables[SPENDING][scenario],
            tables[SPENDING][baseline],
            declared.better if outcome != SPENDING else "",
        )
    )


def cost_of(
    gain: np.ndarray, spending: pd.Series, baseline_spending: pd.Series, better: str
) -> dict[str, float]:
    """What the difference of an outcome costs, in MU a term for each unit of improvement.

    Extra spending over improvement, with the bootstrap interval of the ratio of means. NaN when no
    direction is better, or when the improvement is not clearly above zero: the ratio then has no
    meaning.
    """
    extra = (spending - baseline_spending).to_numpy()
    known = ~(np.isnan(gain) | np.isnan(extra))
    gain, extra = gain[known] * (-1.0 if better == "less" else 1.0), extra[known]
    costs = {
        "spending": float(spending.mean()),
        "extra_spending": float(extra.mean()) if extra.size else np.nan,
        "cost_per_unit": np.nan,
        "cost_lower": np.nan,
        "cost_upper": np.nan,
    }
    if not better or gain.size < 2:
        return costs
    tails = [0.5 - 0.5 * LEVEL, 0.5 + 0.5 * LEVEL]
    means = resampled_means(np.column_stack([gain, extra]))
    if np.quantile(means[:, 0], tails[0]) <= 0:
        return costs
    worse = np.full(len(means), np.inf)  # a resample without improvement: no price buys it
    ratios = np.divide(means[:, 1], means[:, 0], out=worse, where=means[:, 0] > 0)
    lower, upper = np.quantile(ratios, tails, method="nearest")
    return costs | {
        "cost_per_unit": float(extra.mean() / gain.mean()),
        "cost_lower": float(lower),
        "cost_upper": float(upper),
    }


def acceptability(
    runs: pd.DataFrame, baselines: Mapping[str, str], outcome: str, worth: np.ndarray
) -> pd.DataFrame:
    """Cost-effectiveness acceptability curves (van Hout et al. 1994; Fenwick et al. 2001).

    For each `worth` (MU a term that one unit of improvement is worth), the share of bootstrap
    resamples of the seeds in which a scenario has the largest net benefit, worth * improvement -
    extra spending, among all scenarios; the baseline has net benefit 0. One column a scenario.
    """
    values, spending = by_replicate(runs, outcome), by_replicate(runs, SPENDING)
    sign = -1.0 if OUTCOMES[outcome].better == "less" else 1.0
    scenarios = [name for name in baselines if name in values]
    gain = np.column_stack([sign * (values[n] - values[baselines[n]]) for n in scenarios])
    extra = np.column_stack([spending[n] - spending[baselines[n]] for n in scenarios])
    known = ~np.isnan(gain + extra).any(axis=1)
    means = resampled_means(np.hstack([gain[known], extra[known]]))
    gains, costs = means[:, : len(scenarios)], means[:, len(scenarios) :]
    shares = []
    for value in worth:
        best = np.argmax(value * gains - costs, axis=1)
        shares.append(np.bincount(best, minlength=len(scenarios)) / best.size)
    return pd.DataFrame(shares, index=pd.Index(worth, name="worth"), columns=scenarios)


def rank_shares(runs: pd.DataFrame, scenarios: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """How often each scenario takes each rank over the points of a design; rank 1 is best.

    Scenarios are ranked at every point by their mean difference to the baseline over replicates;
    equal scenarios share the mean rank, rounded. One row a scenario, one column a rank, shares.
    """
    values = by_replicate(runs, outcome)
    sign = -1.0 if OUTCOMES[outcome].better == "less" else 1.0
    rows = scenarios[(scenarios["scenario"] != scenarios["baseline"]) & scenarios["scenario"].isin(values)]
    gains = pd.DataFrame(
        {
            "name": rows["name"],
            "point": rows["point"],
            "gain": [
                sign * (values[row.scenario] - values[row.baseline]).mean() for row in rows.itertuples()
            ],
        }
    )
    table = gains.pivot_table(index="point", columns="name", values="gain")
    ranks = table.rank(axis=1, ascending=False).round().dropna(how="all")
    every = range(1, table.shape[1] + 1)
    return pd.DataFrame({rank: (ranks == rank).sum() / ranks.notna().sum() for rank in every}).loc[
        list(dict.fromkeys(rows["name"]))
    ]
