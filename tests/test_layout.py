"""Layout: quotas, row order, plans and targets, and that runs cannot touch the laid-out world."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iei.experiments.plan.configuration import scenario
from iei.policies.catalogue import LEVER_NAMES, POLICIES, SPENDING
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.beginnings import begun_world
from iei.sim.run.layout import SHARED, density_scales, field_ranks, lay_out
from iei.sim.run.scenario import Scenario
from iei.sim.world.provinces import provinces
from iei.sim.world.settings import quotas
from iei.sim.world.tables import SIZES


@pytest.fixture(scope="module")
def province():
    return lay_out(scenario(["world=province"]))


@given(total=st.integers(0, 5000), weights=st.lists(st.floats(0.001, 10), min_size=1, max_size=40))
def test_quotas_are_whole_add_up_and_differ_by_less_than_one(total, weights):
    counts = quotas(total, np.array(weights))
    exact = total * np.array(weights) / sum(weights)
    assert counts.sum() == total
    assert (abs(counts - exact) < 1 + 1e-6).all()


def test_quotas_of_exact_shares_are_exact():
    counts = np.array([25, 25, 72, 49, 36, 1, 3])
    assert (quotas(counts.sum(), counts / counts.sum()) == counts).all()


@settings(deadline=None)
@given(count=st.integers(1, 400), fields=st.integers(2, 10), inequality=st.floats(0.5, 1))
def test_every_beginning_of_the_field_order_is_balanced(count, fields, inequality):
    shares = inequality ** np.arange(fields)
    shares /= shares.sum()
    ranks = field_ranks(count, fields, inequality)
    running = np.cumsum(ranks[:, None] == np.arange(fields), axis=0)
    exact = np.arange(1, count + 1)[:, None] * shares
    # a common due time t gives each field its own rounding of t * share; these sum to the length
    assert (abs(running - exact) <= 0.5 + shares * fields / 2 + 1e-9).all()


def test_fields_of_the_default_world_are_within_one_of_their_shares():
    shares = 0.78 ** np.arange(6)
    shares /= shares.sum()
    running = np.cumsum(field_ranks(3000, 6, 0.78)[:, None] == np.arange(6), axis=0)
    assert abs(running - np.arange(1, 3001)[:, None] * shares).max() < 1


def test_china_has_every_college_once_and_thirty_thousand_enterprises():
    world = scenario(["world=china"]).world
    assert len(world.regions) == 31
    assert world.colleges_by_region().sum() == 1641
    assert world.enterprises_by_region().sum() == 30_000
    counts = dict(zip([r.name for r in world.regions], world.colleges_by_region(), strict=True))
    assert (counts["Henan"], counts["Guangdong"], counts["Gansu"], counts["Tibet"]) == (119, 96, 27, 3)
    assert world.enterprises_by_region().min() > 0


def test_provinces_follow_their_tiers_and_measurements():
    by_name = {region.name: region for region in provinces()}
    tiers = [region.tier for region in provinces()]
    assert [tiers.count(t) for t in ("East", "Central", "West", "North-East")] == [10, 6, 12, 3]
    assert all(0.5 <= region.productivity <= 1.5 for region in provinces())
    assert by_name["Jiangsu"].productivity > by_name["Henan"].productivity > by_name["Gansu"].productivity
    one_of = {tier: next(r for r in provinces() if r.tier == tier) for tier in tiers}
    quality = [one_of[t].school_quality for t in ("East", "Central", "North-East", "West")]
    assert quality == sorted(quality, reverse=True)
    wages = sum(region.wage_level * region.enterprises_share for region in provinces())
    assert wages == pytest.approx(1, abs=1e-3)


def test_rows_are_sorted_by_region_then_size(province):
    order = province.enterprises["region"] * len(SIZES) + province.enterprises["size_class"]
    assert (np.diff(order) >= 0).all()
    assert (np.diff(province.colleges["region"]) >= 0).all()
    for g, government in enumerate(province.governments):
        for table, first in (("enterprises", "first_enterprise"), ("colleges", "first_college")):
            rows = np.flatnonzero(getattr(province, table)["region"] == g)
            assert rows[0] == government[first]
            assert len(rows) == government[table]


def test_enterprises_of_every_region_and_size_are_where_the_indexes_say(province):
    fields = int(province.clock["fields"][0])
    for row, market in enumerate(province.markets):
        members = province.market_members[market["first"] : market["first"] + market["enterprises"]]
        assert (np.diff(members) > 0).all()
        own = province.enterprises[members]
        assert (own["region"] * fields + own["industry"] == row).all()
    assert sorted(province.market_members) == list(range(len(province.enterprises)))
    for row, peers in enumerate(province.peers):
        own = province.enterprises[peers["first"] : peers["first"] + peers["enterprises"]]
        assert (own["region"] * len(SIZES) + own["size_class"] == row).all()
    assert province.peers["enterprises"].sum() == len(province.enterprises)


def test_rich_regions_have_larger_enterprises(province):
    counts = province.peers["enterprises"].reshape(-1, len(SIZES))
    large = counts[:, 2:].sum(1) / counts.sum(1)
    assert large[0] > large[2] > large[3]


def test_each_field_leads_in_another_region(province):
    counts = province.markets["enterprises"].reshape(4, 6)
    assert list(counts.argmax(axis=1)) == [0, 1, 2, 3]


def test_columns_of_a_size_class_follow_their_formulas():
    """A large enterprise in its layout, by hand, whatever coefficients are calibrated to."""
    world = lay_out(
        scenario(
            [
                "world=province",
                "behaviour.image_value=0.38",
                "behaviour.image_size_exponent=0.7",
                "behaviour.fixed_cost=1.9",
                "behaviour.trainee_cost=1.5",
            ]
        )
    )
    large = world.enterprises[world.enterprises["size_class"] == 3][0]
    assert (large["places"], large["link_capacity"], large["posts"]) == (20, 4, 1000)
    assert large["image"] == pytest.approx(0.38 * 20**0.7, rel=1e-12)
    assert large["scale"] == pytest.approx(1.9 * 1.5 + 0.5 * 1.5 * 20 * 0.3, rel=1e-12)


def test_density_is_zero_for_one_enterprise_and_free_of_the_sample_size():
    """A8, A48: twice the sample of the same economy has the same density as n grows."""
    small, large = (lay_out(scenario([f"world.enterprises={n}"])) for n in (600, 60_000))
    assert density_scales(scenario(["world.enterprises=600"]).world) == pytest.approx(600 / 24 / 12.5)
    busiest = small.markets["enterprises"].argmax()
    assert small.markets["density"][busiest] == pytest.approx(large.markets["density"][busiest], abs=0.01)
    lonely = lay_out(scenario(["world=classroom"]))
    alone = lonely.markets["enterprises"] == 1
    assert (lonely.markets["density"][lonely.markets["enterprises"] <= 1] == 0).all()
    assert (lonely.markets["density"][lonely.markets["enterprises"] > 1] > 0).all()
    assert alone.any() or (lonely.markets["enterprises"] > 1).all()


def test_a_region_of_two_labour_markets_is_as_dense_as_its_halves():
    """A48: density is that of a local labour market, however the map is drawn."""
    twice = {"delta": (2, 0.5), "plain": (1, 0.25), "hills": (1, 0.25)}
    settings = [
        f"world.regions.{name}.{key}={value}"
        for name, pair in twice.items()
        for key, value in zip(("labour_markets", "enterprises_share"), pair, strict=True)
    ]
    world = lay_out(scenario(["world=classroom", "world.enterprises=60000", *settings]))
    density = np.sort(world.markets["density"].reshape(3, 3))  # each region has its own order of fields
    assert density[0] == pytest.approx(density[1], abs=1e-3)
    assert density[1] == pytest.approx(density[2], abs=1e-3)
    drawn_smaller = [*settings, "world.regions.delta.labour_markets=1"]
    dense = lay_out(scenario(["world=classroom", "world.enterprises=60000", *drawn_smaller])).markets[
        "density"
    ]
    assert (np.sort(dense[:3]) > density[0] + 0.05).all()


def test_no_province_is_denser_than_another():
    scales = density_scales(scenario(["world=china"]).world)
    per_market = [region.enterprises_share for region in provinces()] / scales
    assert per_market == pytest.approx(per_market.mean(), rel=2e-3)


def test_governments_start_with_their_traits(province):
    behaviour = scenario([]).behaviour
    law = 1 - math.exp(-behaviour["law_operability_start"] * behaviour["law_provisions"])
    assert province.governments["law"] == pytest.approx(law)
    assert province.governments["budget"][0] == pytest.approx(2 * 1.3 * 105)
    assert province.governments["certified_start"][3] == pytest.approx(0.21)
    assert list(province.governments["tier"]) == [0, 0, 1, 2]


def test_tables_have_the_lengths_of_their_row_numbers(province):
    assert len(province.programmes) == 40 * 6
    assert len(province.cohorts) == 40 * 6 * 6
    assert len(province.pools) == 4 * 6 * 8
    assert len(province.memories) == 300 * 4
    assert province.tallies.shape == (60, 4 + 4 + 6)
    assert len(province.links) == min(province.enterprises["link_capacity"].sum(), 40 * 12)
    assert len(lay_out(scenario(["behaviour.partner_memory=0"])).memories) == 1


def test_lever_tables_are_plain_matrices(province):
    for table in (POLICIES, SPENDING):
        assert table.dtype.itemsize == 8 * len(LEVER_NAMES)
        assert table.dtype.names == tuple(LEVER_NAMES)
    world = begun_world(province)
    world.policy_values[2, LEVER_NAMES.index("audit")] = 0.25
    assert world.policies["audit"].tolist() == [0, 0, 0.25, 0]
    world.tally_values[3, 1, 0] = 7
    assert world.tallies[3, 1][0] == 7


def test_a_copy_shares_only_what_no_rule_writes(province):
    world = begun_world(province)
    for name, array in province._asdict().items():
        assert np.shares_memory(array, getattr(world, name)) == (name in SHARED), name
    world.enterprises["cash"] = 5
    world.policy_values[:] = 1
    assert not province.enterprises["cash"].any()
    assert not province.policy_values.any()


def test_two_layouts_are_equal(province):
    for first, second in zip(province, lay_out(scenario(["world=province"])), strict=True):
        assert np.array_equal(first, second)


def plan(policy, lever, world="province", terms=40):
    """Values of one lever by term and region."""
    mapping = scenario([f"world={world}"]).to_mapping() | {"policy": {"p": policy}, "terms": terms}
    return lay_out(Scenario.from_mapping(mapping)).plans[:, :, LEVER_NAMES.index(lever)]


def test_a_plan_starts_ends_and_rises():
    values = plan({"law": {"value": 0.8, "start": 2, "end": 7, "ramp": 3}}, "law")
    expected = np.zeros(40)
    expected[22:27] = [0.2, 0.4, 0.6, 0.8, 0.8]
    assert values == pytest.approx(np.repeat(expected[:, None], 4, axis=1))


def test_a_negative_start_lies_before_the_policy_start():
    values = plan({"tax_credit": {"value": 0.3, "start": -20, "end": -5}}, "tax_credit")
    assert (values[:15] == 0.3).all()
    assert not values[15:].any()


def test_regions_are_reached_by_name_or_tier_and_windows_add_up():
    policy = {"subsidy": [{"value": 4, "end": 8, "regions": "East"}, {"value": 2, "start": 8}]}
    values = plan(policy, "subsidy")
    assert (values[20:28] == [4, 4, 0, 0]).all()
    assert (values[28:] == 2).all()
    assert (plan({"law": {"value": 1, "regions": ["hills"]}}, "law")[20:] == [0, 0, 0, 1]).all()


def test_no_policy_is_a_plan_of_zeros(province):
    assert not province.plans.any()


def test_targets_close_the_lever_to_everybody_else():
    mapping = scenario([]).to_mapping()
    mapping["policy"] = {"p": {"subsidy": {"value": 4, "sizes": ["micro", "small"], "fields": [1]}, "law": 1}}
    world = lay_out(Scenario.from_mapping(mapping))
    subsidy = world.targets[LEVER_NAMES.index("subsidy")]
    expected = np.zeros((4, 6))
    expected[:2, 1] = 1
    assert (subsidy == expected).all()
    assert (np.delete(world.targets, LEVER_NAMES.index("subsidy"), axis=0) == 1).all()


def test_rules_of_subsidy_and_audit_are_in_the_clock():
    mapping = scenario([]).to_mapping()
    mapping["policy"] = {
        "p": {
            "subsidy": {"value": 4, "basis": "joint_substance"},
            "audit": {"value": 0.1, "targeting": "risk"},
        }
    }
    clock = lay_out(Scenario.from_mapping(mapping)).clock[0]
    assert (clock["subsidy_basis"], clock["risk_based_audit"]) == (3, True)
    clock = lay_out(scenario(["policy=[incentives,supervision]"])).clock[0]
    assert (clock["subsidy_basis"], clock["risk_based_audit"]) == (0, False)


def test_half_a_million_enterprises_keep_all_quotas():
    settings_ = scenario(["world=china", "world.enterprises=500000"])
    by_size = [
        settings_.world.enterprises_by_size(region, n)
        for region, n in zip(settings_.world.regions, settings_.world.enterprises_by_region(), strict=True)
    ]
    assert np.sum(by_size) == 500_000


def test_a_world_that_cannot_be_is_refused_before_layout():
    with pytest.raises(InvalidInput, match="Tibet"):
        scenario(["world=china", "world.enterprises=300"])
