"""What a session asks for: the pairs of a state, computed as far as the answer needs them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from functools import cached_property
from threading import Condition, Lock

import numpy as np

from iei.experiments.lab.answers import stands
from iei.experiments.lab.ledger import Ledger
from iei.experiments.lab.state import LabState, baseline_of, scenario_of
from iei.experiments.lab.twins import Ground, Twins, ground, ledger_of
from iei.sim.run.engine import Prepared, prepare

STAGES = (4, 16, 40, 60, 80, 100, 130, 160)  # pairs after which a picture is worth drawing; last: all
Task = tuple[int, tuple[int, ...]]  # stage and replicates


class Pairs:
    """The pairs of a state as far as they are computed; thread-safe, shared by requests for the same state.

    Attributes
    ----------
    done : replicates that are finished
    """

    def __init__(self, state: LabState) -> None:
        self.scenario = scenario_of(state)  # raises before anything is computed
        self.wanted = state.pairs
        self.done: set[int] = set()
        self._state = state
        self._lock = Lock()

    @property
    def key(self) -> tuple[str, int, int]:
        """What decides about the numbers."""
        return (self.scenario.config_hash, self._state.seed, self.wanted)

    @cached_property
    def ground(self) -> Ground:
        """The baseline; kept, since the common store of baselines may drop it meanwhile."""
        return ground(baseline_of(self._state), self._state.seed)

    @cached_property
    def ledger(self) -> Ledger:
        """Where the runs with the policy are; those of the baseline if there is none."""
        return ledger_of(self.scenario, self.wanted) if self.scenario.levers else self.ground.runs

    @cached_property
    def prepared(self) -> Prepared:
        """The laid-out world with the policy."""
        return prepare(self.scenario)

    def compute(self, replicate: int) -> None:
        """Make sure of one pair."""
        if replicate in self.done:
            return
        with self._lock:  # laid out by one thread
            place, into = self.ground, self.ledger
            prepared = self.prepared if self.scenario.levers else place.prepared
        if self.scenario.levers:
            place.with_policy(prepared, replicate, into)
        else:
            place.baseline(replicate)
        self.done.add(replicate)

    def first(self, pairs: int) -> Twins:
        """The first of the pairs, not copied: what is finished is never written again."""
        return Twins(
            scenario=self.scenario,
            baseline=self.ground.prepared.scenario,
            replicates=np.arange(pairs),
            runs=self.ledger,
            baseline_runs=self.ground.runs,
            wanted=self.wanted,
        )

    def settle(self) -> None:
        """Compute all outcomes, so that less memory is needed."""
        for ledger in dict.fromkeys((self.ledger, self.ground.runs)):
            ledger.settle()


@dataclass(eq=False)
class Request:
    """Pairs that somebody waits for; `changed` is signalled at the end of each stage and on failure.

    Parameters
    ----------
    pairs : the pairs, of which some may be computed
    graphs : outcomes drawn; with the sentence they decide when the answer stands. None: all pairs are wanted

    Attributes
    ----------
    standing : whether the answer stands on the pairs that there are, and no more are computed
    parked : tasks that wait for `whole`, which asks for all pairs
    """

    pairs: Pairs
    graphs: tuple[str, str] | None = None
    changed: Condition = field(default_factory=Condition)
    cancelled: bool = False
    error: Exception | None = None
    standing: bool = False
    parked: list[Task] = field(default_factory=list)
    _twins: Twins | None = None

    def cancel(self) -> None:
        """Nobody wants the rest any more."""
        with self.changed:
            self.cancelled = True
            self.changed.notify_all()

    def fail(self, error: Exception) -> None:
        """A run failed, and with it the request."""
        with self.changed:
            self.error = error
            self.changed.notify_all()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.cancelled or self.error is not None or self.complete

    @property
    def complete(self) -> bool:
        """Whether all pairs are there."""
        return self.number == self.pairs.wanted

    @property
    def twins(self) -> Twins | None:
        """The pairs of all finished stages."""
        return self._twins

    @property
    def number(self) -> int:
        """How many pairs these are."""
        return 0 if self._twins is None else self._twins.pairs

    def wait(self, more_than: int = 0, timeout: float | None = None) -> Twins | None:
        """Wait until more than that many pairs are there, or nothing more will come; what there is then.

        Raises the error of a run that failed.
        """
        with self.changed:
            self.changed.wait_for(lambda: self.over or self.number > more_than, timeout)
        if self.error is not None:
            raise self.error
        return self._twins

    def wait_for_answer(self, timeout: float) -> None:
        """Wait until the answer stands or nothing more will come, or for `timeout` seconds."""
        with self.changed:
            self.changed.wait_for(lambda: self.over or self.standing, timeout)

    def deliver(self) -> bool:
        """Show what is finished if that ends a stage; whether it is an answer."""
        with self.changed:
            there = finished_stage(self.pairs.done, self.pairs.wanted)
            if there <= self.number:
                return False
            self._twins = self.pairs.first(there)
            self.standing = self._enough()
            self.changed.notify_all()
            return self.standing or self.complete

    def park(self, task: Task) -> bool:
        """Put a task aside if the answer stands without it; whether it does."""
        with self.changed:
            if self.standing:
                self.parked.append(task)
            return self.standing

    def whole(self) -> list[Task]:
        """Ask for all pairs; the tasks that were put aside."""
        with self.changed:
            self.graphs = None
            return self._unparked()

    def look_at(self, graphs: tuple[str, str]) -> list[Task]:
        """Other outcomes are drawn; the tasks that were put aside and that these need."""
        with self.changed:
            if self.graphs is None:  # all pairs come anyway
                return []
            self.graphs = graphs
            return [] if self._enough() else self._unparked()

    def _unparked(self) -> list[Task]:
        """All that was put aside; the answer no longer stands."""
        self.standing = False
        tasks, self.parked = self.parked, []
        self.changed.notify_all()
        return tasks

    def _enough(self) -> bool:
        """Whether the answer stands on what there is, although more pairs were asked for."""
        if self.graphs is None or self._twins is None or self.complete:
            return False
        return stands(self._twins, self.graphs)


def stage_ends(pairs: int) -> list[int]:
    """Numbers of pairs at which the stages of a request end."""
    return [*(end for end in STAGES if end < pairs), pairs]


def finished_stage(done: Container[int], pairs: int) -> int:
    """Largest stage of which all replicates are done, as a number of pairs."""
    there = 0
    for end in stage_ends(pairs):
        if any(replicate not in done for replicate in range(there, end)):
            break
        there = end
    return there
