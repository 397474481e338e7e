"""Wiring: for every claim something that is turned in the model, and an outcome that must follow.

The list is `docs/wiring.csv`. A row turns a lever, or the coefficient of a mechanism, in an otherwise equal
world, and says in which direction an outcome goes; the effect is the mean paired difference over seeds with
its 95 % interval. If a mechanism is no longer called, its row shows nothing.

    python -m iei.experiments.evidence.wiring                    measures all rows, writes them into the list
    python -m iei.experiments.evidence.wiring 2.1a 3.2 seeds=12  only those of these claims or sections
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from iei.experiments.analyse.statistics import Interval, paired_difference
from iei.experiments.evidence.claims import ROOT
from iei.experiments.evidence.fact_runs import JUDGING, seeds_of_set
from iei.experiments.execute.pool import mapped
from iei.experiments.plan.configuration import scenario
from iei.experiments.plan.overrides import checked, taken
from iei.experiments.plan.setting_types import whole_number
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES, summary_values
from iei.sim.run.engine import Trajectory, prepare, trajectory_of
from iei.sim.run.shared_beginnings import SharedBeginnings

LIST = ROOT / "docs" / "wiring.csv"
COLUMNS = ("claims", "common", "change", "outcome", "direction", "effect", "lower", "upper")
WORLD = "world=province"
SEEDS = 24
DIGITS = 3  # of a measured number in the list


@dataclass(frozen=True)
class Wire:
    """One row of the list.

    Attributes
    ----------
    claims : ids of the claims that it argues for
    common, change : overrides of both arms, and of the second arm alone
    outcome : an outcome, or one of a group, as in ``linked_share of large``
    direction : 1 if it rises with the change, -1 if it falls
    measured : effect, lower, upper, as text; empty where nobody has measured yet
    """

    claims: tuple[str, ...]
    common: tuple[str, ...]
    change: tuple[str, ...]
    outcome: str
    direction: int
    measured: tuple[str, ...] = ("", "", "")

    @cached_property
    def arms(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Overrides without and with the change; of two that name the same key the later one counts."""
        turned = {override.partition("=")[0] for override in self.change}
        kept = tuple(override for override in self.common if override.partition("=")[0] not in turned)
        return self.common, (*kept, *self.change)

    @property
    def name(self) -> str:
        """Short text that tells rows apart."""
        return f"{' '.join(self.claims)}: {' '.join(self.change)}, {self.outcome}"


def read_wires(path: Path = LIST) -> list[Wire]:
    """All rows in the order of the list.

    Raises `ValueError` for a row that cannot be read.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: columns are {rows.fieldnames}, not {list(COLUMNS)}")
        return [wire_of(row) for row in rows]


def wire_of(row: dict[str, str]) -> Wire:
    """A wire from the cells of a row; words in a cell are separated by spaces."""
    outcome = row["outcome"]
    if outcome.partition(" of ")[0] not in OUTCOMES or row["direction"] not in ("+", "-"):
        raise ValueError(f"{LIST.name}: {row} names no outcome or no direction (+ or -)")
    return Wire(
        tuple(row["claims"].split()),
        tuple(row["common"].split()),
        tuple(row["change"].split()),
        outcome,
        1 if row["direction"] == "+" else -1,
        (row["effect"], row["lower"], row["upper"]),
    )


def write_wires(wires: Iterable[Wire], path: Path = LIST) -> None:
    """Write the list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for wire in wires:
            words = [" ".join(cell) for cell in (wire.claims, wire.common, wire.change)]
            writer.writerow([*words, wire.outcome, "+" if wire.direction > 0 else "-", *wire.measured])


def values_of(outcomes: Sequence[str], run: Trajectory) -> list[float]:
    """Numbers of one run, in the order of `outcomes`."""
    whole = run.summary
    found = []
    for outcome in outcomes:
        name, _, group = outcome.partition(" of ")
        found.append(summary_of_group(run, group)[name] if group else whole[name])
    return found


