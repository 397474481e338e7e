"""Runs of a sweep in one process: what they have in common, and turns in which a thread computes a few.

A turn keeps what its runs have counted and computes the outcomes of all of them at once: one by one this
takes five times as long, since the arrays of a run are small.
"""

from __future__ import annotations

import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from threading import Lock, local
from typing import Any

import numpy as np

from iei.experiments.execute.blame import ExecutorLost, in_words, machine_blamed
from iei.experiments.plan.runs import Run, RunResult
from iei.sim.outcomes import outcome_values, summary_values
from iei.sim.run.engine import Prepared, prepare
from iei.sim.run.scenario import Scenario
from iei.sim.run.shared_beginnings import SharedBeginnings
from iei.sim.world.tables import World

PREPARED_BYTES = 2**30
TURN_RUNS = 32
TURN_BYTES = 2**25  # of what the runs of a turn have counted
TURN_SECONDS = 0.5  # a turn ends with the run in hand after that, so that finished runs are soon stored
WAY_ON = "Finished runs are stored; mend that and start the same command again"

Task = tuple[Run, Scenario]
# What a run gives, (values,), if it is not the summary of its outcomes: of a scenario and a seed.
Observe = Callable[[Scenario, int, "PreparedWorlds"], np.ndarray]


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
    """What the runs of a process have in common: laid-out worlds, beginnings that several scenarios share.

    runs : every run to come
    scenarios : by configuration hash
    worlds : laid-out worlds of earlier runs
    observe : what is wanted of a run instead of its outcomes; a Dask worker must be able to import it
    """

    def __init__(
        self,
        runs: Iterable[Run],
        scenarios: Mapping[str, Scenario],
        worlds: PreparedWorlds | None = None,
        observe: Observe | None = None,
    ) -> None:
        self.worlds = PreparedWorlds() if worlds is None else worlds
        self.observe = observe
        planned = [(run.config, run.seed) for run in runs] if observe is None else []
        configs = list(dict.fromkeys(config for config, _ in planned))
        alike: dict[Any, list[str]] = defaultdict(list)  # may differ in levers only
        for config in configs if len(configs) > 1 else ():
            scenario = scenarios[config]
            alike[(scenario.world, scenario.terms, *scenario.behaviour.items())].append(config)
        marks = {}
        for config in (config for group in alike.values() if len(group) > 1 for config in group):
            with suppress(Exception):  # of the model: it is told with the runs of this scenario
                marks[config] = self.worlds.get(scenarios[config]).marks
        self._beginnings = SharedBeginnings(planned, marks)
        self._own = local()

    def simulate(self, run: Run, scenario: Scenario) -> World:
        """The final world of a run; the next run of this thread writes over it."""
        return self._beginnings.run(run.config, self.worlds.get(scenario), run.seed)

    def counts(self) -> Counts:
        """Where this thread keeps what its runs have counted."""
        if not hasattr(self._own, "counts"):
            self._own.counts = Counts()
        counts: Counts = self._own.counts
        return counts


class Counts:
    """Tallies of a few runs side by side, in memory that is used again and again: fresh memory is slow."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self._alike: tuple[int, ...] = ()  # what runs that are evaluated together have in common
        self._tallies = np.empty((0, 0, 0, 0))  # (terms, runs, groups, columns)

    def add(self, task: Task, world: World, keep_terms: bool) -> list[RunResult]:
        """Keep what a run has counted; results of those kept before if they had to make room."""
        settings = task[1].world
        alike = (*world.tally_values.shape, len(settings.regions), settings.policy_start)
        full = len(self.tasks) == self._tallies.shape[1]
        results = self.results(keep_terms) if full or alike != self._alike else []
        if alike != self._alike:
            terms, *group_and_column = world.tally_values.shape
            room = max(1, min(TURN_RUNS, TURN_BYTES // world.tally_values.nbytes))
            self._tallies = np.empty((terms, room, *group_and_column))
            self._alike = alike
        self._tallies[:, len(self.tasks)] = world.tally_values
        self.tasks.append(task)
        return results

    def results(self, keep_terms: bool) -> list[RunResult]:
        """Results of all runs that are kept, and room for others."""
        tasks, self.tasks = self.tasks, []
        return evaluated(tasks, self._tallies[:, : len(tasks)], keep_terms) if tasks else []


def evaluated(tasks: Sequence[Task], tallies: np.ndarray, keep_terms: bool) -> list[RunResult]:
    """Results of runs of worlds with the same regions and policy start.

    tallies : shape (terms, runs, groups, columns)

    An error of an outcome becomes that of the runs that raise it; raises `ExecutorLost` for the machine's.
    """
    settings = tasks[0][1].world
    try:
        with machine_blamed(WAY_ON):
            values = outcome_values(tallies, len(settings.regions))
            summaries = summary_values(values, settings.policy_start)
    except ExecutorLost:
        raise
    except Exception as error:
        if len(tasks) == 1:
            return [RunResult(tasks[0][0], None, None, in_words(error))]
        alone = [evaluated([task], tallies[:, i : i + 1], keep_terms) for i, task in enumerate(tasks)]
        return [result for results in alone for result in results]
    return [
        RunResult(run, summaries[i], np.ascontiguousarray(values[:, i]) if keep_terms else None)
        for i, (run, _) in enumerate(tasks)
    ]


def turn(
    tasks: Iterable[Task], keep_terms: bool, workplace: Workplace, seconds: float = TURN_SECONDS
) -> tuple[list[RunResult], ExecutorLost | None]:
    """Results of the next few of `tasks`; an error of the model becomes that of its result and stops nothing.

    The second is an error of the machine, such as a full disk or broken compiled code, that ended the turn:
    it would strike every run, and is not what the run gives elsewhere.

    seconds : after which no further run begins
    """
    counts, results = workplace.counts(), []
    ends = time.monotonic() + seconds
    try:
        for run, scenario in tasks:
            try:
                if workplace.observe is None:
                    with machine_blamed(WAY_ON):
                        world = workplace.simulate(run, scenario)
                    results += counts.add((run, scenario), world, keep_terms)
                else:
                    with machine_blamed(WAY_ON):
                        values = workplace.observe(scenario, run.seed, workplace.worlds)
                    results.append(RunResult(run, values))
            except ExecutorLost:
                raise
            except Exception as error:
                results.append(RunResult(run, None, None, in_words(error)))
            if time.monotonic() > ends:
                break
        return results + counts.results(keep_terms), None
    except ExecutorLost as error:
        return results + counts.results(keep_terms), error
