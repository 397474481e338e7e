"""As many paired replicates as a wanted precision takes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iei.experiments.analyse.contrasts import by_replicate
from iei.experiments.analyse.statistics import mean_interval, replicates_for_half_width
from iei.experiments.execute.campaign import Campaign
from iei.experiments.plan.cells import Cell
from iei.experiments.plan.experiment import Precision

GROWTH = 2.0  # one step at most doubles the replicates: an early estimate of a spread is uncertain


def complete_to_precision(
    cells: Sequence[Cell],
    precision: Precision,
    replicates: int,
    campaign: Campaign,
) -> int:
    """Add replicates until every interval is as narrow as `precision` wants; their final number.

    `replicates` are stored already; with fewer than two there is no spread to estimate from, so a
    second one is added first. Says the expected number beforehand and the number taken afterwards.
    """
    name = precision.outcome
    if replicates < 2:
        replicates = 2
        campaign.complete(cells, range(replicates))
    first = True
    while True:
        width, needed = widest(cells, precision, replicates, campaign)
        if first:
            expected = min(needed, precision.maximum)
            campaign.say(
                f"{name}: +-{precision.half_width:g} is expected to take about {expected} replicates"
            )
            first = False
        if width <= precision.half_width or replicates >= precision.maximum:
            break
        step = min(max(needed, replicates + 1), int(np.ceil(GROWTH * replicates)), precision.maximum)
        campaign.complete(cells, range(step))
        replicates = step
    reached = "reached" if width <= precision.half_width else f"not reached within {precision.maximum}"
    found = f"widest +-{width:.3g} after {replicates} replicates"
    campaign.say(f"{name}: +-{precision.half_width:g} {reached}: {found}")
    return replicates


def widest(
    cells: Sequence[Cell], precision: Precision, replicates: int, campaign: Campaign
) -> tuple[float, int]:
    """Widest half width over the cells at present, and the replicates that the widest will need."""
    runs = campaign.labelled_runs(cells, replicates)
    table = by_replicate(runs, precision.outcome)
    half_width, needed = 0.0, 2
    for cell in cells:
        if cell.baseline == cell.label or cell.label not in table or cell.baseline not in table:
            continue
        differences = (table[cell.label] - table[cell.baseline]).dropna().to_numpy()
        if differences.size < 2:
            continue
        half_width = max(half_width, mean_interval(differences).half_width)
        sd = float(differences.std(ddof=1))
        needed = max(needed, replicates_for_half_width(sd, precision.half_width))
    return half_width, needed
