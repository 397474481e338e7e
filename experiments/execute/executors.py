"""Where runs are computed: threads of this process, or a Dask cluster.

An executor takes runs and gives their results in whatever order they finish. It knows nothing of
files: all executors feed the same store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count, islice, takewhile
from typing import Any

from iei.experiments.execute.blame import ExecutorLost
from iei.experiments.execute.pool import finished
from iei.experiments.execute.turns import TURN_RUNS, Observe, Task, Workplace, turn
from iei.experiments.plan.runs import Run, RunResult
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.run.scenario import Scenario

KINDS = ("threads", "dask")


@dataclass(frozen=True)
class ExecutorSettings:
    """Where to compute.

    Attributes
    ----------
    kind : ``threads`` or ``dask``
    threads : threads of this process, or of each Dask worker; None for all usable cores (one a worker)
    workers : worker processes of an own Dask cluster; None for all usable cores
    address : a running Dask scheduler such as ``tcp://10.0.0.1:8786``; None for an own cluster
    batch : runs in one Dask task
    """

    kind: str = "threads"
    threads: int | None = None
    workers: int | None = None
    address: str | None = None
    batch: int = 4

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> ExecutorSettings:
        """Checked settings; `InvalidInput` for a mistake."""
        known = ("kind", "threads", "workers", "address", "batch")
        for name in mapping:
            if name not in known:
                raise InvalidInput(f"unknown key 'executor.{name}'{nearest(name, known)}")
        kind = mapping.get("kind", "threads")
        if kind not in KINDS:
            raise InvalidInput(f"executor.kind = {kind!r} is not an executor{nearest(str(kind), KINDS)}")
        for name in ("threads", "workers", "batch"):
            value = mapping.get(name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
                raise InvalidInput(f"executor.{name} = {value!r} must be a whole number, 1 or more")
        return cls(**{name: value for name, value in mapping.items() if value is not None})


def in_threads(
    runs: Iterable[Run],
    scenarios: Mapping[str, Scenario],
    keep_terms: bool,
    settings: ExecutorSettings,
    observe: Observe | None = None,
) -> Generator[list[RunResult], None, None]:
    """Results of `runs`, computed by threads; compiled rules release the interpreter lock.

    Closing the iterator drops runs that have not begun and waits for those that have. Raises `ExecutorLost`
    for an error of the machine, after the results of runs that finished before.
    """
    waiting = deque((run, scenarios[run.config]) for run in runs)
    workplace = Workplace([run for run, _ in waiting], scenarios, observe=observe)

    def next_turn(_: int) -> tuple[list[RunResult], ExecutorLost | None]:
        return turn(islice(taken(waiting), TURN_RUNS), keep_terms, workplace)

    turns = takewhile(lambda _: waiting, count())
    with closing(finished(next_turn, turns, settings.threads)) as batches:
        for batch in batches:
            if results := [result for _, (results, _) in batch for result in results]:
                yield results
            for _, (_, lost) in batch:
                if lost is not None:
                    raise lost


def taken(waiting: deque[Task]) -> Iterator[Task]:
    """Tasks that no other thread gets, until there are none."""
    while True:
        try:
            task = waiting.popleft()
        except IndexError:
            return
        yield task


def results_of(
    runs: Iterable[Run],
    scenarios: Mapping[str, Scenario],
    keep_terms: bool,
    settings: ExecutorSettings,
    observe: Observe | None = None,
) -> Generator[list[RunResult], None, None]:
    """Results of `runs` as they finish, from the executor that `settings` name.

    `scenarios` maps configuration hashes, `run.config`, to what is simulated; `observe` : see `Workplace`.
    """
    if settings.kind == "dask":
        from iei.experiments.execute.dask_executor import on_dask

        return on_dask(runs, scenarios, keep_terms, settings, observe)
    return in_threads(runs, scenarios, keep_terms, settings, observe)
