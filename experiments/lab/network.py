"""The network of colleges and enterprises as SVG text: one picture of formal, one of substantive links.

Every agent has a fixed place: regions in a grid, in each region the colleges in the middle and the
enterprises around them, so that what changes from term to term is the links.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from math import cos, pi, sin, sqrt

from iei.experiments.lab.chart import INK, document, text
from iei.experiments.lab.recording import Moment, Recording

WIDTH, HEIGHT = 560, 470
TOP, BOTTOM = 40, 34
# Depth 1 to 5: light to dark, readable without colour because width grows as well (after ColorBrewer YlGnBu).
DEPTHS = ("#A1DAB4", "#7FCDBB", "#41B6C4", "#2C7FB8", "#253494")
STRATEGIES = ("#FFFFFF", "#E69F00", "#009E73")  # none, formal, substantive
ROLES = ("#FFFFFF", "#56B4E9")  # passive, active


@dataclass(frozen=True)
class Places:
    """Where agents stand, by row, enterprises with their radius; and boxes of the regions with names."""

    colleges: tuple[tuple[float, float], ...]
    enterprises: tuple[tuple[float, float, float], ...]
    regions: tuple[tuple[float, float, float, float, str], ...]


@dataclass(frozen=True)
class NetworkWords:
    """All words of the picture."""

    title: str
    depths: tuple[str, ...]
    enterprise: str
    college: str


@lru_cache(maxsize=8)
def places(recording: Recording) -> Places:
    """Fixed places of all agents of a recorded world."""
    names = [region.name for region in recording.scenario.world.regions]
    columns = max(1, round(sqrt(len(names))))
    rows = -(-len(names) // columns)
    width, height = WIDTH / columns, (HEIGHT - TOP - BOTTOM) / rows
    colleges: list[tuple[float, float]] = [(0.0, 0.0)] * len(recording.regions_of_colleges)
    enterprises: list[tuple[float, float, float]] = [(0.0, 0.0, 0.0)] * len(recording.sizes)
    boxes = []
    for g, name in enumerate(names):
        x, y = (g % columns + 0.5) * width, TOP + (g // columns + 0.5) * height
        boxes.append((x - width / 2 + 4, y - height / 2 + 3, width - 8, height - 6, name))
        own = [c for c, region in enumerate(recording.regions_of_colleges) if region == g]
        for i, c in enumerate(own):
            colleges[c] = around(x, y, 0.40 * width, 0.37 * height, 0.36, i, len(own))
        own = [e for e, region in enumerate(recording.regions_of_enterprises) if region == g]
        rings = 1 + len(own) // 30
        for i, e in enumerate(own):
            share = 1.0 - 0.36 * (i % rings) / rings
            place = around(x, y, 0.43 * width, 0.38 * height, share, i, len(own))
            enterprises[e] = (
                *place,
                (2.6 if rings > 1 else 3.6) + (1.0 if rings > 1 else 1.7) * recording.sizes[e],
            )
    return Places(tuple(colleges), tuple(enterprises), tuple(boxes))


def around(
    x: float, y: float, width: float, height: float, share: float, i: int, number: int
) -> tuple[float, float]:
    """Place i of `number` on an ellipse around (x, y)."""
    angle = 2 * pi * i / max(number, 1) - pi / 2
    if number == 1 and share < 0.5:
        return x, y
    return x + share * width * cos(angle), y + share * height * sin(angle)


def network(recording: Recording, term: int, substantive: bool, words: NetworkWords) -> str:
    """Links of one kind at the end of a term; agents carry `data-kind` and `data-row` to be clicked."""
    moment, place = recording.moments[term], places(recording)
    parts = [text(8, 17, words.title, extra='font-weight="600" font-size="14"')]
    for x, y, width, height, name in place.regions:
        parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="8" fill="#F7F9FB"/>'
        )
        parts.append(text(x + 8, y + 16, name, extra='font-size="12" fill="#555555"'))
    parts += link_lines(moment, place, substantive)
    for e, (x, y, radius) in enumerate(place.enterprises):
        fill = STRATEGIES[moment.strategies[e]]
        parts.append(
            f'<circle class="agent" data-kind="enterprise" data-row="{e}" cx="{x:.1f}" cy="{y:.1f}" '
            f'r="{radius:.1f}" fill="{fill}" stroke="{INK}" stroke-width="0.8">'
            f"<title>{escape(words.enterprise)} {e}</title></circle>"
        )
    for c, (x, y) in enumerate(place.colleges):
        side = 11 if len(place.colleges) <= 16 else 7
        parts.append(
            f'<rect class="agent" data-kind="college" data-row="{c}" x="{x - side / 2:.1f}" '
            f'y="{y - side / 2:.1f}" width="{side}" height="{side}" fill="{ROLES[moment.roles[c]]}" '
            f'stroke="{INK}"><title>{escape(words.college)} {c}</title></rect>'
        )
    return document(words.title, [*parts, *depth_key(words)], HEIGHT)


def link_lines(moment: Moment, place: Places, substantive: bool) -> list[str]:
    """Lines of the links that are substantive on both sides, or of all others; deep links on top."""
    lines = []
    for link in sorted(moment.links, key=lambda link: link["depth"]):
        both = link["effort_enterprise"] >= 1 and link["effort_college"] >= 1
        if both != substantive:
            continue
        x1, y1 = place.colleges[link["college"]]
        x2, y2, _ = place.enterprises[link["enterprise"]]
        depth = int(link["depth"])
        lines.append(
            f'<line class="link" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{DEPTHS[depth - 1]}" stroke-width="{1.2 + 0.5 * depth:.1f}"/>'
        )
    return lines


def depth_key(words: NetworkWords) -> list[str]:
    """What the colours of the links mean."""
    parts = []
    step = (WIDTH - 16) / len(DEPTHS)
    for depth, (colour, name) in enumerate(zip(DEPTHS, words.depths, strict=True), start=1):
        x = 8 + (depth - 1) * step
        parts.append(
            f'<line x1="{x:.0f}" x2="{x + 12:.0f}" y1="{HEIGHT - 12}" y2="{HEIGHT - 12}" '
            f'stroke="{colour}" stroke-width="{1.2 + 0.5 * depth:.1f}"/>'
            + text(x + 16, HEIGHT - 8, name, extra='font-size="10.5"')
        )
    return parts
