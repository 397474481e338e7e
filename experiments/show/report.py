"""`iei report results/NAME`: one self-contained web page about an experiment, and its figures.

    iei report results/compare_policies
    iei report /read/only/results/compare_policies --out page.html

The page needs no network: figures are embedded, tables sort in the browser, and the configuration
and manifest are at its end. The figures are also in `figures/` as PNG and SVG.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections import Counter
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from iei.experiments.analyse.contrasts import COST_OUTCOME, SPENDING, partly_funded, strength_in_force
from iei.experiments.analyse.design_analysis import factorial_effects, main_outcome, sensitivities
from iei.experiments.analyse.stored_results import StoredResults
from iei.experiments.show import figures, summary
from iei.experiments.store.folder import write_text
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR

FEW_REPLICATES = 10
MOST_ROWS = 200
CAPTIONS = {
    "differences": "What each scenario changes, compared with the baseline under the same seeds. Dots: mean "
    "difference, filled where it is clear; bars: its 95 % t interval; grey: too small to matter.",
    "cost": "What cooperation costs: extra substantive links, extra public spending, and spending over "
    "links, all means since the policy start. Bars: 95 % intervals, that of the cost by Fieller's method. "
    "No cost is shown where the gain is not clear.",
    "acceptability": "Which policy is the best buy, depending on what one more substantive link for one term "
    "is worth to the public. Links and spending since the policy start.",
    "interaction": "Do the two levers need each other? Parallel lines would mean that they do not.",
    "ranks": "How firm the ranking is: how often each policy takes each rank when the uncertain coefficients "
    "are drawn anew.",
    "effects": "Main effects of the levers and their strongest two-way interactions, with 95 % t intervals.",
    "sensitivity": "Which uncertain coefficients move the result most.",
}


def write_report(folder: Path | str, out: Path | None = None, extensions: Iterable[str] = ()) -> Path:
    """Draw the figures, write the report and return its path.

    folder : results folder
    extensions : modules to load if it was made with extensions that are not where they were
    out : the page; None for `report.html` in the results folder, with the figures beside it in
        `figures/`. With `out` the results folder is only read.

    Raises `InvalidInput` if the folder holds no results, or nothing can be written.
    """
    results = StoredResults.load(folder, extensions)
    if (results.runs["error"] != "").all():
        raise InvalidInput(f"{folder}: no run has succeeded yet, so there is nothing to report")
    path = out or results.folder / "report.html"
    try:
        if out is None:
            write_text(path, page(results, figures.draw_all(results)))
        else:
            with tempfile.TemporaryDirectory() as place:
                write_text(path, page(results, figures.draw_all(results, Path(place))))
    except OSError as error:
        hint = "; choose another place with --out FILE" if out is None else ""
        raise InvalidInput(f"{path} cannot be written: {error.strerror or error}{hint}") from None
    return path


def page(results: StoredResults, drawn: list[Path]) -> str:
    """The whole page as text."""
    environment = Environment(
        loader=PackageLoader("iei.experiments.show"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    manifest = results.manifest
    comparison = results.comparison
    context = {
        "title": manifest["experiment"].replace("_", " ").capitalize(),
        "about": manifest["about"],
        "runs": f"{len(results.runs):,}",
        "scenarios": len(results.scenarios),
        "replicates": results.runs["replicate"].nunique(),
        "computed": ([{}] + manifest["sessions"])[-1].get("finished", "(not finished)"),
        "rules": manifest["rules"],
        "baseline": manifest["baseline"],
        "warnings": warnings(results),
        "findings": findings(results),
        "headline": headline_table(results),
        "figures": [embedded(path) for path in drawn],
        "sections": sections(results),
        "evidence": evidence(),
        "coefficients": list(BEHAVIOUR.values()),
        "described": described(results),
        "full": data_table(comparison) if len(comparison) <= MOST_ROWS * 5 else "",
        "failed": results.failed.to_dict("records"),
        "settings": yaml.safe_dump(manifest["settings"], sort_keys=False, allow_unicode=True),
        "manifest": json.dumps({k: v for k, v in manifest.items() if k != "settings"}, indent=1),
    }
    return environment.get_template("report.html").render(context)


def warnings(results: StoredResults) -> list[str]:
    """What a reader must know before reading on."""
    found = []
    replicates = results.runs["replicate"].nunique()
    if replicates < FEW_REPLICATES:
        found.append(f"Replicates: {replicates}. That is too few for conclusions; take this as a try-out.")
    planned = len(results.scenarios) * len(results.manifest["seeds"])
    if len(results.runs) < planned:
        found.append(f"The experiment is not complete: {len(results.runs)} of {planned} runs are stored.")
    if len(results.failed):
        found.append(f"{len(results.failed)} runs failed and are left out; they are listed at the end.")
    found += summary.funding_words(results)
    return found + [f"{row.scenario}: {row.note}" for row in results.scenarios.itertuples() if row.note]


def findings(results: StoredResults) -> list[str]:
    """The main results in sentences, from the stored comparison."""
    comparison = results.comparison
    name = main_outcome(results)
    outcome = OUTCOMES[name]
    rows = comparison[comparison["outcome"] == name]
    levels = rows[rows["scenario"] == results.manifest["baseline"]]
    sentences = []
    if len(levels):
        level = quantity(levels.iloc[0]["mean"], name)
        sentences.append(f"Baseline “{results.manifest['baseline']}”: {level} {outcome.label}.")
    tested = rows.dropna(subset=["difference"])
    if tested.empty:
        return sentences
    sign = -1 if outcome.better == "less" else 1
    clear = tested[tested["clear"]]
    better = clear[sign * clear["difference"] > 0].sort_values("difference", ascending=sign < 0)
    worse = clear[sign * clear["difference"] < 0]
    unclear = len(tested) - len(better) - len(worse)
    if len(better):
        listed = [f"{r.scenario} ({difference(r.difference, name)})" for r in better.head(5).itertuples()]
        more = f" and {len(better) - 5} more" if len(better) > 5 else ""
        sentences.append(f"Clearly better on {outcome.label}: {', '.join(listed)}{more}.")
    else:
        sentences.append(f"No scenario is clearly better than its baseline on {outcome.label}.")
    if len(worse):
        listed = [f"{r.scenario} ({difference(r.difference, name)})" for r in worse.head(5).itertuples()]
        sentences.append(f"Clearly worse: {', '.join(listed)}.")
    if unclear:
        sentences.append(f"{unclear} of {len(tested)} scenarios show no clear difference there.")
    costs = comparison[comparison["outcome"] == COST_OUTCOME].dropna(subset=["cost_per_unit"])
    if len(costs):
        cheapest = costs.sort_values("cost_per_unit").iloc[0]
        sentences.append(
            "Least spent for one more substantive link, among scenarios where the gain is clear: "
            f"{cheapest['scenario']}, {cheapest['cost_per_unit']:,.1f} MU for each term of the link "
            f"(95 % interval {cheapest['cost_lower']:,.1f} to {cheapest['cost_upper']:,.1f}; means since "
            "the policy start)."
        )
    return sentences


def quantity(value: float, name: str) -> str:
    """A level in words: per cent for shares, else number and unit."""
    unit = OUTCOMES[name].unit
    return f"{100 * value:.1f} %" if unit.startswith("share") else f"{value:,.3g} {unit}"


def difference(value: float, name: str) -> str:
    """A difference in words: percentage points for shares, else number and unit."""
    unit = OUTCOMES[name].unit
    return f"{100 * value:+.1f} percentage points" if unit.startswith("share") else f"{value:+,.3g} {unit}"


def headline_table(results: StoredResults) -> Markup | str:
    """The outcomes of interest by scenario, sortable."""
    comparison = results.comparison
    if comparison.empty or len(results.scenarios) > MOST_ROWS:
        return ""
    names = [name for name in results.outcomes if name != SPENDING]
    indexed = comparison.set_index(["scenario", "outcome"])
    heads = [
        "scenario",
        *(OUTCOMES[name].label for name in names),
        "public spending since the start, MU/term",
        "MU per extra link and term",
        "in force, % of the strength set",
        "paid by budgets, % of what is asked for",
    ]
    spending = results.runs.groupby("scenario")[SPENDING].mean()
    funded = partly_funded(results.runs)
    strength = strength_in_force(results.runs)
    rows = []
    for scenario in summary.sorted_scenarios(comparison, summary.table_outcomes(results)):
        cells = [f"<td>{escape(scenario)}</td>"]
        cells += [outcome_cell(indexed.loc[(scenario, name)], name) for name in names]
        cells.append(number_cell(spending[scenario], f"{spending[scenario]:,.0f}"))
        cells.append(
            cost_cell(indexed.loc[(scenario, COST_OUTCOME)]) if COST_OUTCOME in names else "<td>–</td>"
        )
        arrives = strength.get(scenario)
        cells.append("<td>–</td>" if arrives is None else number_cell(arrives, f"{100 * arrives:.0f}"))
        paid = funded.get(scenario, 1.0)
        cells.append(number_cell(paid, f"{100 * paid:.0f}"))
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return table_html(heads, rows)


def outcome_cell(row: pd.Series, name: str) -> str:
    """One outcome of one scenario as a table cell."""
    scale, digits = (100, 1) if OUTCOMES[name].unit.startswith("share") else (1, 2)
    if pd.isna(row["mean"]):
        return "<td>–</td>"
    text, css = f"{scale * row['mean']:,.{digits}f}", ""
    if not pd.isna(row["difference"]):
        half = scale * (row["upper"] - row["lower"]) / 2
        around = "" if pd.isna(half) else f" ±{half:.{digits}f}"
        text += f"<br>{scale * row['difference']:+,.{digits}f}{around}"
        if row["better"] and row["clear"]:
            improved = (row["difference"] > 0) == (row["better"] == "more")
            css = ' class="better"' if improved else ' class="worse"'
    return f'<td{css} data-value="{row["mean"]:.12g}">{text}</td>'


def cost_cell(row: pd.Series) -> str:
    """Cost of an improvement with its interval as a table cell."""
    text = summary.cost_words(row).replace("-", "–")
    if not pd.isna(row["cost_per_unit"]):
        text += f"<br>{row['cost_lower']:,.1f} to {row['cost_upper']:,.1f}"
    return number_cell(row["cost_per_unit"], text)


def number_cell(value: float, text: str) -> str:
    """A number that sorts by its value."""
    return f'<td data-value="{value:.12g}">{text}</td>' if not pd.isna(value) else f"<td>{text}</td>"


def data_table(frame: pd.DataFrame) -> Markup:
    """A data frame as a sortable table, numbers to four digits."""
    rows = []
    for record in frame.itertuples(index=False):
        cells = [
            number_cell(v, f"{v:.4g}" if not pd.isna(v) else "–")
            if isinstance(v, (int, float))
            else f'<td class="text">{escape(str(v))}</td>'
            for v in record
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return table_html([str(column).replace("_", " ") for column in frame.columns], rows)


def table_html(heads: list[str], rows: list[str]) -> Markup:
    """A sortable table that scrolls sideways on a narrow screen; `rows` are HTML already."""
    top = "".join(f"<th>{escape(head)}</th>" for head in heads)
    return Markup(
        f'<div class="scroll"><table class="sortable"><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def embedded(path: Path) -> dict[str, Any]:
    """A figure as text, with its caption."""
    name = path.stem
    caption = CAPTIONS.get(name)
    if caption is None:  # over_time_<outcome>
        outcome = OUTCOMES[name.removeprefix("over_time_")]
        caption = (
            f"{outcome.label[0].upper()}{outcome.label[1:]} ({outcome.unit}) over time. Light band: "
            "10–90 % of the replicates; dark band: 95 % interval of their mean; grey: the baseline; dotted "
            "line: start of the policies."
        )
    data = base64.b64encode(path.read_bytes()).decode()
    return {
        "data": data,
        "caption": caption,
        "wide": name in ("differences",) or name.startswith("over_time"),
    }


def sections(results: StoredResults) -> list[dict[str, Any]]:
    """Analyses of the design, if it has one."""
    name = main_outcome(results)
    found = []
    switches = summary.switches_of(results)
    if len(switches):
        found.append(
            {
                "title": "What if public staff cost more or less",
                "text": "Policies in the order of their cost for one more substantive link and term. Wage "
                "factor: by what the public wage would have to be multiplied for two neighbours to cost the "
                "same, to first order: budgets and choices stay those that were simulated. –: at no wage.",
                "table": data_table(switches),
            }
        )
    effects = factorial_effects(results, name)
    if len(effects):
        order = effects["estimate"].abs().sort_values(ascending=False).index
        found.append(
            {
                "title": "Effects and interactions of levers",
                "text": f"Outcome: {OUTCOMES[name].label}, in {OUTCOMES[name].unit}. A main effect is the "
                "mean with the lever on less the mean with it off; an interaction is half of what the effect "
                "of one lever gains when the other is on. Positive: the levers strengthen each other.",
                "table": data_table(effects.loc[order].drop(columns=["first", "second", "outcome", "unit"])),
            }
        )
    moved = sensitivities(results, name)
    if len(moved):
        top = moved.groupby("scenario", sort=False).head(15)
        found.append(
            {
                "title": "What the results depend on",
                "text": f"Outcome: {OUTCOMES[name].label}. For each scenario the coefficients that move its "
                "effect (of the baseline: its level) most, among those that the design varies.",
                "table": data_table(top),
            }
        )
    return found


def evidence() -> str:
    """How many coefficients are measured, derived and assumed."""
    counts = Counter(quantity.grade.partition(",")[0] for quantity in BEHAVIOUR.values())
    calibrated = sum(quantity.grade.endswith("calibrated") for quantity in BEHAVIOUR.values())
    return (
        f"Of {len(BEHAVIOUR)} coefficients of behaviour, {counts['measured']} are measured in a source, "
        f"{counts['derived']} follow from measured numbers by arithmetic, and {counts['assumed']} are "
        f"assumed; {calibrated} of the assumed ones were set so that the model shows known facts. No default "
        "is an estimate from data of the region it is applied to."
    )


def described(results: StoredResults) -> list[dict[str, str]]:
    """What each scenario sets, in words; the first ones if there are very many."""
    rows = []
    for row in results.scenarios.head(MOST_ROWS).itertuples():
        levers = results.scenario(row.scenario).to_mapping()["policy"]
        by_lever: dict[str, Any] = next(iter(levers.values()), {})
        words = [f"{lever.replace('_', ' ')}: {setting_words(s)}" for lever, s in by_lever.items()]
        rows.append(
            {
                "scenario": row.scenario,
                "baseline": row.baseline,
                "levers": "; ".join(words) or "no policy",
                "note": row.note,
            }
        )
    return rows


def setting_words(setting: Any) -> str:
    """A lever setting in words, such as ``4 (end 6)``."""
    if isinstance(setting, list):
        return ", then ".join(setting_words(entry) for entry in setting)
    others = ", ".join(f"{key} {value}" for key, value in setting.items() if key != "value")
    return f"{setting['value']:g}" + (f" ({others})" if others else "")
