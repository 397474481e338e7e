"""Figures of a calibration: what was ruled out, and the targets before and after."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations, product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.colors import BoundaryNorm, LogNorm, Normalize
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from scipy.stats import qmc

from iei.experiments.evidence.history_matching.calibration import Calibration
from iei.experiments.evidence.history_matching.region import moved, multiplied
from iei.experiments.evidence.history_matching.space import logarithmic
from iei.experiments.evidence.history_matching.targets import Target
from iei.experiments.show.figure_style import COLOURS, GREY, Figure

MOST_COEFFICIENTS = 5
BINS = 10
LEFT = 2500  # points that stand for what is not ruled out
MOVES = 6  # of each of them, to have as many as that
NOTHING = "#E8E8E8"
SAMPLE = 2**12  # points all over the space, for the least implausibility in a bin
COLUMNS = 3


def drawn(done: Calibration) -> dict[str, Figure]:
    """Every figure by its name."""
    found = {"targets": target_panels(done)}
    if done.space.dimensions > 1 and any(wave.used.size for wave in done.found.waves):
        found["ruled_out"] = ruled_out(done)
    return found


def important(done: Calibration) -> list[int]:
    """Axes of the coefficients that the figure shows: those that the targets narrowed most."""
    points = done.found.left.points
    if done.found.left.empty:
        return list(range(min(MOST_COEFFICIENTS, done.space.dimensions)))
    width = points.std(axis=0)
    return sorted(np.argsort(width, kind="stable")[:MOST_COEFFICIENTS].tolist())


def ruled_out(done: Calibration) -> Figure:
    """Pairs of coefficients: least implausibility (below the diagonal) and optical depth (above).

    Both as in Vernon, Goldstein and Bower (2010): over all other coefficients, the smallest implausibility,
    and the share of the space that is not ruled out. On the diagonal: where along a coefficient what is left
    lies.
    """
    axes = important(done)
    everywhere = qmc.Sobol(done.space.dimensions, rng=done.found.rules.generator(0, 3)).random(SAMPLE)
    scores = done.found.score(everywhere)
    left = points_left(done, everywhere[scores <= done.found.rules.cut])
    sample = np.concatenate([everywhere, left])
    scores = np.concatenate([scores, done.found.score(left)])
    volume = done.found.left.volume
    depths = {(a, b): optical_depth(left[:, [a, b]], volume) for a, b in combinations(axes, 2)}
    cut = done.found.rules.cut
    levels = BoundaryNorm(np.linspace(0, 2 * cut, 13), 256, extend="max")
    shades = depth_shades(np.concatenate([depth.ravel() for depth in depths.values()]))
    number = len(axes)
    figure = Figure(figsize=(1.9 * number + 2.6, 1.9 * number + 1.2), layout="constrained")
    grid = figure.subplots(number, number, squeeze=False)
    for (row, b), (column, a) in product(enumerate(axes), repeat=2):
        axis, cells = grid[row, column], (edges(done, a), edges(done, b))
        if row == column:
            histogram(axis, done, left[:, a], a)
        elif row > column:
            numbers = least(sample[:, [a, b]], scores).T
            below = axis.pcolormesh(*cells, numbers, cmap="cividis", norm=levels)
        else:
            axis.set_facecolor(NOTHING)
            numbers = np.ma.masked_equal(depths[(b, a)], 0.0)
            above = axis.pcolormesh(*cells, numbers, cmap="viridis", norm=shades)
        if row != column:
            mark_default(axis, done, a, b)
        label(axis, done, a, b, lowest=row == number - 1, first=column == 0)
    words_below = f"Least implausibility (below the diagonal);\nruled out above {cut:g}"
    words_above = "Share not ruled out (above the diagonal);\nlight grey: nothing found"
    figure.colorbar(below, ax=grid[:, -1], label=words_below, aspect=30)
    bar = figure.colorbar(above, ax=grid[:, -1], label=words_above, aspect=30, format="%.2g")
    if isinstance(shades, LogNorm):
        bar.set_ticks(shades.inverse(np.linspace(0, 1, 5)).tolist())
        bar.ax.yaxis.set_minor_locator(NullLocator())
    waves = len(done.found.waves)
    figure.suptitle(
        "Which coefficients do the targets rule out?\n"
        f"{waves} {'wave leaves' if waves == 1 else 'waves leave'} {volume:.2g} of the space; "
        "orange: defaults of the model; diagonal: where what is left lies (dotted: if evenly)"
    )
    return figure


def points_left(done: Calibration, found: np.ndarray) -> np.ndarray:
    """At least `LEFT` points spread evenly over what is not ruled out: those `found`, and moved ones."""
    left = done.found.left.points
    missing = LEFT - len(found) - len(left)
    if not len(left) or missing <= 0:
        return np.concatenate([found, left])
    generator = done.found.rules.generator(0, 4)
    more = multiplied(left, missing, generator)
    cut = done.found.rules.cut
    return np.concatenate([found, left, moved(more, done.found.score, cut, generator, MOVES)])


def depth_shades(depths: np.ndarray) -> Normalize:
    """Scale of the shares: logarithmic if they differ by much."""
    positive = depths[depths > 0]
    low, high = (positive.min(), positive.max()) if positive.size else (0.1, 1.0)
    if high > 20 * low:
        return LogNorm(low, high)
    return Normalize(0.0, high)


def edges(done: Calibration, axis: int) -> np.ndarray:
    """Bin edges of a coefficient in its unit, (BINS + 1,)."""
    quantity = done.space.quantities[axis]
    shares = np.linspace(0, 1, BINS + 1)
    if logarithmic(quantity):
        return quantity.lower * (quantity.upper / quantity.lower) ** shares
    return quantity.lower + shares * (quantity.upper - quantity.lower)


def least(pairs: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Smallest score in each bin of two axes of the unit square, (BINS, BINS); NaN in an empty one."""
    found = np.full((BINS, BINS), np.inf)
    rows = np.minimum((pairs * BINS).astype(int), BINS - 1)
    np.minimum.at(found, (rows[:, 0], rows[:, 1]), scores)
    return np.where(np.isinf(found), np.nan, found)


