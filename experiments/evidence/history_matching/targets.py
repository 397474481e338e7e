"""Targets: what was observed in the world, read from a YAML file (docs/calibration.md describes it).

A file of ours is in `conf/targets` and is meant by its name; a user's own is meant by its path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iei.experiments.evidence.fact_checks import CHECKS
from iei.experiments.evidence.history_matching.implausibility import Aim
from iei.experiments.plan.configuration import FOLDER
from iei.experiments.plan.own_files import content
from iei.experiments.plan.setting_types import LARGEST, mapping, name_of, number, text, truth
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import LATE_TERMS, OUTCOMES
from iei.sim.run.scenario import TERMS

OURS = FOLDER / "targets"
NO_POLICY = "none"
FACTS = {f"{check.fact}: {check.what}": i for i, check in enumerate(CHECKS)}
OF_OUTCOMES = ("policy", "minus", "terms", "years", "since_years")  # what only an outcome reads
TERMS_IN_A_YEAR = 2


@dataclass(frozen=True)
class Target:
    """One target.

    Attributes
    ----------
    aim : what is to be hit, with its variances
    source : where the observation comes from
    held_back : whether it is kept for the judgement at the end
    unit : of the observation
    fact : row of `CHECKS`; None for an outcome
    outcome : name of the outcome; empty for a fact
    policy, minus : policies under which the outcome is observed, and whose run is subtracted; "" for none
    first, last : terms over which it is averaged; None for the last `LATE_TERMS` of the run
    since_first, since_last : terms whose mean is subtracted, of the same run; None for none
    """

    aim: Aim
    source: str
    held_back: bool
    unit: str
    fact: int | None = None
    outcome: str = ""
    policy: str = NO_POLICY
    minus: str = ""
    first: int | None = None
    last: int | None = None
    since_first: int | None = None
    since_last: int | None = None

    @property
    def name(self) -> str:
        """Name of the target."""
        return self.aim.name

    @property
    def policies(self) -> tuple[str, ...]:
        """Policies that it needs a run of, beside the arms of facts."""
        return () if self.fact is not None else tuple(filter(None, (self.policy, self.minus)))

    @property
    def when(self) -> str:
        """The terms in words."""
        if self.fact is not None:
            return "as the fact says"
        when = f"terms {self.first} to {self.last}" if self.first is not None else f"last {LATE_TERMS} terms"
        if self.since_first is None:
            return when
        return f"{when} less terms {self.since_first} to {self.since_last}"


@dataclass(frozen=True)
class TargetsFile:
    """The targets of a file, in its order, and the hash of its bytes."""

    path: Path
    targets: tuple[Target, ...]
    digest: str


def read_targets(named: str) -> TargetsFile:
    """The targets of one of our files, by its name, or of an own one, by its path.

    Raises `InvalidInput` in one line that names file, key, allowed range and nearest right name.
    """
    path = located(named)
    given, _ = content(path, "targets")
    try:
        entries = mapping(mapping(given, "the file", ("targets",)).get("targets"), "targets")
        if not entries:
            raise InvalidInput("targets: there is none; write targets: {name: {outcome: ..., observed: ...}}")
        targets = tuple(target_of(name, entry) for name, entry in entries.items())
        if all(target.held_back for target in targets):
            raise InvalidInput("targets: all are held back; at least one must be there to be met")
    except InvalidInput as mistake:
        raise InvalidInput(f"{path}: {mistake}") from None
    return TargetsFile(path, targets, hashlib.sha256(path.read_bytes()).hexdigest())


def located(named: str) -> Path:
    """The path of a targets file; `InvalidInput` if there is none."""
    if not ("/" in named or "\\" in named or named.endswith((".yaml", ".yml"))):
        known = sorted(path.stem for path in OURS.glob("*.yaml"))
        if named not in known:
            raise InvalidInput(f"targets={named}: there is no such file of targets{nearest(named, known)}")
        return OURS / f"{named}.yaml"
    path = Path(named).expanduser()
    if not path.is_file():
        raise InvalidInput(f"targets={named}: there is no such file")
    return path


def target_of(name: str, entry: Any) -> Target:
    """One checked target."""
    where = f"targets.{name}"
    if not name.strip() or not name.isprintable():
        raise InvalidInput(f"{where}: a target needs a name that can be printed")
    given = mapping(entry, where, READS)
    for key in ("observed", "observation_variance", "discrepancy_variance", "source", "held_back"):
        if given.get(key) is None:
            raise InvalidInput(f"{where}.{key} is missing{NEEDED.get(key, '')}")
    if ("fact" in given) == ("outcome" in given):
        raise InvalidInput(f"{where} needs either outcome or fact, the name of what is measured")
    what: dict[str, Any] = of_fact(given, where) if "fact" in given else of_outcome(given, where)
    unit = what["unit"]
    lower, upper = observed(given["observed"], f"{where}.observed", unit)
    variances = {
        key: not_negative(given[key], f"{where}.{key}", f"{unit}, squared")
        for key in ("observation_variance", "discrepancy_variance")
    }
    aim = Aim(name, lower, upper, **variances)
    if aim.variance <= 0:
        raise InvalidInput(
            f"{where}: observation_variance + discrepancy_variance = 0; one of them must be above 0"
        )
    return Target(
        aim, text(given["source"], f"{where}.source"), truth(given["held_back"], f"{where}.held_back"), **what
    )


READS = (
    *("outcome", "fact", "unit", *OF_OUTCOMES, "observed"),
    *("observation_variance", "discrepancy_variance", "source", "held_back"),
)
NEEDED = {
    "observed": ", the observed value or [lower, upper]",
    "observation_variance": ", the variance of the observation, its unit squared (0 beside a range)",
    "discrepancy_variance": ", the variance between the best model and the world, the unit squared",
    "source": ", where the observation comes from",
    "held_back": ", true to keep the target for the judgement at the end, else false",
}


def of_fact(given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What a target measures that one of the checks of `iei facts` measures."""
    for key in OF_OUTCOMES:
        if key in given:
            raise InvalidInput(f"{where}.{key}: a fact brings its own; only an outcome reads it")
    fact = name_of(given["fact"], f"{where}.fact")
    if fact not in FACTS:
        raise InvalidInput(f"{where}.fact: '{fact}' is not a check of iei facts{nearest(fact, FACTS)}")
    if given.get("unit") is None:
        raise InvalidInput(f"{where}.unit is missing, the unit of the fact in words; an outcome has its own")
    return {"fact": FACTS[fact], "unit": text(given["unit"], f"{where}.unit")}


