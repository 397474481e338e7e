"""What can be taken away: scenario as YAML, curves as CSV, graphs as PNG, the network as GIF."""

from __future__ import annotations

import csv
import io
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import yaml
from matplotlib import font_manager
from matplotlib.animation import PillowWriter
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from experiments.lab.bands import bands
from experiments.lab.chart import BASELINE, FIRST_YEAR, POLICY, Labels
from experiments.lab.network import DEPTHS, HEIGHT, ROLES, STRATEGIES, WIDTH, NetworkWords, places
from experiments.lab.recording import Recording
from experiments.lab.state import POLICY as POLICY_NAME
from experiments.lab.state import LabState, written_levers
from experiments.lab.twins import Twins
from experiments.lab.words import shown
from sim.base.compilation import rule_source_hash

CHINESE_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei")
GIF_FRAMES_PER_SECOND = 4


def scenario_yaml(state: LabState) -> str:
    """A primary configuration for `iei run --config-dir FOLDER --config-name NAME`."""
    head = (
        f"# A scenario of the lab, model version {rule_source_hash()}. Run it with\n"
        "#   iei run --config-dir FOLDER --config-name iei_scenario\n"
        "# where FOLDER holds this file under the name iei_scenario.yaml.\n"
    )
    content: dict[str, Any] = {
        "defaults": ["config", {"override world": state.world}, {"override policy": ["none"]}, "_self_"],
        "terms": state.terms,
        "seed": state.seed,
    }
    if state.levers:
        content["policy"] = {POLICY_NAME: written_levers(state.levers)}
    if state.behaviour:
        content["behaviour"] = dict(state.behaviour)
    return head + yaml.safe_dump(content, sort_keys=False)


def curves_csv(twins: Twins, outcomes: Sequence[str]) -> str:
    """Mean and band of outcomes by term with and without the policy, in the units shown on the page."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["outcome", "twin", "term", "mean", "lower_10", "upper_90", "pairs"])
    for outcome in outcomes:
        for twin, band in zip(("policy", "baseline"), bands(twins, outcome), strict=True):
            for term in range(len(band.mean)):
                row = [shown(float(values[term]), outcome) for values in (band.mean, band.lower, band.upper)]
                writer.writerow([outcome, twin, term, *map(repr, row), twins.pairs])
    return out.getvalue()


def chinese_font() -> str:
    """Name of an installed font with Chinese characters, or an empty string."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in known), "")


def style() -> Any:
    """Matplotlib settings: with a Chinese font where there is one."""
    font = chinese_font()
    return {
        "font.sans-serif": [font, "DejaVu Sans"] if font else ["DejaVu Sans"],
        "axes.unicode_minus": False,
    }


def graphs_png(twins: Twins, outcomes: Sequence[str], labels: Sequence[Labels]) -> bytes:
    """Both graphs as one PNG file."""
    start = twins.baseline.world.policy_start
    with mpl.rc_context(style()):
        figure = Figure(figsize=(11, 4), dpi=120, layout="constrained")
        for axis, outcome, words in zip(figure.subplots(1, len(outcomes)), outcomes, labels, strict=True):
            policy, baseline = bands(twins, outcome)
            scale = shown(1, outcome)
            years = [FIRST_YEAR + term / 2 for term in range(len(policy.mean))]
            for curve, colour, dash, name in (
                (baseline, BASELINE, "--", words.baseline),
                (policy, POLICY, "-", words.policy),
            ):
                axis.plot(years, scale * curve.mean, dash, color=colour, label=name)
                axis.fill_between(
                    years, scale * curve.lower, scale * curve.upper, color=colour, alpha=0.18, lw=0
                )
            axis.axvline(FIRST_YEAR + start / 2, color="#333333", lw=0.8, ls=":")
            axis.set_title(words.title, loc="left", fontsize=10)
            axis.set_ylabel(words.unit)
            axis.set_xlabel(words.time)
            axis.spines[["top", "right"]].set_visible(False)
            axis.legend(frameon=False, fontsize=8)
        out = io.BytesIO()
        figure.savefig(out, format="png")
    return out.getvalue()


def network_gif(recording: Recording, words: tuple[NetworkWords, NetworkWords], term_word: str) -> bytes:
    """Formal and substantive links side by side, one frame a year, as GIF file."""
    with mpl.rc_context(style()), warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # a glyph that a font lacks is drawn as a box
        figure = Figure(figsize=(9, 4.2), dpi=80)
        axes = figure.subplots(1, 2)
        writer = PillowWriter(fps=GIF_FRAMES_PER_SECOND)
        path = Path(folder) / "network.gif"
        with writer.saving(figure, str(path), dpi=80):
            for term in range(1, len(recording.moments), 2):
                for axis, substantive, title in zip(axes, (False, True), words, strict=True):
                    draw_network(axis, recording, term, substantive)
                    axis.set_title(title.title, fontsize=9)
                figure.suptitle(f"{term_word} {term}", fontsize=9)
                writer.grab_frame()
        return path.read_bytes()


def draw_network(axis: Any, recording: Recording, term: int, substantive: bool) -> None:
    """One frame of one network."""
    place, moment = places(recording), recording.moments[term]
    axis.clear()
    axis.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0), xticks=[], yticks=[])
    both = (moment.links["effort_enterprise"] >= 1) & (moment.links["effort_college"] >= 1)
    links = moment.links[both == substantive]
    lines = [(place.colleges[l["college"]], place.enterprises[l["enterprise"]][:2]) for l in links]
    axis.add_collection(
        LineCollection(
            lines,
            colors=[DEPTHS[d - 1] for d in links["depth"]],
            linewidths=[0.8 + 0.4 * d for d in links["depth"]],
        )
    )
    x, y, radius = zip(*place.enterprises, strict=True)
    colours = [STRATEGIES[s] for s in moment.strategies]
    axis.scatter(
        x, y, s=[3 * r * r for r in radius], c=colours, edgecolors="#333333", linewidths=0.5, zorder=2
    )
    x, y = zip(*place.colleges, strict=True)
    colours = [ROLES[r] for r in moment.roles]
    axis.scatter(x, y, s=40, c=colours, marker="s", edgecolors="#333333", linewidths=0.6, zorder=3)