def optical_depth(pairs: np.ndarray, volume: float) -> np.ndarray:
    """Share of each bin of two axes that is not ruled out, (BINS, BINS), from points spread evenly there."""
    if not len(pairs):
        return np.zeros((BINS, BINS))
    counts, _, _ = np.histogram2d(pairs[:, 0], pairs[:, 1], bins=BINS, range=[[0, 1], [0, 1]])
    return np.minimum(counts / len(pairs) * BINS**2 * volume, 1.0)


def histogram(axis: Axes, done: Calibration, shares: np.ndarray, a: int) -> None:
    """Where along one coefficient what is left lies, per share of its range."""
    counts, _ = np.histogram(shares, bins=BINS, range=(0, 1))
    density = counts / max(counts.sum(), 1) * BINS
    axis.stairs(density, edges(done, a), fill=True, color=COLOURS[5])
    axis.axhline(1, color=GREY, linestyle=":", linewidth=1)
    axis.axvline(done.settings.base.behaviour[done.space.names[a]], color=COLOURS[1], linewidth=1.5)
    axis.set_yticks([])


def mark_default(axis: Axes, done: Calibration, a: int, b: int) -> None:
    """The present defaults, on two axes."""
    values = [done.settings.base.behaviour[done.space.names[i]] for i in (a, b)]
    axis.plot(*values, marker="D", color=COLOURS[1], markeredgecolor="white", markersize=6, clip_on=False)


def label(axis: Axes, done: Calibration, a: int, b: int, lowest: bool, first: bool) -> None:
    """Scales everywhere, names and units on the outer axes."""
    axis.tick_params(labelsize=7)
    scale(axis.xaxis, axis.set_xscale, done, a)
    axis.set_xlim(edges(done, a)[0], edges(done, a)[-1])
    if a != b:
        scale(axis.yaxis, axis.set_yscale, done, b)
        axis.set_ylim(edges(done, b)[0], edges(done, b)[-1])
    axis.tick_params(which="both", labelbottom=lowest, labelleft=first)
    if lowest:
        axis.set_xlabel(words(done, a), fontsize=7)
    if first:
        axis.set_ylabel(words(done, b), fontsize=7)


