"""Two worlds under the same luck: paired runs with and without a policy, as cheap as they can be had.

The twins share everything up to the term in which the policy starts (`iei.sim.run.beginnings`). The baseline
is therefore computed once, with a copy of each world at that term, and a run with another policy goes on from
the copy. It gives the same numbers, to the bit, as a run from the start.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock, local

import numpy as np

from iei.experiments.lab.state import PAIRS
from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES, outcome_values
from iei.sim.run.beginnings import Beginning, beginning_of, kept_world, shared_terms
from iei.sim.run.engine import Prepared, advance, fresh_world, prepare
from iei.sim.run.scenario import Scenario
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
        self._copies: dict[int, Beginning] = {}
        self._locks: dict[int, Lock] = defaultdict(Lock)
        self._own = local()

    def baseline(self, replicate: int) -> np.ndarray:
        """Outcomes of one run of the baseline, shape (terms, outcomes)."""
        self._copy(replicate)
        return self.values[replicate]

    def with_policy(self, prepared: Prepared, replicate: int) -> np.ndarray:
        """Outcomes of the same world under the levers of `prepared`, shape (terms, outcomes)."""
        if not prepared.scenario.levers:
            return self.baseline(replicate)
        shared = shared_terms(self.prepared.marks, prepared.marks) >= self.fork_term > 0
        world = self._world(prepared, replicate, self._copy(replicate) if shared else None)
        advance(world, prepared.scenario.terms)
        return outcomes_of(world)

    def _world(self, prepared: Prepared, replicate: int, begun: Beginning | None = None) -> World:
        """A world to run for its numbers; the next one of this thread is written over it."""
        kept = kept_world(self._own)
        if begun is not None:
            return kept.begun(prepared.world, begun)
        return fresh_world(prepared, replicate_seed(self.seed, replicate), kept)

    def _copy(self, replicate: int) -> Beginning:
        with self._locks[replicate]:
            if replicate not in self._copies:
                world = self._world(self.prepared, replicate)
                advance(world, self.fork_term)
                copy = beginning_of(world, self.fork_term)
                advance(world, self.prepared.scenario.terms)
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


def outcomes_of(world: World) -> np.ndarray:
    """All outcomes of a finished world, shape (terms, outcomes)."""
    return outcome_values(np.asarray(world.tally_values), int(world.clock["regions"][0]))
