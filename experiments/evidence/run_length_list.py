"""The list of `run_length`: how it is read and written, and what it says in words.

Verdicts stand nowhere in the list: they follow from its numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich import box
from rich.table import Table

from iei.experiments.evidence.claims import ROOT
from iei.sim.outcomes import OUTCOMES

LIST = ROOT / "docs" / "run_length.csv"
COLUMNS = ("part", "outcome", "quantity", "n", "value")
DIGITS = 4  # of a number in the list
WINDOW = 40  # terms from the policy start on, as many as a default run has
STEPS = (5, 10, 20, 50, 100)  # replicates after which the half width is listed
STILL, DRIFTS, UNCLEAR = "still", "drifts", "unclear"


@dataclass(frozen=True)
class Row:
    """One number of the list.

    Attributes
    ----------
    part : "settings", "drift", "warm-up" or "replicates"
    outcome : name of what is measured; empty for settings
    quantity : what the number is
    n : seeds or replicates that it is made of
    value : the number; NaN for one that does not exist
    """

    part: str
    outcome: str
    quantity: str
    n: int
    value: float


def read_rows(path: Path = LIST) -> list[Row]:
    """All rows in the order of the list.

    Raises `ValueError` for a list with other columns.
    """
    with path.open(encoding="utf-8", newline="") as file:
        cells = csv.DictReader(file)
        if tuple(cells.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: columns are {cells.fieldnames}, not {list(COLUMNS)}")
        return [
            Row(c["part"], c["outcome"], c["quantity"], int(c["n"]), float(c["value"] or "nan"))
            for c in cells
        ]


def write_rows(rows: Iterable[Row], path: Path = LIST) -> None:
    """Write the list; a number that does not exist is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            value = "" if np.isnan(row.value) else f"{row.value:.{DIGITS}g}"
            writer.writerow([row.part, row.outcome, row.quantity, row.n, value])


@dataclass(frozen=True)
class Words:
    """One table: title, headings, and rows of cells."""

    title: str
    headings: tuple[str, ...]
    rows: list[list[str]]


class Numbers:
    """The rows of one part by outcome and quantity."""

    def __init__(self, rows: Iterable[Row], part: str) -> None:
        self._values = {(r.outcome, r.quantity, r.n): r.value for r in rows if r.part == part}
        self.outcomes = list(dict.fromkeys(outcome for outcome, _, _ in self._values))

    def get(self, outcome: str, quantity: str, n: int | None = None) -> float:
        """A number; of several with other `n` that of `n`. NaN where there is none."""
        found = [
            v for (o, q, m), v in self._values.items() if (o, q) == (outcome, quantity) and n in (None, m)
        ]
        return found[0] if found else np.nan


def verdict(lower: float, upper: float, bound: float) -> str:
    """Still if the whole interval lies within the bound, drifts if all of it lies beyond, else unclear."""
    if -bound <= lower and upper <= bound:
        return STILL
    return DRIFTS if lower > bound or upper < -bound else UNCLEAR


def tables_in_words(rows: Sequence[Row]) -> Iterator[Words]:
    """The tables of drift, warm-up and replicates."""
    settings = Numbers(rows, "settings")
    terms, seeds, replicates, start = (
        int(settings.get("", name)) for name in ("terms", "seeds", "replicates", "policy start")
    )
    yield Words(
        f"Drift without a policy over {WINDOW} terms from term {start} on, {seeds} seeds",
        ("outcome", "unit", "level", "drift", "95 % interval", "bound", "verdict"),
        list(drift_rows(Numbers(rows, "drift"))),
    )
    yield Words(
        f"Warm-up without a policy, {seeds} seeds of {terms} terms; the policy starts in term {start}",
        ("outcome", "unit", "terms to leave out", "mean in a default run", "mean of all terms kept"),
        list(warm_up_rows(Numbers(rows, "warm-up"), terms)),
    )
    widths = [f"half width, {step}" if step == STEPS[0] else str(step) for step in STEPS]
    yield Words(
        f"Replicates: `package_half` less `none`, {replicates} pairs",
        ("outcome", "effect (95 % interval)", *widths, "replicates needed", "for the smallest effect"),
        list(replicate_rows(Numbers(rows, "replicates"), replicates)),
    )


def drift_rows(numbers: Numbers) -> Iterator[list[str]]:
    """A row an outcome: level, drift, interval, bound, verdict."""
    for name in numbers.outcomes:
        level, found, lower, upper, bound, relative = (
            numbers.get(name, quantity)
            for quantity in ("level", "drift", "lower", "upper", "bound", "relative")
        )
        if relative:
            in_words = [f"{100 * value:+.1f} %" for value in (found, lower, upper)]
            of = f"{100 * bound:g} % of the level"
        else:
            in_words = [f"{value:+.3f}" for value in (found, lower, upper)]
            of = f"{bound:g}"
        interval = f"{in_words[1]} to {in_words[2]}"
        yield [*named(name), short(level), in_words[0], interval, of, verdict(lower, upper, bound)]


def warm_up_rows(numbers: Numbers, terms: int) -> Iterator[list[str]]:
    """A row an outcome: terms to leave out, mean in the window of a default run, mean of what is kept."""
    for name in numbers.outcomes:
        left_out = numbers.get(name, "left out")
        words = f"more than {terms // 2}" if np.isnan(left_out) else whole(left_out)
        window, long_run = numbers.get(name, "in a default run"), numbers.get(name, "long run")
        yield [*named(name), words, short(window), short(long_run)]


def replicate_rows(numbers: Numbers, replicates: int) -> Iterator[list[str]]:
    """A row an outcome: effect, interval, half widths, replicates needed."""
    for name in numbers.outcomes:
        effect, lower, upper = (numbers.get(name, quantity) for quantity in ("effect", "lower", "upper"))
        needed, expected = numbers.get(name, "needed"), numbers.get(name, "expected")
        words = whole(needed)
        if lower <= 0 <= upper:
            words = "no effect seen"
        elif np.isnan(needed):
            words = f"more than {replicates}, about {whole(expected)}"
        yield [
            *(f"`{name}`", f"{short(effect)} ({short(lower)} to {short(upper)})"),
            *(short(numbers.get(name, "half width", step)) for step in STEPS),
            *(words, whole(numbers.get(name, "for smallest effect"))),
        ]


def named(name: str) -> tuple[str, str]:
    """Name and unit; a ratio of two outcomes is a share of the second."""
    outcome = OUTCOMES.get(name)
    return f"`{name}`", outcome.unit if outcome else "share"


def short(value: float) -> str:
    """Three digits; a dash for what does not exist."""
    return "–" if np.isnan(value) else f"{value:.3g}"


def whole(value: float) -> str:
    """A count with thousands apart; a dash for what does not exist."""
    return "–" if np.isnan(value) else f"{value:,.0f}"


def printed(rows: Sequence[Row]) -> Iterator[Table]:
    """The tables for a terminal."""
    for words in tables_in_words(rows):
        table = Table(box=box.SIMPLE_HEAD, title=words.title.replace("`", ""), title_justify="left")
        for i, heading in enumerate(words.headings):
            table.add_column(heading, justify="left" if i < 2 else "right", no_wrap=i == 0)
        for row in words.rows:
            table.add_row(*(cell.replace("`", "") for cell in row))
        yield table
