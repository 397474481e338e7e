"""Invariants of every term in generated worlds: money, links, bounds (invariants 4 to 6 of the model)."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st

from iei.agents.tables import COLLEGES, ENTERPRISES, GOVERNMENTS
from iei.policies.catalogue import LEVERS, POLICIES, SPENDING
from iei.policies.incentives import BASES
from iei.policies.standards import PARTS
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes.tallies import TALLIES
from iei.sim.run import schedule
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.engine import fresh_world, prepare
from iei.sim.run.lever_setting import TARGETINGS
from iei.sim.run.scenario import Scenario
from iei.sim.world.quantities import REGION_QUANTITIES
from iei.sim.world.tables import (
    CLOCK,
    COHORTS,
    FIELDS,
    LINKS,
    MARKETS,
    MEMORIES,
    PEERS,
    POOLS,
    PROGRAMMES,
    SIZES,
    SUBSTANCE_OF_DEPTH,
    TIERS,
)

TABLES = [CLOCK, GOVERNMENTS, COLLEGES, PROGRAMMES, COHORTS, ENTERPRISES, MEMORIES, MARKETS, PEERS, POOLS]
TABLES += [FIELDS, POLICIES, SPENDING, TALLIES]
SHARES = ("enterprises_share", "colleges_share")


def values_of(quantity):
    """Any admissible value of a declared quantity."""
    if quantity.integer:
        return st.integers(int(quantity.lower), int(quantity.upper))
    return st.floats(quantity.lower, quantity.upper)


@st.composite
def lever_settings(draw, lever):
    """Any strength of a lever, from any of the first terms on, perhaps not for all nor for ever."""
    setting = {"value": draw(st.floats(0, lever.upper)), "start": draw(st.integers(0, 3))}
    if draw(st.booleans()):
        setting["end"] = setting["start"] + draw(st.integers(2, 6))
    if lever.targeted and draw(st.booleans()):
        setting["sizes"] = draw(st.lists(st.sampled_from(SIZES), min_size=1, unique=True))
    if lever.name == "subsidy":
        setting["basis"] = draw(st.sampled_from(BASES))
    if lever.name == "audit":
        setting["targeting"] = draw(st.sampled_from(TARGETINGS))
    if lever.name == "standards":
        setting["parts"] = draw(st.lists(st.sampled_from(PARTS), unique=True))
    return setting


@st.composite
def scenarios(draw):
    """A small world of any traits under any policy and any behaviour within its bounds."""
    number = draw(st.integers(1, 3))
    traits = {q.name: values_of(q) for q in REGION_QUANTITIES if q.name not in SHARES}
    regions = {
        f"region {g}": {
            "tier": draw(st.sampled_from(TIERS)),
            **dict.fromkeys(SHARES, 1 / number),
            **draw(st.fixed_dictionaries({}, optional=traits)),
        }
        for g in range(number)
    }
    world = {
        "regions": regions,
        "enterprises": number * draw(st.integers(30, 50)),
        "colleges": number * draw(st.integers(1, 3)),
        "fields": draw(st.integers(2, 4)),
        "fields_per_college": 2,
        "college_link_capacity": draw(st.integers(1, 12)),
        "skill_components": draw(st.integers(2, 4)),
        "policy_start": 2,
        "warm_up": draw(st.sampled_from([0, 0, 3])),
    }
    levers = [lever for lever in LEVERS if draw(st.booleans())]
    behaviour = st.fixed_dictionaries({}, optional={name: values_of(q) for name, q in BEHAVIOUR.items()})
    mapping = {
        "world": world,
        "policy": {"drawn": {lever.name: draw(lever_settings(lever)) for lever in levers}},
        "behaviour": draw(behaviour),
        "terms": 12,
    }
    try:
        return Scenario.from_mapping(mapping)
    except InvalidInput:  # too few posts for its colleges
        reject()


def terms_of(scenario, seed):
    """The world before term 0, then after every term."""
    world = fresh_world(prepare(scenario), seed)
    schedule.start(world)
    schedule.go_on(world, scenario.world.warm_up)
    yield world
    for _ in range(scenario.terms):
        schedule.run_term(world)
        yield world


def by_region(world, column):
    """Sum of a column over the enterprises of each region."""
    region = world.enterprises["region"]
    return np.bincount(region, world.enterprises[column], minlength=len(world.governments))


def live_links(world):
    return world.links[: world.clock["links"][0]]


def close(left, right, size):
    """Whether two sums of money agree to 1e-9 of what moved."""
    return (abs(left - right) <= 1e-9 * (1 + abs(size))).all()


# A world with all transfers and sanctions at their strongest, beside the generated ones.
STRICT = Scenario.from_mapping(
    {
        "world": {
            "regions": {"one": {"tier": "East", "enterprises_share": 1, "colleges_share": 1}},
            "enterprises": 40,
            "colleges": 3,
            **{"policy_start": 2, "warm_up": 0},
        },
        "policy": {
            "money": {"subsidy": 8, "tax_credit": 0.5},
            "sanctions": {"law": 1, "departments": 1, "audit": 0.5, "penalty": 1},
        },
        "terms": 12,
    }
)
# A world in which programmes open and close as soon as they may.
CHANGING = Scenario.from_mapping(
    {
        "world": {
            "regions": {"one": {"tier": "East", "enterprises_share": 1, "colleges_share": 1}},
            "enterprises": 60,
            "colleges": 6,
            "fields": 6,
            "fields_per_college": 3,
            **{"policy_start": 4, "warm_up": 0},
        },
        "policy": {"reform": {"reform": 1, "platform": 1, "publicity": 1}},
        "behaviour": {
            **{"programme_rate": 1, "open_ratio": 1, "close_ratio": 1, "portfolio_minimum": 1},
            **{"college_friction": 1, "fashion_spread": 2, "intake_speed": 0.2},
        },
        "terms": 30,
    }
)
# A world in which joint entities are founded as soon as they may, and keep some of their surplus.
FOUNDING = Scenario.from_mapping(
    {
        "world": {
            "regions": {"one": {"tier": "East", "enterprises_share": 1, "colleges_share": 1}},
            "enterprises": 50,
            "colleges": 5,
            **{"policy_start": 2, "warm_up": 0},
        },
        "policy": {"help": {"evaluation": 1, "council": 1, "liaison": 1, "standards": 1}},
        "behaviour": {
            **{"joint_entity_chance": 1, "joint_entity_coupling": 0, "joint_entity_age": 4},
            **{"depth_up": 0.5, "trust_gain": 0.4, "surplus_places": 0.7},
        },
        "terms": 24,
    }
)
FLOWS = (
    *("intake", "drop_outs", "graduates"),
    *("placed_link", "placed_open", "placed_spill_field", "placed_spill_region"),
    *("absorbed_outside", "pool_exits"),
)
GENERATED = settings(max_examples=40)
SEEDS = st.integers(0, 2**63 - 1)


@GENERATED
@example(STRICT, 3)
@given(scenarios(), SEEDS)
def test_money_paid_is_money_received(scenario, seed):
    for world in terms_of(scenario, seed):
        governments = world.governments
        paid = governments["paid_out"]
        assert close(by_region(world, "received") + governments["leakage"], paid, paid)
        transfers = world.spending["subsidy"] + world.spending["tax_credit"]
        assert close(transfers, paid, paid)
        revenue = governments["fines"] + governments["clawback"]
        assert close(by_region(world, "penalties"), revenue, revenue)
        assert (governments["clawback"] <= by_region(world, "received") * (1 + 1e-9)).all()
        assert close(
            np.bincount(world.enterprises["region"], world.enterprises["credit"], len(paid)),
            by_region(world, "received") - subsidies(world),
            paid,
        )


def subsidies(world):
    """Subsidies received on links by region."""
    links = live_links(world)
    region = world.enterprises["region"][links["enterprise"]]
    return np.bincount(region, links["subsidy"], minlength=len(world.governments))


@GENERATED
@example(FOUNDING, 3)
@given(scenarios(), SEEDS)
def test_surplus_that_enterprises_share_is_spent_or_kept_by_colleges(scenario, seed):
    """E21, B19: what joint entities leave to colleges buys practice places or stays in their cash."""
    kept = None
    for world in terms_of(scenario, seed):
        colleges, links = world.colleges, live_links(world)
        shared = world.enterprises["shared_surplus"].sum()
        assert close(colleges["surplus"].sum(), shared, shared)
        of_links = np.bincount(links["college"], links["practice_spending"], len(colleges))
        assert close(colleges["practice_spending"], of_links, of_links)
        if kept is not None:
            cash = kept + colleges["surplus"] - colleges["practice_spending"]
            assert close(colleges["cash"], cash, cash)
        kept = colleges["cash"].copy()


def test_the_founding_world_shares_surplus_and_buys_places():
    *_, last = terms_of(FOUNDING, 3)
    assert last.colleges["cash"].sum() > 0
    assert last.tallies["bought_places"].sum() > 0


@GENERATED
@example(STRICT, 3)
@given(scenarios(), SEEDS)
def test_reserves_are_what_budgets_leave(scenario, seed):
    """E40: reserve' = reserve + budget + fines + clawback - spending - what goes back to the treasury."""
    reserve = None
    for world in terms_of(scenario, seed):
        governments = world.governments
        if reserve is not None:
            spending = world.spending_values.sum(axis=1)
            income = governments["budget"] + governments["fines"] + governments["clawback"]
            expected = reserve + income - spending - governments["returned"]
            assert close(governments["reserve"], expected, spending + income)
            assert close(
                governments["spent"], spending - governments["fines"] - governments["clawback"], income
            )
            assert (governments["returned"] >= 0).all()
            idle = (world.paid_values == 0).all(axis=1) & (spending == 0)
            assert (governments["returned"][idle] == governments["budget"][idle]).all()
        reserve = governments["reserve"].copy()


