"""The Mesa model by settings: seeds, levers by keyword, reporters, batches, the notice of compiling."""

import mesa
import numpy as np
import pytest

import iei
from iei.agents.mesa_agents import College, Enterprise, Government
from iei.sim.base import compilation
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run import model as mesa_module
from iei.sim.run.model import IntegrationModel

SMALL = {"world": "classroom", "policy_start": 2, "terms": 4}


@pytest.fixture
def ready(prepared):
    """A laid-out small world."""
    return prepared("world=classroom", "world.policy_start=2", "terms=4")


def test_settings_make_the_model_of_their_scenario():
    model = iei.mesa_model(**SMALL, policy="council", trust_gain=0.3, seed=3).run()
    scenario = iei.scenario(
        world="classroom",
        policy="council",
        terms=4,
        **{"world.policy_start": 2, "behaviour.trust_gain": 0.3},
    )
    assert model.settings == scenario
    assert model.seed == 3
    same = IntegrationModel(scenario, 3).run()
    assert np.array_equal(model.world.tally_values, same.world.tally_values)
    mixed = iei.mesa_model("world.policy_start=2", {"world": "classroom", "terms": 4}, seed=3)
    assert mixed.settings.world.policy_start == 2


def levers(model):
    return {setting.lever: setting.value for setting in model.settings.levers}


def test_a_lever_by_keyword_takes_the_place_of_a_policy_s():
    assert levers(iei.mesa_model(**SMALL, subsidy=4)) == {"subsidy": 4}
    assert levers(iei.mesa_model(**SMALL, policy="council", subsidy=4)) == {"subsidy": 4, "council": 1}
    assert levers(iei.mesa_model(**SMALL, policy="incentives", subsidy=1))["subsidy"] == 1
    assert "subsidy" not in levers(iei.mesa_model(**SMALL, policy="incentives", subsidy=0))
    (one,) = iei.mesa_model(**SMALL, subsidy={"value": 2, "start": 1}).settings.levers
    assert (one.value, one.start) == (2, 1)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"subsidi": 4}, "did you mean 'subsidy'"),
        ({"trust_gian": 0.2}, "did you mean 'trust_gain'"),
        ({"subsidy": 99}, r"subsidy = 99 is outside \[0, 8\]"),
        ({"subsidy": "x"}, "is not a number"),
        ({"replicates": 3}, "would not be used"),
        ({"seed": 1, "rng": 1}, "give seed or rng, not both"),
        ({"seed": -1}, "seed = -1 is outside"),
        ({"seed": 1.5}, "must be a whole number"),
        ({"rng": "x"}, "must be a whole number"),
        ({"rng": object()}, "is no seed and no generator"),
        ({"enterprise": College}, "is no subclass of Enterprise"),
        ({"model_reporters": {"a": "trem"}}, "no attribute 'trem'; did you mean 'term'"),
        ({"model_reporters": {"links": "term"}}, "outcome 'links' is collected anyway"),
        ({"model_reporters": {"a": 3}}, "must be an attribute's name"),
        ({"model_reporters": "term"}, "must be a mapping"),
        ({"agent_reporters": {"a": "cahs"}}, "no agent has 'cahs'; did you mean 'cash'"),
        ({"agent_reporters": {"role": "row"}}, "'role' is collected anyway"),
        ({"agent_reporters": {"a": [3, []]}}, "must be an attribute's name"),
    ],
)
def test_what_cannot_be_used_is_one_line(settings, said):
    with pytest.raises(InvalidInput, match=said) as refusal:
        iei.mesa_model(**{**SMALL, **settings})
    assert "\n" not in str(refusal.value)


def test_a_seed_is_given_in_any_way_of_mesa_or_drawn_and_recorded(ready):
    assert IntegrationModel(ready, 3).seed == IntegrationModel(ready, rng=3).seed == 3
    assert iei.MesaModel(**SMALL, seed="3").seed == 3
    by_generator = [IntegrationModel(ready, rng=np.random.default_rng(1)).seed for _ in range(2)]
    assert by_generator[0] == by_generator[1]
    drawn = [IntegrationModel(ready, seed=None) for _ in range(4)]
    assert len({model.seed for model in drawn}) == 4
    first = drawn[0].run()
    again = IntegrationModel(ready, first.datacollector.model_vars["seed"][-1]).run()
    assert np.array_equal(first.world.tally_values, again.world.tally_values)
    assert "seed" not in again.datacollector.model_vars


