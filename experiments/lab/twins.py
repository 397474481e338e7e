"""Two worlds under the same luck: paired runs with and without a policy, as cheap as they can be had.

The twins share everything up to the term in which the policy starts. The baseline is therefore computed once,
with a copy of each world at that term, and a run with another policy goes on from the copy. It gives the same
numbers, to the bit, as a run from the start.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from iei.experiments.lab.state import PAIRS
from iei.sim.base.chance import replicate_seed
from iei.sim.base.compilation import first_compilation
from iei.sim.outcomes import OUTCOMES, Sums
from iei.sim.run.engine import Prepared, fresh_world, prepare
from iei.sim.run.layout import SHARED, VALUES, assembled
from iei.sim.run.scenario import Scenario
from iei.sim.run.schedule import run_term, start
from iei.sim.world.rows import field_rows
from iei.sim.world.tables import World

POSITION = {name: i for i, name in enumerate(OUTCOMES)}
GROUNDS = 3  # baselines kept; one of 200 pairs takes about 100 MB in the classroom world
ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Twins:
    """Paired runs; element r of both arrays has the same luck.

    Attributes
    ----------
    scenario, baseline : the twins
    replicates : numbers of the pairs, shape (n,)
    values, baseline_values : shape (n, terms, outcomes), outcomes in the order of `iei.sim.outcomes.OUTCOMES`
    wanted : number of pairs that were asked for
    """

    scenario: Scenario
    baseline: Scenario
    replicates: np.ndarray
    values: np.ndarray
    baseline_values: np.ndarray
    wanted: int

    @property
    def pairs(self) -> int:
        """Pairs that are finished."""
        return len(self.replicates)

    def of(self, outcome: str) -> tuple[np.ndarray, np.ndarray]:
        """One outcome with and without the policy, each of shape (n, terms)."""
        column = POSITION[outcome]
        return self.values[:, :, column], self.baseline_values[:, :, column]


class Ground:
    """The baseline of a scenario: its runs, each computed once, with a copy at the policy start.

    Attributes
    ----------
    values : outcomes of the replicates that `baseline` was asked for, shape (most pairs, terms, outcomes)
    """

    def __init__(self, baseline: Scenario, seed: int) -> None:
        self.prepared = prepare(baseline)
        self.seed = seed
        self.fork_term = min(baseline.world.policy_start, baseline.terms)
        self.values = np.empty((int(PAIRS.upper), baseline.terms, len(OUTCOMES)))
        self._copies: dict[int, dict[str, np.ndarray]] = {}
        self._locks: dict[int, Lock] = defaultdict(Lock)

    def baseline(self, replicate: int) -> np.ndarray:
        """Outcomes of one run of the baseline, shape (terms, outcomes)."""
        self._copy(replicate)
        return self.values[replicate]

    def with_policy(self, prepared: Prepared, replicate: int) -> np.ndarray:
        """Outcomes of the same world under the levers of `prepared`, shape (terms, outcomes)."""
        if not prepared.scenario.levers:
            return self.baseline(replicate)
        if any(setting.start < 0 for setting in prepared.scenario.levers):
            world = self._fresh(prepared, replicate)
        else:
            world = forked(self._copy(replicate), prepared)
        run_to(world, prepared.scenario.terms)
        return outcomes_of(world)

    def _fresh(self, prepared: Prepared, replicate: int) -> World:
        world = fresh_world(prepared, replicate_seed(self.seed, replicate))
        with first_compilation():
            start(world)
        return world

    def _copy(self, replicate: int) -> dict[str, np.ndarray]:
        with self._locks[replicate]:
            if replicate not in self._copies:
                world = self._fresh(self.prepared, replicate)
                with first_compilation():
                    run_to(world, self.fork_term)
                copy = fork(world, self.fork_term)
                run_to(world, self.prepared.scenario.terms)
                self.values[replicate] = outcomes_of(world)
                self._copies[replicate] = copy
            return self._copies[replicate]


def ground(baseline: Scenario, seed: int) -> Ground:
    """The baseline of a scenario under a seed, shared by all sessions."""
    with ONE_AT_A_TIME:  # two threads that ask at once get the same one
        return _ground(baseline, seed)


@lru_cache(maxsize=GROUNDS)
def _ground(baseline: Scenario, seed: int) -> Ground:
    return Ground(baseline, seed)


def run_to(world: World, terms: int) -> None:
    """Run a started world until `terms` terms are finished."""
    for _ in range(int(world.clock["term"][0]), terms):
        run_term(world)


def fork(world: World, terms: int) -> dict[str, np.ndarray]:
    """Copy of all that a run writes, after `terms` terms."""
    tables = {
        name: np.array(array)
        for name, array in world._asdict().items()
        if name not in VALUES and name not in SHARED and name != "tallies"
    }
    return tables | {"tallies": np.array(world.tallies[:terms])}


def forked(copy: dict[str, np.ndarray], prepared: Prepared) -> World:
    """A world that goes on from a copy under the levers of `prepared`."""
    fresh = prepared.world
    tables = {name: array.copy() for name, array in copy.items()}
    for column in ("subsidy_basis", "risk_based_audit"):  # what of a policy stands in the clock
        tables["clock"][column] = fresh.clock[column]
    tables["tallies"] = np.concatenate([copy["tallies"], np.asarray(fresh.tallies[len(copy["tallies"]) :])])
    tables |= {name: np.asarray(getattr(fresh, name)) for name in SHARED}
    return assembled({name: tables[name] for name in fresh._fields if name not in VALUES})


def outcomes_of(world: World) -> np.ndarray:
    """All outcomes of a finished world, shape (terms, outcomes)."""
    regions = int(world.clock["regions"][0])
    tallies = np.asarray(world.tally_values)
    sums = Sums(tallies[:, :regions].sum(1), tallies[:, :regions], tallies[:, field_rows(regions)])
    return np.stack([outcome.of(sums) for outcome in OUTCOMES.values()], axis=-1)