@GENERATED
@example(STRICT, 3)
@given(scenarios(), SEEDS)
def test_a_lever_that_is_off_costs_nothing_and_does_nothing(scenario, seed):
    for term, world in enumerate(terms_of(scenario, seed)):
        for lever in LEVERS:
            if not any(setting.lever == lever.name for setting in scenario.levers):
                assert (world.policies[lever.name] == 0).all()
                assert (world.spending[lever.name] == 0).all()
        if term <= scenario.world.policy_start:
            assert (world.policy_values == 0).all()
            assert (world.spending_values == 0).all()


@GENERATED
@example(STRICT, 3)
@given(scenarios(), SEEDS)
def test_links_are_pairs_within_capacity_that_move_one_rung(scenario, seed):
    depths = None  # nothing is known of the term before the first world
    taught_before = True
    for world in terms_of(scenario, seed):
        links = live_links(world)
        pairs = list(zip(links["college"].tolist(), links["enterprise"].tolist(), strict=True))
        assert len(set(pairs)) == len(pairs)
        for table, name in ((world.enterprises, "enterprise"), (world.colleges, "college")):
            degree = np.bincount(links[name], minlength=len(table))
            assert (degree == table["links"]).all()
            assert (degree <= table["link_capacity"]).all()
        assert (links["field"] == world.enterprises["industry"][links["enterprise"]]).all()
        taught = world.programmes["taught"].reshape(len(world.colleges), -1)
        assert (taught | taught_before)[links["college"], links["field"]].all()
        for pair, link in zip(pairs, links, strict=True):
            # a link signed in this term has worked for one term
            before = 1 if link["age"] == 1 else link["depth"] if depths is None else depths[pair]
            assert abs(link["depth"] - before) <= 1
            assert link["substance"] <= SUBSTANCE_OF_DEPTH[link["depth"]]
        taught_before = taught.copy()  # a link of what is taught no longer ends in the next term
        depths = {pair: int(link["depth"]) for pair, link in zip(pairs, links, strict=True)}


