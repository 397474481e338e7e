"""Where runs are computed: threads of this process, or a Dask cluster.

An executor takes runs and gives their results in whatever order they finish. It knows nothing of
files: all executors feed the same store.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from threading import Lock
from typing import Any

from iei.experiments.execute.blame import in_words, of_machine
from iei.experiments.execute.cores import usable_cores
from iei.experiments.plan.runs import Run, RunResult
from iei.sim.base.code_cache import cache_folder
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.run.engine import prepare, simulate
from iei.sim.run.scenario import Scenario

KINDS = ("threads", "dask")
QUEUED_PER_THREAD = 64  # keeps threads busy while the main thread writes a part
PREPARED_BYTES = 2**30


class ExecutorLost(Exception):
    """Nothing can be computed here any more: the cluster is gone or the machine fails.

    Finished runs are stored.
    """


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


class PreparedWorlds:
    """Laid-out worlds that several runs start from; the least recently used go first.

    Thread-safe. Two threads that need the same new world may both lay it out; the worlds are equal.
    """

    def __init__(self, capacity: int = PREPARED_BYTES) -> None:
        self._capacity = capacity
        self._worlds: OrderedDict[str, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, scenario: Scenario) -> Any:
        """The prepared world of `scenario`."""
        with self._lock:
            if scenario.config_hash in self._worlds:
                self._worlds.move_to_end(scenario.config_hash)
                return self._worlds[scenario.config_hash][0]
        prepared = prepare(scenario)
        size = sum(array.nbytes for array in prepared.world)
        with self._lock:
            self._worlds[scenario.config_hash] = (prepared, size)
            while len(self._worlds) > 1 and sum(s for _, s in self._worlds.values()) > self._capacity:
                self._worlds.popitem(last=False)
        return prepared


def compute(run: Run, scenario: Scenario, keep_terms: bool, worlds: PreparedWorlds) -> RunResult:
    """Simulate one run; an error of the model becomes the error of its result and stops nothing else.

    Raises `ExecutorLost` for an error of the machine, such as a full disk or broken compiled code: it
    would strike every run, and is not what the run gives elsewhere.
    """
    try:
        trajectory = simulate(worlds.get(scenario), run.seed)
        terms = trajectory.values if keep_terms else None
        return RunResult(run, trajectory.summary_values, terms)
    except Exception as error:
        if of_machine(error):
            raise ExecutorLost(
                f"this machine failed, not the model: {in_words(error)}. Finished runs are stored; mend that "
                f"and start the same command again (broken compiled code: remove {cache_folder()} first)"
            ) from error
        return RunResult(run, None, None, in_words(error))


def in_threads(
    runs: Iterable[Run], scenarios: Mapping[str, Scenario], keep_terms: bool, settings: ExecutorSettings
) -> Generator[list[RunResult], None, None]:
    """Results of `runs`, computed by threads; compiled rules release the interpreter lock.

    Closing the iterator drops runs that have not begun and waits for those that have.
    """
    count = settings.threads or usable_cores()
    worlds = PreparedWorlds()
    waiting = iter(runs)
    pool = ThreadPoolExecutor(count, thread_name_prefix="run")
    pending: set[Future[RunResult]] = set()
    try:
        while True:
            for run in islice(waiting, count * QUEUED_PER_THREAD - len(pending)):
                pending.add(pool.submit(compute, run, scenarios[run.config], keep_terms, worlds))
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            if finished := [future.result() for future in done if future.exception() is None]:
                yield finished
            for future in done:
                future.result()  # raises what ends the sweep, after the finished runs were handed over
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def results_of(
    runs: Iterable[Run], scenarios: Mapping[str, Scenario], keep_terms: bool, settings: ExecutorSettings
) -> Generator[list[RunResult], None, None]:
    """Results of `runs` as they finish, from the executor that `settings` name.

    `scenarios` maps configuration hashes, `run.config`, to what is simulated.
    """
    if settings.kind == "dask":
        from iei.experiments.execute.dask_executor import on_dask

        return on_dask(runs, scenarios, keep_terms, settings)
    return in_threads(runs, scenarios, keep_terms, settings)
