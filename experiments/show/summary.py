"""What a finished experiment tells its user: files of the comparison, figures, and a table to read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import StringIO

import pandas as pd
import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from iei.experiments.analyse.contrasts import CLEAR, COST_OUTCOME, SPENDING, partly_funded, strength_in_force
from iei.experiments.analyse.design_analysis import factorial_effects, main_outcome, sensitivities, silences
from iei.experiments.analyse.price_switches import COLUMNS, PAID_TO_ENTERPRISES, in_words, price_switches
from iei.experiments.analyse.stored_results import StoredResults
from iei.experiments.show import figures
from iei.experiments.store.folder import write_text
from iei.experiments.store.parts import write_whole
from iei.sim.outcomes import OUTCOMES, shown_in
from iei.sim.outcomes.definition import IN_TABLES

LONGEST_TABLE = 40
OUTCOME_WIDTH, COST_WIDTH = 19, 13  # characters, borders included


def write_comparison(results: StoredResults) -> None:
    """Write `comparison.csv`, `comparison.parquet`, and what the design says, each whole."""
    outcome = main_outcome(results)
    tables = {
        "comparison.csv": results.comparison,
        "effects.csv": factorial_effects(results, outcome),
        "sensitivities.csv": sensitivities(results, outcome),
        "price_switches.csv": switches_of(results),
    }
    for name, frame in tables.items():
        if len(frame):
            write_text(results.folder / name, frame.to_csv(index=False))
    table = pa.Table.from_pandas(results.comparison, preserve_index=False)
    write_whole(results.folder / "comparison.parquet", table)


def switches_of(results: StoredResults) -> pd.DataFrame:
    """`price_switches` of the results; no rows where costs were not asked for."""
    if COST_OUTCOME not in results.outcomes or PAID_TO_ENTERPRISES[0] not in results.runs:
        return pd.DataFrame(columns=list(COLUMNS))
    return price_switches(results.runs, results.comparison)


def show(results: StoredResults, console: Console, draw: bool = True) -> None:
    """Write comparison and figures, print the table and where everything is."""
    if results.runs.empty or (results.runs["error"] != "").all():
        console.print("no run succeeded: there is nothing to compare")
        return
    write_comparison(results)
    drawn = figures.draw_all(results) if draw else []
    console.print(comparison_table(results, console.width))
    print_failures(results, console)
    for line in silences(results):
        console.print(line, soft_wrap=True, highlight=False, markup=False)
    console.print(f"comparison: {results.folder / 'comparison.csv'}", soft_wrap=True, highlight=False)
    for path in drawn:
        console.print(f"figure:     {path}", soft_wrap=True, highlight=False)


def console_for_tables() -> Console:
    """Standard output; what is not a terminal gets room for a whole table."""
    console = Console(markup=False, emoji=False)
    return console if console.is_terminal else Console(width=140, markup=False, emoji=False)


def print_failures(results: StoredResults, console: Console, most: int = 5) -> None:
    """Name the first failed runs with their errors."""
    failed = results.failed
    for row in failed.head(most).itertuples():
        console.print(f"failed: {row.scenario}, seed {row.seed}: {row.error}", style="red", highlight=False)
    if len(failed) > most:
        console.print(f"... and {len(failed) - most} more failed runs", style="red")


def table_outcomes(results: StoredResults) -> list[str]:
    """Outcomes that fit into a printed table, in the order of interest."""
    main = shown_in(IN_TABLES)
    preferred = [name for name in main if name in results.outcomes]
    others = [name for name in results.outcomes if name not in main and name != SPENDING]
    return [*preferred, *others][: len(main)]


def comparison_table(results: StoredResults, width: int) -> Table:
    """Headline outcomes of every scenario, best first, as many as `width` characters hold."""
    comparison = results.comparison
    with_cost = COST_OUTCOME in results.outcomes
    name_width = 4 + max(map(len, results.scenarios["scenario"]))
    room = width - name_width - COST_WIDTH * (1 + with_cost)
    names = table_outcomes(results)[: max(1, room // OUTCOME_WIDTH)]
    order = sorted_scenarios(comparison, names)
    replicates = int(comparison["replicates"].max())
    table = Table(
        title=f"{results.manifest['experiment']}: {len(order)} scenarios, {replicates} paired replicates",
        caption=caption(results),
        caption_justify="left",
    )
    table.add_column("scenario", no_wrap=True)
    for name in names:
        table.add_column(OUTCOMES[name].label, justify="right", min_width=OUTCOME_WIDTH - 3)
    table.add_column("spending, MU/term", justify="right", max_width=COST_WIDTH - 3)
    if with_cost:
        table.add_column("MU per extra link-term", justify="right", max_width=COST_WIDTH - 3)
    indexed = comparison.set_index(["scenario", "outcome"])
    spending = results.runs.groupby("scenario")[SPENDING].mean()
    for scenario in order[:LONGEST_TABLE]:
        cells = [outcome_cell(indexed.loc[(scenario, name)], name) for name in names]
        cells.append(Text(f"{spending[scenario]:,.0f}"))
        if with_cost:
            cells.append(Text(cost_words(indexed.loc[(scenario, COST_OUTCOME)])))
        table.add_row(scenario, *cells)
    if len(order) > LONGEST_TABLE:
        table.add_row(f"... and {len(order) - LONGEST_TABLE} more in comparison.csv")
    return table


def comparison_html(results: StoredResults, width: int = 140) -> str:
    """`comparison_table` for a notebook."""
    if results.comparison.empty:
        return escape(repr(results))
    console = Console(record=True, file=StringIO(), width=width, force_jupyter=False)
    console.print(comparison_table(results, width))
    code = (
        "<pre style=\"line-height:1.2; font-family:Menlo,'DejaVu Sans Mono',consolas,monospace\">{code}</pre>"
    )
    return console.export_html(inline_styles=True, code_format=code)


def caption(results: StoredResults) -> str:
    """What the numbers of the printed table are, and which policies the budget does not pay in full."""
    lines = [
        "Mean, difference to the baseline, half width of its 95 % interval (paired t). Bold and coloured: "
        f"clear, that is p < {CLEAR:g} after Holm's correction and not surely smaller than what matters.",
        "Outcomes: last ten terms. Spending: mean since the policy start; link-term: one more substantive "
        "link for one term, also since the start; - where no gain is clear.",
        "Shares in %; 1 MU = 10 000 yuan; a term is half a year.",
    ]
    return "\n".join(
        [*lines, *strength_words(results), *funding_words(results), *in_words(switches_of(results))]
    )


def strength_words(results: StoredResults) -> list[str]:
    """One sentence that says how much of every policy arrives; none if no lever is set."""
    strength = strength_in_force(results.runs)
    if strength.empty:
        return []
    listed = ", ".join(f"{scenario} {100 * share:.0f} %" for scenario, share in strength.items())
    return [
        f"In force of what is set, mean over a policy's levers (capacity, lead, delay, budget): {listed}."
    ]


def funding_words(results: StoredResults) -> list[str]:
    """One sentence that names the policies which budgets pay only in part; none if there are none."""
    funded = partly_funded(results.runs)
    if funded.empty:
        return []
    listed = ", ".join(f"{scenario} {100 * share:.0f} %" for scenario, share in funded.items())
    return [f"Budgets pay only part of what the levers ask for, and scale them down to it: {listed}."]


def cost_words(row: pd.Series) -> str:
    """Cost of a clear improvement in a row of the comparison, ``saves`` if it saves money, else a dash."""
    if not pd.isna(row["cost_per_unit"]):
        return f"{row['cost_per_unit']:,.1f}"
    improved = row["clear"] and (row["difference"] > 0) == (row["better"] == "more")
    return "saves" if improved and row["extra_spending"] < 0 else "-"


def sorted_scenarios(comparison: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Baselines first, then by improvement of the first outcome that has a better direction."""
    key = next((name for name in names if OUTCOMES[name].better), names[0])
    rows = comparison[comparison["outcome"] == key].copy()
    rows["gain"] = rows["difference"] * (-1 if OUTCOMES[key].better == "less" else 1)
    return list(rows.sort_values("gain", ascending=False, na_position="first", kind="stable")["scenario"])


def outcome_cell(row: pd.Series, name: str) -> Text:
    """Mean, difference and half width of its interval, bold if clear, green or red by direction."""
    scale, digits = (100, 1) if OUTCOMES[name].unit.startswith("share") else (1, 2)
    text = Text("-" if pd.isna(row["mean"]) else f"{scale * row['mean']:.{digits}f}")
    if pd.isna(row["difference"]):
        return text
    half = scale * (row["upper"] - row["lower"]) / 2
    around = "" if pd.isna(half) else f" ±{half:.{digits}f}"
    improved = row["difference"] * (-1 if row["better"] == "less" else 1) > 0
    style = ("green" if improved else "red") if row["better"] and row["clear"] else ""
    style += " bold" if row["clear"] else " dim"
    return text.append(f" {scale * row['difference']:+.{digits}f}{around}", style=style.strip())
