"""Mesa agents: columns are attributes, what would do nothing is refused, links lead to partners."""

import copy

import networkx as nx
import numpy as np
import pytest

from iei.agents.mesa_agents import College, Enterprise, Government
from iei.agents.row_agent import FIRST_IDS, TABLES
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.model import IntegrationModel

SMALL = ("world=classroom", "world.policy_start=4", "terms=14", "policy=package_half")


@pytest.fixture
def model(prepared):
    """A small world after some terms."""
    model = IntegrationModel(prepared(*SMALL), seed=6)
    for _ in range(5):
        model.step()
    return model


def test_every_column_is_read_by_every_method_of_an_agent_set(settled):
    for agents, kind in (
        (settled.governments, Government),
        (settled.colleges, College),
        (settled.enterprises, Enterprise),
    ):
        rows = getattr(settled.world, kind.table)
        for column in TABLES[kind.table].columns:
            hidden = hasattr(kind, column.name)
            values = agents.get(f"{column.name}_number" if hidden else column.name)
            assert np.array_equal(np.array(values), rows[column.name], equal_nan=True), column.name
            assert column.length or type(values[0]) is column.kind
    assert settled.enterprises.agg("cash", sum) == pytest.approx(settled.world.enterprises["cash"].sum())
    sizes = settled.enterprises.groupby("size_class")
    assert sum(len(group) for _, group in sizes) == len(settled.enterprises)
    cash = settled.enterprises.sort("cash", ascending=True).get("cash")
    assert cash == sorted(cash)
    rich = settled.enterprises.select(lambda enterprise: enterprise.cash > np.median(cash))
    assert 0 < len(rich) < len(settled.enterprises)


def test_every_column_is_written_through(model):
    model.enterprises.set("cash", 1.0).set("attentive", True).set("retained", [4, 3, 2, 1])
    model.colleges.set("teachers", 12)
    assert (model.world.enterprises["cash"] == 1).all()
    assert model.world.enterprises["attentive"].all()
    assert (model.world.enterprises["retained"] == (4, 3, 2, 1)).all()
    assert (model.world.colleges["teachers"] == 12).all()
    model.enterprises[2].retained[0] = 9
    assert model.world.enterprises["retained"][2, 0] == 9


def test_what_is_written_acts(prepared):
    """Control: the same run without the words that were written goes another way."""
    plain, moved = (IntegrationModel(prepared(*SMALL), seed=6) for _ in range(2))
    plain.step()
    moved.step()
    moved.enterprises.set("strategy", "substantive")
    moved.colleges.set("role", "active")
    moved.governments.set("lead", "strong")
    assert set(moved.enterprises.get("strategy_number")) == {2}
    assert moved.enterprises[0].strategy == "substantive"
    assert set(moved.governments.get("strong_lead")) == {True}
    moved.colleges.set("role", 1)
    plain.step()
    moved.step()
    assert moved.colleges.agg("strategy", sum) > plain.colleges.agg("strategy", sum)
    assert moved.outcome("substantive_share") > plain.outcome("substantive_share")


@pytest.fixture(scope="module")
def settled(prepared):
    """A small world after some terms, that no test changes."""
    model = IntegrationModel(prepared(*SMALL), seed=6)
    for _ in range(5):
        model.step()
    return model


REFUSALS = [
    (lambda m: m.enterprises.set("cahs", 1.0), "did you mean 'cash'"),
    (lambda m: m.enterprises.get("cahs"), "did you mean 'cash'"),
    (lambda m: m.colleges.get("profit"), "College has no column 'profit'"),
    (lambda m: m.enterprises.set("trust", 2), r"trust = 2 is outside \[0, 1\]"),
    (lambda m: m.enterprises.set("trust", float("nan")), "trust = nan is outside"),
    (lambda m: m.enterprises.set("cash", "much"), "cash = 'much' is not a number"),
    (lambda m: m.enterprises.set("cash", [1.0, 2.0]), "is not a number"),
    (lambda m: m.enterprises.set("retained", 1.0), "is not 4 numbers"),
    (lambda m: m.enterprises.set("workers", 1.5), "must be a whole number"),
    (lambda m: m.enterprises.set("workers", True), "is not a number"),
    (lambda m: m.enterprises.set("attentive", 2), "must be True or False"),
    (lambda m: m.enterprises.set("region", 1), "laid out by it"),
    (lambda m: m.enterprises.set("links_number", 1), "laid out by it"),
    (lambda m: m.enterprises.set("strategy", "formel"), "is none of none, formal, substantive"),
    (lambda m: m.colleges.set("role", 2), "is none of passive, active"),
    (lambda m: m.enterprises[0].remove(), "neither be added nor removed"),
    (lambda m: m.remove_all_agents(), "neither be added nor removed"),
    (lambda m: m.enterprises.remove(m.enterprises[0]), "neither be added nor removed"),
    (lambda m: m.enterprises.discard(m.enterprises[0]), "neither be added nor removed"),
    (lambda m: m.enterprises.clear(), "neither be added nor removed"),
    (lambda m: Enterprise(m, 0), "neither be added nor removed"),
    (lambda m: m.enterprises.shuffle(inplace=True), "shuffle a copy"),
    (lambda m: m.enterprises.sort("cash", inplace=True), "sort a copy"),
    (lambda m: m.enterprises.select(lambda e: False, inplace=True), "select a copy"),
]


