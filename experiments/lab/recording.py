"""One world recorded term by term: who did what on which link; small enough to keep for a whole run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from iei.sim.run.engine import prepare
from iei.sim.run.scenario import Scenario
from iei.sim.run.stepping import worlds_of
from iei.sim.world.tables import World

LINK_COLUMNS = (
    *("college", "enterprise", "field", "depth", "age", "trust", "joint_entity"),
    *("effort_enterprise", "effort_college", "audited", "detected"),
)
GOVERNMENT_COLUMNS = (
    "budget",
    "reserve",
    "spent",
    "fines",
    "clawback",
    "leakage",
    "strong_lead",
    "budget_scale",
    "transfer_scale",
)
KEPT = 6  # recordings kept; one of the classroom world takes 2 MB


@dataclass(frozen=True)
class Moment:
    """The world at the end of a term.

    Attributes
    ----------
    links : one record a live link, columns `LINK_COLUMNS`
    strategies : strategy of each enterprise, shape (E,)
    roles : role of each college, shape (C,)
    governments : one record a region, columns `GOVERNMENT_COLUMNS`
    """

    links: np.ndarray
    strategies: np.ndarray
    roles: np.ndarray
    governments: np.ndarray


@dataclass(frozen=True, eq=False)
class Recording:
    """A recorded run.

    Attributes
    ----------
    moments : the world at the end of each term
    regions_of_colleges, regions_of_enterprises, sizes : region and size class of the agents by row
    tallies : what happened, shape (terms, groups), groups: regions, sizes, fields
    """

    scenario: Scenario
    seed: int
    moments: tuple[Moment, ...]
    regions_of_colleges: np.ndarray
    regions_of_enterprises: np.ndarray
    sizes: np.ndarray
    tallies: np.ndarray

    def sums(self, term: int) -> Mapping[str, float]:
        """Tallies of a term over all regions, by name."""
        row = self.tallies[term, : len(self.scenario.world.regions)]
        return {name: float(row[name].sum()) for name in row.dtype.names or ()}


def moment_of(world: World) -> Moment:
    """What is kept of a world at the end of a term."""
    live = int(world.clock["links"][0])
    return Moment(
        links=columns(world.links[:live], LINK_COLUMNS),
        strategies=np.array(world.enterprises["strategy"], dtype=np.int8),
        roles=np.array(world.colleges["strategy"], dtype=np.int8),
        governments=columns(world.governments, GOVERNMENT_COLUMNS),
    )


def columns(table: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Copy of some columns of a table."""
    copy = np.empty(len(table), dtype=[(name, table.dtype[name]) for name in names])
    for name in names:
        copy[name] = table[name]
    return copy


@lru_cache(maxsize=KEPT)
def record(scenario: Scenario, seed: int) -> Recording:
    """Run a scenario once and keep every term."""
    moments = []
    for world in worlds_of(prepare(scenario), seed):
        moments.append(moment_of(world))
    return Recording(
        scenario=scenario,
        seed=seed,
        moments=tuple(moments),
        regions_of_colleges=np.array(world.colleges["region"]),
        regions_of_enterprises=np.array(world.enterprises["region"]),
        sizes=np.array(world.enterprises["size_class"]),
        tallies=np.array(world.tallies),
    )
