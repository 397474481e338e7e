"""Main effects and two-way interactions of factors that are on or off: which levers need each other?

Effects are defined as usual (Box, Hunter and Hunter 2005): the main effect of A is the mean with A on
less the mean with A off; the interaction AB is half the difference between the effect of A with B on
and with B off. They are computed seed by seed and then averaged, so that their intervals rest on
independent replicates.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from iei.experiments.analyse.statistics import ROUND_OFF, holm, mean_interval, paired_p_value

COLUMNS = ("effect", "first", "second", "estimate", "lower", "upper", "p", "p_holm", "confounded_with")


def coded(points: np.ndarray) -> np.ndarray:
    """Points (corners, factors) as -1 (lower value of the column) and +1 (higher).

    Raises `ValueError` if a factor does not have two values.
    """
    lower, higher = points.min(axis=0), points.max(axis=0)
    if not np.all((points == lower) | (points == higher)) or np.any(lower == higher):
        raise ValueError("every factor of a factorial design needs exactly two values")
    return np.where(points == higher, 1, -1)


def contrasts(signs: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Effect of each column of `signs` (corners, effects), +-1, on `values` (corners, ...)."""
    return 2.0 * np.tensordot(signs, values, axes=(0, 0)) / signs.shape[0]


def effects(points: np.ndarray, names: list[str], values: np.ndarray) -> pd.DataFrame:
    """Main effects and two-way interactions with 95 % t intervals and Holm-corrected p values.

    points : (corners, factors), two values in each column
    names : names of the factors
    values : (corners, replicates) of one outcome; replicates with a NaN are left out

    Returns one row an effect, columns `COLUMNS`; `confounded_with` names effects of the table that the
    design cannot tell from this one.
    """
    signs = coded(points)
    values = values[:, ~np.isnan(values).any(axis=0)]
    pairs = list(combinations(range(len(names)), 2))
    columns = [signs[:, i] for i in range(len(names))] + [signs[:, i] * signs[:, j] for i, j in pairs]
    labels = [*names, *(f"{names[i]} x {names[j]}" for i, j in pairs)]
    table = np.column_stack(columns)
    estimates = contrasts(table, values)  # (effects, replicates)
    estimates[np.abs(estimates) <= ROUND_OFF * np.abs(values).max(axis=0, initial=0.0)] = 0.0
    aliases = np.abs(table.T @ table) == table.shape[0]
    rows = []
    for e, label in enumerate(labels):
        interval = mean_interval(estimates[e])
        first, second = (e, -1) if e < len(names) else pairs[e - len(names)]
        rows.append(
            {
                "effect": label,
                "first": names[first],
                "second": names[second] if second >= 0 else "",
                "estimate": interval.mean,
                "lower": interval.lower,
                "upper": interval.upper,
                "p": paired_p_value(estimates[e]),
                "confounded_with": ", ".join(labels[o] for o in np.flatnonzero(aliases[e]) if o != e),
            }
        )
    frame = pd.DataFrame(rows)
    return frame.assign(p_holm=holm(frame["p"].to_numpy()))[list(COLUMNS)]
