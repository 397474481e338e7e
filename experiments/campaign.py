"""One sitting at an experiment: which runs are missing, computing them, storing them as they finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing

import pandas as pd

from experiments.cells import Cell
from experiments.executors import ExecutorSettings, results_of
from experiments.progress import SweepProgress
from experiments.runs import Run, planned_runs
from experiments.sharding import Shard
from experiments.store import Store
from experiments.writer import Writer


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

    def missing(self, cells: Sequence[Cell], replicates: Iterable[int]) -> tuple[list[Run], int]:
        """Runs of this writer's shard that are not stored yet, in order; and how many are stored."""
        shard: Shard = self.writer.shard
        planned = [run for run in planned_runs(cells, self.seed, replicates) if shard.holds(run.key)]
        absent = [run for run in planned if run.key not in self._finished]
        return absent, len(planned) - len(absent)

    def complete(
        self, cells: Sequence[Cell], replicates: Iterable[int], say: Callable[[str], None] = print
    ) -> None:
        """Compute and store every missing run of `cells` and `replicates`."""
        absent, stored = self.missing(cells, replicates)
        total = len(absent) + stored
        if stored:
            say(f"{stored} of {total} runs are stored already; {len(absent)} to compute")
        scenarios = {cell.config: cell.scenario for cell in cells}
        results = results_of(absent, scenarios, self.keep_terms, self.executor)
        with SweepProgress(total, stored) as progress, closing(results):
            for batch in results:
                failed = sum(bool(result.error) for result in batch)
                progress.advance(len(batch), failed)
                self.writer.append(batch, {"done": progress.done, "total": total})
                self._finished.update(result.run.key for result in batch)
                self.computed += len(batch)
                self.failed += failed

    def runs(self) -> pd.DataFrame:
        """All stored runs of the present rules, see `Store.runs`."""
        return self.store.runs()
