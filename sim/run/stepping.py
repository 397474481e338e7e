"""Runs that are looked at after every term, by the same compiled rules as `iei.sim.run.engine.simulate`."""

from __future__ import annotations

from collections.abc import Iterator

from iei.sim.base.compilation import first_compilation
from iei.sim.run.engine import Prepared, fresh_world
from iei.sim.run.schedule import go_on, run_term, start
from iei.sim.world.tables import World


def worlds_of(prepared: Prepared, seed: int) -> Iterator[World]:
    """The world at the end of term 0, 1, …: one object that the next term changes.

    What a reader changes between two terms stays changed: so a shock is made.
    """
    world = fresh_world(prepared, seed)
    with first_compilation():
        start(world)
        go_on(world, int(world.clock["warm_up"][0]) + 1)
    yield world
    for _ in range(1, prepared.scenario.terms):
        run_term(world)
        yield world
