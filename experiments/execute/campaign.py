"""One sitting at an experiment: which runs are missing, computing them, storing them as they finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing

import pandas as pd

from iei.experiments.execute.executors import ExecutorSettings, results_of
from iei.experiments.execute.progress import SweepProgress
from iei.experiments.plan.cells import Cell
from iei.experiments.plan.runs import Run, planned_runs
from iei.experiments.store.folder import Store
from iei.experiments.store.writer import Writer
from iei.sim.base.chance import replicate_seed
from iei.sim.run.scenario import Scenario


class Campaign:
    """Computes missing runs into a store that this process may write to.

    Attributes
    ----------
    computed, failed : runs of this sitting, and how many of them gave an error
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        executor: ExecutorSettings,
        seed: int,
        keep_terms: bool,
        retry_failed: bool = False,
    ) -> None:
        self.store = store
        self.writer = writer
        self.executor = executor
        self.seed = seed
        self.keep_terms = keep_terms
        self.computed = 0
        self.failed = 0
        self._finished = store.finished(need_terms=keep_terms, failed_too=not retry_failed)

    def complete(
        self, cells: Sequence[Cell], replicates: Iterable[int], say: Callable[[str], None] = print
    ) -> None:
        """Compute and store every missing run of `cells` and `replicates`."""
        runs = planned_runs(cells, self.seed, replicates)
        self.compute(runs, {cell.config: cell.scenario for cell in cells}, say)

    def compute(
        self, runs: Iterable[Run], scenarios: Mapping[str, Scenario], say: Callable[[str], None] = print
    ) -> None:
        """Compute and store those of `runs` that this writer's shard holds and that are not stored.

        `scenarios` maps configuration hashes, `run.config`, to what is simulated.
        """
        planned = [run for run in runs if self.writer.shard.holds(run.key)]
        absent = [run for run in planned if run.key not in self._finished]
        stored = len(planned) - len(absent)
        if stored:
            say(f"{stored} of {len(planned)} runs are stored already; {len(absent)} to compute")
        results = results_of(absent, scenarios, self.keep_terms, self.executor)
        with SweepProgress(len(planned), stored) as progress, closing(results):
            for batch in results:
                failed = sum(bool(result.error) for result in batch)
                progress.advance(len(batch), failed)
                self.writer.append(batch, {"done": progress.done, "total": len(planned)})
                self._finished.update(result.run.key for result in batch)
                self.computed += len(batch)
                self.failed += failed

    def labelled_runs(self, cells: Sequence[Cell], replicates: int) -> pd.DataFrame:
        """Stored runs of `cells` and the first `replicates` seeds: `scenario` is the cell's label."""
        seeds = {replicate_seed(self.seed, r) for r in range(replicates)}
        stored = self.store.runs().drop(columns="scenario")
        labels = pd.DataFrame({"scenario": [c.label for c in cells], "config": [c.config for c in cells]})
        return labels.merge(stored[stored["seed"].isin(seeds)], on="config", sort=False)
