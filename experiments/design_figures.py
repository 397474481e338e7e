"""Figures of designs: interactions, effects of levers, sensitivities, firmness of a ranking."""

from __future__ import annotations

import numpy as np
from matplotlib.lines import Line2D

from experiments.analysis import factorial_effects, main_outcome, sensitivities
from experiments.contrasts import by_replicate, rank_shares
from experiments.designs import declared
from experiments.figure_style import COLOURS, DASHES, GREY, Figure
from experiments.results import Results
from experiments.statistics import mean_interval
from sim.outcomes import OUTCOMES


def design_keys(results: Results) -> list[str]:
    """Columns of the scenario table that hold values of the design."""
    return [column for column in results.scenarios if "." in column]


def interaction(results: Results) -> Figure:
    """The effect on the main outcome over one key of the design, a line for each value of the other."""
    outcome = main_outcome(results)
    first, second = [key for key in design_keys(results) if results.scenarios[key].nunique() > 1]
    values = by_replicate(results.runs, outcome)
    table = results.scenarios.dropna(subset=[first, second])
    table = table[table["scenario"].isin(values.columns) & table["baseline"].isin(values.columns)]
    step = np.ptp(table[first].to_numpy()) / 100  # moves bars apart that would cover each other
    figure = Figure(figsize=(7.5, 4.4), layout="constrained")
    axis = figure.subplots()
    axis.axhline(0, color=GREY, linewidth=0.8)
    levels = sorted(table[second].unique())
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
    axis.set_xlabel(design_label(first))
    axis.set_ylabel(
        f"Paired difference to the baseline:\n{OUTCOMES[outcome].label}\n({OUTCOMES[outcome].unit})"
    )
    axis.set_title("Lines that are not parallel interact;\nbars: 95 % t intervals of the mean", loc="left")
    figure.legend(loc="outside right upper", frameon=False, title=design_label(second).replace(" (", "\n("))
    return figure


def effect_bars(results: Results, outcome: str, most: int = 30) -> Figure:
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


def sensitivity_bars(results: Results, outcome: str, most: int = 12) -> Figure:
    """The most influential coefficients, a panel a scenario."""
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
    figure = Figure(figsize=(4.2 * columns, (0.23 * most + 0.7) * rows + 0.5), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for axis, name in zip(axes.flat, names, strict=False):
        block = table[table["scenario"] == name].head(most)[::-1]
        axis.barh(block["key"].str.partition(".")[2].str.replace("_", " "), block[measure], color=COLOURS[0])
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_title(f"{name} ({block['about'].iloc[0]})")
    for unused in axes.flat[len(names) :]:
        unused.set_visible(False)
    figure.supxlabel(f"{label}; outcome: {OUTCOMES[outcome].label}", fontsize=9)
    return figure


def design_label(key: str) -> str:
    """A design key in words with its unit."""
    return f"{key.partition('.')[2].replace('_', ' ')} ({declared(key)[2]})"


def ranks(results: Results) -> Figure:
    """How often each scenario takes each rank over the points of the design."""
    outcome = main_outcome(results)
    shares = rank_shares(results.runs, results.scenarios, outcome)
    order = (shares * shares.columns.to_numpy()).sum(axis=1).sort_values().index
    shares = shares.loc[order]
    figure = Figure(figsize=(1.8 + 0.42 * shares.shape[1], 1.6 + 0.3 * len(shares)), layout="constrained")
    axis = figure.subplots()
    image = axis.imshow(shares, cmap="cividis", vmin=0, vmax=1, aspect="auto")
    axis.set_yticks(range(len(shares)), shares.index)
    axis.set_xticks(range(shares.shape[1]), shares.columns)
    axis.set_xlabel(f"Rank by effect on {OUTCOMES[outcome].label} (1 is best)")
    figure.colorbar(image, label="Share of design points")
    return figure
