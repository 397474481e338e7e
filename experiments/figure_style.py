"""How figures look: colours that colour-blind readers can tell apart, and labels with units."""

from __future__ import annotations

from typing import Any

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


def axis_label(name: str) -> str:
    """Label of an outcome with its unit."""
    label = OUTCOMES[name].label
    return f"{label[0].upper()}{label[1:]}\n({OUTCOMES[name].unit})"
