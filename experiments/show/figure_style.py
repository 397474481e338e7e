"""How figures look: colours that colour-blind readers can tell apart, fonts, and labels with units."""

from __future__ import annotations

import io
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import figure, font_manager

from iei.sim.outcomes import OUTCOMES

# Okabe and Ito (2008)
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#B8A900")
GREY = "#8A8A8A"
MARKERS = ("o", "s", "^", "D", "v")
DASHES = ("-", "--", "-.", ":")
LATIN = "DejaVu Sans"  # comes with matplotlib
# Fonts with Chinese characters, best first; used, if installed, where the first font has no glyph.
CHINESE = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC"),
    *(
        "Microsoft YaHei",
        "SimHei",
        "Hiragino Sans GB",
        "Heiti SC",
        "WenQuanYi Micro Hei",
        "WenQuanYi Zen Hei",
    ),
    *("Noto Sans CJK JP", "Noto Serif CJK SC", "Noto Serif CJK JP", "SimSun", "Arial Unicode MS"),
)
MISSING = re.compile(r"Glyph \d+ \(.*\) missing from")


def fonts(installed: set[str]) -> list[str]:
    """The font for Latin text, then those of `installed` that have Chinese characters, best first."""
    return [LATIN, *(name for name in CHINESE if name in installed)]


STYLE: Any = {
    "font.family": fonts(set(font_manager.get_font_names())),
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "figure.dpi": 110,
    "svg.fonttype": "none",
    "svg.hashsalt": "iei",
}


class Figure(figure.Figure):
    """A figure that a notebook shows, also if no backend of pyplot has been loaded."""

    def _repr_png_(self) -> bytes:
        target = io.BytesIO()
        with drawing():
            self.savefig(target, format="png", bbox_inches="tight")
        return target.getvalue()


@contextmanager
def drawing() -> Iterator[None]:
    """Around all drawing: the style, and one line on stderr if a character is in no installed font."""
    with mpl.rc_context(STYLE), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    others = [warning for warning in caught if not MISSING.search(str(warning.message))]
    for warning in others:
        warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    if len(others) < len(caught):
        say_that_a_font_is_missing()


@cache
def say_that_a_font_is_missing() -> None:
    """One line on stderr, once in a process."""
    print(
        "figures: no installed font has all characters of the names; boxes stand for them. "
        "A font such as Noto Sans CJK SC has them.",
        file=sys.stderr,
    )


def axis_label(name: str) -> str:
    """Label of an outcome with its unit."""
    label = OUTCOMES[name].label
    return f"{label[0].upper()}{label[1:]}\n({OUTCOMES[name].unit})"
