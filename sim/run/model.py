"""The Mesa model: the same world and the same schedule, with agents that can be looked at and overridden."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import mesa
import numpy as np

from iei.agents.government import revises
from iei.agents.mesa_agents import KINDS, College, Enterprise, Government
from iei.sim.cooperation.evaluation import hold_kickoff
from iei.sim.outcomes import OUTCOMES, outcome_values
from iei.sim.run import schedule
from iei.sim.run.engine import Prepared, fresh_world, prepare
from iei.sim.run.scenario import Scenario
from iei.sim.run.schedule import PHASES
from iei.sim.world.tables import World


class IntegrationModel(mesa.Model):
    """Industry-education integration as a Mesa model.

    Parameters
    ----------
    scenario : what to run
    seed : seed of the run
    world : a fresh world of this scenario, which has its seed already; made anew if None
    government, college, enterprise : classes of the agents; subclasses may override their methods

    `step()` runs one term and gives, to the bit, the world that the compiled run gives; agents are in
    `governments`, `colleges`, `enterprises` (AgentSets), outcomes in `datacollector`,
    what is run in `settings`.
    """

    def __init__(
        self,
        scenario: Scenario | Prepared,
        seed: int = 1,
        *,
        world: World | None = None,
        government: type[Government] = Government,
        college: type[College] = College,
        enterprise: type[Enterprise] = Enterprise,
    ) -> None:
        super().__init__(rng=int(seed) % 2**32)
        prepared = scenario if isinstance(scenario, Prepared) else prepare(scenario)
        self.settings = prepared.scenario
        self.world = fresh_world(prepared, seed) if world is None else world
        schedule.start(self.world)
        self.governments = self._agents_of(government, len(self.world.governments))
        self.colleges = self._agents_of(college, len(self.world.colleges))
        self.enterprises = self._agents_of(enterprise, len(self.world.enterprises))
        for table, kind in KINDS.items():
            if not hasattr(self, table):
                setattr(self, table, self._agents_of(kind, len(getattr(self.world, table))))
        self.datacollector = mesa.DataCollector(
            model_reporters={name: partial(_reported, name=name) for name in OUTCOMES},
            agenttype_reporters={
                government: {"strong_lead": lambda agent: bool(agent.state.strong_lead)},
                college: {"role": "role"},
                enterprise: {"strategy": "strategy"},
            },
        )
        self._values: tuple[int, np.ndarray] | None = None
        self._by_agents: dict[str, Callable[[], None]] = {
            "lead": self._lead,
            "rule_regions": self._rule_regions,
        }

    def _agents_of(self, kind: type, number: int) -> mesa.agent.AgentSet:
        return mesa.agent.AgentSet([kind(self, row) for row in range(number)], random=self.random)

    @property
    def term(self) -> int:
        """The term that comes next, 0 = autumn 2012."""
        return int(self.world.clock["term"][0])

    def step(self, collect: bool = True) -> None:
        """One term: phases that agents decide go through the agents, all others through the world.

        collect : whether the data collector looks at the term
        """
        if self.term >= self.settings.terms:
            self.running = False
            return
        for phase in PHASES:
            if phase.name in self._by_agents:
                self._by_agents[phase.name]()
            elif phase.agents:
                kind, _, method = phase.agents.partition(".")
                getattr(self, kind).do(method)
            else:
                phase.rule(self.world)
        if collect:
            self.datacollector.collect(self)
        self.running = self.term < self.settings.terms

    def run(self, collect: bool = True) -> IntegrationModel:
        """Step to the end of the scenario; returns the model."""
        while self.term < self.settings.terms:
            self.step(collect)
        return self

    def outcome(self, name: str) -> float:
        """Value of one outcome in the last finished term."""
        if self._values is None or self._values[0] != self.term:
            tallies = np.asarray(self.world.tally_values)[: self.term]
            self._values = (self.term, outcome_values(tallies, len(self.world.governments))[-1])
        return float(self._values[1][list(OUTCOMES).index(name)])

    def _lead(self) -> None:
        if not revises(self.world):
            return
        self.governments.do("assess")
        if self.world.behaviour["adaptive_switch"][0] > 0:
            self.governments.do("search_levers")
        self.governments.do("decide")

    def _rule_regions(self) -> None:
        self.governments.do("govern")
        for g in range(len(self.world.governments)):
            hold_kickoff(self.world, g)


def _reported(model: IntegrationModel, name: str) -> float:
    return model.outcome(name)
