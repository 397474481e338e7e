"""Figures of compared scenarios: over time, differences, costs, and which is the best buy."""

from __future__ import annotations

from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy import stats

from iei.experiments.analyse.contrasts import BAND, COST_OUTCOME, SPENDING, acceptability, by_replicate
from iei.experiments.analyse.statistics import LEVEL, Interval, mean_interval
from iei.experiments.analyse.stored_results import StoredResults
from iei.experiments.show.figure_style import COLOURS, DASHES, GREY, Figure, axis_label
from iei.sim.outcomes import OUTCOMES, mean_where_defined

ROW = 0.24  # height of a row with a scenario's name, inches
COLUMNS = 4  # panels of outcomes over time in a row
NARROWEST = 5.2  # width that titles and legends need, inches
BEST_BUY = 0.05  # curves of the best buy, but for two, that nowhere reach this chance are left out


def grid(panels: int, columns: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """A figure with `panels` axes in `columns` columns, each of the given size in inches."""
    columns = min(columns, panels)
    rows = -(-panels // columns)
    figure = Figure(figsize=(max(width * columns, NARROWEST), height * rows + 1.1), layout="constrained")
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for unused in axes.flat[panels:]:
        unused.set_visible(False)
    return figure, list(axes.flat[:panels])


def over_time(results: StoredResults, outcome: str) -> Figure:
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
    figure, axes = grid(len(compared), COLUMNS, 2.6, 1.9)
    for axis, label in zip(axes, compared, strict=True):
        baseline = results.baselines[label]
        if baseline != label:
            band(axis, shown[baseline], GREY)
        band(axis, shown[label], COLOURS[0])
        axis.axvline(start, color="black", linewidth=0.8, linestyle=":")
        axis.set_title(label)
    figure.suptitle(f"{capitalised(OUTCOMES[outcome].label)}, by policy", fontsize=10)
    for axis in axes[-min(len(axes), COLUMNS) :]:
        axis.set_xlabel("Term (half a year)")
    figure.supylabel(axis_label(outcome), fontsize=9)
    low, high = (round(100 * share) for share in BAND)
    handles = [
        Line2D([], [], color=COLOURS[0], label="mean with policy"),
        Patch(color=COLOURS[0], alpha=0.2, label=f"{low}-{high} % of replicates"),
        Patch(color=COLOURS[0], alpha=0.5, label="95 % interval of the mean"),
        Line2D([], [], color=GREY, label="baseline, same bands in grey"),
        Line2D([], [], color="black", linewidth=0.8, linestyle=":", label="policy start"),
    ]
    ncols = 5 if len(compared) >= COLUMNS else 2
    figure.legend(handles=handles, loc="outside lower center", ncols=ncols, frameon=False)
    return figure


def band(axis: Axes, table: pd.DataFrame, colour: str) -> None:
    """Mean, quantile band and interval of the mean of a table with a row a term that has a value."""
    table = table.dropna(how="all")
    values, term = table.to_numpy(), table.index.to_numpy()
    if not len(table):
        return
    low, high = np.nanquantile(values, BAND, axis=1)
    mean, n = mean_where_defined(values, axis=1), (~np.isnan(values)).sum(axis=1)
    axis.fill_between(term, low, high, color=colour, alpha=0.2, linewidth=0)
    known = n > 1
    if known.any():
        spread = np.nanstd(values[known], axis=1, ddof=1) / np.sqrt(n[known])
        reach = stats.t.ppf(0.5 + 0.5 * LEVEL, n[known] - 1) * spread
        lower, upper = mean[known] - reach, mean[known] + reach
        axis.fill_between(term[known], lower, upper, color=colour, alpha=0.5, linewidth=0)
    axis.plot(term, mean, color=colour, linewidth=1.2)


def capitalised(words: str) -> str:
    """The words with a capital letter at the start."""
    return words[:1].upper() + words[1:]


def policy_start(results: StoredResults) -> int:
    """Term in which policies start in the first scenario."""
    return int(results.scenario(results.scenarios["scenario"].iloc[0]).world.policy_start)


def differences(results: StoredResults) -> Figure:
    """Paired difference to the baseline with its interval, a panel an outcome, a row a scenario."""
    comparison = results.comparison
    names = [
        name for name in results.outcomes if comparison.loc[comparison["outcome"] == name, "pairs"].any()
    ]
    compared = comparison.dropna(subset=["pairs"])
    scenarios = list(dict.fromkeys(compared["scenario"]))[::-1]
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure = Figure(
        figsize=(3.4 * columns + 1, (ROW * len(scenarios) + 1.1) * rows + 1.0), layout="constrained"
    )
    axes = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for axis, name in zip(axes.flat, names, strict=False):
        table = compared[compared["outcome"] == name].set_index("scenario").reindex(scenarios)
        small = table["smallest_effect"].max()
        axis.axvspan(-small, small, color=GREY, alpha=0.2, linewidth=0)
        interval_rows(axis, table["difference"], table["lower"], table["upper"], table["clear"].eq(True))
        axis.set_yticks(range(len(scenarios)), scenarios)
        better = {"more": "right is better", "less": "left is better", "": "no side is better"}
        axis.set_xlabel(f"{OUTCOMES[name].unit}; {better[OUTCOMES[name].better]}")
        axis.set_title(fill(OUTCOMES[name].label, 40))
    for unused in axes.flat[len(names) :]:
        unused.set_visible(False)
    figure.suptitle(
        f"What each policy changes: mean paired difference to the baseline, {comparison['replicates'].max()} "
        "seeds",
        fontsize=10,
    )
    handles = [*clear_or_not(), Patch(color=GREY, alpha=0.2, label="too small to matter")]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    return figure


def interval_rows(
    axis: Axes, middle: pd.Series, lower: pd.Series, upper: pd.Series, clear: pd.Series
) -> None:
    """A dot with its interval in each row from below, filled where the difference is clear."""
    y = np.arange(len(middle))
    axis.axvline(0, color="black", linewidth=0.8)
    axis.hlines(y, lower, upper, color=COLOURS[0], linewidth=3, alpha=0.45)
    filled = np.where(clear, COLOURS[0], "white")
    axis.scatter(middle, y, s=22, c=filled, edgecolors=COLOURS[0], linewidths=1.2, zorder=3)
    axis.set_ylim(-0.6, len(middle) - 0.4)
    axis.locator_params(axis="x", nbins=5)


def clear_or_not() -> list[Line2D | Patch]:
    """Entries of a legend for `interval_rows`."""
    dot: dict[str, Any] = {"color": COLOURS[0], "marker": "o", "linestyle": "", "markersize": 5}
    return [
        Line2D([], [], label="clear (Holm)", **dot),
        Line2D([], [], label="not clear", markerfacecolor="white", **dot),
        Patch(color=COLOURS[0], alpha=0.45, label="95 % t interval"),
    ]


def cost_against_links(results: StoredResults) -> Figure:
    """What substantive links cost: extra links, extra spending and cost of one, a row a scenario."""
    links, spending = by_replicate(results.runs, COST_OUTCOME), by_replicate(results.runs, SPENDING)
    gains: dict[str, Interval] = {}
    costs: dict[str, Interval] = {}
    for label, baseline in results.baselines.items():
        if label != baseline and label in links:
            gains[label] = mean_interval((links[label] - links[baseline]).to_numpy())
            costs[label] = mean_interval((spending[label] - spending[baseline]).to_numpy())
    order = sorted(gains, key=lambda label: gains[label].mean)
    rows, money = (
        results.comparison.query("outcome == @outcome").set_index("scenario").reindex(order)
        for outcome in (COST_OUTCOME, SPENDING)
    )
    figure = Figure(figsize=(10, ROW * len(order) + 1.7), layout="constrained")
    axes = figure.subplots(1, 3, sharey=True)
    for axis, intervals, table in zip(axes, (gains, costs), (rows, money), strict=False):
        columns = pd.DataFrame([intervals[label] for label in order])
        interval_rows(axis, columns["mean"], columns["lower"], columns["upper"], table["clear"].eq(True))
    interval_rows(
        axes[2], rows["cost_per_unit"], rows["cost_lower"], rows["cost_upper"], rows["clear"].eq(True)
    )
    axes[0].set_yticks(range(len(order)), order)
    axes[0].set_title("Extra substantive links\n(right is better)")
    axes[0].set_xlabel("count, mean of a term")
    axes[1].set_title("Extra public spending\n(left is better)")
    axes[1].set_xlabel("MU/term, 1 MU = 10 000 yuan")
    axes[2].set_title("Cost of one more link for one term\n(left is better; where the gain is clear)")
    axes[2].set_xlabel("MU; 95 % interval by Fieller")
    figure.suptitle(
        "What cooperation costs: means since the policy start, compared with the baseline", fontsize=10
    )
    figure.legend(handles=clear_or_not(), loc="outside lower center", ncols=3, frameon=False)
    return figure


def acceptability_curves(results: StoredResults) -> Figure:
    """Chance that each policy is the best buy, by what one substantive link is worth."""
    costs = results.comparison.query("outcome == @COST_OUTCOME")["cost_upper"].dropna()
    top = float(2 * costs.median()) if len(costs) else 10.0
    worth = np.linspace(0, max(top, 1.0), 201)
    shares = acceptability(results.runs, results.baselines, COST_OUTCOME, worth)
    most = shares.max().sort_values(ascending=False)
    shown = list(most.index[: min(max(2, int((most > BEST_BUY).sum())), len(COLOURS) * 2)])
    figure = Figure(figsize=(8, 4.7), layout="constrained")
    axis = figure.subplots()
    peaks = []
    for i, label in enumerate(shown):
        colour = COLOURS[i % len(COLOURS)]
        axis.plot(worth, shares[label], color=colour, linestyle=DASHES[i % len(DASHES)])
        peak = int(shares[label].to_numpy().argmax())
        peaks.append((label, colour, peak / (len(worth) - 1), float(shares[label].iloc[peak])))
    for (label, colour, x, _), y in zip(peaks, free_places(peaks), strict=True):
        side = "left" if x < 0.1 else "right" if x > 0.9 else "center"
        axis.text(x * worth[-1], y, label, color=colour, ha=side, va="bottom")
    axis.set_xlim(0, worth[-1])
    axis.set_ylim(-0.02, 1.12)
    axis.set_xlabel("What one more substantive link for one term is worth (MU, 1 MU = 10 000 yuan)")
    axis.set_ylabel("Chance to be the best buy")
    axis.set_title(
        "Which policy is the best buy? Links and spending since the policy start;\n"
        f"chance over what the seeds leave plausible; two best, and all above {100 * BEST_BUY:.0f} %"
    )
    return figure


def free_places(peaks: list[tuple[str, str, float, float]]) -> list[float]:
    """Heights for the labels of curves with (label, colour, x, y) of their peaks; none covers another.

    x and y are shares of the axes; a label stands above its peak, and further up where another one stands.
    """
    taken: list[tuple[float, float]] = []
    for _, _, x, y in peaks:
        height = y + 0.01
        while any(abs(x - other) < 0.13 and abs(height - level) < 0.05 for other, level in taken):
            height += 0.05
        taken.append((x, height))
    return [height for _, height in taken]
