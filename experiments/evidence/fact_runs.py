"""The paired runs that the stylised facts are measured on: one run an arm, all under one seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from iei.experiments.plan.configuration import scenario
from iei.sim.base.chance import replicate_seed
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import COLUMN, OUTCOMES, outcome_values
from iei.sim.run.beginnings import Beginning, beginning_of, begun_world, shared_terms
from iei.sim.run.engine import Prepared, advance, fresh_world, prepare
from iei.sim.run.scenario import Scenario
from iei.sim.run.stepping import worlds_of
from iei.sim.world.rows import size_rows
from iei.sim.world.tables import TIERS, World

JUDGING, TUNING = "facts", "tuning"  # names of seed sets: what was tuned on is not judged on
PULSE_TERMS = 6  # terms in which the pulse of F7 is paid
AFTER_PULSE = 13  # terms from the policy start that F7 looks at
HIRING_FACTOR = 1.25  # hiring cost of F5 is multiplied and divided by it
FRONTIER_STEP = 0.2  # sudden move of every field's frontier in F17
AUDITED = "law: 0.7, penalty: 1, subsidy: 4"  # something must be at stake for audits to bite (A16)
LEAST_TERMS = 20  # after the policy start, for late windows that do not see the transition
EARLIEST_TERMS = 22  # eleven years, for F15
ORDERED_TIERS = ("East", "Central", "West")


@dataclass(frozen=True)
class Arm:
    """What one of the paired runs does differently from the run without policy.

    Attributes
    ----------
    overrides : Hydra overrides, its policy
    factors : coefficients of behaviour and what they are multiplied by
    frontier_step : sudden move of the frontier in its first component, at the policy start
    watched : whether links, subsidies and curricula are looked at after every term
    """

    overrides: tuple[str, ...] = ()
    factors: Mapping[str, float] = field(default_factory=dict)
    frontier_step: float = 0.0
    watched: bool = False


ARMS = {
    "none": Arm(watched=True),
    "subsidy": Arm(("+policy.subsidy.subsidy=4",), watched=True),
    "first_subsidy": Arm(("+policy.subsidy.subsidy={value: 4, basis: first}",), watched=True),
    "start_subsidy": Arm(("+policy.subsidy.subsidy={value: 4, basis: start}",)),
    "substance_subsidy": Arm(("+policy.subsidy.subsidy={value: 4, basis: joint_substance}",)),
    "pulse": Arm((f"+policy.pulse.subsidy={{value: 4, start: 0, end: {PULSE_TERMS}}}",)),
    "audit_0": Arm((f"+policy.audited={{{AUDITED}}}",)),
    "audit_20": Arm((f"+policy.audited={{{AUDITED}, audit: 0.2}}",)),
    "audit_40": Arm((f"+policy.audited={{{AUDITED}, audit: 0.4}}",)),
    "evaluation": Arm(("policy=evaluation",)),
    "council": Arm(("policy=council",)),
    "platform": Arm(("policy=platform",)),
    "pilots": Arm(("policy=pilot_then_all",)),
    "dear_hiring": Arm(factors={"hiring_saving": HIRING_FACTOR}),
    "cheap_hiring": Arm(factors={"hiring_saving": 1 / HIRING_FACTOR}),
    "frontier_step": Arm(frontier_step=FRONTIER_STEP, watched=True),
}


@dataclass(frozen=True)
class Seen:
    """What is seen after every term of a run.

    Attributes
    ----------
    links : (terms, enterprises) live links of every enterprise
    subsidy : (terms, enterprises) subsidy paid to it, MU/term
    curriculum : (terms, programmes) first component of every programme's curriculum, NaN where not offered
    linked : tables of live links by term; only the last before the policy start is kept
    """

    links: np.ndarray
    subsidy: np.ndarray
    curriculum: np.ndarray
    policy_start: int
    linked: dict[int, np.ndarray] = field(default_factory=dict)

    @classmethod
    def empty(cls, settings: Scenario) -> Seen:
        """Nothing seen yet; small types, since all arms of a seed are kept together."""
        terms, enterprises = settings.terms, settings.world.enterprises
        return cls(
            links=np.zeros((terms, enterprises), dtype=np.int16),
            subsidy=np.zeros((terms, enterprises), dtype=np.float32),
            curriculum=np.zeros((terms, settings.world.colleges * settings.world.fields)),
            policy_start=settings.world.policy_start,
        )

    @property
    def links_before(self) -> np.ndarray:
        """The table of live links at the end of the last term before the policy start."""
        return self.linked[max(self.policy_start - 1, 0)]

    def copy(self, other: Seen, terms: int) -> None:
        """Take over the first terms of another run."""
        for name in ("links", "subsidy", "curriculum"):
            getattr(self, name)[:terms] = getattr(other, name)[:terms]

    def look(self, world: World, term: int) -> None:
        """Note the end of a term."""
        live = world.links[: int(world.clock["links"][0])]
        enterprises = self.links.shape[1]
        self.links[term] = np.bincount(live["enterprise"], minlength=enterprises)
        self.subsidy[term] = np.bincount(live["enterprise"], weights=live["subsidy"], minlength=enterprises)
        position = world.programmes["curriculum"][:, 0]
        self.curriculum[term] = np.where(world.programmes["offered"], position, np.nan)
        if term == max(self.policy_start - 1, 0):
            self.linked[term] = np.asarray(live).copy()


@dataclass(frozen=True)
class ArmRun:
    """What is kept of one run.

    Attributes
    ----------
    tallies : (terms, groups, columns), groups: regions, then size classes, then fields
    outcomes : (terms, outcomes) in the order of `iei.sim.outcomes.OUTCOMES`
    tiers : (regions,) row of each region's tier in `iei.sim.world.tables.TIERS`
    policy_start : term
    region, industry, size_class : (enterprises,) rows of their groups
    seen : what a watched arm is watched for
    beginning, marks : the world at that time, and what decides about it (`Prepared.marks`); a run that has as
        many marks in common goes on from there
    """

    tallies: np.ndarray
    outcomes: np.ndarray
    tiers: np.ndarray
    policy_start: int
    region: np.ndarray
    industry: np.ndarray
    size_class: np.ndarray
    seen: Seen | None = None
    beginning: Beginning | None = None
    marks: tuple[bytes, ...] = ()

    @property
    def _regions(self) -> int:
        return len(self.tiers)

    @property
    def watched(self) -> Seen:
        """What is seen of a watched arm; `ValueError` for another one."""
        if self.seen is None:
            raise ValueError("this arm is not watched")
        return self.seen

    def total(self, column: str) -> np.ndarray:
        """A tally of the whole world, (terms,)."""
        return self.tallies[:, : self._regions, COLUMN[column]].sum(axis=1)

    def by_size(self, column: str) -> np.ndarray:
        """A tally by size class, (terms, 4)."""
        return self.tallies[:, size_rows(self._regions), COLUMN[column]]

    def by_region(self, column: str) -> np.ndarray:
        """A tally by region, (terms, regions)."""
        return self.tallies[:, : self._regions, COLUMN[column]]

    def by_tier(self, column: str) -> np.ndarray:
        """A tally of the tiers East, Central and West, (terms, 3)."""
        regions = self.by_region(column)
        return np.stack(
            [regions[:, self.tiers == TIERS.index(tier)].sum(axis=1) for tier in ORDERED_TIERS], axis=1
        )

    def outcome(self, name: str) -> np.ndarray:
        """An outcome of the whole world, (terms,)."""
        return self.outcomes[:, list(OUTCOMES).index(name)]


Runs = Mapping[str, ArmRun]


def prepare_arms(overrides: Sequence[str]) -> dict[str, Prepared]:
    """Laid-out worlds of all arms, on top of the user's overrides.

    Raises `InvalidInput` for a world in which the facts cannot be measured.
    """
    base = scenario(overrides)
    check_measurable(base)
    prepared = {}
    for name, arm in ARMS.items():
        changed = scenario([*overrides, *arm.overrides]) if arm.overrides else base
        factors = {key: factor * base.behaviour[key] for key, factor in arm.factors.items()}
        prepared[name] = prepare(replace(changed, behaviour={**changed.behaviour, **factors}))
    return prepared


def check_measurable(base: Scenario) -> None:
    """Raise `InvalidInput` if a fact needs more terms or regions than this scenario has."""
    needed = max(base.world.policy_start + LEAST_TERMS, EARLIEST_TERMS)
    if base.terms < needed:
        raise InvalidInput(
            f"terms = {base.terms} is too short for the facts: with world.policy_start = "
            f"{base.world.policy_start} they need terms >= {needed}"
        )
    tiers = {region.tier for region in base.world.regions}
    missing = [tier for tier in ORDERED_TIERS if tier not in tiers]
    if missing:
        raise InvalidInput(f"world.regions: no region of tier {missing[0]}, which fact F13 compares")


def named_seed(name: str) -> int:
    """Experiment seed that belongs to a name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def seeds_of_set(name: str, number: int, first: int = 0) -> tuple[int, ...]:
    """Seeds of the replicates `first`, `first` + 1, … of a named set."""
    return tuple(replicate_seed(named_seed(name), first + i) for i in range(number))


