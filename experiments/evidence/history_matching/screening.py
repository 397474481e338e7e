"""Which coefficients move the targets: elementary effects, and the few that a calibration keeps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from iei.experiments.evidence.history_matching.implausibility import Aim
from iei.experiments.evidence.history_matching.waves import Simulator
from iei.sim.base.quantity import InvalidInput

LEVELS = 4
STAGE = "screening"


def problem(names: Sequence[str]) -> dict[str, object]:
    """The unit cube of these coefficients as SALib describes it."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def screened(
    names: Sequence[str], aims: Sequence[Aim], simulate: Simulator, trajectories: int, seed: int
) -> pd.DataFrame:
    """How much each coefficient moves each target over its whole range; a row a coefficient, largest first.

    Columns: coefficient, score, target (that it moves most), then ``mu_star: TARGET`` and ``sigma: TARGET``,
    mean and standard deviation of the absolute elementary effects, in the unit of the target. The score is
    the largest mean absolute effect in units of the target's tolerance and luck.

    Source: Morris (1991); Campolongo, Cariboni and Saltelli (2007) for the mean of absolute effects.
    """
    try:
        from SALib.analyze import morris as analysis
        from SALib.sample import morris as sampling
    except ImportError:
        raise InvalidInput("screening needs SALib: pip install 'iei[calibrate]'") from None
    about = problem(names)
    points = sampling.sample(about, trajectories, num_levels=LEVELS, seed=seed)
    simulated = simulate(STAGE, points)
    table = pd.DataFrame({"coefficient": list(names)})
    scores = np.zeros((len(names), len(aims)))
    effects = {}
    for i, aim in enumerate(aims):
        known = np.isfinite(simulated.mean[:, i])
        if not known.any():
            continue
        middle = float(simulated.mean[known, i].mean())
        values = np.where(known, simulated.mean[:, i], middle)  # what is not defined moves nothing
        found = analysis.analyze(about, points, values, num_levels=LEVELS, num_resamples=2, seed=seed)
        spread = simulated.spread[:, i]
        luck = float(np.nanmedian(spread)) if np.isfinite(spread).any() else 0.0
        scores[:, i] = np.nan_to_num(found["mu_star"]) / np.sqrt(aim.variance + luck)
        effects[f"mu_star: {aim.name}"] = np.asarray(found["mu_star"])
        effects[f"sigma: {aim.name}"] = np.asarray(found["sigma"])
    table["score"] = scores.max(axis=1)
    table["target"] = [aims[i].name for i in scores.argmax(axis=1)]
    table = pd.concat([table, pd.DataFrame(effects)], axis=1)
    return table.sort_values("score", ascending=False, kind="stable", ignore_index=True)
