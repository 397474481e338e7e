"""Figures of an experiment, as PNG and SVG, drawn in colours that colour-blind readers can tell apart.

Every figure states its unit on the axes and what its bands and bars are: a quantile band shows how
far replicates spread, an interval of the mean shows how well the mean is known.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from iei.experiments.analyse.design_analysis import factorial_effects, main_outcome, sensitivities
from iei.experiments.analyse.stored_results import StoredResults
from iei.experiments.show import comparison_figures, design_figures
from iei.experiments.show.figure_style import Figure, drawing
from iei.experiments.store.whole_file import replacing
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES

OVER_TIME = ("training_share", "linked_share", "substantive_share", "deep_share", "practical_skill")
MOST_PANELS = 24
MOST_ROWS = 40


def draw_all(results: StoredResults, folder: Path | None = None) -> list[Path]:
    """Draw every figure that the results allow into `folder` (`figures/`); paths of the PNG files."""
    folder = folder or results.folder / "figures"
    folder.mkdir(exist_ok=True)
    with drawing():
        return [save(draw(results), folder, name) for name, draw in plan(results)]


def drawn(results: StoredResults) -> dict[str, Figure]:
    """Every figure that the results allow, by name; nothing is written."""
    with drawing():
        return {name: draw(results) for name, draw in plan(results)}


def figure_of(results: StoredResults, name: str) -> Figure:
    """One figure by its name, or an outcome over time by the outcome's; nothing is written.

    Raises `InvalidInput` for a figure that these results do not allow.
    """
    known = dict(plan(results))
    if results.has_terms:
        known |= {outcome: partial(comparison_figures.over_time, outcome=outcome) for outcome in OUTCOMES}
    if name not in known:
        hint = nearest(name, known) or f"; there are {', '.join(dict(plan(results))) or 'none'}"
        raise InvalidInput(f"'{name}' is not a figure of these results{hint}")
    with drawing():
        return known[name](results)


def save(figure: Figure, folder: Path, name: str) -> Path:
    """Write a figure whole as PNG and SVG; path of the PNG file."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once, saved twice
    for suffix in ("png", "svg"):
        path = folder / f"{name}.{suffix}"
        with replacing(path) as temporary:
            date = {"Date": None} if suffix == "svg" else None
            figure.savefig(temporary, format=suffix, metadata=date)
    return folder / f"{name}.png"


def plan(results: StoredResults) -> list[tuple[str, Callable[[StoredResults], Figure]]]:
    """Names of the figures that make sense for these results, with what draws each."""
    figures: list[tuple[str, Callable[[StoredResults], Figure]]] = []
    compared = len(results.scenarios) > (results.scenarios["scenario"] == results.scenarios["baseline"]).sum()
    replicated = results.runs["replicate"].nunique() > 1
    if compared and len(results.scenarios) <= MOST_ROWS:
        figures.append(("differences", comparison_figures.differences))
    if compared and replicated and len(results.scenarios) <= MOST_ROWS:
        figures.append(("cost", comparison_figures.cost_against_links))
        figures.append(("acceptability", comparison_figures.acceptability_curves))
    if results.has_terms and len(results.scenarios) <= MOST_PANELS:
        for name in [name for name in OVER_TIME if name in results.outcomes]:
            figures.append((f"over_time_{name}", partial(comparison_figures.over_time, outcome=name)))
    name = main_outcome(results)
    if len(factorial_effects(results, name)):
        figures.append(("effects", partial(design_figures.effect_bars, outcome=name)))
    if len(sensitivities(results, name)):
        figures.append(("sensitivity", partial(design_figures.sensitivity_bars, outcome=name)))
    if design_figures.crossed_keys(results):
        figures.append(("interaction", design_figures.interaction))
    if compared and results.scenarios["name"].nunique() > 2 and results.scenarios["point"].nunique() > 2:
        figures.append(("ranks", design_figures.ranks))
    return figures
