"""Numbers in the lesson sheets: each stands between marks that say how the model produces it.

``<!-- = POLICIES OUTCOME WHAT -->value<!-- end -->`` with policy files joined by plus signs and WHAT one
of difference, lower, upper (of its 95 % interval), policy, baseline (means), or change@T (mean difference
in term T); ``<!-- = POLICIES OUTCOME link -->…<!-- end -->`` holds the address of the lesson. All numbers
are in the unit shown on the page.
``python -m experiments.lab.lessons`` writes them anew after the model has changed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from experiments.lab.bands import effect
from experiments.lab.chart import number
from experiments.lab.launch import FIRST_PORT, HOST
from experiments.lab.link import link
from experiments.lab.sentence import signed
from experiments.lab.state import LabState, presets, read_levers
from experiments.lab.twins import Twins
from experiments.lab.words import is_share, shown
from experiments.lab.workshop import WORKSHOP

SHEETS = Path(__file__).resolve().parents[2] / "docs" / "lessons"
PAIRS = 60
MARK = re.compile(r"(<!-- = (\S+) (\S+) (\S+) -->)(.*?)(<!-- end -->)", re.DOTALL)


def state_of(policies: str, outcome: str = "formal_share") -> LabState:
    """The classroom world under these policy files, with substance and `outcome` drawn."""
    levers: dict[str, Any] = {}
    for name in policies.split("+"):
        levers |= presets()[name]
    graphs = ("substantive_share", outcome)
    return LabState(levers=read_levers(levers, "classroom"), pairs=PAIRS, graphs=graphs)


@cache
def twins_of(policies: str) -> Twins:
    """Finished pairs of these policy files."""
    twins = WORKSHOP.submit(state_of(policies)).wait(more_than=PAIRS - 1)
    assert twins is not None
    return twins


def value(policies: str, outcome: str, what: str) -> str:
    """One number of a sheet, or the address of a lesson."""
    if what == "link":
        query = link(state_of(policies, outcome)).split("&", 1)[1]  # without the version, so that it lasts
        return f"http://{HOST}:{FIRST_PORT}/?{query}"
    twins = twins_of(policies)
    if what.startswith("change@"):
        term = int(what.removeprefix("change@"))
        policy, baseline = twins.of(outcome)
        return written_change(float((policy - baseline)[:, term].mean()), outcome)
    found = effect(twins, outcome)
    if what in ("policy", "baseline"):
        level = shown(getattr(found, what), outcome)
        return f"{level:.1f} %" if is_share(outcome) else number(level)
    changes = {
        "difference": found.difference.mean,
        "lower": found.difference.lower,
        "upper": found.difference.upper,
    }
    return written_change(float(changes[what]), outcome)


def written_change(change: float, outcome: str) -> str:
    """A difference with its sign, in points or in the outcome's unit."""
    return signed(shown(change, outcome))


def refreshed(text: str) -> str:
    """A sheet with all its numbers as the model gives them now."""
    return MARK.sub(lambda m: m[1] + value(m[2], m[3], m[4]) + m[6], text)


def main() -> None:
    """Write the numbers of all sheets anew."""
    for path in sorted(SHEETS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(refreshed(text), encoding="utf-8")
        print(path, len(MARK.findall(text)), "numbers")


if __name__ == "__main__":
    main()
