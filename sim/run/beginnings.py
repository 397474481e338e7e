"""Beginnings that runs have in common: until which term two laid-out worlds are the same, and copies of it.

A run reads its seed and what is laid out: of the plans of its levers the terms up to the present, of all else
everything. Two runs of one seed are therefore equal, to the bit, before the first term in which their plans
differ, if all else is laid out alike. A copy of the world at that term serves both.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator

import numpy as np

from iei.sim.run.layout import SHARED, VALUES, assembled
from iei.sim.world.tables import World

PLANS, TALLIES = "plans", "tallies"
WRITTEN = tuple(name for name in World._fields if name not in (*VALUES, *SHARED))  # what a run changes
ALONE: list[str] = []  # extensions whose runs share nothing: see `iei.sim.run.extensions.rebuild`


class Beginning:
    """What a run has written when some of its terms are finished.

    Attributes
    ----------
    terms : finished terms
    tables : the tables in `WRITTEN`, in that order; of the tallies only the finished terms
    """

    def __init__(self, terms: int, tables: Iterable[np.ndarray]) -> None:
        self.terms = terms
        self.tables = tuple(tables)
        self.in_bytes = tuple(map(in_bytes, self.tables))

    @property
    def size(self) -> int:
        """Its memory in bytes."""
        return sum(table.nbytes for table in self.tables)


class KeptWorld:
    """A world that is run again and again for its numbers: fresh memory for every run would be slow."""

    def __init__(self) -> None:
        self._world: World | None = None
        self._shapes: tuple[tuple[int, ...], ...] = ()
        self._in_bytes: tuple[np.ndarray, ...] = ()

    def begun(self, laid_out: World, beginning: Beginning) -> World:
        """A world as `begun_world` makes it; the one of before is written over."""
        shapes = tuple([getattr(laid_out, name).shape for name in WRITTEN])
        if self._world is None or shapes != self._shapes:
            self._world = begun_world(laid_out, beginning)
            self._shapes = shapes
            self._in_bytes = tuple(in_bytes(getattr(self._world, name)) for name in WRITTEN)
            return self._world
        for into, source in zip(self._in_bytes, beginning.in_bytes, strict=True):
            into[: len(source)] = source
            into[len(source) :].fill(0)  # tallies of terms to come
        self._world = self._world._replace(**{name: getattr(laid_out, name) for name in SHARED})
        return self._world


def kept_world(own: threading.local) -> KeptWorld:
    """The kept world of this thread, in what is the thread's own."""
    if not hasattr(own, "kept"):
        own.kept = KeptWorld()
    kept: KeptWorld = own.kept
    return kept


def marks_of(world: World) -> tuple[bytes, ...]:
    """What decides about the first 0, 1, …, terms of runs of a laid-out world: one hash each.

    Two worlds with the same hash at position k give, under one seed, the same first k terms. Empty if the
    extensions of this process let runs share nothing.
    """
    if ALONE:
        return ()
    digest = hashlib.blake2b(digest_size=16)
    for name in (*WRITTEN, *SHARED):
        table = getattr(world, name)
        digest.update(f"{name} {table.dtype.descr} {table.shape}\n".encode())
        if name not in (PLANS, TALLIES):  # plans count term by term, tallies begin with zeros
            digest.update(in_bytes(table).data)
    marks = [digest.digest()]
    for of_term in world.plans:
        digest.update(in_bytes(of_term).data)
        marks.append(digest.digest())
    return tuple(marks)


def shared_terms(one: tuple[bytes, ...], other: tuple[bytes, ...]) -> int:
    """Number of terms that two laid-out worlds have in common under every seed, from their marks."""
    return max(sum(mine == theirs for mine, theirs in zip(one, other, strict=False)) - 1, 0)


def beginning_of(world: World, terms: int) -> Beginning:
    """A copy of what a run has written after `terms` terms, which are finished."""
    return Beginning(terms, (table.copy() for table in finished_tables(world, terms)))


def laid_out_beginning(world: World) -> Beginning:
    """The beginning of all runs of a laid-out world, which is not copied."""
    return Beginning(0, finished_tables(world, 0))


def finished_tables(world: World, terms: int) -> Iterator[np.ndarray]:
    """The tables in `WRITTEN`; of the tallies only the first `terms` terms."""
    for name in WRITTEN:
        table = np.asarray(getattr(world, name))
        yield table[:terms] if name == TALLIES else table


def begun_world(laid_out: World, beginning: Beginning | None = None) -> World:
    """A fresh world as it was laid out; or one that goes on from a beginning, whose marks are the same."""
    begun = laid_out_beginning(laid_out) if beginning is None else beginning
    tables = {name: np.asarray(getattr(laid_out, name)) for name in SHARED}
    tables |= {name: table.copy() for name, table in zip(WRITTEN, begun.tables, strict=True)}
    to_come = np.zeros_like(laid_out.tallies[begun.terms :], subok=False)
    tables[TALLIES] = np.concatenate([tables[TALLIES], to_come])
    return assembled({name: tables[name] for name in World._fields if name not in VALUES})


def in_bytes(table: np.ndarray) -> np.ndarray:
    """A table as bytes in the same memory, shape (bytes,): copied at once instead of column by column."""
    return table.view(np.ndarray).reshape(-1).view(np.uint8)
