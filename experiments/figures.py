"""Figures of an experiment, as PNG and SVG, drawn in colours that colour-blind readers can tell apart.

Every figure states its unit on the axes and what its bands and bars are: a quantile band shows how
far replicates spread, an interval of the mean shows how well the mean is known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy import stats

from experiments.analysis import factorial_effects, main_outcome, sensitivities
from experiments.contrasts import BAND, SPENDING, acceptability, by_replicate, rank_shares
from experiments.designs import declared
from experiments.results import Results
from experiments.statistics import LEVEL, mean_interval
from sim.outcomes import OUTCOMES

# Okabe and Ito (2008)
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#B8A900")
GREY = "#8A8A8A"
MARKERS = ("o", "s", "^", "D", "v")
DASHES = ("-", "--", "-.", ":")
STYLE: Any = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "figure.dpi": 110,
    "svg.fonttype": "none",
    "svg.hashsalt": "iei",
}
OVER_TIME = ("substantive_share", "formal_share", "deep_share", "practical_skill")
MOST_PANELS = 24
MOST_ROWS = 40
WORTH_OUTCOME = "links_substantive"


def draw_all(results: Results) -> list[Path]:
    """Draw every figure that the results allow into `figures/`; paths of the PNG files."""
    folder = results.folder / "figures"
    folder.mkdir(exist_ok=True)
    drawn = []
    for name, draw in plan(results):
        with mpl.rc_context(STYLE):
            figure = draw(results)
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # laid out once, saved twice
        for suffix in ("png", "svg"):
            path = folder / f"{name}.{suffix}"
            temporary = path.with_suffix(f".tmp.{suffix}")
            figure.savefig(temporary, metadata={"Date": None} if suffix == "svg" else None)
            temporary.replace(path)
        drawn.append(folder / f"{name}.png")
    return drawn


def plan(results: Results) -> list[tuple[str, Callable[[Results], Figure]]]:
    """Names of the figures that make sense for these results, with what draws each."""
    figures: list[tuple[str, Callable[[Results], Figure]]] = []
    compared = len(results.scenarios) > (results.scenarios["scenario"] == results.scenarios["baseline"]).sum()
    replicated = results.runs["replicate"].nunique() > 1
    if compared and len(results.scenarios) <= MOST_ROWS:
        figures.append(("differences", differences))
    if compared and replicated and len(results.scenarios) <= MOST_ROWS:
        figures.append(("cost", cost_against_links))
        figures.append(("acceptability", acceptability_curves))
    if results.has_terms and len(results.scenarios) <= MOST_PANELS:
        for name in [name for name in OVER_TIME if name in results.outcomes]:
            figures.append((f"over_time_{name}", partial(over_time, outcome=name)))
    name = main_outcome(results)
    if len(factorial_effects(results, name)):
        figures.append(("effects", partial(effect_bars, outcome=name)))
    if len(sensitivities(results, name)):
        figures.append(("sensitivity", partial(sensitivity_bars, outcome=name)))
    varied = [key for key in design_keys(results) if results.scenarios[key].nunique() > 1]
    if len(varied) == 2:
        figures.append(("interaction", interaction))
    if compared and results.scenarios["name"].nunique() > 2 and results.scenarios["point"].nunique() > 2:
        figures.append(("ranks", ranks))
    return figures


def design_keys(results: Results) -> list[str]:
    """Columns of the scenario table that hold values of the design."""
    return [column for column in results.scenarios if "." in column]


def axis_label(name: str) -> str:
    """Label of an outcome with its unit."""
    label = OUTCOMES[name].label
    return f"{label[0].upper()}{label[1:]}\n({OUTCOMES[name].unit})"


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


def interaction(results: Results) -> Figure:
    """The first outcome over one key of the design, a line for each value of the other."""
    outcome = main_outcome(results)
    first, second = [key for key in design_keys(results) if results.scenarios[key].nunique() > 1]
    table = results.scenarios[["scenario", first, second]].dropna()
    figure = Figure(figsize=(6.5, 4.2), layout="constrained")
    axis = figure.subplots()
    values = by_replicate(results.runs, outcome)
    for i, (level, rows) in enumerate(table.groupby(second)):
        rows = rows.sort_values(first)
        rows = rows[rows["scenario"].isin(values.columns)]
        intervals = [mean_interval(values[label].to_numpy()) for label in rows["scenario"]]
        axis.errorbar(
            rows[first],
            [interval.mean for interval in intervals],
            yerr=[0 if np.isnan(interval.lower) else interval.half_width for interval in intervals],
            color=COLOURS[i % len(COLOURS)],
            linestyle=DASHES[i % len(DASHES)],
            marker="o",
            markersize=4,
            capsize=3,
            label=f"{level:g}",
        )
    axis.set_xlabel(design_label(first))
    axis.set_ylabel(axis_label(outcome))
    axis.set_title("Lines that are not parallel interact; bars: 95 % t intervals of the mean")
    figure.legend(loc="outside right upper", frameon=False, title=design_label(second))
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
        axis.set_title(f"{name}: {block['about'].iloc[0]} on {OUTCOMES[outcome].label}")
    for unused in axes.flat[len(names) :]:
        unused.set_visible(False)
    figure.supxlabel(label, fontsize=9)
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
