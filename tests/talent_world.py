"""Small started worlds for tests of the talent half of the model."""

from __future__ import annotations

from typing import Any

import numpy as np

from iei.sim.labour.placement import place
from iei.sim.labour.workforce import produce
from iei.sim.outcomes.talent_tallies import count_talent
from iei.sim.run.layout import lay_out
from iei.sim.run.scenario import Scenario
from iei.sim.run.schedule import start
from iei.sim.talent.students import learn
from iei.sim.talent.teaching import teach
from iei.sim.world.tables import World

RICH = {"tier": "East", "enterprises_share": 0.6, "colleges_share": 0.6, "productivity": 1.2}
POOR = {"tier": "West", "enterprises_share": 0.4, "colleges_share": 0.4, "productivity": 0.8}
SMALL = {"regions": {"rich": RICH, "poor": POOR}, "colleges": 6, "enterprises": 40, "warm_up": 0}
SMALL |= {"fields": 3, "fields_per_college": 2}


def started_world(seed: int = 1, terms: int = 40, world: dict[str, Any] | None = None, **behaviour) -> World:
    """A world at the start of term 0; `behaviour` sets coefficients, also beyond their bounds."""
    mapping = {"world": {**SMALL, **(world or {})}, "terms": terms}
    started = lay_out(Scenario.from_mapping(mapping))
    for name, value in behaviour.items():
        started.behaviour[name] = value
    started.clock["seed"] = seed
    start(started)
    return started


def behaviour_of(**values: float) -> np.void:
    """A record of coefficients: defaults overlaid with `values`, also beyond their bounds."""
    record = lay_out(Scenario.from_mapping({"world": SMALL})).behaviour
    for name, value in values.items():
        record[name] = value
    return record[0]


def run_talent_term(world: World) -> None:
    """One term of teaching, learning, placement and work, without cooperation or curricula."""
    teach(world)
    learn(world)
    place(world)
    produce(world)
    count_talent(world)
    world.clock["term"] += 1
    world.clock["tallied"] += 1


def tally(world: World, name: str, kind: str = "region") -> np.ndarray:
    """One tally by term and group, shape (terms run, groups); `kind` is region, size or field."""
    regions = int(world.clock["regions"][0])
    groups = {
        "region": slice(0, regions),
        "size": slice(regions, regions + 4),
        "field": slice(regions + 4, None),
    }
    return np.asarray(world.tallies[name])[: int(world.clock["term"][0]), groups[kind]]


def add_links(world: World, **columns: float) -> None:
    """One link of every college with the first enterprise that works in a field of the college."""
    fields = int(world.clock["fields"][0])
    offered = np.asarray(world.programmes["offered"]).reshape(-1, fields)
    for c in range(len(world.colleges)):
        e = int(np.flatnonzero(offered[c, np.asarray(world.enterprises["industry"])])[0])
        link = {"college": c, "enterprise": e, "field": world.enterprises["industry"][e]}
        for name, value in (link | columns).items():
            world.links[name][c] = value
    world.clock["links"] = len(world.colleges)