@pytest.mark.parametrize(("mistake", "said"), REFUSALS, ids=[said[:24] for _, said in REFUSALS])
def test_what_would_do_nothing_or_harm_is_one_line_and_changes_nothing(settled, mistake, said):
    before = [getattr(settled.world, table).copy() for table in TABLES]
    with pytest.raises((InvalidInput, AttributeError), match=said) as refusal:
        mistake(settled)
    assert "\n" not in str(refusal.value)
    for table, rows in zip(TABLES, before, strict=True):
        assert all(np.array_equal(rows[c], getattr(settled.world, table)[c]) for c in rows.dtype.names)
    assert settled.enterprises.get("row") == list(range(len(settled.world.enterprises)))
    assert len(settled.agents) == sum(map(len, before))


class Patient(Enterprise):
    """An enterprise with attributes of its own."""

    patience = 3
    mood: str

    def __init__(self, model, row):
        super().__init__(model, row)
        self._seen = 0
        self.mood = "calm"

    def choose(self):
        self._seen += 1
        self.patience -= 1
        return super().choose()


def test_a_subclass_has_its_own_attributes_and_no_others(prepared):
    model = IntegrationModel(prepared(*SMALL), seed=6, enterprise=Patient)
    model.step()
    assert set(model.enterprises.get("patience")) == {2}
    assert set(model.enterprises.get("_seen")) == {1}
    model.enterprises.set("mood", "wild")
    with pytest.raises(AttributeError, match="'patiense'; did you mean 'patience'"):
        model.enterprises.set("patiense", 3)
    with pytest.raises(InvalidInput, match=r"Greedy.cash would hide the column enterprises.cash"):
        type("Greedy", (Enterprise,), {"cash": 5})


def test_ids_tell_kind_and_row_and_agents_say_who_they_are(settled):
    for agents, kind in (
        (settled.governments, Government),
        (settled.colleges, College),
        (settled.enterprises, Enterprise),
    ):
        assert [a.unique_id - FIRST_IDS[kind.table] for a in agents] == [a.row for a in agents]
        assert list(settled.agents_by_type[kind]) == list(agents)
    assert len({agent.unique_id for agent in settled.agents}) == len(settled.agents)
    enterprise = settled.enterprises[3]
    region = settled.settings.world.regions[enterprise.region].name
    assert repr(enterprise) == f"<Enterprise 3: {enterprise.size}, region {region}, {enterprise.strategy}>"
    assert repr(settled.colleges[0]).startswith("<College 0: region ")
    assert repr(settled.governments[1]).endswith(f"{settled.governments[1].lead} lead>")
    assert "cash" in dir(enterprise)


def test_links_and_partners_are_those_of_the_table(model):
    live = model.world.links[: model.world.clock["links"][0]]
    assert len(live) > 0
    for end, agents in (("college", model.colleges), ("enterprise", model.enterprises)):
        other = {"college": "enterprise", "enterprise": "college"}[end]
        for agent in agents:
            rows = live[live[end] == agent.row]
            assert [link.age for link in agent.links] == rows["age"].tolist()
            assert agent.partners.get("row") == rows[other].tolist()
    enterprise = next(e for e in model.enterprises if e.links)
    enterprise.links[0].trust = 0.625
    assert 0.625 in live["trust"]
    assert enterprise in next(iter(enterprise.partners)).partners


def test_the_network_holds_all_agents_that_cooperate_and_their_live_links(settled):
    graph = settled.network()
    assert isinstance(graph, nx.Graph)
    assert len(graph) == len(settled.colleges) + len(settled.enterprises)
    live = settled.world.links[: settled.world.clock["links"][0]]
    assert graph.number_of_edges() == len(live)
    assert sorted(nx.get_edge_attributes(graph, "trust").values()) == sorted(live["trust"].tolist())
    enterprise = settled.enterprises[0]
    assert graph.nodes[enterprise.unique_id]["strategy"] == enterprise.strategy
    assert graph.degree[enterprise.unique_id] == len(enterprise.partners)


def test_a_copy_of_the_agents_can_be_changed(settled):
    some = copy.copy(settled.enterprises)
    some.remove(some[0])
    assert len(some) == len(settled.enterprises) - 1
    mixed = settled.enterprises.shuffle()
    assert sorted(mixed.get("row")) == settled.enterprises.get("row")
