"""Who computes what next: a few threads serve the paired runs of all sessions, first pictures first.

Compiled runs release the interpreter, so threads use all cores. A request is cut into small tasks in
stages: a few pairs for a first picture, then more and more until the answer stands, which
`iei.experiments.lab.answers` decides; the rest is put aside until somebody asks for it. Tasks of an early
stage go before those of a late one, whoever asked, so that one session's band never delays another's first
picture. A request that is cancelled stops after the run in progress.
"""

from __future__ import annotations

import heapq
import logging
import os
import sys
from collections import OrderedDict
from itertools import count
from threading import Condition, Lock, Thread, get_native_id

from iei.experiments.lab.request import Pairs, Request, Task, stage_ends
from iei.experiments.lab.state import LabState
from iei.sim.base.cores import usable_cores

PAIRS_PER_TASK = 2
BAND_NICENESS = 10
KEPT = 12  # answers kept; 200 pairs over 60 terms take 12 MB
LOG = logging.getLogger(__name__)


class Workshop:
    """Threads that compute paired runs for any number of sessions."""

    def __init__(self, threads: int | None = None) -> None:
        self._tasks: list[tuple[int, int, Request, tuple[int, ...]]] = []
        self._order = count()
        self._waiting = Condition()
        self._kept: OrderedDict[tuple[str, int, int], Pairs] = OrderedDict()
        self._lock = Lock()
        self._threads = threads or usable_cores()
        self._started = False

    def submit(self, state: LabState, graphs: tuple[str, str] | None = None) -> Request:
        """Ask for the pairs of a state; `InvalidInput` if its scenario is impossible. Does not wait.

        graphs : outcomes drawn, if pairs are wanted only until the answer stands; by default all are
        """
        pairs = Pairs(state)
        with self._lock:
            pairs = self._kept.get(pairs.key, pairs)
        request = Request(pairs, graphs)
        request.deliver()
        if request.complete:
            return request
        left = [
            (stage, replicates)
            for stage, replicates in tasks(state.pairs)
            if replicates[-1] >= request.number
        ]
        if request.standing:
            request.parked = left
        else:
            self._push(request, left)
        return request

    def go_on(self, request: Request) -> None:
        """Compute what was put aside as well: somebody asked for all pairs, or has left the page alone."""
        self._push(request, request.whole())

    def look_at(self, request: Request, graphs: tuple[str, str]) -> None:
        """Other outcomes are drawn: go on if the answer does not stand for them."""
        self._push(request, request.look_at(graphs))

    def _push(self, request: Request, new: list[Task]) -> None:
        if not new:
            return
        self._start()
        with self._waiting:
            # bands of cancelled requests might wait behind first pictures for ever, and hold memory
            self._tasks = [task for task in self._tasks if not task[2].over]
            heapq.heapify(self._tasks)
            for stage, replicates in new:
                heapq.heappush(self._tasks, (stage, next(self._order), request, replicates))
            self._waiting.notify_all()

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
                stage, _, request, replicates = heapq.heappop(self._tasks)
            try:
                if not request.over and not request.park((stage, replicates)):
                    self._compute(request, replicates)
            except Exception as error:  # a failing run must not end the thread that serves all others
                LOG.exception("a run of the lab failed")
                request.fail(error)
            del request  # who waits for the next task keeps no answer alive

    def _compute(self, request: Request, replicates: tuple[int, ...]) -> None:
        for replicate in replicates:
            if request.over:
                return
            request.pairs.compute(replicate)
        if request.deliver():
            self._keep(request)
            settle(request.pairs)

    def _keep(self, request: Request) -> None:
        """Keep an answer for whoever comes back to it."""
        with self._lock:
            self._kept[request.pairs.key] = request.pairs
            self._kept.move_to_end(request.pairs.key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def settle(pairs: Pairs) -> None:
    """Let what was counted go, at once: sessions hold an answer each, and a queue would hold it too."""
    try:
        pairs.settle()
    except Exception:  # who asks for an outcome that cannot be computed is told then
        LOG.exception("an outcome of the lab cannot be computed")


def step_back() -> None:
    """Let this thread compute only with the processor time that drawing and serving leave over."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), BAND_NICENESS)


def tasks(pairs: int) -> list[Task]:
    """Stage and replicates of every task; the first stage is spread over as many threads as possible."""
    cut: list[Task] = []
    begin = 0
    for stage, end in enumerate(stage_ends(pairs)):
        size = PAIRS_PER_TASK if stage else 1
        cut += [(stage, tuple(range(i, min(i + size, end)))) for i in range(begin, end, size)]
        begin = end
    return cut


WORKSHOP = Workshop()
