"""Runs that are looked at after every term, by the same compiled rules as `iei.sim.run.engine.simulate`."""

from __future__ import annotations

from collections.abc import Iterator

from iei.sim.run.beginnings import Beginning, begun_world
from iei.sim.run.engine import Prepared, advance, fresh_world
from iei.sim.run.schedule import run_term
from iei.sim.world.tables import World


def worlds_of(prepared: Prepared, seed: int, begun: Beginning | None = None) -> Iterator[World]:
    """The world at the end of term 0, 1, …: one object that the next term changes.

    begun : beginning of a run with the same marks; its last term is the first that is seen

    What a reader changes between two terms stays changed: so a shock is made.
    """
    if begun is None:
        world = fresh_world(prepared, seed)
        advance(world, 1)
    else:
        world = begun_world(prepared.world, begun)
    yield world
    for _ in range(int(world.clock["term"][0]), prepared.scenario.terms):
        run_term(world)
        yield world