def students_by_programme(world):
    """Students of every programme, persons."""
    return world.cohorts["persons"].reshape(len(world.programmes), -1).sum(axis=1)


@GENERATED
@example(CHANGING, 3)
@given(scenarios(), SEEDS)
def test_nobody_is_lost_when_a_programme_closes(scenario, seed):
    """Students, graduates and job seekers balance; what is closed takes nobody and teaches to the end."""
    before = None
    for term, world in enumerate(terms_of(scenario, seed)):
        programmes, students = world.programmes, students_by_programme(world)
        assert (students[~programmes["taught"]] == 0).all()
        assert programmes["taught"][programmes["offered"]].all()
        assert (programmes["seats_share"][~programmes["offered"]] == 0).all()
        shares = programmes["seats_share"].reshape(len(world.colleges), -1).sum(axis=1)
        assert shares == pytest.approx(1)
        waiting = world.pools["persons"].sum()
        if before is not None:
            flows = {name: world.tallies[name][term - 1, : len(world.governments)].sum() for name in FLOWS}
            closed = ~programmes["offered"] & ~before["offered"]
            assert (students[closed] <= before["students"][closed]).all()
            enrolled = before["students"].sum() + flows["intake"] - flows["drop_outs"] - flows["graduates"]
            assert students.sum() == enrolled
            leaving = sum(flows[name] for name in FLOWS[3:])
            assert before["waiting"] + flows["graduates"] == leaving + waiting
        before = {"offered": programmes["offered"].copy(), "students": students, "waiting": waiting}


