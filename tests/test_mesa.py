"""The Mesa model: agents are views of their rows, subclasses act otherwise, outcomes are collected."""

from dataclasses import replace

import mesa
import numpy as np
import pytest

from iei.agents.choice import ACTIVE, FORMAL, PASSIVE, SUBSTANTIVE
from iei.agents.mesa_agents import College, Enterprise, Government
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import simulate
from iei.sim.run.model import IntegrationModel
from iei.sim.run.schedule import PHASES

SMALL = ("world=classroom", "world.policy_start=4", "terms=14", "policy=package_half")


@pytest.fixture
def model(prepared):
    """A fresh model of a small world."""
    return IntegrationModel(prepared(*SMALL), seed=6)


def test_there_is_one_agent_a_row(model):
    for agents, table in (
        (model.governments, model.world.governments),
        (model.colleges, model.world.colleges),
        (model.enterprises, model.world.enterprises),
    ):
        assert [agent.row for agent in agents] == list(range(len(table)))
    assert isinstance(model, mesa.Model)
    world = model.world
    assert len(model.agents) == len(world.governments) + len(world.colleges) + len(world.enterprises)


def test_agents_see_their_row(model):
    model.step()
    enterprise = list(model.enterprises)[7]
    row = model.world.enterprises[7]
    assert enterprise.state.productivity == row["productivity"]
    assert enterprise.as_dict() == {name: row[name] for name in row.dtype.names if name != "retained"} | {
        "retained": pytest.approx(row["retained"])
    }
    assert enterprise.strategy == ("none", "formal", "substantive")[row["strategy"]]
    assert enterprise.options["formal"] == row["value_formal"]


def test_agents_change_their_row_and_nobody_elses(model):
    before = model.world.enterprises.copy()
    list(model.enterprises)[5].state.trust = 0.875
    assert model.world.enterprises["trust"][5] == 0.875
    others = np.arange(len(before)) != 5
    assert np.array_equal(model.world.enterprises[others], before[others])


def test_agents_can_be_selected_and_asked(model):
    model.run()
    willing = model.enterprises.select(lambda enterprise: enterprise.strategy == "substantive")
    assert len(willing) == (model.world.enterprises["strategy"] == SUBSTANTIVE).sum() > 0
    active = sum(college.role == "active" for college in model.colleges)
    assert active == (model.world.colleges["strategy"] == ACTIVE).sum()


def test_the_model_stops_at_its_horizon(model):
    model.run()
    assert model.term == 14
    assert not model.running
    after = model.world.tally_values.copy()
    model.step()
    assert model.term == 14
    assert np.array_equal(model.world.tally_values, after)


class Cautious(Enterprise):
    """Never more than formal cooperation."""

    def choose(self):
        return min(super().choose(), FORMAL)


class Eager(Enterprise):
    """Always substantive cooperation."""

    def choose(self):
        return SUBSTANTIVE


class Idle(College):
    """Never active."""

    def choose(self):
        return PASSIVE


class Strong(Government):
    """Always a strong lead."""

    def choose(self):
        return True


def test_a_subclass_of_enterprise_changes_the_outcome(prepared):
    plain, cautious, eager = (
        IntegrationModel(prepared(*SMALL), seed=6, enterprise=kind).run()
        for kind in (Enterprise, Cautious, Eager)
    )
    assert plain.outcome("substantive_share") > 0
    assert cautious.outcome("substantive_share") == 0
    assert cautious.outcome("links") > 0
    assert eager.outcome("substantive_share") == 1
    assert eager.outcome("links") > cautious.outcome("links")


def test_subclasses_of_college_and_government_change_the_outcome(prepared):
    plain = IntegrationModel(prepared(*SMALL), seed=6).run()
    idle = IntegrationModel(prepared(*SMALL), seed=6, college=Idle).run()
    strong = IntegrationModel(prepared(*SMALL), seed=6, government=Strong).run()
    assert plain.outcome("colleges_active_share") > 0
    assert idle.outcome("colleges_active_share") == 0
    assert idle.outcome("links_substantive") == 0
    assert strong.outcome("strong_lead_share") == 1


def test_a_subclass_that_changes_nothing_changes_nothing(prepared):
    class Same(Enterprise):
        def choose(self):
            return super().choose()

    ready = prepared(*SMALL)
    same = IntegrationModel(ready, seed=6, enterprise=Same).run()
    assert np.array_equal(same.world.tally_values, simulate(ready, 6).world.tally_values)


def test_collected_outcomes_are_those_of_the_trajectory(prepared, model):
    collected = model.run().datacollector.get_model_vars_dataframe()
    outcomes = simulate(prepared(*SMALL), 6).outcomes
    assert list(collected.columns) == list(OUTCOMES)
    assert np.array_equal(collected.to_numpy(), outcomes.to_numpy(), equal_nan=True)


def test_collected_agents_are_those_of_the_tables(model):
    for _ in range(3):
        model.step()
    roles = model.datacollector.get_agenttype_vars_dataframe(College)["role"].unstack()
    assert roles.shape == (3, len(model.world.colleges))
    last = [("passive", "active")[role] for role in model.world.colleges["strategy"]]
    assert roles.iloc[-1].tolist() == last


def test_every_phase_of_the_schedule_is_run_by_the_model(prepared, monkeypatch):
    """What agents do not do themselves is called by name from the list of phases."""
    from iei.sim.run import model as mesa_model

    model = IntegrationModel(prepared(*SMALL), seed=6)
    called = []

    def spied(phase):
        def rule(world):
            called.append(phase.name)

        rule.__name__ = phase.name
        return replace(phase, rule=rule)

    whole = [phase for phase in PHASES if not phase.agents and phase.name not in model._by_agents]
    phases = tuple(spied(phase) if phase in whole else phase for phase in PHASES)
    monkeypatch.setattr(mesa_model, "PHASES", phases)
    monkeypatch.setattr(model.datacollector, "collect", lambda model: None)
    model.step()
    assert called == [phase.name for phase in whole]
    assert set(model._by_agents) < {phase.name for phase in PHASES}
