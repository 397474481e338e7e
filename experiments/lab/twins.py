"""Two worlds under the same luck: paired runs with and without a policy, as cheap as they can be had.

The twins share everything up to the term in which the policy starts. The baseline is therefore computed once,
with a copy of each world at that term, and a run with another policy goes on from the copy. It gives the same
numbers, to the bit, as a run from the start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from sim.base.chance import replicate_seed
from sim.base.compilation import first_compilation
from sim.engine import Prepared, fresh_world, prepare
from sim.layout import SHARED, VALUES, assembled
from sim.outcomes import OUTCOMES, Sums
from sim.scenario import Scenario
from sim.schedule import run_term, start
from sim.tables import World

POSITION = {name: i for i, name in enumerate(OUTCOMES)}
GROUNDS = 3  # baselines kept; one of 200 pairs takes about 100 MB in the classroom world


@dataclass(frozen=True)
class Twins:
    """Paired runs; element r of both arrays has the same luck.

    Attributes
    ----------
    scenario, baseline : the twins
    replicates : numbers of the pairs, shape (n,)
    values, baseline_values : shape (n, terms, outcomes), outcomes in the order of `sim.outcomes.OUTCOMES`
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
    """The baseline of a scenario: its runs, each computed once, with a copy at the policy start."""

    def __init__(self, baseline: Scenario, seed: int) -> None:
        self.prepared = prepare(baseline)
        self.seed = seed
        self.fork_term = min(baseline.world.policy_start, baseline.terms)
        self._runs: dict[int, tuple[np.ndarray, dict[str, np.ndarray]]] = {}
        self._locks: dict[int, Lock] = defaultdict(Lock)

    def values(self, replicates: Sequence[int]) -> np.ndarray:
        """Outcomes of the baseline, shape (n, terms, outcomes)."""
        return np.stack([self._run(replicate)[0] for replicate in replicates])

    def with_policy(self, prepared: Prepared, replicates: Sequence[int]) -> np.ndarray:
        """Outcomes of the same worlds under the levers of `prepared`, shape (n, terms, outcomes)."""
        early = any(setting.start < 0 for setting in prepared.scenario.levers)
        worlds = []
        for replicate in replicates:
            if early:
                world = fresh_world(prepared, self._seed(replicate))
                start(world)
                run_to(world, prepared.scenario.terms)
            else:
                world = forked(self._run(replicate)[1], prepared)
                run_to(world, prepared.scenario.terms)
            worlds.append(world)
        return stacked_outcomes(worlds)

    def _seed(self, replicate: int) -> int:
        return replicate_seed(self.seed, replicate)

    def _run(self, replicate: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        with self._locks[replicate]:
            if replicate not in self._runs:
                world = fresh_world(self.prepared, self._seed(replicate))
                with first_compilation():
                    start(world)
                    run_to(world, self.fork_term)
                copy = fork(world, self.fork_term)
                run_to(world, self.prepared.scenario.terms)
                self._runs[replicate] = stacked_outcomes([world])[0], copy
            return self._runs[replicate]


@lru_cache(maxsize=GROUNDS)
def ground(baseline: Scenario, seed: int) -> Ground:
    """The baseline of a scenario under a seed, shared by all sessions."""
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


def stacked_outcomes(worlds: Sequence[World]) -> np.ndarray:
    """All outcomes of finished worlds at once, shape (worlds, terms, outcomes)."""
    regions = int(worlds[0].clock["regions"][0])
    tallies = np.stack([np.asarray(world.tally_values) for world in worlds], axis=1)
    sums = Sums(tallies[:, :, :regions].sum(2), tallies[:, :, :regions], tallies[:, :, regions + 4 :])
    values = np.stack([outcome.of(sums) for outcome in OUTCOMES.values()], axis=-1)
    return np.ascontiguousarray(values.transpose(1, 0, 2))
