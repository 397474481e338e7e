"""Figures of a calibration: what was ruled out, and the targets before and after."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
from matplotlib.colors import BoundaryNorm, LogNorm, Normalize
from scipy.stats import qmc

from iei.experiments.evidence.history_matching.calibration import Calibration
from iei.experiments.evidence.history_matching.space import logarithmic
from iei.experiments.evidence.history_matching.targets import Target
from iei.experiments.show.figure_style import COLOURS, GREY, Figure

MOST_COEFFICIENTS = 5
BINS = 12
SAMPLE = 2**12  # points all over the space, for the least implausibility in a bin
COLUMNS = 3
WIDEST = 34  # characters of a name in a title


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

    Both as in Vernon, Goldstein and Bower (2010): over all other coefficients, the smallest implausibility, and
    the share of the space that is not ruled out.
    """
    axes = important(done)
    everywhere = qmc.Sobol(done.space.dimensions, rng=done.found.rules.generator(0, 3)).random(SAMPLE)
    sample = np.concatenate([everywhere, done.found.left.points])
    scores = done.found.score(sample)
    left = done.found.left
    number = len(axes)
    size = 1.9 * number + 1.6
    figure = Figure(figsize=(size + 0.8, size), layout="constrained")
    grid = figure.subplots(number, number, squeeze=False)
    cut = done.found.rules.cut
    shades = Normalize(0, 2 * cut)
    levels = BoundaryNorm(np.linspace(0, 2 * cut, 13), 256)
    depths = {
        (a, b): optical_depth(left.points[:, [a, b]], left.volume) for a, b in combinations(axes, 2)
    }
    positive = [d[d > 0].min() for d in depths.values() if (d > 0).any()]
    depth_shades = LogNorm(min(positive, default=0.1), max([d.max() for d in depths.values() if d.size] + [0.2]))
    below = above = None
    for row, b in enumerate(axes):
        for column, a in enumerate(axes):
            axis = grid[row, column]
            axis.tick_params(labelsize=7)
            if row == column:
                histogram(axis, done, a)
            elif row > column:
                below = axis.pcolormesh(
                    edges(done, a), edges(done, b), least(sample[:, [a, b]], scores).T, cmap="cividis", norm=levels
                )
                mark_default(axis, done, a, b)
            else:
                depth = depths[(b, a)].T if b < a else depths[(a, b)]
                shown = np.ma.masked_equal(depth.T, 0.0)
                axis.set_facecolor("#E8E8E8")
                above = axis.pcolormesh(edges(done, a), edges(done, b), shown, cmap="viridis", norm=depth_shades)
                mark_default(axis, done, a, b)
            label(axis, done, row, column, a, b, number)
    if below is not None and above is not None:
        figure.colorbar(below, ax=grid[:, -1], label=f"Least implausibility (below the diagonal; ruled out above {cut:g})")
        figure.colorbar(above, ax=grid[:, -1], label="Share not ruled out (above the diagonal; grey: nothing found)")
    _ = shades
    figure.suptitle(
        "Which coefficients do the targets rule out?\n"
        f"{len(done.found.waves)} waves leave {left.volume:.2g} of the space; diamond: defaults of the model"
    )
    return figure


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
    """Share of each bin of two axes that is not ruled out, (BINS, BINS), from points spread evenly over it."""
    if not len(pairs):
        return np.zeros((BINS, BINS))
    counts, _, _ = np.histogram2d(pairs[:, 0], pairs[:, 1], bins=BINS, range=[[0, 1], [0, 1]])
    return np.minimum(counts / len(pairs) * BINS**2 * volume, 1.0)


def histogram(axis, done: Calibration, a: int) -> None:  # type: ignore[no-untyped-def]
    """Where along one coefficient what is left lies, per share of its range."""
    counts, _ = np.histogram(done.found.left.points[:, a], bins=BINS, range=(0, 1))
    density = counts / max(counts.sum(), 1) * BINS
    axis.stairs(density, edges(done, a), fill=True, color=COLOURS[5])
    axis.axhline(1, color=GREY, linestyle=":", linewidth=1)
    axis.set_yticks([])
    axis.axvline(done.settings.base.behaviour[done.space.names[a]], color=COLOURS[1], linewidth=1)
    if logarithmic(done.space.quantities[a]):
        axis.set_xscale("log")


def mark_default(axis, done: Calibration, a: int, b: int) -> None:  # type: ignore[no-untyped-def]
    """The present defaults, on two axes."""
    values = [done.settings.base.behaviour[done.space.names[i]] for i in (a, b)]
    axis.plot(*values, marker="D", color=COLOURS[1], markeredgecolor="white", markersize=5, clip_on=False)


def label(axis, done: Calibration, row: int, column: int, a: int, b: int, number: int) -> None:  # type: ignore[no-untyped-def]
    """Names and units on the outer axes; scales everywhere."""
    if row != column:
        for i, scale in ((a, axis.set_xscale), (b, axis.set_yscale)):
            if logarithmic(done.space.quantities[i]):
                scale("log")
    if row == number - 1:
        axis.set_xlabel(words(done, a), fontsize=7)
    else:
        axis.set_xticklabels([])
    if column == 0:
        axis.set_ylabel(words(done, b), fontsize=7)
    else:
        axis.set_yticklabels([])


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
        f"Are the targets met? {len(done.judged.mean)} coefficient sets of the ensemble; "
        f"{held} of {len(done.targets)} targets were held back"
    )
    return figure


def panel(axis, done: Calibration, target: Target, i: int, generator: np.random.Generator) -> None:  # type: ignore[no-untyped-def]
    """Values of one target in its unit; heights have no meaning."""
    aim = target.aim
    reach = done.found.rules.cut * aim.tolerance
    axis.axvspan(aim.lower - reach, aim.upper + reach, color=GREY, alpha=0.2, lw=0, label=f"observed ± {done.found.rules.cut:g} sd")
    if aim.lower == aim.upper:
        axis.axvline(aim.lower, color="black", linewidth=1.2, label="observed")
    else:
        axis.axvspan(aim.lower, aim.upper, color=GREY, alpha=0.45, lw=0, label="observed")
    groups = (
        ("first wave", done.first.mean[:, i], 2.0, COLOURS[4], "o"),
        ("defaults", done.defaults.mean[:, i], 1.0, COLOURS[1], "D"),
        ("ensemble", done.judged.mean[:, i], 0.0, COLOURS[0], "o"),
    )
    for name, values, height, colour, marker in groups:
        heights = height + generator.uniform(-0.25, 0.25, len(values)) * (len(values) > 1)
        size = 28 if name == "defaults" else 7
        axis.scatter(values, heights, s=size, color=colour, marker=marker, alpha=0.75, lw=0, label=name)
    axis.set_ylim(-0.6, 2.6)
    axis.set_yticks([0, 1, 2], ["ensemble", "defaults", "first wave"], fontsize=7)
    axis.tick_params(axis="x", labelsize=7)
    name = target.name if len(target.name) <= WIDEST else target.name[: WIDEST - 1] + "…"
    axis.set_title(f"{name} (held back)" if target.held_back else name, fontsize=8, loc="left")
    axis.set_xlabel(target.unit, fontsize=7)
