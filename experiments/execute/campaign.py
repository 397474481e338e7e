"""One sitting at an experiment: which runs are missing, computing them, storing them as they finish."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from iei.experiments.analyse.contrasts import SPENDING
from iei.experiments.execute.executors import ExecutorSettings, results_of
from iei.experiments.execute.progress import followed
from iei.experiments.execute.turns import Observe
from iei.experiments.plan.cells import Cell
from iei.experiments.plan.extensions import SOURCES
from iei.experiments.plan.runs import Run, planned_runs
from iei.experiments.plan.sharding import WHOLE, Shard
from iei.experiments.store.folder import Store, prepare_folder, to_stderr, write_text
from iei.experiments.store.manifest import FILE, read_manifest
from iei.experiments.store.versions import git_commit, software_versions
from iei.experiments.store.writer import Writer, timestamp
from iei.sim.base.chance import replicate_seed
from iei.sim.base.quantity import InvalidInput
from iei.sim.run import extensions

Say = Callable[[str], None]


@dataclass(frozen=True)
class Execution:
    """Where and how runs are computed; nothing here changes a number.

    Attributes
    ----------
    folder : results folder of the experiment
    executor : threads or Dask
    shard : the part of the runs to compute
    wait : whether to wait for another process that computes the same runs
    retry_failed : whether to compute runs again that ended with an error
    figures : whether the command draws figures at the end
    """

    folder: Path
    executor: ExecutorSettings
    shard: Shard = WHOLE
    wait: bool = True
    retry_failed: bool = False
    figures: bool = True


class Campaign:
    """Computes missing runs into a store that this process may write to.

    Attributes
    ----------
    say : hears how the campaign goes
    computed, failed : runs of this sitting, and how many of them gave an error
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        execution: Execution,
        seed: int,
        keep_terms: bool,
        say: Say,
        observe: Observe | None = None,
    ) -> None:
        self.store = store
        self.writer = writer
        self.executor = execution.executor
        self.seed = seed
        self.keep_terms = keep_terms
        self.say = say
        self.observe = observe
        self.computed = 0
        self.failed = 0
        self._finished = store.finished(need_terms=keep_terms, failed_too=not execution.retry_failed)

    def complete(self, cells: Sequence[Cell], replicates: Iterable[int], quietly: bool = False) -> None:
        """Compute and store every missing run of `cells` and `replicates`."""
        self.compute(planned_runs(cells, self.seed, replicates), cells, quietly)

    def compute(self, runs: Iterable[Run], cells: Sequence[Cell], quietly: bool = False) -> None:
        """Compute and store those of `runs` that this writer's shard holds and that are not stored.

        cells : what is simulated
        quietly : whether not to say how many are stored already
        """
        planned = [run for run in runs if self.writer.shard.holds(run.key)]
        absent = [run for run in planned if run.key not in self._finished]
        stored = len(planned) - len(absent)
        if stored and not quietly:
            self.say(f"{stored} of {len(planned)} runs are stored already; {len(absent)} to compute")
        scenarios = {cell.config: cell.scenario for cell in cells}
        results = results_of(absent, scenarios, self.keep_terms, self.executor, self.observe)
        done = stored
        with closing(followed(results, len(planned), stored)) as batches:
            for batch in batches:
                done += len(batch)
                self.writer.append(batch, {"done": done, "total": len(planned)})
                self._finished.update(result.run.key for result in batch)
                self.computed += len(batch)
                self.failed += sum(bool(result.error) for result in batch)

    def labelled_runs(self, cells: Sequence[Cell], replicates: int) -> pd.DataFrame:
        """Stored runs of `cells` and the first `replicates` seeds: `scenario` is the cell's label."""
        seeds = {replicate_seed(self.seed, r) for r in range(replicates)}
        stored = self.store.runs().drop(columns="scenario")
        labels = pd.DataFrame({"scenario": [c.label for c in cells], "config": [c.config for c in cells]})
        return labels.merge(stored[stored["seed"].isin(seeds)], on="config", sort=False)


@contextmanager
def sitting(
    execution: Execution,
    about: dict[str, Any],
    seed: int = 0,
    keep_terms: bool = False,
    say: Say = to_stderr,
    needed: Iterable[str] = (),
    store: Store | None = None,
    observe: Observe | None = None,
) -> Iterator[Campaign]:
    """A campaign into the store of the experiment `about`, whose manifest keeps the record of this sitting.

    about : what the manifest says about the experiment itself; what it has become at the end is recorded
    seed : of the experiment
    needed : outcomes without which a stored run counts as missing, beside those of the experiment
    store : where runs go if they give something else than outcomes; then `observe` makes it of a run

    Raises `InvalidInput` for a folder that is not this experiment's, and inside, `StoreUnwritable` when
    the disk is full and `ExecutorLost` when the cluster is gone; finished runs are stored in every case.
    """
    prepare_folder(execution.folder, about["experiment"])
    store = store or Store.of_model(execution.folder, (*about["outcomes"], *needed, SPENDING))
    for rules, files in store.other_rules().items():
        say(f"{files} parts of rule version {rules} are kept apart and not used; present: {store.rules}")
    keep_sources(execution.folder, say)
    with Writer(store, execution.shard, execution.wait, say) as writer:
        session = new_session(execution, store.rules)
        campaign = Campaign(store, writer, execution, seed, keep_terms, say, observe)
        made_by = {
            "rules": store.rules,
            "all_outcomes": list(store.outcomes),
            "outcome_versions": store.versions,
            "extensions": extensions.described(),
        }
        try:
            writer.record_session(about | made_by, session)
            yield campaign
        finally:
            session |= {"finished": timestamp(), "computed": campaign.computed, "failed": campaign.failed}
            writer.record_session(about | made_by, session)


def keep_sources(folder: Path, say: Say) -> None:
    """Keep the source of every extension in a results folder; say so if another set made it before."""
    present = extensions.described()
    if (folder / FILE).exists():
        with suppress(InvalidInput):  # a damaged manifest is written anew
            before = read_manifest(folder)["extensions"]
            if before != present:
                was, now = (", ".join(found) or "none" for found in (before, present))
                say(f"{folder} was made with the extensions {was}; now {now}: those runs are kept apart")
    for name, extension in extensions.LOADED.items():
        place = folder / SOURCES / f"{name}.py"
        try:
            place.parent.mkdir(exist_ok=True)
            write_text(place, extension.path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InvalidInput(f"{place} cannot be written: {error}") from None


def new_session(execution: Execution, rules: str) -> dict[str, Any]:
    """What the manifest records about one sitting as it begins."""
    return {
        "started": timestamp(),
        "host": socket.gethostname(),
        "process": os.getpid(),
        "executor": execution.executor.kind,
        "shard": f"{execution.shard.number}/{execution.shard.count}",
        "rules": rules,
        "commit": git_commit(),
        "versions": software_versions(),
    }
