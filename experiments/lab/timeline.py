"""When each lever is in force, as SVG text."""

from __future__ import annotations

from collections.abc import Sequence

from iei.experiments.lab.chart import INK, document, text
from iei.experiments.lab.state import LabState, world_settings
from iei.experiments.lab.windows import FIRST_YEAR
from iei.policies.catalogue import LEVER_NAMES, LEVERS

WIDTH, ROW = 560, 30
NAME, RIGHT, TOP = 168, 14, 48
COLOUR = "#D55E00"


def strengths(state: LabState, lever: str) -> list[float]:
    """Largest value of a lever over regions in each term, share of its upper bound."""
    start = world_settings(state.world).policy_start
    upper = LEVERS[LEVER_NAMES.index(lever)].upper
    parts = [setting for setting in state.levers if setting.lever == lever]
    return [max(part.strength(term - start) for part in parts) / upper for term in range(state.terms)]


def timeline(state: LabState, names: Sequence[str], labels: Sequence[str], title: str, unit: str) -> str:
    """One row a lever that is set: how strong it is in every term."""
    width = (WIDTH - NAME - RIGHT) / state.terms
    bottom = TOP + ROW * len(names)
    parts = [
        text(8, 17, title, extra='font-weight="600" font-size="14"'),
        text(8, 35, unit, extra='font-size="12"'),
    ]
    for i, (lever, label) in enumerate(zip(names, labels, strict=True)):
        base = TOP + ROW * (i + 1) - 4
        parts.append(text(NAME - 8, base - 6, label, "end", 'font-size="12"'))
        parts.append(f'<line x1="{NAME}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}" stroke="{INK}"/>')
        for term, strength in enumerate(strengths(state, lever)):
            if strength > 0:
                height = (ROW - 8) * strength
                parts.append(
                    f'<rect x="{NAME + term * width:.1f}" y="{base - height:.1f}" width="{width + 0.2:.1f}" '
                    f'height="{height:.1f}" fill="{COLOUR}"/>'
                )
    for term in range(5, state.terms, 10):
        x = NAME + term * width
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 5}" stroke="{INK}"/>')
        parts.append(text(x, bottom + 18, f"{FIRST_YEAR + term / 2:.0f}", "middle", 'font-size="12"'))
    return document(title, parts, bottom + 26)