def test_replicates_of_a_batch_differ_and_can_be_repeated():
    parameters = {**SMALL, "policy": ["none", "council"]}
    rows = mesa.batch_run(iei.MesaModel, parameters, iterations=3, display_progress=False)
    assert len(rows) == 6
    assert len({row["seed"] for row in rows}) == 6
    assert len({row["mean_skill"] if "mean_skill" in row else row["output"] for row in rows}) > 3
    again = iei.mesa_model(**SMALL, policy=rows[-1]["policy"], seed=rows[-1]["seed"]).run()
    assert all(rows[-1][name] == again.outcome(name) or np.isnan(rows[-1][name]) for name in OUTCOMES)


def partners_of(agent, least):
    return len(agent.partners) if isinstance(agent, Enterprise | College) and agent.row >= least else -1


class Counted:
    """A reporter that is neither a function nor a name."""

    def __call__(self, model):
        return len(model.agents)


def test_own_reporters_of_every_form_are_collected_beside_the_usual():
    model = iei.mesa_model(
        **SMALL,
        seed=1,
        model_reporters={
            "next": "term",
            "cash": lambda model: model.enterprises.agg("cash", sum),
            "agents": Counted(),
            "three": [max, [1, 3]],
        },
        agent_reporters={"money": "cash", "partners": [partners_of, [0]], "row": lambda agent: agent.row},
    ).run()
    collected = model.datacollector.get_model_vars_dataframe()
    assert collected["next"].tolist() == [1, 2, 3, 4]
    assert collected["cash"].iloc[-1] == pytest.approx(model.world.enterprises["cash"].sum())
    assert collected["agents"].tolist() == [len(model.agents)] * 4
    assert collected["three"].tolist() == [3] * 4
    agents = model.datacollector.get_agent_vars_dataframe()
    assert list(agents) == ["lead", "role", "strategy", "money", "partners", "row"]
    last = agents.loc[4].loc[model.enterprises.get("unique_id")]
    assert last["money"].tolist() == model.enterprises.get("cash")
    assert last["row"].tolist() == model.enterprises.get("row")
    assert list(model.datacollector.get_agenttype_vars_dataframe(College)) == [
        "role",
        "money",
        "partners",
        "row",
    ]


def test_decisions_of_all_agents_are_collected(ready):
    model = IntegrationModel(ready, 1).run()
    agents = model.datacollector.get_agent_vars_dataframe()
    assert agents.index.names == ["Step", "AgentID"]
    assert len(agents) == 4 * len(model.agents)
    for name, members in (
        ("lead", model.governments),
        ("role", model.colleges),
        ("strategy", model.enterprises),
    ):
        own = agents[name].loc[4].dropna()
        assert own.to_dict() == dict(zip(members.get("unique_id"), members.get(name), strict=True))
    by_type = model.datacollector.get_agenttype_vars_dataframe(Government)
    assert (by_type["strong_lead"] == (by_type["lead"] == "strong")).all()
    with pytest.raises(InvalidInput, match="is no kind of agent"):
        model.datacollector.get_agenttype_vars_dataframe(int)


def test_outcomes_are_asked_by_their_names_after_a_term(ready):
    model = IntegrationModel(ready, 1)
    with pytest.raises(InvalidInput, match="no term is finished"):
        model.outcome("links")
    model.step()
    with pytest.raises(InvalidInput, match="'linkes' is not an outcome; did you mean 'links'"):
        model.outcome("linkes")
    assert repr(model) == "<IntegrationModel: policy none, seed 1, term 1 of 4>"


def test_a_step_that_compiles_says_so(ready, monkeypatch):
    opened = []
    monkeypatch.setattr(
        mesa_module, "first_compilation", lambda: opened.append(1) or compilation.nullcontext()
    )
    IntegrationModel(ready, 1).step()
    assert len(opened) == 2  # its start rules, and those of a term
