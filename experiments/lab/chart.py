"""Curves as SVG text: made in a millisecond, drawn by any browser, kept as a file as it is.

The policy is an unbroken orange curve, its twin without policy a dashed blue one (colours after Okabe and Ito
2008), so that they can be told apart without colour; bands have different edges too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

import numpy as np

from iei.experiments.lab.bands import Band
from iei.experiments.lab.windows import FIRST_YEAR, Window

POLICY, BASELINE = "#D55E00", "#0072B2"
INK, FAINT = "#333333", "#DDDDDD"
WIDTH, HEIGHT = 560, 330
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 46, 44
FONT = "system-ui, 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True)
class Labels:
    """All words of a chart; `lone` names the only curve where no policy is set."""

    title: str
    unit: str
    time: str
    policy: str
    baseline: str
    lone: str
    start: str
    end: str


@dataclass(frozen=True)
class Times:
    """Terms that a chart marks: those of the policy (None: there is none), those of the sentence."""

    force: Window | None
    spoken: Window


@dataclass(frozen=True)
class Frame:
    """Where data are drawn: terms on the horizontal, values on the vertical axis."""

    terms: int
    lower: float
    upper: float

    def x(self, term: float) -> float:
        """Horizontal position of a term."""
        return LEFT + (WIDTH - LEFT - RIGHT) * term / max(self.terms - 1, 1)

    def y(self, value: float) -> float:
        """Vertical position of a value."""
        span = self.upper - self.lower
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - self.lower) / span

    def term_at(self, x: float) -> float:
        """Term at a horizontal position."""
        return (x - LEFT) / (WIDTH - LEFT - RIGHT) * max(self.terms - 1, 1)

    def value_at(self, y: float) -> float:
        """Value at a vertical position."""
        share = (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM)
        return self.lower + share * (self.upper - self.lower)


def ticks(lower: float, upper: float, count: int = 5) -> list[float]:
    """About `count` round numbers that enclose the interval; what is flat gets room of its own size."""
    span = upper - lower
    size = max(abs(lower), abs(upper))
    if span < 1e-9 * max(size, 1.0):
        span = max(size, 1e-3)
    rough = span / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * (1 - 1e-9))
    first = floor(lower / step + 1e-9)
    last = max(ceil(upper / step - 1e-9), first + 1)
    return [round(i * step, 12) for i in range(first, last + 1)]


def number(value: float) -> str:
    """A number for an axis or a sentence: three digits, no exponent for what people count."""
    if np.isnan(value):
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - floor(log10(abs(value))))
    text = f"{value:,.{min(digits, 4)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def frame_of(curves: Sequence[Band], scale: float, room: float = 1.0) -> Frame:
    """Frame that holds all bands, with zero if it is near; never flat. `room` leaves space above."""
    finite = [value[np.isfinite(value)] for band in curves for value in (band.lower, band.upper)]
    lower = scale * min((float(value.min()) for value in finite if value.size), default=0.0)
    upper = scale * max((float(value.max()) for value in finite if value.size), default=0.0)
    if 0 < lower < 0.6 * upper or room > 1:
        lower = min(lower, 0.0)
    upper = lower + room * (upper - lower)
    marks = ticks(lower, upper)
    return Frame(len(curves[0].mean), marks[0], marks[-1])


def twin_chart(
    policy: Band, baseline: Band, times: Times, scale: float, labels: Labels, more: Sequence[str] = ()
) -> str:
    """Two curves with their bands and the terms in which the policy starts and ends, as SVG text.

    scale : factor from the model's unit to the unit shown, 100 for per cent
    more : further elements, drawn on top
    """
    frame = frame_of((policy, baseline), scale)
    parts = [*axes(frame, labels), *time_marks(frame, times, labels)]
    for band, colour in ((baseline, BASELINE), (policy, POLICY)):
        parts.append(area(frame, scale * band.lower, scale * band.upper, colour))
    parts.append(curve(frame, scale * baseline.mean, BASELINE, "7 4"))
    parts.append(curve(frame, scale * policy.mean, POLICY))
    parts.append(legend(((labels.policy, POLICY, ""), (labels.baseline, BASELINE, "7 4"))))
    return document(labels.title, [*parts, *more])


def lone_chart(
    baseline: Band, times: Times, scale: float, labels: Labels, room: float = 1.0, more: Sequence[str] = ()
) -> str:
    """The baseline alone; `room` leaves space above for a curve that is drawn by hand."""
    frame = frame_of((baseline,), scale, room)
    parts = [*axes(frame, labels), *time_marks(frame, times, labels)]
    parts.append(area(frame, scale * baseline.lower, scale * baseline.upper, BASELINE))
    parts.append(curve(frame, scale * baseline.mean, BASELINE, "7 4"))
    parts.append(legend(((labels.lone if times.force is None else labels.baseline, BASELINE, "7 4"),)))
    return document(labels.title, [*parts, *more])


def guess_line(frame: Frame, values: Sequence[float]) -> str:
    """A curve that somebody drew, in the unit shown."""
    inside = np.clip(np.asarray(values, dtype=float), frame.lower, frame.upper)
    return (
        f'<polyline class="guess" points="{" ".join(points(frame, inside))}" fill="none" '
        f'stroke="{INK}" stroke-opacity="0.55" stroke-width="1.6" stroke-dasharray="2 3"/>'
    )


def document(title: str, parts: Sequence[str], height: int = HEIGHT) -> str:
    """A whole SVG document."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'font-family="{FONT}" font-size="13" fill="{INK}">'
        f'<title>{escape(title)}</title><rect width="{WIDTH}" height="{height}" fill="white"/>'
        f"{''.join(parts)}</svg>"
    )


