"""Threads that compute jobs: few in hand at a time, and an end that leaves nothing running.

Everything that this process computes in parallel goes through `finished`: runs of a sweep, runs that are
made again, and, in the order of the jobs, those that the evidence is measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from itertools import islice
from typing import TypeVar

from iei.experiments.execute.blame import machine_blamed
from iei.experiments.execute.progress import followed
from iei.sim.base.cores import usable_cores

QUEUED_PER_THREAD = 64  # keeps threads busy while the main thread writes a part

Job = TypeVar("Job")
Result = TypeVar("Result")


def finished(
    function: Callable[[Job], Result], jobs: Iterable[Job], threads: int | None = None
) -> Generator[list[tuple[int, Result]], None, None]:
    """Results of `function` as they come, each with the number of its job; compiled rules run in parallel.

    threads : None for all usable cores

    Closing the iterator, or an interruption, drops jobs that have not begun and waits for those that
    have. An error of the function is raised after the results that came with it.
    """
    count = threads or usable_cores()
    waiting = enumerate(jobs)
    pool = ThreadPoolExecutor(count, thread_name_prefix="run")
    pending: dict[Future[Result], int] = {}
    try:
        while True:
            for number, job in islice(waiting, count * QUEUED_PER_THREAD - len(pending)):
                pending[pool.submit(function, job)] = number
            if not pending:
                return
            done = [(pending.pop(future), future) for future in wait(pending, None, FIRST_COMPLETED).done]
            if good := [(number, future.result()) for number, future in done if future.exception() is None]:
                yield good
            for _, future in done:
                future.result()  # raises what ends everything, after the results were handed over
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def mapped(
    function: Callable[[Job], Result], jobs: Sequence[Job], threads: int | None = None, runs: int = 1
) -> Generator[Result, None, None]:
    """Results of `function` in the order of the jobs, with progress on standard error.

    runs : model runs that a job makes

    Raises `ExecutorLost` for an error of the machine; the rest is as in `finished`.
    """

    def guarded(job: Job) -> Result:
        with machine_blamed("Mend that and start the same command again"):
            return function(job)

    early: dict[int, Result] = {}
    following = 0
    with closing(followed(finished(guarded, jobs, threads), len(jobs), runs=runs)) as batches:
        for batch in batches:
            early.update(batch)
            while following in early:
                yield early.pop(following)
                following += 1