def summary_of_group(run: Trajectory, group: str) -> dict[str, float]:
    """One number per outcome of a region, size class or field, by name."""
    terms = run.groups.xs(group, level="group")
    start = int(run.world.clock["policy_start"][0])
    return dict(zip(OUTCOMES, summary_values(terms.to_numpy(), start).tolist(), strict=True))


def effects(wires: Sequence[Wire], seeds: int = SEEDS, threads: int | None = None) -> list[Interval]:
    """Mean paired difference and its 95 % interval for every wire.

    An arm that several wires share runs once. Raises `ValueError` for a group that does not exist.
    """
    arms = list(dict.fromkeys(arm for wire in wires for arm in wire.arms))
    outcomes = list(dict.fromkeys(wire.outcome for wire in wires))
    asked = {
        arm: [o for o in outcomes if any(arm in w.arms and o == w.outcome for w in wires)] for arm in arms
    }
    prepared = {arm: prepare(scenario([WORLD, *arm])) for arm in arms}
    jobs = [(arm, seed) for seed in seeds_of_set(JUDGING, seeds) for arm in arms]
    names = {arm: " ".join(arm) for arm in arms}
    beginnings = SharedBeginnings(
        [(names[arm], seed) for arm, seed in jobs], {names[arm]: prepared[arm].marks for arm in arms}
    )

    def numbers(job: tuple[tuple[str, ...], int]) -> list[float]:
        arm, seed = job
        world = beginnings.run(names[arm], prepared[arm], seed)
        return values_of(asked[arm], trajectory_of(prepared[arm], seed, world))

    with closing(mapped(numbers, jobs, threads)) as runs:
        found = dict(zip(jobs, runs, strict=True))

    def column(arm: tuple[str, ...], outcome: str) -> np.ndarray:
        place = asked[arm].index(outcome)
        return np.array([values[place] for job, values in found.items() if job[0] == arm])

    pairs = [[column(arm, wire.outcome) for arm in wire.arms] for wire in wires]
    return [paired_difference(after, before).difference for before, after in pairs]


def measured(wire: Wire, effect: Interval) -> Wire:
    """The wire with what was measured."""
    numbers = (effect.mean, effect.lower, effect.upper)
    return replace(wire, measured=tuple(f"{number:.{DIGITS}g}" for number in numbers))


def is_under(claim: str, asked: Sequence[str]) -> bool:
    """Whether a claim is one of those asked for, or of one of these sections."""
    return any(
        claim == key or claim.startswith(f"{key}.") or claim.rstrip("abcdefghijklmnopq") == key
        for key in asked
    )


def holds(wire: Wire, effect: Interval) -> bool:
    """Whether the whole interval lies on the side that the wire states."""
    return effect.lower > 0 if wire.direction > 0 else effect.upper < 0


def main(argv: Sequence[str]) -> int:
    """Measure the rows; the exit code is 1 if one does not hold."""
    claims = [text for text in argv if "=" not in text]
    own, other = taken(checked([text for text in argv if "=" in text]), ("seeds",))
    if other:
        raise InvalidInput(f"'{other[0]}': only seeds can be set; the list says what is turned")
    seeds = whole_number(own.get("seeds", SEEDS), "seeds", 2)
    wires = read_wires()
    chosen = [w for w in wires if not claims or any(is_under(c, claims) for c in w.claims)]
    found = dict(zip(chosen, effects(chosen, seeds), strict=True))
    for wire, effect in found.items():
        mark = "" if holds(wire, effect) else "   DOES NOT HOLD"
        print(f"{wire.name:100.100} {effect.mean:+.4g} ({effect.lower:+.4g} to {effect.upper:+.4g}){mark}")
    if not argv:  # the list holds what all seeds give
        write_wires(measured(wire, found[wire]) for wire in wires)
    return 0 if all(holds(wire, effect) for wire, effect in found.items()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
