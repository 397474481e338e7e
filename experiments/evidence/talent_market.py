"""Does policy mend the talent market? What was asked of the model before it was built, and what it gives.

Questions are declared with the range that was asked; numbers are kept in `docs/talent_market.csv` and
shown on docs/talent_market.md with their verdicts. Seeds are the same with and without the policy.

    python -m iei.experiments.evidence.talent_market           measures and writes the list
    python -m iei.experiments.evidence.talent_market seeds=4   prints only
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from rich import box
from rich.table import Table

from iei.experiments.analyse.jackknife import jackknife_interval
from iei.experiments.analyse.statistics import Interval, mean_interval
from iei.experiments.evidence.claims import ROOT
from iei.experiments.evidence.fact_runs import JUDGING, seeds_of_set
from iei.experiments.execute.pool import mapped
from iei.experiments.plan.configuration import scenario
from iei.experiments.plan.overrides import checked, taken
from iei.experiments.plan.setting_types import whole_number
from iei.experiments.show.summary import console_for_tables
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import prepare, simulate

LIST = ROOT / "docs" / "talent_market.csv"
COLUMNS = ("question", "unit", "lower asked", "upper asked", "seeds", "value", "lower", "upper")
SEEDS = 24
GAP, CHANGES = "seat_gap_in_region", "programme_changes"
NONE = "policy=none"
USUAL: tuple[str, ...] = ()
LATE = ("world.policy_start=60", "terms=120")
LONG = ("terms=200",)
WATCHED_FROM = 60  # term from which on the gap without policy is watched
PACKAGE = "policy=package_half"
UNPAID = (PACKAGE, "policy.package_half.subsidy=0")
BLIND = "behaviour.attention_reach=0"
ANY = np.inf  # no bound at this end


@dataclass(frozen=True)
class Question:
    """What is asked of the talent market.

    Attributes
    ----------
    text, unit : what is asked, and the unit of the answer
    asked : closed range in which the answer should lie
    answer : "closed", the share of the gap that the policy closes; "change", the difference to no policy;
        without policy "level", the mean over the terms watched, or "wander", half of the range in which the
        mean over seeds moves in them
    outcome : what is looked at
    policy : overrides of the arm with the policy; empty for levels
    context : overrides that both arms have
    """

    text: str
    unit: str
    asked: tuple[float, float]
    answer: str
    outcome: str
    policy: tuple[str, ...] = ()
    context: tuple[str, ...] = USUAL

    @property
    def arms(self) -> tuple[tuple[str, ...], ...]:
        """Overrides of the arms that it looks at: with the policy, if it has one, and without."""
        policies = [self.policy, (NONE,)] if self.policy else [(NONE,)]
        return tuple((*self.context, *policy) for policy in policies)


def alone(name: str) -> Question:
    """What a single instrument closes of the gap."""
    return Question(
        f"{name} alone closes of the gap", "share of the gap", (0.1, ANY), "closed", GAP, (f"policy={name}",)
    )


def change(
    label: str, asked: tuple[float, float], outcome: str, when: str, context: tuple[str, ...]
) -> Question:
    """What `package_half` changes."""
    return Question(
        f"package_half, {when}: {label}",
        OUTCOMES[outcome].unit,
        asked,
        "change",
        outcome,
        (PACKAGE,),
        context,
    )


QUESTIONS = (
    Question("package_half closes of the gap", "share of the gap", (0.3, ANY), "closed", GAP, (PACKAGE,)),
    Question(
        "package_half without its subsidy closes", "share of the gap", (0.4, ANY), "closed", GAP, UNPAID
    ),
    *(alone(name) for name in ("platform", "council", "planning")),
    change("employment in the own field", (0.02, ANY), "employment_own_field", "start in term 20", USUAL),
    change("employment in the own field", (0.02, ANY), "employment_own_field", "start in term 60", LATE),
    change("employment", (0.02, ANY), "employment_rate", "start in term 20", USUAL),
    change("employment", (0.02, ANY), "employment_rate", "start in term 60", LATE),
    change("mismatch at graduation", (-ANY, -0.02), "mismatch_at_graduation", "start in term 20", USUAL),
    Question(
        "programmes opened or closed, no policy",
        OUTCOMES[CHANGES].unit,
        (0.04, 0.1),
        "level",
        CHANGES,
        context=LONG,
    ),
    Question("the gap wanders without policy", "half of its range", (0, 0.04), "wander", GAP, context=LONG),
    Question(
        "package_half closes where nobody's eyes are opened",
        "share of the gap",
        (-ANY, 0.1),
        "closed",
        GAP,
        (PACKAGE,),
        (BLIND,),
    ),
)


@dataclass(frozen=True)
class Answer:
    """A question's answer over `seeds` seeds, with the 95 % interval."""

    text: str
    unit: str
    asked: tuple[float, float]
    seeds: int
    found: Interval

    @property
    def met(self) -> bool:
        """Whether the value lies in the range asked."""
        return self.asked[0] <= self.found.mean <= self.asked[1]


