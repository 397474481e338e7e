"""Figures of designs: interactions, effects of levers, sensitivities, firmness of a ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from iei.experiments.analyse.contrasts import by_replicate, rank_shares, ranks_at_points
from iei.experiments.analyse.design_analysis import design_of, factorial_effects, main_outcome, sensitivities
from iei.experiments.analyse.statistics import mean_interval
from iei.experiments.analyse.stored_results import StoredResults
from iei.experiments.plan.axes import TWO_LEVEL, declared
from iei.experiments.show.figure_style import COLOURS, DASHES, GREY, Figure
from iei.sim.outcomes import OUTCOMES

CLEAR = 0.05  # corrected p below which a sensitivity is drawn as clear
PALE = "#9CC3DE"
DRAWN = ("latin_hypercube", "sobol_sequence")  # points that stand for all others
Z = 1.96  # standard errors on each side of a share in its 95 % interval
BAND = "#E4E4E4"  # what chance alone would show


def crossed_keys(results: StoredResults) -> list[str]:
    """The two keys that a design crosses, the one with more values first; empty if it does not cross two."""
    design = design_of(results)
    if design is None or design.kind not in (*TWO_LEVEL, "grid"):
        return []
    distinct = {axis.key: len(set(axis.values)) for axis in design.axes}
    varied = [key for key, count in distinct.items() if count > 1]
    return sorted(varied, key=lambda key: -distinct[key]) if len(varied) == 2 else []


def interaction(results: StoredResults) -> Figure:
    """The effect on the main outcome over one key of the design: a panel a scenario, a line a value."""
    outcome = main_outcome(results)
    first, second = crossed_keys(results)
    values = by_replicate(results.runs, outcome)
    table = results.scenarios.dropna(subset=[first, second])
    table = table[table["scenario"].isin(values.columns) & table["baseline"].isin(values.columns)]
    compared = set(table.loc[table["scenario"] != table["baseline"], "name"])
    names = [name for name in dict.fromkeys(table["name"]) if name in compared or not compared]
    levels = sorted(table[second].unique())
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    size = (7.5, 4.4) if len(names) == 1 else (3.1 * columns + 1.7, 2.9 * rows + 0.9)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    for axis, name in zip(axes.flat, names, strict=False):
        lines(axis, table[table["name"] == name], values, first, second, levels)
        if len(names) > 1:
            axis.set_title(name, loc="left")
    for unused in axes.flat[len(names) :]:
        unused.set_visible(False)
    for axis in axes.flat[max(0, len(names) - columns) : len(names)]:
        axis.tick_params(labelbottom=True)
        axis.set_xlabel(design_label(first))
    figure.supylabel(
        f"Paired difference to the baseline:\n{OUTCOMES[outcome].label} ({OUTCOMES[outcome].unit})",
        fontsize=9,
        ma="center",
    )
    figure.suptitle(
        "Lines that are not parallel interact; bars: 95 % t intervals of the mean",
        fontsize=9,
        x=0.01,
        ha="left",
    )
    handles, labels = axes.flat[0].get_legend_handles_labels()
    title = design_label(second).replace(" (", "\n(")
    figure.legend(handles, labels, loc="outside right upper", frameon=False, title=title)
    return figure


def lines(
    axis: Axes, table: pd.DataFrame, values: pd.DataFrame, first: str, second: str, levels: list[float]
) -> None:
    """Differences to the baseline over `first` for the cells of one scenario, a line a level of `second`."""
    step = np.ptp(table[first].to_numpy()) / 100  # moves bars apart that would cover each other
    axis.axhline(0, color=GREY, linewidth=0.8)
    for i, level in enumerate(levels):
        rows = table[table[second] == level].sort_values(first)
        intervals = [
            mean_interval((values[row.scenario] - values[row.baseline]).to_numpy())
            for row in rows.itertuples()
        ]
        axis.errorbar(
            rows[first] + step * (i - (len(levels) - 1) / 2),
            [interval.mean for interval in intervals],
            yerr=[0 if np.isnan(interval.lower) else interval.half_width for interval in intervals],
            color=COLOURS[i % len(COLOURS)],
            linestyle=DASHES[i % len(DASHES)],
            marker="o",
            markersize=4,
            capsize=2,
            label=f"{level:g}",
        )


def effect_bars(results: StoredResults, outcome: str, most: int = 30) -> Figure:
    """The strongest main effects and interactions of a factorial design with their intervals."""
    table = factorial_effects(results, outcome)
    table = table.loc[table["estimate"].abs().sort_values(ascending=False).index][:most][::-1]
    figure = Figure(figsize=(7.5, 1.3 + 0.24 * len(table)), layout="constrained")
    axis = figure.subplots()
    y = np.arange(len(table))
    colours = [COLOURS[1] if second else COLOURS[0] for second in table["second"]]
    axis.axvline(0, color="black", linewidth=0.8)
    axis.hlines(y, table["lower"], table["upper"], color=colours, linewidth=2)
    axis.scatter(table["estimate"], y, color=colours, s=18, zorder=3)
    axis.set_yticks(y, table["effect"].str.replace("_", " "))
    axis.set_ylim(-0.6, len(table) - 0.4)
    axis.set_xlabel(f"Effect on {OUTCOMES[outcome].label} ({OUTCOMES[outcome].unit})")
    handles = [
        Line2D([], [], color=COLOURS[0], marker="o", label="main effect"),
        Line2D([], [], color=COLOURS[1], marker="o", label="two-way interaction"),
    ]
    figure.legend(
        handles=handles, loc="outside upper center", ncols=2, frameon=False, title="95 % t intervals"
    )
    return figure


def sensitivity_bars(results: StoredResults, outcome: str, most: int = 12) -> Figure:
    """The most influential coefficients, a panel a scenario, against what chance alone would show."""
    table = sensitivities(results, outcome)
    measure = next(name for name in ("ST", "mu_star", "rank_correlation") if name in table)
    table = table.dropna(subset=[measure])
    label = {
        "ST": "Total Sobol' index (share of variance)",
        "mu_star": f"Mean absolute elementary effect ({OUTCOMES[outcome].unit})",
        "rank_correlation": "Spearman's rank correlation",
    }[measure]
    names = list(dict.fromkeys(table["scenario"]))
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(max(6.4, 4.2 * columns), (0.23 * most + 0.7) * rows + 0.9), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True)
    for axis, name in zip(axes.flat, names, strict=False):
        block = table[table["scenario"] == name].head(most)[::-1]
        clear = block["p_adjusted"] < CLEAR if "p_adjusted" in block else beyond_chance(block, measure)
        colours = np.where(clear, COLOURS[0], PALE)
        band = block["noise_band"].max()
        if not np.isnan(band):
            axis.axvspan(-band if measure == "rank_correlation" else 0, band, color=BAND, lw=0)
        axis.barh(block["key"].str.partition(".")[2].str.replace("_", " "), block[measure], color=colours)
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_title(f"{name} ({block['about'].iloc[0]})")
        axis.tick_params(labelbottom=True)
    for unused in axes.flat[len(names) :]:
        unused.set_visible(False)
    figure.supxlabel(f"{label}; outcome: {OUTCOMES[outcome].label}", fontsize=9)
    words = ("beyond chance", "within chance")
    if "p_adjusted" in table:
        words = (f"clear after Holm's correction (p < {CLEAR:g})", "not clear")
    handles = [Patch(color=COLOURS[0], label=words[0]), Patch(color=PALE, label=words[1])]
    if table["noise_band"].notna().any():
        handles.append(Patch(color=BAND, label="95 of 100 keys without influence end here"))
    figure.legend(handles=handles, loc="outside upper left", ncols=3, frameon=False)
    return figure


def beyond_chance(block: pd.DataFrame, measure: str) -> pd.Series:
    """Whether each row is larger than chance explains; where that is not known, all count."""
    return (block[measure].abs() > block["noise_band"]) | block["noise_band"].isna()


def design_label(key: str) -> str:
    """A design key in words with its unit."""
    return f"{key.partition('.')[2].replace('_', ' ')} ({declared(key).unit})"


def ranks(results: StoredResults) -> Figure:
    """How often each scenario takes each rank over the points of the design, in percent of the points."""
    outcome = main_outcome(results)
    taken = ranks_at_points(results.runs, results.scenarios, outcome)
    shares = 100 * rank_shares(taken)
    order = (shares * shares.columns.to_numpy()).sum(axis=1).sort_values().index
    shares = shares.loc[order]
    names = [str(name) for name in shares.index]
    width = 1.9 + 0.07 * max(map(len, names)) + 0.5 * shares.shape[1]
    figure = Figure(figsize=(max(6.4, width), max(3.0, 1.9 + 0.34 * len(shares))), layout="constrained")
    axis = figure.subplots()
    image = axis.imshow(shares, cmap="Blues", vmin=0, vmax=100, aspect="auto")
    for (row, column), share in np.ndenumerate(shares.to_numpy()):
        if share > 0:
            text = f"{share:.0f}" if share >= 1 else "<1"
            axis.text(column, row, text, ha="center", va="center", color="white" if share > 60 else "black")
    axis.set_yticks(range(len(shares)), names)
    axis.set_xticks(range(shares.shape[1]), shares.columns)
    axis.set_xlabel("Rank (1 is best)")
    figure.colorbar(image, label="Share of points (%)")
    figure.suptitle(
        f"How firm is the ranking by effect on {OUTCOMES[outcome].label}?\n{how_known(results, taken)}",
        fontsize=9,
        x=0.01,
        ha="left",
    )
    return figure


def how_known(results: StoredResults, taken: pd.DataFrame) -> str:
    """On how many points and runs the shares of a ranking rest, and how far chance may move them."""
    design = design_of(results)
    replicates = results.runs["replicate"].nunique()
    points = int(taken.notna().sum().min())
    runs = f"{replicates} replicate{'s' if replicates > 1 else ''}"
    text = f"{points} points of the design, {runs} at each; equals share their mean rank."
    if design is not None and design.kind in DRAWN:
        reach = 100 * Z * 0.5 / np.sqrt(points)
        text += f"\nOther points may move a share of 50 % by ±{reach:.0f} percentage points (95 % interval)."
    return text
