"""Where runs are computed: threads of this process, or a Dask cluster.

An executor takes runs and gives their results in whatever order they finish. It knows nothing of
files: all executors feed the same store.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from iei.experiments.execute.blame import ExecutorLost, in_words, machine_blamed
from iei.experiments.execute.pool import finished
from iei.experiments.plan.runs import Run, RunResult
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import outcome_values, summary_values
from iei.sim.run.engine import Prepared, prepare
from iei.sim.run.scenario import Scenario
from iei.sim.run.shared_beginnings import SharedBeginnings

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
        self._worlds: OrderedDict[str, tuple[Prepared, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, scenario: Scenario) -> Prepared:
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


class Workplace:
    """What the runs of a plan have in common: laid-out worlds, and beginnings that several scenarios share.

    runs : every run to come; scenarios : by configuration hash
    """

    def __init__(
        self, runs: Sequence[Run], scenarios: Mapping[str, Scenario], worlds: PreparedWorlds | None = None
    ) -> None:
        self.worlds = PreparedWorlds() if worlds is None else worlds
        configs = list(dict.fromkeys(run.config for run in runs))
        alike: dict[Any, list[str]] = defaultdict(list)  # may differ in levers only
        for config in configs if len(configs) > 1 else ():
            scenario = scenarios[config]
            alike[(scenario.world, scenario.terms, *scenario.behaviour.items())].append(config)
        marks = {}
        for config in (config for group in alike.values() if len(group) > 1 for config in group):
            with suppress(Exception):  # of the model: it is told with the runs of this scenario
                marks[config] = self.worlds.get(scenarios[config]).marks
        self.beginnings = SharedBeginnings(((run.config, run.seed) for run in runs), marks)

    def values(self, run: Run, scenario: Scenario) -> np.ndarray:
        """Outcomes of a run by term, shape (terms, outcomes)."""
        world = self.beginnings.run(run.config, self.worlds.get(scenario), run.seed)
        return outcome_values(np.asarray(world.tally_values), len(scenario.world.regions))


def compute(run: Run, scenario: Scenario, keep_terms: bool, workplace: Workplace) -> RunResult:
    """Simulate one run; an error of the model becomes the error of its result and stops nothing else.

    Raises `ExecutorLost` for an error of the machine, such as a full disk or broken compiled code: it
    would strike every run, and is not what the run gives elsewhere.
    """
    try:
        with machine_blamed("Finished runs are stored; mend that and start the same command again"):
            values = workplace.values(run, scenario)
        summary = summary_values(values, scenario.world.policy_start)
        return RunResult(run, summary, values if keep_terms else None)
    except ExecutorLost:
        raise
    except Exception as error:
        return RunResult(run, None, None, in_words(error))


def in_threads(
    runs: Iterable[Run], scenarios: Mapping[str, Scenario], keep_terms: bool, settings: ExecutorSettings
) -> Generator[list[RunResult], None, None]:
    """Results of `runs`, computed by threads; compiled rules release the interpreter lock.

    Closing the iterator drops runs that have not begun and waits for those that have.
    """
    runs = list(runs)
    workplace = Workplace(runs, scenarios)

    def of_run(run: Run) -> RunResult:
        return compute(run, scenarios[run.config], keep_terms, workplace)

    with closing(finished(of_run, runs, settings.threads)) as batches:
        for batch in batches:
            yield [result for _, result in batch]


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
