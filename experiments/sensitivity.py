"""What an outcome is sensitive to: Sobol' indices, Morris effects, rank correlations.

`design` is the design that made the points; `values` has one number a point, in their order.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from experiments.designs import Design, unit_sample
from sim.base.quantity import InvalidInput


def analysis(design: Design, values: np.ndarray) -> pd.DataFrame:
    """One row an axis of the design, most influential first; which columns depends on its kind.

    ``sobol_indices``: first-order `S1` and total `ST` with half widths of 95 % bootstrap intervals
    (Saltelli et al. 2010). ``morris``: `mu`, `mu_star`, `sigma` (Morris 1991, Campolongo et al. 2007),
    for a step over the whole range. Other samples: Spearman's `rank_correlation` and its `p`.
    """
    if np.isnan(values).any():
        raise InvalidInput(
            f"{int(np.isnan(values).sum())} design points have no value: a failed run leaves a gap that "
            "sensitivity indices cannot bridge; run again with retry_failed=true"
        )
    if design.kind == "sobol_indices":
        frame, order = sobol_indices(design, values), "ST"
    elif design.kind == "morris":
        frame, order = morris_effects(design, values), "mu_star"
    else:
        frame, order = rank_correlations(design, values), "rank_correlation"
    return frame.sort_values(order, key=abs, ascending=False, ignore_index=True)


def sobol_indices(design: Design, values: np.ndarray) -> pd.DataFrame:
    """First-order and total Sobol' indices by SALib."""
    from SALib.analyze import sobol

    found = sobol.analyze(design.problem(), values, calc_second_order=False, seed=design.seed)
    columns = ("S1", "S1_conf", "ST", "ST_conf")
    return pd.DataFrame({"key": design.problem()["names"]} | {name: found[name] for name in columns})


def morris_effects(design: Design, values: np.ndarray) -> pd.DataFrame:
    """Elementary effects by SALib, in the outcome's unit for a step over an axis' whole range."""
    from SALib.analyze import morris

    sample = unit_sample(design)
    found = morris.analyze(design.problem(), sample, values, num_levels=design.levels, seed=design.seed)
    columns = ("mu", "mu_star", "mu_star_conf", "sigma")
    table = {name: np.asarray(found[name], dtype=float) for name in columns}
    return pd.DataFrame({"key": design.problem()["names"]} | table)


def rank_correlations(design: Design, values: np.ndarray) -> pd.DataFrame:
    """Spearman's rank correlation of each axis with the outcome, over the points of the design."""
    points = pd.DataFrame(design.points())
    rows = []
    for key in points:
        constant = points[key].nunique() < 2 or np.ptp(values) == 0
        found = None if constant else stats.spearmanr(points[key], values)
        rows.append(
            {
                "key": key,
                "rank_correlation": found.statistic if found else np.nan,
                "p": found.pvalue if found else np.nan,
            }
        )
    return pd.DataFrame(rows)
