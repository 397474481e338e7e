"""Where runs are computed: threads of this process, or a Dask cluster.

An executor takes runs and gives their results in whatever order they finish. It knows nothing of
files: all executors feed the same store.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from iei.experiments.execute.blame import ExecutorLost, in_words, machine_blamed
from iei.experiments.execute.pool import finished
from iei.experiments.plan.runs import Run, RunResult
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.run.engine import prepare, simulate
from iei.sim.run.scenario import Scenario

KINDS = ("threads", "dask")
PREPARED_BYTES = 2**30


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


# What a run gives, (values,), if it is not the summary of its outcomes: of a scenario and a seed.
Observe = Callable[[Scenario, int, PreparedWorlds], np.ndarray]


def compute(
    run: Run, scenario: Scenario, keep_terms: bool, worlds: PreparedWorlds, observe: Observe | None = None
) -> RunResult:
    """Simulate one run; an error of the model becomes the error of its result and stops nothing else.

    observe : what is wanted of the run instead of its outcomes; a Dask worker must be able to import it

    Raises `ExecutorLost` for an error of the machine, such as a full disk or broken compiled code: it
    would strike every run, and is not what the run gives elsewhere.
    """
    try:
        with machine_blamed("Finished runs are stored; mend that and start the same command again"):
            if observe is not None:
                return RunResult(run, observe(scenario, run.seed, worlds))
            trajectory = simulate(worlds.get(scenario), run.seed)
        terms = trajectory.values if keep_terms else None
        return RunResult(run, trajectory.summary_values, terms)
    except ExecutorLost:
        raise
    except Exception as error:
        return RunResult(run, None, None, in_words(error))


def in_threads(
    runs: Iterable[Run],
    scenarios: Mapping[str, Scenario],
    keep_terms: bool,
    settings: ExecutorSettings,
    observe: Observe | None = None,
) -> Generator[list[RunResult], None, None]:
    """Results of `runs`, computed by threads; compiled rules release the interpreter lock.

    Closing the iterator drops runs that have not begun and waits for those that have.
    """
    worlds = PreparedWorlds()

    def of_run(run: Run) -> RunResult:
        return compute(run, scenarios[run.config], keep_terms, worlds, observe)

    with closing(finished(of_run, runs, settings.threads)) as batches:
        for batch in batches:
            yield [result for _, result in batch]


def results_of(
    runs: Iterable[Run],
    scenarios: Mapping[str, Scenario],
    keep_terms: bool,
    settings: ExecutorSettings,
    observe: Observe | None = None,
) -> Generator[list[RunResult], None, None]:
    """Results of `runs` as they finish, from the executor that `settings` name.

    `scenarios` maps configuration hashes, `run.config`, to what is simulated; `observe` is that of
    `compute`.
    """
    if settings.kind == "dask":
        from iei.experiments.execute.dask_executor import on_dask

        return on_dask(runs, scenarios, keep_terms, settings, observe)
    return in_threads(runs, scenarios, keep_terms, settings, observe)
