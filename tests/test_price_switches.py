"""The wage at which neighbouring policies change rank in cost-effectiveness (B24)."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iei.experiments.analyse.contrasts import COST_OUTCOME, SPENDING
from iei.experiments.analyse.price_switches import (
    PAID_TO_ENTERPRISES,
    in_words,
    price_switches,
    unit_costs,
    wage_factor,
)
from iei.policies.catalogue import LEVER_NAMES

COSTS = st.tuples(st.floats(0, 100), st.floats(0, 100))


@given(COSTS, COSTS)
def test_at_the_wage_both_cost_the_same(one, other):
    factor = wage_factor(one, other)
    if not np.isnan(factor):
        assert factor > 0
        assert one[0] + factor * one[1] == pytest.approx(other[0] + factor * other[1], rel=1e-6, abs=1e-6)


def test_dearer_in_both_ways_is_dearer_at_every_wage():
    assert np.isnan(wage_factor((1.0, 2.0), (2.0, 3.0)))
    assert np.isnan(wage_factor((1.0, 2.0), (2.0, 2.0)))


def test_what_is_paid_to_enterprises_is_no_wage():
    assert PAID_TO_ENTERPRISES == ["spent_subsidy", "spent_tax_credit", "spent_orders"]


@pytest.fixture
def runs():
    """A subsidy that buys two links for 20 MU, and an office of 15 MU that brings one."""
    rows = []
    for replicate in range(3):
        for scenario, links, spent in (
            ("none", 10, {}),
            ("subsidy", 12, {"subsidy": 20.0}),
            ("council", 11, {"council": 15.0}),
        ):
            row = {"replicate": replicate, "scenario": scenario, COST_OUTCOME: links}
            row |= {f"spent_{name}": spent.get(name, 0.0) for name in LEVER_NAMES}
            rows.append(row | {SPENDING: sum(spent.values())})
    return pd.DataFrame(rows)


def comparison(costs):
    return pd.DataFrame(
        [
            {"scenario": name, "baseline": "none", "outcome": COST_OUTCOME, "cost_per_unit": cost}
            for name, cost in costs.items()
        ]
    )


def test_costs_are_split_into_money_and_persons(runs):
    assert unit_costs(runs, "subsidy", "none") == pytest.approx((10, 0))
    assert unit_costs(runs, "council", "none") == pytest.approx((0, 15))


def test_neighbours_change_rank_at_two_thirds_of_the_wage(runs):
    found = price_switches(runs, comparison({"council": 15.0, "subsidy": 10.0, "law": np.nan}))
    assert found[["cheaper", "dearer"]].to_numpy().tolist() == [["subsidy", "council"]]
    assert found["wage_factor"].tolist() == pytest.approx([2 / 3])
    assert in_words(found)[0].endswith("so many times as much: subsidy and council 0.67.")


def test_a_single_policy_has_no_neighbour(runs):
    found = price_switches(runs, comparison({"council": 15.0}))
    assert found.empty
    assert in_words(found) == []