def test_the_changing_world_closes_programmes_and_teaches_them_to_the_end():
    taught_to_the_end = 0
    for world in terms_of(CHANGING, 3):
        closed = world.programmes["taught"] & ~world.programmes["offered"]
        taught_to_the_end += students_by_programme(world)[closed].sum()
    regions = len(world.governments)
    changes = {name: world.tallies[name][:, :regions].sum() for name in ("openings", "closings")}
    assert min(changes.values()) > 3
    assert taught_to_the_end > 0


@GENERATED
@example(STRICT, 3)
@example(CHANGING, 3)
@given(scenarios(), SEEDS)
def test_every_column_of_every_table_stays_within_its_bounds(scenario, seed):
    for world in terms_of(scenario, seed):
        for table in TABLES:
            table.check(getattr(world, table.name))
        LINKS.check(live_links(world))


@GENERATED
@example(STRICT, 3)
@given(scenarios(), SEEDS)
def test_counts_agree_with_what_is_counted(scenario, seed):
    before = 0
    for term, world in enumerate(terms_of(scenario, seed)):
        if term == 0:
            before = world.clock["links"][0]
            continue
        tally = world.tallies[term - 1]
        regions, fields = len(world.governments), len(world.fields)
        strategies = Counter(world.enterprises["strategy"].tolist())
        for groups in (slice(regions), slice(regions, regions + 4), slice(regions + 4, regions + 4 + fields)):
            assert tally["enterprises"][groups].sum() == len(world.enterprises)
            assert tally["formal"][groups].sum() == strategies[1]
            assert tally["substantive"][groups].sum() == strategies[2]
            assert tally["links"][groups].sum() == world.clock["links"][0]
            assert sum(tally[f"depth_{d}"][groups].sum() for d in range(1, 6)) == world.clock["links"][0]
        signed, ended = tally["links_signed"][:regions].sum(), tally["links_ended"][:regions].sum()
        assert tally["links"][:regions].sum() == before + signed - ended
        before = tally["links"][:regions].sum()


def test_the_strict_world_has_what_invariants_of_money_are_about():
    *_, last = terms_of(STRICT, 3)
    sums = {name: last.tallies[name].sum() for name in ("links", "audits", "fines", "clawback", "leakage")}
    assert all(value > 0 for value in sums.values()), sums
    assert last.spending["tax_credit"].sum() > 0


@pytest.mark.parametrize("table", [*TABLES, LINKS], ids=lambda table: table.name)
def test_the_world_has_every_table_of_the_invariants(prepared, table):
    assert getattr(prepared("world=classroom").world, table.name).dtype == table.dtype
