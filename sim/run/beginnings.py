"""Beginnings that runs have in common: until which term two laid-out worlds are the same, and copies of it.

A run reads its seed and what is laid out: of the plans of its levers the terms up to the present, of all else
everything. Two runs of one seed are therefore equal, to the bit, before the first term in which their plans
differ, if all else is laid out alike. A copy of the world at that term serves both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from iei.sim.run.layout import SHARED, VALUES, assembled
from iei.sim.world.tables import World

PLANS, TALLIES = "plans", "tallies"
WRITTEN = tuple(name for name in World._fields if name not in (*VALUES, *SHARED))  # what a run changes
ALONE: list[str] = []  # extensions whose runs share nothing: see `iei.sim.run.extensions.rebuild`


@dataclass(frozen=True)
class Beginning:
    """What a run has written when some of its terms are finished.

    Attributes
    ----------
    terms : finished terms
    tables : copies of the tables in `WRITTEN` by name; tallies only of the finished terms
    """

    terms: int
    tables: Mapping[str, np.ndarray]

    @property
    def size(self) -> int:
        """Its memory in bytes."""
        return sum(table.nbytes for table in self.tables.values())


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
        if name != PLANS:
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
    tables = {name: np.array(getattr(world, name)) for name in WRITTEN if name != TALLIES}
    return Beginning(terms, tables | {TALLIES: np.array(world.tallies[:terms])})


def begun_world(laid_out: World, beginning: Beginning | None = None, over: World | None = None) -> World:
    """A world that goes on from a beginning under what is laid out in another; without one, a fresh world.

    over : a world that nobody looks at any more; it is written over if it has the right shapes
    """
    tables = {name: np.asarray(getattr(laid_out, name)) for name in (*WRITTEN, *SHARED)}
    if beginning is not None:
        tables |= beginning.tables
    later = laid_out.tallies[len(tables[TALLIES]) :]
    if over is None or any(getattr(over, n).shape != getattr(laid_out, n).shape for n in WRITTEN):
        tables |= {name: tables[name].copy() for name in WRITTEN if name != TALLIES}
        tables[TALLIES] = np.concatenate([tables[TALLIES], np.asarray(later)])
        return assembled({name: tables[name] for name in World._fields if name not in VALUES})
    for name in WRITTEN:
        into, source = in_bytes(getattr(over, name)), in_bytes(tables[name])
        into[: len(source)] = source
        into[len(source) :] = 0  # tallies of terms to come
    return over._replace(**{name: getattr(laid_out, name) for name in SHARED})


def in_bytes(table: np.ndarray) -> np.ndarray:
    """A table as bytes in the same memory, shape (bytes,): copied at once instead of column by column."""
    return table.view(np.ndarray).reshape(-1).view(np.uint8)