def of_outcome(given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """What a target measures that is an outcome of the model."""
    outcome = name_of(given["outcome"], f"{where}.outcome")
    if outcome not in OUTCOMES:
        raise InvalidInput(f"{where}.outcome: '{outcome}' is not an outcome{nearest(outcome, OUTCOMES)}")
    if "unit" in given:
        raise InvalidInput(f"{where}.unit: an outcome has its own, {OUTCOMES[outcome].unit}")
    if "terms" in given and "years" in given:
        raise InvalidInput(f"{where}: give either terms or years")
    first = last = since_first = since_last = None
    if "terms" in given:
        first, last = window(given["terms"], f"{where}.terms", 0, int(TERMS.upper) - 1)
    if "years" in given:
        first, last = terms_of_years(given["years"], f"{where}.years")
    if "since_years" in given:
        since_first, since_last = terms_of_years(given["since_years"], f"{where}.since_years")
    return {
        "outcome": outcome,
        "unit": OUTCOMES[outcome].unit,
        "policy": name_of(given.get("policy", NO_POLICY), f"{where}.policy"),
        "minus": name_of(given["minus"], f"{where}.minus") if given.get("minus") is not None else "",
        "first": first,
        "last": last,
        "since_first": since_first,
        "since_last": since_last,
    }


def terms_of_years(value: Any, key: str) -> tuple[int, int]:
    """First and last term of a window of model years, which count from 1."""
    first, last = window(value, key, 1, int(TERMS.upper) // TERMS_IN_A_YEAR)
    return TERMS_IN_A_YEAR * (first - 1), TERMS_IN_A_YEAR * last - 1


def pair(value: Any, key: str, check: Callable[[Any, str], Any]) -> tuple[Any, Any]:
    """One value, twice, or two in order."""
    listed = list(value) if isinstance(value, (list, tuple)) else [value, value]
    if len(listed) != 2:
        raise InvalidInput(f"{key} = {value!r} must be one number or [first, last]")
    first, last = (check(entry, key) for entry in listed)
    if first > last:
        raise InvalidInput(f"{key} = {value!r}: the first must not be above the last")
    return first, last


def observed(value: Any, key: str, unit: str) -> tuple[float, float]:
    """Observed range; both ends are equal for one value."""
    return pair(value, key, lambda entry, where: number(entry, where, unit))


def window(value: Any, key: str, least: int, most: int) -> tuple[int, int]:
    """First and last whole number of a window inside [least, most]."""

    def whole(entry: Any, where: str) -> int:
        found = number(entry, where, "count")
        if found != int(found) or not least <= found <= most:
            raise InvalidInput(f"{where} = {entry!r} must be whole numbers in [{least}, {most}]")
        return int(found)

    return pair(value, key, whole)


def not_negative(value: Any, key: str, unit: str) -> float:
    """A variance."""
    found = number(value, key, unit)
    if not 0 <= found <= LARGEST:
        raise InvalidInput(f"{key} = {value!r} is outside [0, {LARGEST:g}] {unit}")
    return found