def scale(line: XAxis | YAxis, set_scale: Callable[[str], None], done: Calibration, a: int) -> None:
    """The scale on which a coefficient is searched; on that of the logarithm three numbers are enough."""
    if logarithmic(done.space.quantities[a]):
        set_scale("log")
        cells = edges(done, a)
        line.set_major_locator(FixedLocator(cells[[0, len(cells) // 2, -1]].tolist()))
        line.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2g}"))
        line.set_minor_locator(NullLocator())


def words(done: Calibration, axis: int) -> str:
    """Name and unit of a coefficient."""
    quantity = done.space.quantities[axis]
    return f"{quantity.name}\n({quantity.unit})"


def target_panels(done: Calibration) -> Figure:
    """One panel a target: observed, simulated before, with the defaults, and by the ensemble."""
    rows = math.ceil(len(done.targets) / COLUMNS)
    figure = Figure(figsize=(3.6 * COLUMNS, 1.45 * rows + 1.5), layout="constrained")
    panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
    generator = np.random.default_rng(0)
    for i, (axis, target) in enumerate(zip(panels, done.targets, strict=False)):
        panel(axis, done, target, i, generator)
    for axis in panels[len(done.targets) :]:
        axis.set_visible(False)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    held = sum(target.held_back for target in done.targets)
    figure.suptitle(
        f"Are the targets met? {len(done.judged.mean)} coefficient sets of the ensemble, under seeds that "
        f"did not choose them;\nheld back: {held} of {len(done.targets)} targets; arrows: beyond the axis"
    )
    return figure


def panel(axis: Axes, done: Calibration, target: Target, i: int, generator: np.random.Generator) -> None:
    """Values of one target in its unit; heights have no meaning."""
    aim = target.aim
    reach = done.found.rules.cut * aim.tolerance
    axis.axvspan(
        aim.lower - reach,
        aim.upper + reach,
        color=GREY,
        alpha=0.2,
        lw=0,
        label=f"observed ± {done.found.rules.cut:g} sd",
    )
    if aim.lower == aim.upper:
        axis.axvline(aim.lower, color="black", linewidth=1.2, label="observed")
    else:
        axis.axvspan(aim.lower, aim.upper, color=GREY, alpha=0.45, lw=0, label="observed")
    groups = (
        ("first wave", done.first.mean[:, i], 2.0, COLOURS[4], "o"),
        ("defaults", done.defaults.mean[:, i], 1.0, COLOURS[1], "D"),
        ("ensemble", done.judged.mean[:, i], 0.0, COLOURS[0], "o"),
    )
    low, high = shown_range(np.concatenate([values for _, values, *_ in groups]), target, reach)
    for name, values, height, colour, marker in groups:
        values = values[np.isfinite(values)]
        heights = height + generator.uniform(-0.25, 0.25, len(values)) * (len(values) > 1)
        inside = (values >= low) & (values <= high)
        look: dict[str, Any] = {"s": 28 if name == "defaults" else 7, "color": colour, "alpha": 0.75, "lw": 0}
        axis.scatter(values[inside], heights[inside], marker=marker, label=name, **look)
        for beyond, end, arrow in ((values < low, low, "<"), (values > high, high, ">")):
            axis.scatter(np.full(beyond.sum(), end), heights[beyond], marker=arrow, **(look | {"s": 16}))
    axis.set_xlim(low - 0.03 * (high - low), high + 0.03 * (high - low))
    axis.set_ylim(-0.6, 2.6)
    axis.set_yticks([0, 1, 2], ["ensemble", "defaults", "first wave"], fontsize=7)
    axis.tick_params(axis="x", labelsize=7)
    axis.set_title(f"{target.name} (held back)" if target.held_back else target.name, fontsize=8, loc="left")
    axis.set_xlabel(target.unit, fontsize=7)


def shown_range(values: np.ndarray, target: Target, reach: float) -> tuple[float, float]:
    """Ends of the axis of a target: most of what was simulated, and the near part of what was observed.

    What lies beyond is drawn as an arrow at the end.
    """
    aim = target.aim
    values = values[np.isfinite(values)]
    low, high = np.quantile(values, [0.03, 0.97]) if len(values) else (aim.lower, aim.upper)
    low, high = min(low, aim.upper), max(high, aim.lower)  # some of the observed range is always there
    room = 0.6 * max(high - low, 2 * reach)
    return max(low - room, min(low, aim.lower - reach)), min(high + room, max(high, aim.upper + reach))
