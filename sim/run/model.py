"""The Mesa model: the same world and the same schedule, with agents that can be looked at and overridden."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import cached_property
from typing import Any, NoReturn

import mesa
import networkx as nx
import numpy as np

from iei.agents.lead import revises
from iei.agents.mesa_agents import KINDS, College, Enterprise, Government
from iei.agents.row_agent import RowAgent
from iei.sim.base.compilation import first_compilation
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.cooperation.evaluation import hold_kickoff
from iei.sim.outcomes import OUTCOMES, outcome_values
from iei.sim.run import schedule
from iei.sim.run.agent_sets import FIXED, FixedAgentSet
from iei.sim.run.collector import Reporters, TermCollector
from iei.sim.run.engine import Prepared, fresh_world, prepare
from iei.sim.run.link_network import link_network
from iei.sim.run.scenario import Scenario, checked_seed
from iei.sim.run.schedule import PHASES
from iei.sim.world.tables import World

FRESH_SEEDS = 2**31  # seeds that are drawn when none is given, short enough to be written down


class IntegrationModel(mesa.Model):
    """Industry-education integration as a Mesa model.

    Parameters
    ----------
    scenario : what to run
    seed : seed of the run; without one it is drawn anew, so that replicates differ, and collected
    rng : the same under the name that newer versions of Mesa use; a generator gives its next number
    world : a fresh world of this scenario, which has its seed already; made anew if None
    government, college, enterprise : classes of the agents; subclasses may override their methods
    model_reporters, agent_reporters : collected beside outcomes and decisions, in the forms of Mesa

    `step()` runs one term and gives, to the bit, the world that the compiled run gives; agents are in
    `governments`, `colleges`, `enterprises` (AgentSets) and `agents` (all), outcomes and decisions in
    `datacollector`, live links in `network()`, what is run in `settings` and `seed`.
    """

    def __init__(
        self,
        scenario: Scenario | Prepared,
        seed: int | None = None,
        *,
        rng: Any = None,
        world: World | None = None,
        government: type[Government] = Government,
        college: type[College] = College,
        enterprise: type[Enterprise] = Enterprise,
        model_reporters: Reporters | None = None,
        agent_reporters: Reporters | None = None,
    ) -> None:
        if not isinstance(scenario, Scenario | Prepared):
            raise InvalidInput(
                f"scenario = {scenario!r:.60} is none: give iei.scenario(...), or settings to iei.MesaModel"
            )
        drawn = seed is None and rng is None and world is None
        seed = seed_of(seed, rng, world)
        super().__init__(rng=seed % 2**32)
        prepared = scenario if isinstance(scenario, Prepared) else prepare(scenario)
        self.settings = prepared.scenario
        self.world = fresh_world(prepared, seed) if world is None else world
        with first_compilation():
            schedule.start(self.world)
        self._members: dict[str, list[Any]] = {}
        self._complete = False
        self.governments = self._agents_of(government, Government)
        self.colleges = self._agents_of(college, College)
        self.enterprises = self._agents_of(enterprise, Enterprise)
        for table, kind in KINDS.items():
            if not hasattr(self, table):
                setattr(self, table, self._agents_of(kind, kind))
        self._complete = True
        self._values: tuple[int, dict[str, float]] | None = None
        self._by_agents: dict[str, Callable[[], None]] = {
            "lead": self._lead,
            "rule_regions": self._rule_regions,
        }
        while self.term < 0:  # the warm-up
            self._run_phases()
        self.datacollector = TermCollector(self, model_reporters or {}, agent_reporters or {}, drawn=drawn)

    def _agents_of(self, kind: type, base: type[RowAgent]) -> FixedAgentSet:
        if not (isinstance(kind, type) and issubclass(kind, base)):
            name = base.__name__
            raise InvalidInput(f"{name.lower()} = {kind!r:.60} is no subclass of {name}")
        rows = range(len(getattr(self.world, base.table)))
        self._members[base.table] = [kind(self, row) for row in rows]
        return FixedAgentSet(self._members[base.table], random=self.random)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__}: policy {self.settings.label}, seed {self.seed}, "
            f"term {self.term} of {self.settings.terms}>"
        )

    @property
    def seed(self) -> int:
        """Seed of the run."""
        return int(self.world.clock["seed"][0])

    @property
    def term(self) -> int:
        """The term that comes next, 0 = autumn 2012."""
        return int(self.world.clock["term"][0])

    @cached_property
    def region_names(self) -> tuple[str, ...]:
        """Names of the regions by row."""
        return tuple(region.name for region in self.settings.world.regions)

    def agents_of(self, table: str) -> list[Any]:
        """The agents of the table `governments`, `colleges` or `enterprises`, by row."""
        return self._members[table]

    def agent_of(self, table: str, row: int) -> Any:
        """The agent that is this row of this table."""
        return self._members[table][row]

    def register_agent(self, agent: mesa.Agent) -> None:
        """As in Mesa, while the model is made; refused later."""
        if getattr(self, "_complete", False):
            raise InvalidInput(FIXED)
        super().register_agent(agent)

    def deregister_agent(self, agent: mesa.Agent) -> NoReturn:
        """Refused."""
        raise InvalidInput(FIXED)

    def step(self, collect: bool = True) -> None:
        """One term: phases that agents decide go through the agents, all others through the world.

        collect : whether the data collector looks at the term
        """
        if self.term >= self.settings.terms:
            self.running = False
            return
        self._run_phases()
        if collect:
            self.datacollector.collect(self)
        self.running = self.term < self.settings.terms

    def _run_phases(self) -> None:
        with first_compilation():
            for phase in PHASES:
                if phase.name in self._by_agents:
                    self._by_agents[phase.name]()
                elif phase.agents:
                    kind, _, method = phase.agents.partition(".")
                    self._all(kind, method)
                else:
                    phase.rule(self.world)

    def run(self, collect: bool = True) -> IntegrationModel:
        """Step to the end of the scenario; returns the model."""
        while self.term < self.settings.terms:
            self.step(collect)
        return self

    def outcome(self, name: str) -> float:
        """Value of one outcome in the last finished term."""
        if name not in OUTCOMES:
            raise InvalidInput(f"'{name}' is not an outcome{nearest(name, OUTCOMES)}")
        if self.term == 0:
            raise InvalidInput(f"outcome '{name}': no term is finished yet; call step() first")
        if self._values is None or self._values[0] != self.term:
            tallies = np.asarray(self.world.tally_values)[: self.term]
            values = outcome_values(tallies, len(self.world.governments))[-1]
            self._values = (self.term, dict(zip(OUTCOMES, values.tolist(), strict=True)))
        return self._values[1][name]

    def network(self) -> nx.Graph:
        """Colleges and enterprises with their live links, as `link_network` describes."""
        return link_network(self)

    def _all(self, kind: str, method: str) -> None:
        for agent in self._members[kind]:
            getattr(agent, method)()

    def _lead(self) -> None:
        if not revises(self.world):
            return
        self._all("governments", "assess")
        if self.world.behaviour["adaptive_switch"][0] > 0:
            self._all("governments", "search_levers")
        self._all("governments", "decide")

    def _rule_regions(self) -> None:
        self._all("governments", "govern")
        for g in range(len(self.world.governments)):
            hold_kickoff(self.world, g)


def seed_of(seed: Any, rng: Any, world: World | None) -> int:
    """The seed of a run: given in one of the ways of Mesa, the world's own, or a fresh one."""
    if seed is not None and rng is not None:
        raise InvalidInput("give seed or rng, not both: a run has one seed")
    if world is not None:
        if seed is not None or rng is not None:
            raise InvalidInput("a world has its seed already: give the world or a seed")
        return int(world.clock["seed"][0])
    if rng is None:
        return secrets.randbelow(FRESH_SEEDS) if seed is None else checked_seed(seed)
    if hasattr(rng, "__index__") or isinstance(rng, bool | str | float):
        return checked_seed(rng)
    try:
        return int(np.random.default_rng(rng).integers(FRESH_SEEDS))
    except (TypeError, ValueError):
        raise InvalidInput(f"rng = {rng!r:.60} is no seed and no generator of random numbers") from None