def watch(prepared: Prepared, arm: Arm, seed: int, twin: ArmRun | None = None) -> ArmRun:
    """One run of an arm.

    twin : a run of the same seed; what both have in common before the policy start is not run again
    """
    settings = prepared.scenario
    start = settings.world.policy_start
    shares = twin is not None and shared_terms(twin.marks, prepared.marks) >= start > 0
    begun = twin.beginning if twin is not None and shares else None
    seen = Seen.empty(settings) if arm.watched else None
    if seen is None:
        world = begun_world(prepared.world, begun) if begun else fresh_world(prepared, seed)
        advance(world, settings.terms)
    else:
        if begun and twin is not None and twin.seen is not None:
            seen.copy(twin.seen, start)
        for term, world in enumerate(worlds_of(prepared, seed, begun), start=start - 1 if begun else 0):
            seen.look(world, term)
            if term == start - 1:
                begun = begun or beginning_of(world, start)
                world.fields["frontier"][:, 0] += arm.frontier_step
    tallies = np.asarray(world.tally_values)
    return ArmRun(
        tallies=tallies,
        outcomes=outcome_values(tallies, len(settings.world.regions)),
        tiers=np.array([TIERS.index(region.tier) for region in settings.world.regions]),
        policy_start=start,
        region=world.enterprises["region"].copy(),
        industry=world.enterprises["industry"].copy(),
        size_class=world.enterprises["size_class"].copy(),
        seen=seen,
        beginning=begun,
        marks=prepared.marks,
    )


def watch_all(prepared: Mapping[str, Prepared], seed: int) -> dict[str, ArmRun]:
    """The runs of all arms under one seed."""
    without = watch(prepared["none"], ARMS["none"], seed)
    arms = {name: watch(prepared[name], arm, seed, without) for name, arm in ARMS.items() if name != "none"}
    return {"none": without} | arms
