"""The public wage at which neighbouring policies change rank in cost-effectiveness (B24).

What a lever costs is partly paid to enterprises and partly to persons. If persons cost another wage, the
cost of one more substantive link changes in every policy by its share of persons; where two policies next to
each other in that ranking would cost the same is the wage at which they change rank. It is a first-order
answer: budgets and choices are those of the wage that was simulated.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from iei.experiments.analyse.contrasts import COST_OUTCOME, SPENDING, by_replicate
from iei.policies.catalogue import LEVERS

PAID_TO_ENTERPRISES = [
    f"spent_{lever.name}" for lever in LEVERS if lever.entitlement or lever.name == "orders"
]
PAID_TO_PERSONS = [
    name for name in (f"spent_{lever.name}" for lever in LEVERS) if name not in PAID_TO_ENTERPRISES
]
SHOWN = (0.2, 5.0)  # factors on the wage that are worth a word
COLUMNS = ("cheaper", "dearer", "cost_cheaper", "cost_dearer", "wage_factor")


def price_switches(runs: pd.DataFrame, comparison: pd.DataFrame) -> pd.DataFrame:
    """One row a pair of policies that stand next to each other in cost per additional substantive link.

    Only policies whose gain is clear. Columns `COLUMNS`: costs in MU per link and term, and by what the
    public wage would have to be multiplied for the two to cost the same; NaN where no wage does that.
    """
    rows = comparison[(comparison["outcome"] == COST_OUTCOME) & comparison["cost_per_unit"].notna()]
    rows = rows.sort_values("cost_per_unit", kind="stable")
    parts = [unit_costs(runs, row["scenario"], row["baseline"]) for _, row in rows.iterrows()]
    names = rows["scenario"].tolist()
    pairs = zip(names[:-1], names[1:], parts[:-1], parts[1:], strict=True)
    return pd.DataFrame(
        [(one, other, sum(a), sum(b), wage_factor(a, b)) for one, other, a, b in pairs], columns=list(COLUMNS)
    )


def unit_costs(runs: pd.DataFrame, scenario: str, baseline: str) -> tuple[float, float]:
    """Cost of one more substantive link and term in money paid out, and in persons, both MU.

    Fines and clawback count as money; means over replicates that both have.
    """
    both = runs[runs["scenario"].isin([scenario, baseline])]
    both = both.assign(persons=both[PAID_TO_PERSONS].sum(axis=1, skipna=False))

    def extra(outcome: str) -> np.ndarray:
        table = by_replicate(both, outcome)
        return np.asarray(table[scenario] - table[baseline])

    gain, spending, persons = extra(COST_OUTCOME), extra(SPENDING), extra("persons")
    known = ~(np.isnan(gain) | np.isnan(spending) | np.isnan(persons))
    mean_gain = gain[known].mean()
    return (spending - persons)[known].mean() / mean_gain, persons[known].mean() / mean_gain


def wage_factor(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Factor on the wage at which both cost the same; NaN if there is none above zero.

    one, other : money and persons for one unit of gain, MU
    """
    faster = one[1] - other[1]  # how much faster the first becomes dear
    if faster == 0.0:
        return np.nan
    factor = (other[0] - one[0]) / faster
    return factor if factor > 0.0 else np.nan


def in_words(switches: pd.DataFrame) -> list[str]:
    """One sentence with the pairs that change rank at a wage within `SHOWN`; none if there are none."""
    low, high = SHOWN
    found = switches[switches["wage_factor"].between(low, high)]
    if found.empty:
        return []
    pairs = ", ".join(f"{row.cheaper} and {row.dearer} {row.wage_factor:.2g}" for row in found.itertuples())
    return [f"Neighbours in cost per link change rank if public staff cost so many times as much: {pairs}."]
