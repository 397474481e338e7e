"""What an outcome is sensitive to: Sobol' indices, Morris effects, rank correlations, with noise bands.

`design` is the design that made the points; `values` has one number a point, in their order.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from iei.experiments.plan.designs import Design, unit_sample
from iei.sim.base.quantity import InvalidInput

MEASURES = {"sobol_indices": "ST", "morris": "mu_star"}  # what ranks the axes; others: rank_correlation
BAND = 0.95  # quantile of the size of a measure under chance alone
PERMUTATIONS = 999


def measure_of(design: Design) -> str:
    """The column by which axes are ranked."""
    return MEASURES.get(design.kind, "rank_correlation")


def analysis(design: Design, values: np.ndarray, noise: float = np.nan) -> pd.DataFrame:
    """One row an axis of the design, most influential first; which columns depends on its kind.

    ``sobol_indices``: first-order `S1` and total `ST` with half widths of 95 % bootstrap intervals
    (Saltelli et al. 2010). ``morris``: `mu`, `mu_star`, `sigma` (Morris 1991, Campolongo et al. 2007),
    for a step over the whole range. Other samples: Spearman's `rank_correlation` and its `p`.

    `noise_band` is what the measure of an axis without any influence stays below in 95 of 100 cases. For
    rank correlations the points are shuffled; for the others it follows from `noise`, the standard
    deviation of chance in each of `values`, and is NaN if that is not known.
    """
    if np.isnan(values).any():
        raise InvalidInput(
            f"{int(np.isnan(values).sum())} design points have no value: a failed run leaves a gap that "
            "sensitivity indices cannot bridge; run again with retry_failed=true"
        )
    if design.kind == "sobol_indices":
        frame = sobol_indices(design, values, noise)
    elif design.kind == "morris":
        frame = morris_effects(design, values, noise)
    else:
        frame = rank_correlations(design, values)
    return frame.sort_values(measure_of(design), key=abs, ascending=False, ignore_index=True)


def sobol_indices(design: Design, values: np.ndarray, noise: float) -> pd.DataFrame:
    """First-order and total Sobol' indices by SALib; NaN if the values do not vary.

    Chance adds to a total index half the mean square of the difference of two noisy values.
    """
    from SALib.analyze import sobol

    columns = ("S1", "S1_conf", "ST", "ST_conf")
    frame = pd.DataFrame({"key": [axis.key for axis in design.axes]})
    if np.ptp(values) == 0:
        return frame.assign(**dict.fromkeys((*columns, "noise_band"), np.nan))
    found = sobol.analyze(design.problem(), values, calc_second_order=False, seed=design.seed)
    largest = stats.chi2.ppf(BAND, design.samples) / design.samples
    return frame.assign(
        **{name: found[name] for name in columns}, noise_band=noise**2 * largest / values.var()
    )


def morris_effects(design: Design, values: np.ndarray, noise: float) -> pd.DataFrame:
    """Elementary effects by SALib, in the outcome's unit for a step over an axis' whole range.

    Chance makes an elementary effect out of the difference of two noisy values.
    """
    from SALib.analyze import morris

    sample = unit_sample(design)
    found = morris.analyze(design.problem(), sample, values, num_levels=design.levels, seed=design.seed)
    columns = ("mu", "mu_star", "mu_star_conf", "sigma")
    table = {name: np.asarray(found[name], dtype=float) for name in columns}
    step = design.levels / (2 * (design.levels - 1))
    spread = np.sqrt(2) * noise / step
    mean, sd = spread * stats.halfnorm.mean(), spread * stats.halfnorm.std() / np.sqrt(design.trajectories)
    band = mean + stats.norm.ppf(BAND) * sd
    return pd.DataFrame({"key": design.problem()["names"]} | table).assign(noise_band=band)


def rank_correlations(design: Design, values: np.ndarray) -> pd.DataFrame:
    """Spearman's rank correlation of each axis with the outcome, over the points of the design."""
    points = pd.DataFrame(design.points())
    bands = permuted_band(points.to_numpy(), values)
    rows = []
    for key, band in zip(points, bands, strict=True):
        found = None if np.isnan(band) else stats.spearmanr(points[key], values)
        rows.append(
            {
                "key": key,
                "rank_correlation": found.statistic if found else np.nan,
                "p": found.pvalue if found else np.nan,
                "noise_band": band,
            }
        )
    return pd.DataFrame(rows)


def permuted_band(points: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Size that rank correlations (axes,) of `points` (n, axes) with shuffled `values` (n,) stay below.

    NaN for an axis that does not vary, and for all if the values do not.
    """
    varies = (np.ptp(points, axis=0) > 0) & (np.ptp(values) > 0)
    bands = np.full(points.shape[1], np.nan)
    if not varies.any():
        return bands
    axes = stats.zscore(stats.rankdata(points[:, varies], axis=0))
    ranks = stats.zscore(stats.rankdata(values)) / values.size
    chance = np.random.default_rng(0)
    drawn = [np.abs(chance.permutation(ranks) @ axes) for _ in range(PERMUTATIONS)]
    bands[varies] = np.quantile(drawn, BAND, axis=0)
    return bands


def noise_of(values: np.ndarray) -> float:
    """Standard deviation of chance in the mean over replicates at one point; `values` (points, replicates).

    What all points have in common in a replicate cancels when points are compared and does not count.
    NaN with fewer than two points or replicates.
    """
    points, replicates = values.shape
    if points < 2 or replicates < 2:
        return np.nan
    left = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    return float(np.sqrt((left**2).sum() / ((points - 1) * (replicates - 1)) / replicates))
