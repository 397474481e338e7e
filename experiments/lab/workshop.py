"""Who computes what next: a few threads serve the paired runs of all sessions, first pictures first.

Compiled runs release the interpreter, so threads use all cores. A request is cut into small tasks in
stages: a few pairs for a first picture, then more and more until the band is complete. Tasks of an early
stage go before those of a late one, whoever asked, so that one session's band never delays another's first
picture. A request that is cancelled stops after the run in progress.
"""

from __future__ import annotations

import heapq
import logging
import os
import sys
from collections import OrderedDict
from collections.abc import Container
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Lock, Thread, get_native_id

import numpy as np

from iei.experiments.execute.cores import usable_cores
from iei.experiments.lab.state import LabState, baseline_of, scenario_of
from iei.experiments.lab.twins import Ground, Twins, ground
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import Prepared, prepare

STAGES = (4, 20, 60, 120)  # pairs after which a picture is worth drawing; the last stage is all of them
PAIRS_PER_TASK = 2
BAND_NICENESS = 10
LOG = logging.getLogger(__name__)
KEPT = 12  # finished requests kept; 200 pairs over 60 terms take 12 MB


@dataclass(eq=False)
class Request:
    """Paired runs that somebody waits for; `changed` is signalled at the end of each stage and on failure."""

    state: LabState
    pairs: int
    changed: Condition = field(default_factory=Condition)
    cancelled: bool = False
    error: Exception | None = None
    _twins: Twins | None = None
    _done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._values = np.empty((self.pairs, self.state.terms, len(OUTCOMES)))
        self._ground: Ground | None = None

    def ground(self) -> Ground:
        """The baseline of all pairs; kept, since the common store of baselines may drop it meanwhile."""
        with self.changed:
            if self._ground is None:
                self._ground = ground(baseline_of(self.state), self.state.seed)
            return self._ground

    def cancel(self) -> None:
        """Nobody wants the rest any more."""
        with self.changed:
            self.cancelled = True
            self.changed.notify_all()

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.cancelled or self.error is not None or (self.twins is not None and self.complete)

    @property
    def complete(self) -> bool:
        """Whether all pairs are there."""
        return self._twins is not None and self._twins.pairs == self.pairs

    @property
    def twins(self) -> Twins | None:
        """The pairs of all finished stages."""
        return self._twins

    def wait(self, more_than: int = 0, timeout: float | None = None) -> Twins | None:
        """Wait until more than that many pairs are there, or nothing more will come; what there is then.

        Raises the error of a run that failed.
        """
        with self.changed:
            self.changed.wait_for(lambda: self.over or self._number() > more_than, timeout)
        if self.error is not None:
            raise self.error
        return self._twins

    def _number(self) -> int:
        return 0 if self._twins is None else self._twins.pairs


class Workshop:
    """Threads that compute paired runs for any number of sessions."""

    def __init__(self, threads: int | None = None) -> None:
        self._tasks: list[tuple[int, int, Request, tuple[int, ...]]] = []
        self._order = count()
        self._waiting = Condition()
        self._finished: OrderedDict[tuple[str, int, int], Twins] = OrderedDict()
        self._lock = Lock()
        self._threads = threads or usable_cores()
        self._started = False

    def submit(self, state: LabState) -> Request:
        """Ask for the pairs of a state; `InvalidInput` if its scenario is impossible. Does not wait."""
        scenario = scenario_of(state)
        request = Request(state, state.pairs)
        with self._lock:
            known = self._finished.get((scenario.config_hash, state.seed, state.pairs))
        if known is not None:
            request._twins = known
            return request
        self._start()
        with self._waiting:
            # bands of cancelled requests might wait behind first pictures for ever, and hold memory
            self._tasks = [task for task in self._tasks if not task[2].over]
            heapq.heapify(self._tasks)
            for stage, replicates in tasks(state.pairs):
                heapq.heappush(self._tasks, (stage, next(self._order), request, replicates))
            self._waiting.notify_all()
        return request

    def _start(self) -> None:
        with self._lock:
            if not self._started:
                self._started = True
                for number in range(self._threads + 1):
                    Thread(
                        target=self._work, args=(number == 0,), name=f"workshop-{number}", daemon=True
                    ).start()

    def _work(self, only_first: bool) -> None:
        """Compute tasks for ever; one thread keeps to first pictures, the others step back for drawing."""
        if not only_first:
            step_back()
        while True:
            with self._waiting:
                self._waiting.wait_for(lambda: self._tasks and not (only_first and self._tasks[0][0]))
                _, _, request, replicates = heapq.heappop(self._tasks)
            if request.over:
                continue
            try:
                self._compute(request, replicates)
            except Exception as error:  # a failing run must not end the thread that serves all others
                LOG.exception("a run of the lab failed")
                with request.changed:
                    request.error = error
                    request.changed.notify_all()

    def _compute(self, request: Request, replicates: tuple[int, ...]) -> None:
        place = request.ground()
        policy = prepare(scenario_of(request.state))
        for replicate in replicates:
            if request.over:
                return
            request._values[replicate] = place.with_policy(policy, replicate)
            place.baseline(replicate)
            with request.changed:
                request._done.add(replicate)
        self._deliver(request, place, policy)

    def _deliver(self, request: Request, place: Ground, policy: Prepared) -> None:
        """Show what is finished if that ends a stage."""
        with request.changed:
            there = finished_stage(request._done, request.pairs)
            if there > request._number():
                request._twins = gathered(request, place, policy, there)
                request.changed.notify_all()
        if request.complete and request.twins is not None:
            with self._lock:
                self._finished[(policy.scenario.config_hash, request.state.seed, request.pairs)] = (
                    request.twins
                )
                while len(self._finished) > KEPT:
                    self._finished.popitem(last=False)


def step_back() -> None:
    """Let this thread compute only with the processor time that drawing and serving leave over."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), BAND_NICENESS)


def tasks(pairs: int) -> list[tuple[int, tuple[int, ...]]]:
    """Stage and replicates of every task; the first stage is spread over as many threads as possible."""
    ends = [*(end for end in STAGES if end < pairs), pairs]
    cut: list[tuple[int, tuple[int, ...]]] = []
    begin = 0
    for stage, end in enumerate(ends):
        size = PAIRS_PER_TASK if stage else 1
        cut += [(stage, tuple(range(i, min(i + size, end)))) for i in range(begin, end, size)]
        begin = end
    return cut


def finished_stage(done: Container[int], pairs: int) -> int:
    """Largest stage of which all replicates are done, as a number of pairs."""
    there = 0
    for end in [*(end for end in STAGES if end < pairs), pairs]:
        if any(replicate not in done for replicate in range(there, end)):
            break
        there = end
    return there


def gathered(request: Request, place: Ground, policy: Prepared, pairs: int) -> Twins:
    """The first `pairs` pairs of a request, not copied: what is finished is never written again."""
    return Twins(
        scenario=policy.scenario,
        baseline=place.prepared.scenario,
        replicates=np.arange(pairs),
        values=request._values[:pairs],
        baseline_values=place.values[:pairs],
        wanted=request.pairs,
    )


WORKSHOP = Workshop()
