"""Outcomes: what does not exist has no value, groups have what is counted for them, terms are not mixed."""

import numpy as np
import pytest

from iei.experiments.evidence.fact_runs import worlds_of
from iei.sim.outcomes import COLUMN, OUTCOMES, Sums, outcome_values, summary_values
from iei.sim.outcomes.coverage import NO_SIZE, REGION_ONLY
from iei.sim.outcomes.summary import mean_where_defined, window
from iei.sim.outcomes.tallies import DEEP, GROWN
from iei.sim.run.engine import prepare, simulate
from iei.sim.world.tables import POOL_ROWS, SIZES

FULL = ("world=classroom", "policy=package_full")


def series(name, **columns):
    """An outcome by term from tallies of the whole world by term."""
    terms = len(next(iter(columns.values())))
    table = np.zeros((terms, len(COLUMN)))
    for column, values in columns.items():
        table[:, COLUMN[column]] = values
    return OUTCOMES[name].of(Sums(table)).tolist()


@pytest.fixture(scope="module")
def run(prepared):
    return simulate(prepared(*FULL), 1)


@pytest.fixture(scope="module")
def by_kind(run):
    """Sums over all terms of every tally column in each kind of group."""
    tallies = np.asarray(run.world.tally_values).sum(0)
    regions = len(run.scenario.world.regions)
    return tallies[:regions], tallies[regions : regions + len(SIZES)], tallies[regions + len(SIZES) :]


@pytest.mark.parametrize("name", COLUMN)
def test_a_tally_is_counted_in_all_groups_of_a_kind_or_in_none(by_kind, name):
    regions, sizes, fields = (groups[:, COLUMN[name]] for groups in by_kind)
    in_fields, in_sizes = name not in REGION_ONLY, name not in (*REGION_ONLY, *NO_SIZE)
    assert fields.sum() == pytest.approx(regions.sum() if in_fields else 0)
    assert sizes.sum() == pytest.approx(regions.sum() if in_sizes else 0)


@pytest.mark.parametrize("kind", ["size", "field"])
def test_a_group_has_no_value_of_what_is_not_counted_for_it(run, kind):
    groups = run.groups.xs(kind, level="kind")
    without = ["colleges_active_share", "public_spending", "double_qualified_able", "law", "audits"]
    if kind == "size":
        without += [
            "employment_rate",
            "match_rate",
            "graduates",
            "dropout_rate",
            "unemployed",
            "shared_places",
        ]
    else:
        assert groups["graduates"].sum() > 0
    assert groups[without].isna().all(axis=None)
    assert groups["training_share"].notna().all()


def test_a_share_of_nothing_has_no_value_and_a_number_of_nothing_is_zero():
    values = outcome_values(np.zeros((12, 7, len(COLUMN))), 1)
    numbers = {"count", "count/term", "persons", "persons/year", "persons/term", "MU/term"}
    means = {"profit", "first_wage", "mean_wage"}  # of an enterprise, a graduate, a worker
    for (name, outcome), column in zip(OUTCOMES.items(), values.T, strict=True):
        if outcome.unit in numbers and name not in means:
            assert (column == 0).all(), name
        elif name != "regional_gap":  # a world of no region has none
            assert np.isnan(column).all(), name


