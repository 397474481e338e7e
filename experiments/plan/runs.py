"""The plan of an experiment: keyed runs, replicates interleaved over scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from iei.experiments.plan.cells import Cell
from iei.sim.base.chance import replicate_seed


@dataclass(frozen=True, slots=True)
class Run:
    """One world to simulate.

    `key` is the hash of rule source, resolved configuration and seed; equal keys give equal numbers.
    """

    key: str
    scenario: str
    config: str
    replicate: int
    seed: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run gave: summary outcomes (outcomes,) and outcomes by term (terms, outcomes), or an error."""

    run: Run
    values: np.ndarray | None
    terms: np.ndarray | None = None
    error: str = ""


def planned_runs(cells: Iterable[Cell], experiment_seed: int, replicates: Iterable[int]) -> Iterator[Run]:
    """Every run once, replicate by replicate over all cells.

    Stopping early therefore leaves a balanced sample. Cells with the same configuration share
    their runs.
    """
    distinct = {cell.config: cell for cell in reversed(list(cells))}
    ordered = list(reversed(distinct.values()))
    for replicate in replicates:
        seed = replicate_seed(experiment_seed, replicate)
        for cell in ordered:
            yield Run(cell.scenario.key(seed), cell.label, cell.config, replicate, seed)
