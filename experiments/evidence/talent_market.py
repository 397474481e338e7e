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
USUAL: tuple[str, ...] = ()
LATE = ("world.policy_start=60", "terms=120")
LONG = ("policy=none", "terms=200")
WATCHED_FROM = 60  # term from which on the gap without policy is watched
PACKAGE = "policy=package_half"
UNPAID = (PACKAGE, "policy.package_half.subsidy=0")
BLIND = "behaviour.attention_reach=0"
ANY = np.inf


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


def alone(name: str) -> Question:
    """What a single instrument closes of the gap."""
    return Question(
        f"{name} alone closes of the gap", "share of the gap", (0.1, 1), "closed", GAP, (f"policy={name}",)
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
    Question("package_half closes of the gap", "share of the gap", (0.3, 1), "closed", GAP, (PACKAGE,)),
    Question("package_half without its subsidy closes", "share of the gap", (0.4, 1), "closed", GAP, UNPAID),
    *(alone(name) for name in ("platform", "council", "planning")),
    change("employment in the own field", (0.02, 1), "employment_own_field", "start in term 20", USUAL),
    change("employment in the own field", (0.02, 1), "employment_own_field", "start in term 60", LATE),
    change("employment", (0.02, 1), "employment_rate", "start in term 20", USUAL),
    change("employment", (0.02, 1), "employment_rate", "start in term 60", LATE),
    change("mismatch at graduation", (-1, -0.02), "mismatch_at_graduation", "start in term 20", USUAL),
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


def observed(question: Question, overrides: Sequence[str], seeds: Sequence[int]) -> np.ndarray:
    """What the runs give, a row a seed: (with policy, without), or without one (seeds, terms watched)."""
    column = list(OUTCOMES).index(question.outcome)
    common = [*overrides, *question.context]
    if not question.policy:
        ready = prepare(scenario(common))
        with closing(mapped(lambda seed: simulate(ready, seed).values[WATCHED_FROM:, column], seeds)) as runs:
            return np.stack(list(runs))
    arms = [prepare(scenario([*common, *policy])) for policy in (question.policy, ("policy=none",))]
    jobs = [(arm, seed) for seed in seeds for arm in arms]
    with closing(mapped(lambda job: simulate(*job).summary_values[column], jobs)) as runs:
        return np.array(list(runs)).reshape(len(seeds), 2)


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
    seeds = seeds_of_set(JUDGING, number)
    return [
        Answer(q.text, q.unit, q.asked, number, answer(q, observed(q, overrides, seeds))) for q in QUESTIONS
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
    ends = {-1.0: -ANY, 1.0: ANY}
    lower, upper = ends.get(lower, lower), ends.get(upper, upper)
    asked = (
        f"at most {upper:g}"
        if np.isinf(lower)
        else f"at least {lower:g}"
        if np.isinf(upper)
        else f"{lower:g} to {upper:g}"
    )
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
