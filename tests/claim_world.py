"""Small started worlds for tests of the claims."""

from __future__ import annotations

from functools import cache

import numpy as np

from iei.agents.choice import ACTIVE, SUBSTANTIVE
from iei.experiments.plan.configuration import scenario
from iei.sim.run.engine import fresh_world, prepare
from iei.sim.run.scenario import Scenario
from iei.sim.run.schedule import start
from iei.sim.world.tables import LINKS, World

CLASSROOM = ("world=classroom", "world.warm_up=0", "terms=26")
MEDIUM = 2


@cache
def classroom(*overrides: str) -> Scenario:
    """The scenario of a classroom, composed once for each list of overrides."""
    return scenario([*CLASSROOM, *overrides])


def started(*overrides: str, **behaviour: float) -> World:
    """A classroom at the start of term 0; keyword arguments set coefficients, also beyond their bounds."""
    world = fresh_world(prepare(classroom(*overrides)), seed=1)
    for name, value in behaviour.items():
        world.behaviour[name] = value
    start(world)
    return world


def linked(
    strategy: int = SUBSTANTIVE, role: int = ACTIVE, behaviour: dict[str, float] | None = None, **link: float
) -> World:
    """A started classroom with one link, of college 0 with a medium enterprise of its region.

    Keyword arguments set columns of the link.
    """
    world = started(**(behaviour or {}))
    medium = np.asarray(world.enterprises["size_class"]) == MEDIUM
    near = np.asarray(world.enterprises["region"]) == world.colleges["region"][0]
    e = int(np.flatnonzero(medium & near)[0])
    world.links[0] = LINKS.rows(1)[0]
    pair = {"college": 0, "enterprise": e, "field": world.enterprises["industry"][e], "depth": 1}
    for name, value in (pair | link).items():
        world.links[name][0] = value
    world.clock["links"] = 1
    world.enterprises["strategy"][e], world.colleges["strategy"][0] = strategy, role
    return world
