"""Figures of compared scenarios: over time, differences, costs, and which is the best buy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy import stats

from experiments.contrasts import BAND, SPENDING, acceptability, by_replicate
from experiments.figure_style import COLOURS, DASHES, GREY, MARKERS, axis_label
from experiments.results import Results
from experiments.statistics import LEVEL, mean_interval
from sim.outcomes import OUTCOMES

WORTH_OUTCOME = "links_substantive"


def grid(panels: int, columns: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """A figure with `panels` axes in `columns` columns, each of the given size in inches."""
    columns = min(columns, panels)
    rows = -(-panels // columns)
    figure = Figure(figsize=(width * columns, height * rows + 0.8), layout="constrained")
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for unused in axes.flat[panels:]:
        unused.set_visible(False)
    return figure, list(axes.flat[:panels])


def over_time(results: Results, outcome: str) -> Figure:
    """One outcome by term, a panel a scenario, the baseline in grey in each.

    Bands: quantiles over replicates (light) and 95 % t interval of the mean (dark).
    """
    terms = results.terms([outcome])
    start = policy_start(results)
    shown = {
        label: terms[terms["scenario"] == label].pivot_table(
            index="term", columns="replicate", values=outcome
        )
        for label in results.scenarios["scenario"]
    }
    compared = [label for label in shown if results.baselines[label] != label] or list(shown)
    figure, axes = grid(len(compared), 4, 2.6, 1.9)
    for axis, label in zip(axes, compared, strict=True):
        baseline = results.baselines[label]
        if baseline != label:
            band(axis, shown[baseline], GREY)
        band(axis, shown[label], COLOURS[0])
        axis.axvline(start, color="black", linewidth=0.8, linestyle=":")
        axis.set_title(label)
    figure.supxlabel("Term (half year; dotted: policy start)", fontsize=9)
    figure.supylabel(axis_label(outcome), fontsize=9)
    low, high = (round(100 * share) for share in BAND)
    handles = [
        Line2D([], [], color=COLOURS[0], label="mean with policy"),
        Patch(color=COLOURS[0], alpha=0.2, label=f"{low}-{high} % of replicates"),
        Patch(color=COLOURS[0], alpha=0.5, label="95 % interval of the mean"),
        Line2D([], [], color=GREY, label="baseline, same bands in grey"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2, frameon=False)
    return figure


def band(axis: Axes, table: pd.DataFrame, colour: str) -> None:
    """Mean, quantile band and interval of the mean of a table with a row a term."""
    values, term = table.to_numpy(), table.index.to_numpy()
    low, high = np.nanquantile(values, BAND, axis=1)
    mean, n = np.nanmean(values, axis=1), values.shape[1]
    axis.fill_between(term, low, high, color=colour, alpha=0.2, linewidth=0)
    if n > 1:
        reach = stats.t.ppf(0.5 + 0.5 * LEVEL, n - 1) * np.nanstd(values, axis=1, ddof=1) / np.sqrt(n)
        axis.fill_between(term, mean - reach, mean + reach, color=colour, alpha=0.5, linewidth=0)
    axis.plot(term, mean, color=colour, linewidth=1.2)


def policy_start(results: Results) -> int:
    """Term in which policies start in the first scenario."""
    return int(results.scenario(results.scenarios["scenario"].iloc[0]).world.policy_start)


def differences(results: Results) -> Figure:
    """Paired difference to the baseline with both intervals, a panel an outcome, a row a scenario."""
    comparison = results.comparison
    names = [
        name for name in results.outcomes if comparison.loc[comparison["outcome"] == name, "pairs"].any()
    ]
    compared = comparison.dropna(subset=["pairs"])
    scenarios = list(dict.fromkeys(compared["scenario"]))[::-1]
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure = Figure(
        figsize=(3.4 * columns + 1, (0.22 * len(scenarios) + 1.1) * rows + 0.7), layout="constrained"
    )
    axes = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for axis, name in zip(axes.flat, names, strict=False):
        table = compared[compared["outcome"] == name].set_index("scenario").reindex(scenarios)
        y = np.arange(len(scenarios))
        axis.axvline(0, color="black", linewidth=0.8)
        axis.hlines(y, table["lower"], table["upper"], color=COLOURS[0], linewidth=4, alpha=0.45)
        axis.hlines(y, table["bootstrap_lower"], table["bootstrap_upper"], color="black", linewidth=1)
        axis.plot(table["difference"], y, "o", color=COLOURS[0], markersize=4)
        axis.set_yticks(y, scenarios)
        axis.set_ylim(-0.6, len(scenarios) - 0.4)
        axis.locator_params(axis="x", nbins=5)
        better = {"more": "right is better", "less": "left is better", "": "no side is better"}
        axis.set_xlabel(f"{OUTCOMES[name].unit}; {better[OUTCOMES[name].better]}")
        axis.set_title(OUTCOMES[name].label)
    for unused in axes.flat[len(names) :]:
        unused.set_visible(False)
    handles = [
        Line2D(
            [], [], color=COLOURS[0], marker="o", linestyle="", label="mean paired difference to baseline"
        ),
        Patch(color=COLOURS[0], alpha=0.45, label="95 % t interval of the mean"),
        Line2D([], [], color="black", label="95 % bootstrap interval"),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=3, frameon=False)
    return figure


def cost_against_links(results: Results) -> Figure:
    """Extra spending against extra substantive links, both with their 95 % intervals."""
    links, spending = by_replicate(results.runs, WORTH_OUTCOME), by_replicate(results.runs, SPENDING)
    points = []
    for label, baseline in results.baselines.items():
        if label != baseline and label in links:
            cost = mean_interval((spending[label] - spending[baseline]).to_numpy())
            gain = mean_interval((links[label] - links[baseline]).to_numpy())
            points.append((label, cost, gain))
    points.sort(key=lambda point: -point[2].mean)  # the legend reads from top to bottom
    figure = Figure(figsize=(8, 5), layout="constrained")
    axis = figure.subplots()
    axis.axhline(0, color=GREY, linewidth=0.8)
    axis.axvline(0, color=GREY, linewidth=0.8)
    for i, (label, cost, gain) in enumerate(points):
        axis.errorbar(
            cost.mean,
            gain.mean,
            xerr=cost.half_width,
            yerr=gain.half_width,
            fmt=MARKERS[i // len(COLOURS) % len(MARKERS)],
            color=COLOURS[i % len(COLOURS)],
            markersize=5,
            elinewidth=1.2,
            label=label,
        )
    axis.set_xlabel("Extra public spending (MU/term, 1 MU = 10 000 yuan)")
    axis.set_ylabel("Extra substantive links (count)")
    axis.set_title("Bars: 95 % t intervals of the mean paired difference to the baseline")
    figure.legend(loc="outside right upper", frameon=False, title="highest first")
    return figure


def acceptability_curves(results: Results) -> Figure:
    """Chance that each policy is the best buy, by what one substantive link is worth."""
    costs = results.comparison.query("outcome == @WORTH_OUTCOME")["cost_upper"].dropna()
    top = float(2 * costs.median()) if len(costs) else 10.0
    worth = np.linspace(0, max(top, 1.0), 201)
    shares = acceptability(results.runs, results.baselines, WORTH_OUTCOME, worth)
    shown = shares.max().sort_values(ascending=False)
    shown = list(shown[shown > 0.05].index[: len(COLOURS) * 2])
    figure = Figure(figsize=(7.5, 4.5), layout="constrained")
    axis = figure.subplots()
    for i, label in enumerate(shown):
        axis.plot(
            worth,
            shares[label],
            label=label,
            color=COLOURS[i % len(COLOURS)],
            linestyle=DASHES[(i // len(COLOURS)) % len(DASHES)],
        )
    axis.set_xlabel("What one more substantive link is worth (MU/term)")
    axis.set_ylabel("Share of bootstrap resamples\nin which it is the best buy")
    axis.set_ylim(-0.02, 1.02)
    figure.legend(loc="outside right upper", frameon=False, title="policy (> 5 % somewhere)")
    return figure
