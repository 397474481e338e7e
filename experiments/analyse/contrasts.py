"""Policies compared: paired differences to a baseline, what they cost, and which is worth its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from iei.experiments.analyse.statistics import (
    differences_of,
    holm,
    mean_interval,
    paired_difference,
    plausible_means,
    ratio_interval,
    share_better,
)
from iei.sim.outcomes import OUTCOMES

SPENDING = "public_spending"
FUNDED = "funded_share"
STRENGTH = "effective_strength"
FULLY = 0.995  # a share of the asked-for spending that rounds to all of it
COST_OUTCOME = "links_substantive_since_start"  # "cost per additional substantive link"
BAND = (0.1, 0.9)  # quantiles of the band over replicates
CLEAR = 0.05  # Holm-corrected p below which a difference is clear
TESTED = ("pairs", "difference", "lower", "upper", "p", "effect_size", "share_better")
COSTS = ("cost_per_unit", "cost_lower", "cost_upper")


def by_replicate(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """One outcome as a table, a row a replicate, a column a scenario; NaN where a run failed or lacks."""
    return runs.pivot_table(index="replicate", columns="scenario", values=outcome, dropna=False, sort=True)


def compare_scenarios(
    runs: pd.DataFrame, baselines: Mapping[str, str], outcomes: Sequence[str]
) -> pd.DataFrame:
    """Every scenario against its baseline under the same seeds, one row a scenario and outcome.

    Columns: `mean`, `mean_lower`, `mean_upper` (95 % t interval), `sd` and quantiles `q10`, `q90` over
    replicates; `difference` to the baseline with 95 % t interval (`lower`, `upper`); `p`, and `p_holm`
    corrected for all rows of the table together; `smallest_effect` (in the outcome's unit) and `clear`, see
    `is_clear`; `effect_size`; `share_better`; `spending`, `extra_spending` and, where an improvement is
    clear, its cost (`cost_of`). What compares a baseline with itself is left NaN.
    """
    tables = {name: by_replicate(runs, name) for name in dict.fromkeys([*outcomes, SPENDING])}
    rows = [
        scenario_row(tables, scenario, baseline, outcome)
        for scenario, baseline in baselines.items()
        for outcome in outcomes
        if scenario in tables[outcome]
    ]
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    frame.insert(frame.columns.get_loc("p") + 1, "p_holm", holm(frame["p"].to_numpy()))
    frame.insert(frame.columns.get_loc("p_holm") + 1, "clear", is_clear(frame))
    unclear = ~(frame["clear"] & improves(frame))
    frame.loc[unclear, list(COSTS)] = np.nan
    return frame


def is_clear(comparison: pd.DataFrame) -> pd.Series:
    """Whether each difference is unlikely to be luck and may be large enough to matter.

    Holm-corrected p below `CLEAR`, and an interval that is not wholly inside +-`smallest_effect`.
    """
    small = comparison["smallest_effect"]
    negligible = (comparison["lower"] > -small) & (comparison["upper"] < small)
    return (comparison["p_holm"] < CLEAR) & ~negligible


def improves(comparison: pd.DataFrame) -> pd.Series:
    """Whether each difference points to the better side of its outcome; False if no side is better."""
    sign = comparison["better"].map({"more": 1.0, "less": -1.0, "": 0.0})
    return sign * comparison["difference"] > 0


def scenario_row(
    tables: Mapping[str, pd.DataFrame], scenario: str, baseline: str, outcome: str
) -> dict[str, Any]:
    """One row of `compare_scenarios`, costs not yet limited to clear improvements."""
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
    missing = dict.fromkeys((*TESTED, "smallest_effect", "spending", "extra_spending", *COSTS), np.nan)
    if scenario == baseline or baseline not in tables[outcome]:
        return row | missing
    against = tables[outcome][baseline].to_numpy()
    paired = paired_difference(values, against)
    spending = tables[SPENDING][scenario].to_numpy()
    extra = spending - tables[SPENDING][baseline].to_numpy()
    found = {
        "pairs": paired.pairs,
        "difference": paired.difference.mean,
        "lower": paired.difference.lower,
        "upper": paired.difference.upper,
        "smallest_effect": declared.smallest_effect(mean_interval(against).mean),
        "p": paired.p,
        "effect_size": paired.effect_size,
        "share_better": share_better(values, against, declared.better),
        "spending": mean_interval(spending).mean,
        "extra_spending": mean_interval(extra).mean,
    }
    same_terms = declared.summary == OUTCOMES[SPENDING].summary and outcome != SPENDING
    gain = differences_of(values, against) * (-1.0 if declared.better == "less" else 1.0)
    return row | missing | found | (cost_of(gain, extra) if same_terms and declared.better else {})


def cost_of(gain: np.ndarray, extra: np.ndarray) -> dict[str, float]:
    """Extra spending for one unit of improvement, both means over the same terms, with Fieller's interval.

    gain, extra : (n,) paired differences; NaN where one is missing

    Money in MU a term for each unit a term. Empty if nothing extra is spent, or if the improvement is not
    clearly above zero: the ratio has no meaning then. Spending below zero is left out of the interval.
    """
    known = ~(np.isnan(gain) | np.isnan(extra))
    found = ratio_interval(extra[known], gain[known]) if known.any() else None
    if found is None or np.isnan(found.lower) or extra[known].mean() <= 0 or gain[known].mean() <= 0:
        return {}
    bounds = (found.mean, max(found.lower, 0.0), max(found.upper, 0.0))
    return dict(zip(COSTS, bounds, strict=True))


def partly_funded(runs: pd.DataFrame) -> pd.Series:
    """Mean share of the asked-for spending that budgets pay, of the scenarios where it is not all of it."""
    if FUNDED not in runs:  # runs of an earlier version
        return pd.Series(dtype=float)
    shares = runs.groupby("scenario", sort=False)[FUNDED].mean()
    return shares[shares < FULLY]


def strength_in_force(runs: pd.DataFrame) -> pd.Series:
    """Mean share of the strength set that is in force, of the scenarios that set a lever."""
    if STRENGTH not in runs:  # runs of an earlier version
        return pd.Series(dtype=float)
    return runs.groupby("scenario", sort=False)[STRENGTH].mean().dropna()


def acceptability(
    runs: pd.DataFrame, baselines: Mapping[str, str], outcome: str, worth: np.ndarray
) -> pd.DataFrame:
    """Cost-effectiveness acceptability curves (van Hout et al. 1994; Fenwick et al. 2001).

    For each `worth` (MU a term that one unit of improvement is worth), the chance that a scenario has the
    largest net benefit, worth * improvement - extra spending, among all scenarios, over what the
    replicates leave plausible (`plausible_means`); the baseline has net benefit 0. One column a scenario.
    """
    values, spending = by_replicate(runs, outcome), by_replicate(runs, SPENDING)
    sign = -1.0 if OUTCOMES[outcome].better == "less" else 1.0
    scenarios = [name for name in baselines if name in values]
    gain = np.column_stack([sign * (values[n] - values[baselines[n]]) for n in scenarios])
    extra = np.column_stack([spending[n] - spending[baselines[n]] for n in scenarios])
    known = ~np.isnan(gain + extra).any(axis=1)
    if known.sum() < 2:
        return pd.DataFrame(index=pd.Index(worth, name="worth"))
    means = plausible_means(np.hstack([gain[known], extra[known]]))
    gains, costs = means[:, : len(scenarios)], means[:, len(scenarios) :]
    shares = []
    for value in worth:
        best = np.argmax(value * gains - costs, axis=1)
        shares.append(np.bincount(best, minlength=len(scenarios)) / best.size)
    return pd.DataFrame(shares, index=pd.Index(worth, name="worth"), columns=scenarios)


def ranks_at_points(runs: pd.DataFrame, scenarios: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Rank of each scenario at each point of a design; rank 1 is best, NaN where a number is missing.

    Scenarios are ranked at every point by their mean difference to the baseline over replicates;
    equal scenarios share the mean rank, rounded. One row a point, one column a scenario.
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
    return ranks[[name for name in dict.fromkeys(rows["name"]) if name in ranks]]


def rank_shares(ranks: pd.DataFrame) -> pd.DataFrame:
    """How often each scenario takes each rank: one row a scenario, one column a rank, shares."""
    every = range(1, ranks.shape[1] + 1)
    return pd.DataFrame({rank: (ranks == rank).sum() / ranks.notna().sum() for rank in every})
