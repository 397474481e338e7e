"""Two worlds under the same luck: paired runs with and without a policy, as cheap as they can be had.

The twins share everything up to the term in which the policy starts (`iei.sim.run.beginnings`). The baseline
is therefore computed once, with a copy of each world at that term, and a run with another policy goes on from
the copy. It gives the same numbers, to the bit, as a run from the start. Without a policy nothing runs twice.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock, local

import numpy as np

from iei.experiments.lab.ledger import Ledger
from iei.experiments.lab.state import PAIRS
from iei.sim.base.chance import replicate_seed
from iei.sim.run.beginnings import Beginning, beginning_of, kept_world, shared_terms
from iei.sim.run.engine import Prepared, advance, fresh_world, prepare
from iei.sim.run.scenario import Scenario
from iei.sim.world.tables import World

GROUNDS = 3  # baselines kept; one of 200 pairs takes about 100 MB in the classroom world
ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Twins:
    """Paired runs; row r of every outcome has the same luck in both.

    Attributes
    ----------
    scenario, baseline : the twins
    replicates : numbers of the pairs, shape (n,)
    runs, baseline_runs : what the runs gave; the same where no policy is set
    wanted : number of pairs that were asked for
    """

    scenario: Scenario
    baseline: Scenario
    replicates: np.ndarray
    runs: Ledger
    baseline_runs: Ledger
    wanted: int

    @property
    def pairs(self) -> int:
        """Pairs that are finished."""
        return len(self.replicates)

    def of(self, outcome: str) -> tuple[np.ndarray, np.ndarray]:
        """One outcome with and without the policy, each (n, terms); computed when first asked for."""
        return self.runs.of(outcome)[: self.pairs], self.baseline_runs.of(outcome)[: self.pairs]


class Ground:
    """The baseline of a scenario: its runs, each computed once, with a copy at the policy start.

    Attributes
    ----------
    runs : outcomes of the replicates that were asked for
    """

    def __init__(self, baseline: Scenario, seed: int) -> None:
        self.prepared = prepare(baseline)
        self.seed = seed
        self.fork_term = min(baseline.world.policy_start, baseline.terms)
        self.runs = ledger_of(baseline, int(PAIRS.upper))
        self._copies: dict[int, Beginning] = {}
        self._locks: dict[int, Lock] = defaultdict(Lock)
        self._own = local()

    def baseline(self, replicate: int) -> None:
        """Make sure of one run of the baseline."""
        self._copy(replicate)

    def with_policy(self, prepared: Prepared, replicate: int, into: Ledger) -> None:
        """Run the same world under the levers of `prepared`, which must set some, and the baseline too."""
        begun = self._copy(replicate)
        shared = shared_terms(self.prepared.marks, prepared.marks) >= self.fork_term > 0
        world = self._world(prepared, replicate, begun if shared else None)
        advance(world, prepared.scenario.terms)
        into.add(replicate, np.asarray(world.tally_values))

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
                self.runs.add(replicate, np.asarray(world.tally_values))
                self._copies[replicate] = copy
            return self._copies[replicate]


def ledger_of(scenario: Scenario, runs: int) -> Ledger:
    """An empty ledger for runs of a scenario."""
    return Ledger(runs, scenario.terms, len(scenario.world.regions))


def ground(baseline: Scenario, seed: int) -> Ground:
    """The baseline of a scenario under a seed, shared by all sessions."""
    with ONE_AT_A_TIME:  # two threads that ask at once get the same one
        return _ground(baseline, seed)


@lru_cache(maxsize=GROUNDS)
def _ground(baseline: Scenario, seed: int) -> Ground:
    return Ground(baseline, seed)