@dataclass(frozen=True)
class Observed:
    """What the runs of an arm give.

    Attributes
    ----------
    summaries : (seeds, outcomes)
    watched : terms from `WATCHED_FROM` on, (seeds, terms, outcomes)
    """

    summaries: np.ndarray
    watched: np.ndarray


def observed(
    questions: Sequence[Question], overrides: Sequence[str], seeds: Sequence[int]
) -> list[np.ndarray]:
    """What each question looks at, a row a seed: (with policy, without), or the terms watched.

    An arm that several questions look at runs once.
    """
    arms = list(dict.fromkeys(arm for question in questions for arm in question.arms))
    prepared = {arm: prepare(scenario([*overrides, *arm])) for arm in arms}

    def numbers(job: tuple[tuple[str, ...], int]) -> tuple[np.ndarray, np.ndarray]:
        arm, seed = job
        run = simulate(prepared[arm], seed)
        return run.summary_values, run.values[WATCHED_FROM:]

    with closing(mapped(numbers, [(arm, seed) for arm in arms for seed in seeds])) as runs:
        found = {arm: Observed(*map(np.stack, zip(*islice(runs, len(seeds)), strict=True))) for arm in arms}
    columns = {question: list(OUTCOMES).index(question.outcome) for question in questions}
    return [
        np.stack([found[arm].summaries[:, column] for arm in question.arms], axis=1)
        if question.policy
        else found[question.arms[0]].watched[:, :, column]
        for question, column in columns.items()
    ]


def answer(question: Question, rows: np.ndarray) -> Interval:
    """The answer of what was observed, (seeds, 2) or (seeds, terms)."""
    if question.answer == "closed":
        return jackknife_interval(rows, lambda mean: float(1 - mean[0] / mean[1]))
    if question.answer == "change":
        return mean_interval(rows[:, 0] - rows[:, 1])
    if question.answer == "level":
        return mean_interval(rows.mean(axis=1))
    return jackknife_interval(rows, lambda mean: float(np.ptp(mean) / 2))


def answers(overrides: Sequence[str], number: int) -> list[Answer]:
    """All questions answered by the same seeds."""
    rows = observed(QUESTIONS, overrides, seeds_of_set(JUDGING, number))
    return [
        Answer(q.text, q.unit, q.asked, number, answer(q, seen))
        for q, seen in zip(QUESTIONS, rows, strict=True)
    ]


def write_list(found: Iterable[Answer], path: Path = LIST) -> None:
    """Write the list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for a in found:
            numbers = (a.found.mean, a.found.lower, a.found.upper)
            writer.writerow([a.text, a.unit, *a.asked, a.seeds, *(f"{number:.4g}" for number in numbers)])


def read_list(path: Path = LIST) -> list[Answer]:
    """All answers in the order of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Answer(
                c["question"],
                c["unit"],
                (float(c["lower asked"]), float(c["upper asked"])),
                int(c["seeds"]),
                Interval(float(c["value"]), float(c["lower"]), float(c["upper"])),
            )
            for c in csv.DictReader(file)
        ]


def words_of(found: Answer) -> list[str]:
    """An answer as cells: question, unit, asked, value, interval, verdict."""
    lower, upper = found.asked
    if np.isinf(lower):
        asked = f"at most {upper:g}"
    else:
        asked = f"at least {lower:g}" if np.isinf(upper) else f"{lower:g} to {upper:g}"
    between = f"{found.found.lower:.3f} to {found.found.upper:.3f}"
    return [
        found.text,
        found.unit,
        asked,
        f"{found.found.mean:.3f}",
        between,
        "met" if found.met else "not met",
    ]


HEADINGS = ("question", "unit", "asked", "found", "95 % interval", "verdict")


def main(argv: Sequence[str]) -> int:
    """Measure and print; without arguments the list is written, too."""
    own, overrides = taken(checked(argv), ("seeds",))
    found = answers(overrides, whole_number(own.get("seeds", SEEDS), "seeds", 2))
    table = Table(*HEADINGS, box=box.SIMPLE_HEAD)
    for row in found:
        table.add_row(*words_of(row))
    console_for_tables().print(table)
    if not argv:  # the list holds what all seeds of the default world give
        write_list(found)
        print(f"list: {LIST}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
