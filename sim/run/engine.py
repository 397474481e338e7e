"""The engine: a prepared scenario runs under any seed, one compiled call a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape

import numpy as np
import pandas as pd

from iei.sim.base.compilation import first_compilation
from iei.sim.outcomes import OUTCOMES, SUMMARIES, group_values, outcome_values, summary_values
from iei.sim.run.beginnings import Beginning, KeptWorld, begun_world, laid_out_beginning, marks_of
from iei.sim.run.layout import lay_out
from iei.sim.run.parallel_placement import go_on_in_threads, worth_threads
from iei.sim.run.scenario import Scenario, checked_seed
from iei.sim.run.schedule import go_on, start
from iei.sim.run.shared_compilation import helped
from iei.sim.world.tables import SIZES, World

HTML_ROWS = 24  # rows of a run's table in a notebook; the middle ones are left out


@dataclass(frozen=True)
class Prepared:
    """A scenario with its laid-out world, which every run copies."""

    scenario: Scenario
    world: World

    @cached_property
    def marks(self) -> tuple[bytes, ...]:
        """What decides about the first 0, 1, … terms of its runs, see `marks_of`; (terms + 1,) hashes."""
        return marks_of(self.world)

    @cached_property
    def beginning(self) -> Beginning:
        """The laid-out world as the beginning of all its runs."""
        return laid_out_beginning(self.world)


@dataclass(frozen=True, repr=False)
class Trajectory:
    """One finished run.

    Attributes
    ----------
    scenario, seed : what was run
    world : final state, one structured array a table
    values : shape (terms, outcomes), outcomes in the order of `iei.sim.outcomes.OUTCOMES`
    """

    scenario: Scenario
    seed: int
    world: World
    values: np.ndarray

    def __repr__(self) -> str:
        return f"<Trajectory: policy {self.scenario.label}, seed {self.seed}, {len(self.values)} terms>"

    def _repr_html_(self) -> str:
        table = pd.DataFrame(
            [(o.label, self.summary[o.name], o.unit, SUMMARIES[o.summary]) for o in OUTCOMES.values()],
            columns=["outcome", "value", "unit", "over"],
            index=list(OUTCOMES),
        )
        return f"<p>{escape(repr(self))}</p>" + table.to_html(
            float_format="{:.4g}".format, max_rows=HTML_ROWS, na_rep="–"
        )

    @property
    def summary_values(self) -> np.ndarray:
        """One number per outcome, shape (outcomes,)."""
        return summary_values(self.values, int(self.world.clock["policy_start"][0]))

    @property
    def summary(self) -> dict[str, float]:
        """One number per outcome, by name."""
        return dict(zip(OUTCOMES, self.summary_values.tolist(), strict=True))

    @property
    def outcomes(self) -> pd.DataFrame:
        """Outcomes by term."""
        return pd.DataFrame(
            self.values, columns=list(OUTCOMES), index=pd.RangeIndex(len(self.values), name="term")
        )

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Outcomes by term and group (regions, size classes, fields), long index (term, kind, group)."""
        names = [("region", region.name) for region in self.scenario.world.regions]
        names += [("size", size) for size in SIZES]
        fields = int(self.world.clock["fields"][0])
        names += [("field", f"field {k + 1}") for k in range(fields)]
        values = group_values(np.asarray(self.world.tally_values), len(self.scenario.world.regions))
        index = pd.MultiIndex.from_tuples(
            [(term, *name) for term in range(values.shape[0]) for name in names],
            names=["term", "kind", "group"],
        )
        return pd.DataFrame(values.reshape(-1, values.shape[2]), index=index, columns=list(OUTCOMES))

    @property
    def regions(self) -> pd.DataFrame:
        """Summaries by region: one row a region, one number an outcome, as in `summary`."""
        names = pd.Index([region.name for region in self.scenario.world.regions], name="group")
        values = group_values(np.asarray(self.world.tally_values), len(names))[:, : len(names)]
        start = int(self.world.clock["policy_start"][0])
        return pd.DataFrame(summary_values(values, start), index=names, columns=list(OUTCOMES))


def prepare(scenario: Scenario) -> Prepared:
    """Lay out the world of a scenario once; its runs only copy it."""
    return Prepared(scenario, lay_out(scenario))


def fresh_world(prepared: Prepared, seed: int, kept: KeptWorld | None = None) -> World:
    """A world at the start of term 0 before anything seed-dependent has happened.

    kept : whose last world is written over
    """
    world = kept.begun(prepared.world, prepared.beginning) if kept else begun_world(prepared.world)
    world.clock["seed"] = checked_seed(seed)
    return world


def advance(world: World, terms: int, threads: int = 1) -> None:
    """Run a fresh world, or one that has run some terms, until `terms` terms are finished, compiled.

    threads : may share a term of a large world; they change no number
    """
    done = int(world.clock["term"][0])
    if done >= terms:
        return
    with first_compilation(), helped(world):
        if done == -int(world.clock["warm_up"][0]):
            start(world)
        if threads > 1 and worth_threads(world):
            go_on_in_threads(world, terms - done, threads)
        else:
            go_on(world, terms - done)


def run_world(world: World, prepared: Prepared, threads: int = 1) -> None:
    """Run a fresh world to its end, compiled; extensions with own agents put another in its place."""
    advance(world, prepared.scenario.terms, threads)


def simulate(scenario: Scenario | Prepared, seed: int, threads: int = 1) -> Trajectory:
    """Run one world from start to end.

    threads : may share a term of a world of thousands of enterprises; they change no number

    Raises `InvalidInput` for a seed that is not a whole number in [0, 2^63).
    """
    prepared = scenario if isinstance(scenario, Prepared) else prepare(scenario)
    world = fresh_world(prepared, seed)
    run_world(world, prepared, threads)
    return trajectory_of(prepared, seed, world)


def trajectory_of(prepared: Prepared, seed: int, world: World) -> Trajectory:
    """The finished run that left this world."""
    values = outcome_values(np.asarray(world.tally_values), int(world.clock["regions"][0]))
    return Trajectory(prepared.scenario, int(seed), world, values)
