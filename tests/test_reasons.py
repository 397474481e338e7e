"""How an agent came to its choice stands in its row, as the rule that chose wrote it."""

import numpy as np
import pytest

from iei.agents import choice
from iei.agents.choice import ATTENTIVE, IMITATED, KEPT, NOT_IMITATED, NOT_YET, OVERRIDDEN, TRIED, WEIGHED
from iei.agents.mesa_agents import College, Enterprise
from iei.experiments.plan.configuration import scenario
from iei.sim.run.engine import fresh_world, prepare
from iei.sim.run.model import IntegrationModel
from iei.sim.run.schedule import choose_roles, choose_strategies, run_term, start

SEED = 4
OFTEN = ("behaviour.imitation_share=0.4", "behaviour.random_choice=0.03", "behaviour.keep_probability=0.3")


@pytest.fixture(scope="module")
def chosen():
    """A world after its agents chose once more: nobody has taken the choice yet."""
    world = fresh_world(prepare(scenario(["world=province", "world.warm_up=0", "terms=8", *OFTEN])), SEED)
    start(world)
    for _ in range(4):
        run_term(world)
    world.enterprises["attentive"][::2] = True
    choose_strategies(world)
    choose_roles(world)
    return world


def test_a_world_that_has_not_run_has_no_reasons():
    world = fresh_world(prepare(scenario(["world=classroom"])), SEED)
    for agents in (world.enterprises, world.colleges):
        assert (agents["reason"] == NOT_YET).all()
        assert (agents["peer"] == -1).all()


@pytest.mark.parametrize(
    ("table", "chose", "had"),
    [("enterprises", "next_strategy", "strategy"), ("colleges", "next_role", "decided")],
)
def test_reasons_explain_the_choices(chosen, table, chose, had):
    agents = np.asarray(getattr(chosen, table))
    reason, peer = agents["reason"], agents["peer"]
    same = np.isin(reason, (KEPT, NOT_IMITATED))
    assert (agents[chose] == agents[had])[same].all()
    looked = np.isin(reason, (IMITATED, NOT_IMITATED))
    assert ((peer >= 0) == looked).all()
    assert (peer[looked] != np.flatnonzero(looked)).all()
    imitated = reason == IMITATED
    assert imitated.any()
    assert (agents[chose][imitated] == agents["strategy"][peer[imitated]]).all()
    assert {KEPT, WEIGHED, NOT_IMITATED} <= set(reason.tolist())
    assert not np.isin(reason, (NOT_YET, OVERRIDDEN)).any()


def test_only_the_attentive_revise_instead_of_keeping(chosen):
    enterprises = np.asarray(chosen.enterprises)
    attentive = enterprises["attentive"]
    assert not (enterprises["reason"][attentive] == KEPT).any()
    assert not (enterprises["reason"][~attentive] == ATTENTIVE).any()
    assert (enterprises["reason"] == ATTENTIVE).any()
    kept = (enterprises["reason"][~attentive] == KEPT).mean()
    assert kept == pytest.approx(0.3, abs=0.07)
    assert 0 < (enterprises["reason"] == TRIED).mean() < 0.06


class Stubborn(Enterprise):
    """Never asks the rule."""

    def choose(self):
        return 1


class Careful(College):
    """Asks the rule."""

    def choose(self):
        return min(super().choose(), 1)


def test_a_choice_of_ones_own_says_so():
    model = IntegrationModel(
        scenario(["world=classroom", "terms=2"]), SEED, enterprise=Stubborn, college=Careful
    )
    model.step()
    assert (model.world.enterprises["reason"] == OVERRIDDEN).all()
    assert not (model.world.colleges["reason"] == OVERRIDDEN).any()


def test_every_reason_has_a_number_and_a_name():
    assert len(choice.REASONS) == OVERRIDDEN + 1
    assert choice.REASONS[TRIED] == "random"