def text(x: float, y: float, words: str, anchor: str = "start", extra: str = "") -> str:
    """Words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{escape(words)}</text>'


def axes(frame: Frame, labels: Labels) -> list[str]:
    """Title with unit, grid lines, and the years below."""
    parts = [
        text(8, 17, labels.title, extra='font-weight="600" font-size="14"'),
        text(8, 35, labels.unit, extra='font-size="12"'),
    ]
    for value in ticks(frame.lower, frame.upper):
        y = frame.y(value)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}"/>')
        parts.append(text(LEFT - 6, y + 4, number(value), "end"))
    step = 10 if frame.terms > 24 else 4
    for term in range(step // 2 if step == 10 else 1, frame.terms, step):
        x, year = frame.x(term), FIRST_YEAR + term / 2
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM + 4}" '
            f'stroke="{INK}"/>'
        )
        parts.append(text(x, HEIGHT - BOTTOM + 18, f"{year:.0f}", "middle"))
    parts.append(text(WIDTH - RIGHT, HEIGHT - 6, labels.time, "end", 'font-size="12"'))
    return parts


def time_marks(frame: Frame, times: Times, labels: Labels) -> list[str]:
    """The terms that the sentence speaks of as a bar on the axis, and where the policy starts and ends."""
    first, last = frame.x(times.spoken.first), frame.x(times.spoken.end - 1)
    marks = [
        f'<rect class="spoken" x="{first:.1f}" y="{HEIGHT - BOTTOM - 4}" width="{last - first:.1f}" '
        f'height="4" fill="{INK}" fill-opacity="0.45"/>',
        text(last, HEIGHT - BOTTOM - 8, times.spoken.years, "end", 'font-size="11"'),
    ]
    if times.force is not None:
        marks.append(time_line(frame, times.force.first, labels.start, "policy-start"))
        if times.force.end < frame.terms:
            marks.append(time_line(frame, times.force.end, labels.end, "policy-end", 22))
    return marks


def time_line(frame: Frame, term: int, words: str, name: str, above: int = 8) -> str:
    """An upright line at a term with words beside it, `above` the axis."""
    x = frame.x(term)
    return (
        f'<line class="{name}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="{INK}" '
        f'stroke-dasharray="2 3"/>' + text(x + 4, HEIGHT - BOTTOM - above, words, extra='font-size="11"')
    )


def points(frame: Frame, values: np.ndarray) -> list[str]:
    """Positions of a curve, one a term; terms without a value have none."""
    return [f"{frame.x(t):.1f},{frame.y(float(v)):.1f}" for t, v in enumerate(values) if np.isfinite(v)]


def area(frame: Frame, lower: np.ndarray, upper: np.ndarray, colour: str) -> str:
    """A band between two curves."""
    outline = points(frame, upper) + points(frame, lower)[::-1]
    return f'<polygon class="band" points="{" ".join(outline)}" fill="{colour}" fill-opacity="0.18"/>'


def curve(frame: Frame, values: np.ndarray, colour: str, dashes: str = "") -> str:
    """One curve."""
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<polyline class="curve" points="{" ".join(points(frame, values))}" fill="none" '
        f'stroke="{colour}" stroke-width="2.4"{dash}/>'
    )


def legend(curves: Sequence[tuple[str, str, str]]) -> str:
    """Words, colour and dashes of each curve, right of the title's second line."""
    parts = []
    x = WIDTH - RIGHT - 125.0 * len(curves)
    for words, colour, dash in curves:
        parts.append(
            f'<line x1="{x:.0f}" x2="{x + 26:.0f}" y1="31" y2="31" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dash}"/>' + text(x + 31, 35, words, extra='font-size="12"')
        )
        x += 125
    return "".join(parts)
