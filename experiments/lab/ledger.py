"""What runs counted, and the outcomes that somebody asked for, computed then and for many runs at once.

A run has more than a hundred outcomes, and the page shows a handful. An outcome is computed from the tallies
of all finished runs when it is first asked for; many runs at once take little longer than one. `settle`
computes the rest once an answer stands, so that the tallies, which take several times the memory, can go.
"""

from __future__ import annotations

from threading import RLock

import numpy as np

from iei.sim.outcomes import OUTCOMES, Sums, sums_of, takes_runs

AT_ONCE = 32  # runs whose tallies are looked at together: more would leave the processor's cache


class Ledger:
    """Outcomes of runs of one scenario by replicate; thread-safe.

    Parameters
    ----------
    runs : most runs
    terms, regions : of every run
    """

    def __init__(self, runs: int, terms: int, regions: int) -> None:
        self._shape = (runs, terms)
        self._regions = regions
        self._lock = RLock()
        self._values: dict[str, np.ndarray] = {}
        self._page = np.empty((0, 0, 0, 0))  # (terms, AT_ONCE, groups, columns): tallies side by side
        self._loose: list[int] = []  # replicates at the end of what is filled of the page, not packed yet
        self._filled = AT_ONCE
        self._packed: list[tuple[list[int], np.ndarray, Sums]] = []  # replicates, tallies and their sums
        self._known: dict[str, int] = {}  # by outcome, how many of the packed are computed

    def add(self, replicate: int, tallies: np.ndarray) -> None:
        """Keep what a finished run counted, shape (terms, groups, columns); copied."""
        with self._lock:
            if self._filled == AT_ONCE:
                self._pack()
                terms, *group_and_column = tallies.shape
                self._page, self._filled = np.empty((terms, AT_ONCE, *group_and_column)), 0
            self._page[:, self._filled] = tallies
            self._filled += 1
            self._loose.append(replicate)

    def of(self, outcome: str) -> np.ndarray:
        """An outcome of all runs, shape (at most runs, terms); rows that are not finished mean nothing."""
        with self._lock:
            self._pack()
            for replicates, tallies, sums in self._packed[self._known.get(outcome, 0) :]:
                values = self._room(outcome, max(replicates) + 1)
                values[replicates] = self._computed(outcome, tallies, sums).T
            self._known[outcome] = len(self._packed)
            return self._room(outcome, 0)

    def _room(self, outcome: str, rows: int) -> np.ndarray:
        """Where an outcome is kept, with at least so many rows: most answers need a fifth of all runs."""
        values = self._values.get(outcome, np.empty((0, self._shape[1])))
        if len(values) < rows or outcome not in self._values:
            larger = np.empty((min(self._shape[0], max(rows, 2 * len(values))), self._shape[1]))
            larger[: len(values)] = values
            values = self._values[outcome] = larger
        return values

    def settle(self) -> None:
        """Compute all outcomes of the finished runs and forget what was counted."""
        for outcome in OUTCOMES:  # one after another: who asks for an outcome meanwhile hardly waits
            self.of(outcome)
        with self._lock:
            for outcome in OUTCOMES:  # of the few runs that were added meanwhile
                self.of(outcome)
            self._packed, self._known = [], {}
            self._page, self._filled = np.empty((0, 0, 0, 0)), AT_ONCE

    @property
    def computed(self) -> frozenset[str]:
        """Outcomes that somebody has asked for."""
        with self._lock:
            return frozenset(self._values)

    @property
    def kept_bytes(self) -> int:
        """Memory of what was counted and is not settled yet."""
        with self._lock:
            of_loose = self._page[:, :1].nbytes * len(self._loose)
            return of_loose + sum(tallies.nbytes for _, tallies, _ in self._packed)

    def _pack(self) -> None:
        """Make the runs that were added last ready to be looked at together."""
        if self._loose:
            tallies = self._page[:, self._filled - len(self._loose) : self._filled]
            self._packed.append((self._loose, tallies, sums_of(tallies, self._regions)))
            self._loose = []

    def _computed(self, name: str, tallies: np.ndarray, sums: Sums) -> np.ndarray:
        """An outcome of packed runs, shape (terms, runs); one by one if a user's function needs that."""
        outcome = OUTCOMES[name]
        if takes_runs(outcome):
            return outcome.of(sums)
        alone = [outcome.of(sums_of(tallies[:, i], self._regions)) for i in range(tallies.shape[1])]
        return np.stack(alone, axis=1)
