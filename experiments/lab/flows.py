"""Where money and graduates go: the government's account and the way from seat to skilled post, as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iei.experiments.lab.chart import INK, document, number, text
from iei.experiments.lab.recording import Recording
from iei.policies.catalogue import LEVER_NAMES

YEAR = 2  # terms
WIDTH = 560
ROW = 24
NAME, END = 218, 470  # where bars begin and end


@dataclass(frozen=True)
class Bar:
    """One row: a name in the catalogue, a value, and whether it is a loss."""

    name: str
    value: float
    loss: bool = False


def account(recording: Recording, term: int) -> list[Bar]:
    """Income and spending of all governments in a term, MU; levers that cost nothing are left out."""
    sums = recording.sums(term)
    rows = [Bar("budget", sums["budget"]), Bar("fines", sums["fines"]), Bar("clawback", sums["clawback"])]
    rows += [
        Bar(f"spent_{lever}", sums[f"spent_{lever}"], True)
        for lever in LEVER_NAMES
        if sums[f"spent_{lever}"] > 0
    ]
    rows.append(Bar("leakage", sums["leakage"], True))
    rows.append(Bar("reserve", sums["reserve"], sums["reserve"] < 0))
    return rows


def funnel(recording: Recording, term: int) -> list[Bar]:
    """What became of the young people of one year, persons: from seats to a post of the own field.

    All rows are flows of the two terms that end with `term`, so they are of different age groups; in a steady
    state each row is what is left of the row above.
    """
    terms = range(max(term - YEAR + 1, 0), term + 1)
    years = [recording.sums(t) for t in terms]

    def flow(*names: str) -> float:
        return sum(year[name] for year in years for name in names)

    own = ("placed_link", "placed_open", "absorbed_outside")
    moved = ("placed_spill_field", "placed_spill_region")
    return [
        Bar("seats", flow("seats")),
        Bar("seats_empty", max(flow("seats") - flow("intake"), 0.0), True),
        Bar("intake", flow("intake")),
        Bar("drop_outs", flow("drop_outs"), True),
        Bar("graduates", flow("graduates")),
        Bar("skilled", flow("graduate_skill")),
        Bar("skill_missing", max(flow("graduates") - flow("graduate_skill"), 0.0), True),
        Bar("placed_own", flow(*own)),
        Bar("placed_elsewhere", flow(*moved), True),
        Bar("gave_up", flow("pool_exits"), True),
        Bar("waiting", recording.sums(term)["unemployed"], True),
        Bar("left_early", flow("early_quits"), True),
    ]


def bars(rows: Sequence[Bar], names: Sequence[str], title: str, unit: str) -> str:
    """Horizontal bars with numbers, losses hatched, as SVG text."""
    largest = max((abs(row.value) for row in rows), default=0.0) or 1.0
    parts = [
        '<defs><pattern id="loss" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#F6D9C5"/>'
        '<line x1="0" y1="0" x2="0" y2="6" stroke="#D55E00" stroke-width="3"/></pattern></defs>',
        text(8, 17, title, extra='font-weight="600" font-size="14"'),
        text(8, 35, unit, extra='font-size="12"'),
    ]
    for i, (row, name) in enumerate(zip(rows, names, strict=True)):
        y = 48 + i * ROW
        length = (END - NAME) * abs(row.value) / largest
        fill = "url(#loss)" if row.loss else "#0072B2"
        parts.append(text(NAME - 8, y + 13, name, "end", 'font-size="12"'))
        parts.append(
            f'<rect x="{NAME}" y="{y}" width="{length:.1f}" height="{ROW - 7}" fill="{fill}" '
            f'stroke="{INK}" stroke-width="0.4"/>'
        )
        parts.append(text(NAME + length + 6, y + 13, number(row.value), extra='font-size="12"'))
    return document(title, parts, 56 + ROW * len(rows))
