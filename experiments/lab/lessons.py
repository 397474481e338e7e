"""The lessons: their links, and the sheets whose conclusions are written from claims that tests bear out.

In a sheet, ``<!-- = link NAME -->…<!-- end -->`` holds the link of that name, to be put behind the lab's
address, ``<!-- = claim NAME -->…<!-- end -->`` the sentence of that claim, and ``<!-- = audits NAME -->`` the
terms in which audits found a link out in the world that the link shows from inside.
``python -m iei.experiments.lab.lessons`` writes all of them anew after the model has changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from iei.experiments.analyse.statistics import Interval, mean_interval
from iei.experiments.lab.bands import effect, verdict_of
from iei.experiments.lab.events import events
from iei.experiments.lab.lesson_claims import (
    AGREEMENTS,
    CLAIMS,
    ENFORCED,
    JOINT_WORK,
    MONEY,
    PACKAGE,
    PULSE,
    SUPERVISED,
    Claim,
    Part,
)
from iei.experiments.lab.link import short_link, state_of
from iei.experiments.lab.recording import record
from iei.experiments.lab.sentence import signed
from iei.experiments.lab.state import LabState, scenario_of
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.windows import last_years
from iei.experiments.lab.words import shown
from iei.experiments.lab.workshop import WORKSHOP
from iei.sim.base.chance import replicate_seed

SHEETS = Path(__file__).resolve().parents[2] / "docs" / "lessons"
MARK = re.compile(r"(<!-- = (link|claim|audits) (\w+) -->)(.*?)(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Lesson:
    """A link of a sheet: a policy to guess about.

    sheet : number of the sheet
    policy : levers, or names of policy files joined by commas, as a link has them
    second : the outcome of the second graph
    """

    sheet: int
    policy: str
    second: str = "formal_share"

    def state(self, language: str = "en") -> LabState:
        """What the link opens; the world with the policy is hidden until one has guessed."""
        opened = state_of(urlencode({"policy": self.policy, "language": language}))[0]
        return replace(opened, graphs=(opened.graphs[0], self.second), hidden=True)

    def query(self, language: str = "en") -> str:
        """The link's query string, without the question mark."""
        return short_link(self.state(language), self.policy)


LESSONS = {
    "agreements": Lesson(1, AGREEMENTS),
    "joint_work": Lesson(1, JOINT_WORK),
    "money": Lesson(2, MONEY),
    "supervised": Lesson(2, SUPERVISED),
    "enforced": Lesson(2, ENFORCED),
    "council": Lesson(3, "council", "trust"),
    "pulse": Lesson(4, PULSE, "links"),
    "package": Lesson(4, PACKAGE, "links"),
}


@lru_cache(maxsize=20)  # all policies of the sheets under one seed
def twins_of(policy: str, behaviour: tuple[tuple[str, float], ...], seed: int, pairs: int) -> Twins:
    """Finished pairs in the lab's default world under a policy as a link has it."""
    opened = state_of(urlencode({"policy": policy}))[0]
    state = replace(opened, behaviour=behaviour, seed=seed, pairs=pairs)
    twins = WORKSHOP.submit(state).wait(more_than=pairs - 1)
    assert twins is not None
    return twins


def differences(part: Part, seed: int, pairs: int) -> np.ndarray:
    """Effect of a part in each pair, shape (pairs,), with its sign, in the model's unit."""
    twins = twins_of(part.policy, part.behaviour, seed, pairs)
    window = part.window or last_years(twins.scenario)
    policy, baseline = twins.of(part.outcome)
    return part.sign * (window.mean(policy) - window.mean(baseline))


def contrast(claim: Claim, seed: int = LabState().seed, pairs: int = LabState().pairs) -> Interval:
    """Sum of a claim's parts over the pairs of a seed, with its interval; by default as the lab shows it."""
    return mean_interval(sum((differences(part, seed, pairs) for part in claim.parts), np.zeros(pairs)))


def smallest(claim: Claim) -> float:
    """The smallest value of a claim's contrast that matters, in the model's unit."""
    if claim.within is not None:
        return claim.within
    part = claim.parts[0]
    twins = twins_of(part.policy, part.behaviour, LabState().seed, LabState().pairs)
    return effect(twins, part.outcome, part.window).smallest


def borne_out(claim: Claim, seed: int, pairs: int) -> bool:
    """Whether the pairs of a seed say what the claim says."""
    return verdict_of(contrast(claim, seed, pairs), smallest(claim)) == claim.says


def sentence_of(claim: Claim) -> str:
    """The claim's sentence with the numbers that the lab shows at its defaults."""
    outcome, found = claim.parts[0].outcome, contrast(claim)
    seed, pairs = LabState().seed, LabState().pairs
    parts = [
        signed(shown(part.sign * float(np.nanmean(differences(part, seed, pairs))), part.outcome))
        for part in claim.parts
    ]
    whole = {
        "sum": signed(shown(found.mean, outcome)),
        "lower": signed(shown(found.lower, outcome)),
        "upper": signed(shown(found.upper, outcome)),
    }
    plain = {f"u{i}": part.lstrip("+") for i, part in enumerate(parts)} | {"usum": whole["sum"].lstrip("+")}
    return claim.sentence.format(*parts, **whole, **plain)


def found_out(lesson: Lesson) -> str:
    """The terms of the first pair in which an audit found a link out, as the lesson's event log has them."""
    state = lesson.state()
    recording = record(scenario_of(state), replicate_seed(state.seed, 0))
    terms = [
        str(term)
        for term in range(1, state.terms)
        if any(event.kind == "detected" for event in events(recording, term))
    ]
    return ", ".join(terms) or "none"


def written(kind: str, name: str) -> str:
    """What stands between the marks of a sheet."""
    if kind == "link":
        return f"`/?{LESSONS[name].query()}`"
    return found_out(LESSONS[name]) if kind == "audits" else sentence_of(CLAIMS[name])


def refreshed(text: str) -> str:
    """A sheet with all its links and conclusions as they are now."""
    return MARK.sub(lambda m: m[1] + written(m[2], m[3]) + m[5], text)


def main() -> None:
    """Write links and conclusions of all sheets anew."""
    for path in sorted(SHEETS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(refreshed(text), encoding="utf-8")
        print(path, len(MARK.findall(text)), "marks")


if __name__ == "__main__":
    main()