def test_means_leave_out_terms_without_a_value():
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [3.0, np.nan]])
    assert mean_where_defined(values).tolist() == pytest.approx([2.0, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("summary", "terms", "expected"),
    [
        ("late", 60, range(50, 60)),
        ("late", 4, range(4)),
        ("graduations", 60, range(50, 60, 2)),
        ("graduations", 61, range(52, 61, 2)),
        ("graduations", 1, range(1)),
        ("policy", 60, range(20, 60)),
        ("policy", 12, range(11, 12)),
    ],
)
def test_the_terms_of_a_summary(summary, terms, expected):
    assert np.arange(terms)[window(summary, terms, 20)].tolist() == list(expected)


def test_summaries_of_a_run_are_means_of_their_terms(run):
    found = dict(zip(OUTCOMES, summary_values(run.values, 20), strict=True))
    assert found["training_share"] == pytest.approx(run.outcomes["training_share"][50:].mean())
    assert found["employment_rate"] == pytest.approx(run.outcomes["employment_rate"][50::2].mean())
    assert found["links_substantive_since_start"] == pytest.approx(
        run.outcomes["links_substantive"][20:].mean()
    )
    region = run.scenario.world.regions[0].name
    of_region = run.groups.xs((region, "region"), level=("group", "kind"))
    assert run.regions.loc[region, "fines"] == pytest.approx(of_region["fines"][20:].mean())


def test_employment_is_measured_at_graduation_and_kept_for_the_year():
    # term 0: 80 of 100 graduates find work; term 1: 15 of the 20 who wait; term 2: 81 of 90 + 5
    found = series(
        "employment_rate",
        placed_open=[50, 10, 60],
        placed_link=[10, 0, 11],
        absorbed_outside=[20, 5, 10],
        pool_exits=[0, 0, 1],
        unemployed=[20, 5, 13],
    )
    assert found == pytest.approx([0.8, 0.8, 81 / 95])


def test_waiting_time_takes_stock_and_flow_over_the_same_year():
    found = series("waiting_time", placed_open=[80, 20, 80], unemployed=[20, 5, 20])
    assert found[1:] == pytest.approx([25 / 100, 25 / 100])


def test_training_cost_stays_small_when_nothing_is_left_after_wages():
    found = series(
        "training_investment", training_cost=[2, 2, 2], value_added=[100, 1, 0], wage_bill=[90, 3, 4]
    )
    assert found == pytest.approx([0.02, 2, np.nan], nan_ok=True)


def test_enterprises_with_a_link_train_or_cooperate_on_paper_only(run):
    shares = run.outcomes[["training_share", "paper_only_share", "linked_share"]]
    assert (shares["training_share"] + shares["paper_only_share"]).tolist() == pytest.approx(
        shares["linked_share"].tolist()
    )


def test_links_are_judged_once_at_the_same_age():
    signed = [4, 0, 2, *[0] * 9]
    grown = [*[0] * (GROWN - 1), 3, 0, 0, 0, 0]
    found = series("curriculum_in_four_years", links_signed=signed, links_grown=grown)
    assert found == pytest.approx([*[np.nan] * (GROWN - 1), 0.75, np.nan, 0, np.nan, np.nan], nan_ok=True)


def test_grown_links_and_matchable_posts_are_those_of_the_world(prepared):
    ready = prepare(prepared(*FULL).scenario)
    for term, world in enumerate(worlds_of(ready, 3)):
        links = world.links[: int(world.clock["links"][0])]
        grown = ((links["age"] == GROWN) & (links["depth"] >= DEEP)).sum()
        regions = int(world.clock["regions"][0])
        tally = world.tallies[term, :regions]
        assert tally["links_grown"].sum() == grown
        fields = int(world.clock["fields"][0])
        posts = np.zeros(len(world.markets))
        np.add.at(
            posts,
            world.enterprises["region"] * fields + world.enterprises["industry"],
            world.enterprises["vacancies"],
        )
        seekers = world.pools["persons"].reshape(-1, POOL_ROWS).sum(axis=1)
        assert tally["matchable"].sum() == pytest.approx(np.sqrt(posts * seekers).sum())
    assert world.tallies["links_grown"].sum() > 0


def test_the_funded_share_is_what_the_budget_scales_the_levers_to(prepared):
    """Spending of a term was scaled at the end of the term before, region by region."""
    alike = (*FULL, "behaviour.rationing=0")  # one scale for all levers
    worlds = worlds_of(prepare(prepared(*alike).scenario), 1)
    scale, shares = None, []
    for term, world in enumerate(worlds):
        if scale is not None:
            tally = world.tallies[term, : len(scale)]
            spent = world.spending_values.sum(axis=1)
            assert tally["asked"].tolist() == pytest.approx((spent / scale).tolist())
            shares.append(spent.sum() / max((spent / scale).sum(), 1e-9))
        scale = world.governments["budget_scale"].copy()
    assert min(shares[-20:]) < 0.9
    run = simulate(prepared(*alike), 1)
    assert run.outcomes["funded_share"].to_numpy()[-20:] == pytest.approx(shares[-20:])
    alone = simulate(prepared("world=classroom", "policy=law"), 1)
    assert alone.summary["funded_share"] == 1
    assert np.isnan(simulate(prepared("world=classroom"), 1).summary["funded_share"])
