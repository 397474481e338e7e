"""Pictures that can be taken away: graphs as SVG and PNG, the network as GIF."""

from __future__ import annotations

import io
import tempfile
import warnings
from collections.abc import Sequence
from html import escape
from pathlib import Path
from textwrap import shorten
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.animation import PillowWriter
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from iei.experiments.lab.bands import bands
from iei.experiments.lab.chart import BASELINE, POLICY, Labels, Times
from iei.experiments.lab.network import DEPTHS, HEIGHT, ROLES, STRATEGIES, WIDTH, NetworkWords, places
from iei.experiments.lab.pictures import times
from iei.experiments.lab.recording import Recording
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.windows import FIRST_YEAR
from iei.experiments.lab.words import shown

CHINESE_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "SimHei")
GIF_FRAMES_PER_SECOND = 4
NOTE_LENGTH = 240  # characters of a note that fit below the graphs


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


def noted(svg: str, note: str) -> str:
    """A graph that says in its description what it is of."""
    return svg.replace("</title>", f"</title><desc>{escape(note)}</desc>", 1)


def graphs_png(twins: Twins, outcomes: Sequence[str], labels: Sequence[Labels], note: str) -> bytes:
    """Both graphs as one PNG file; `note` stands below them and in the file's description."""
    marks = times(twins)
    with mpl.rc_context(style()):
        figure = Figure(figsize=(11, 4.3), dpi=120, layout="constrained")
        for axis, outcome, words in zip(figure.subplots(1, len(outcomes)), outcomes, labels, strict=True):
            draw_curves(axis, twins, outcome, words)
            draw_times(axis, marks, twins.scenario.terms)
            axis.set_title(words.title, loc="left", fontsize=10)
            axis.set_ylabel(words.unit)
            axis.set_xlabel(words.time)
            axis.spines[["top", "right"]].set_visible(False)
            axis.legend(frameon=False, fontsize=8)
        figure.supxlabel(shorten(note, NOTE_LENGTH, placeholder=" …"), fontsize=7)
        out = io.BytesIO()
        figure.savefig(out, format="png", metadata={"Description": note})
    return out.getvalue()


def draw_curves(axis: Any, twins: Twins, outcome: str, words: Labels) -> None:
    """Both twins with their bands; only one where no policy is set."""
    policy, baseline = bands(twins, outcome)
    scale = shown(1, outcome)
    years = [FIRST_YEAR + term / 2 for term in range(len(policy.mean))]
    curves = [(baseline, BASELINE, "--", words.baseline if twins.scenario.levers else words.lone)]
    if twins.scenario.levers:
        curves.append((policy, POLICY, "-", words.policy))
    for curve, colour, dash, name in curves:
        axis.plot(years, scale * curve.mean, dash, color=colour, label=name)
        axis.fill_between(years, scale * curve.lower, scale * curve.upper, color=colour, alpha=0.18, lw=0)


def draw_times(axis: Any, marks: Times, terms: int) -> None:
    """Start and end of the policy, and the years that the sentence speaks of."""
    first, last = marks.spoken.first, marks.spoken.end - 1
    axis.axvspan(FIRST_YEAR + first / 2, FIRST_YEAR + last / 2, 0, 0.015, color="#333333", alpha=0.45)
    if marks.force is not None:
        for term in (marks.force.first, marks.force.end):
            if term < terms:
                axis.axvline(FIRST_YEAR + term / 2, color="#333333", lw=0.8, ls=":")


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
