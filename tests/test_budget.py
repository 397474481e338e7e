"""Budgets: what gives way when the money is short (E40, A37, B23)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from talent_world import behaviour_of

from iei.agents.budget import (
    ENTITLED,
    ENTITLEMENTS_CAPPED,
    ENTITLEMENTS_LAST,
    PROPORTIONAL,
    ration,
)
from iei.policies.catalogue import LEVER_NAMES
from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import simulate
from iei.sim.run.stepping import worlds_of

NAMES = list(OUTCOMES)
MONEY = st.just(0.0) | st.floats(0.001, 1000)
RULES = (PROPORTIONAL, ENTITLEMENTS_LAST, ENTITLEMENTS_CAPPED)
POOR = ("world=classroom", "policy=package_full", "world.budget_per_enterprise=0.4", "terms=40")


@pytest.mark.parametrize("rule", RULES)
@given(offices=MONEY, transfers=MONEY, limit=st.floats(0.1, 1000))
def test_no_rule_promises_more_than_there_is(rule, offices, transfers, limit):
    shares = ration(offices, transfers, limit, behaviour_of(rationing=rule))
    assert all(0 <= share <= 1 for share in shares)
    assert shares[0] * offices + shares[1] * transfers <= limit * (1 + 1e-9)
    if offices + transfers < limit and rule != ENTITLEMENTS_CAPPED:
        assert shares == pytest.approx((1, 1))


@pytest.mark.parametrize(
    ("rule", "shares"),
    [
        (PROPORTIONAL, (0.5, 0.5)),
        (ENTITLEMENTS_LAST, (1.0, 1 / 3)),  # 60 wanted by offices, 40 are left for 120
        (ENTITLEMENTS_CAPPED, (50 / 60, 50 / 120)),  # half of the money is reserved for transfers
    ],
)
def test_who_gives_way_is_the_switch(rule, shares):
    behaviour = behaviour_of(rationing=rule, entitlement_cap=0.5)
    scale = 90 if rule == PROPORTIONAL else 100
    assert ration(60.0, 120.0, float(scale), behaviour) == pytest.approx(shares)


def test_transfers_are_what_is_open_ended():
    assert [LEVER_NAMES[i] for i, entitled in enumerate(ENTITLED) if entitled] == ["subsidy", "tax_credit"]


def test_transfers_give_way_first_and_offices_stay(prepared):
    offices, transfers = [], []
    for world in worlds_of(prepared(*POOR), 1):
        offices.append(world.governments["budget_scale"].mean())
        transfers.append(world.governments["transfer_scale"].mean())
    assert np.mean(offices[-10:]) > 1.5 * np.mean(transfers[-10:])


@pytest.fixture(scope="module")
def runs(prepared):
    """`runs(*overrides)`: summaries of the poor classroom, (seeds, outcomes)."""

    def found(*overrides):
        ready = prepared(*POOR, *overrides)
        seeds = [replicate_seed(23, replicate) for replicate in range(12)]
        return np.array([simulate(ready, seed).summary_values for seed in seeds])

    return found


def test_offices_are_stronger_where_transfers_give_way(runs):
    column = NAMES.index("in_force_liaison")
    difference = runs()[:, column] - runs(f"behaviour.rationing={PROPORTIONAL}")[:, column]
    assert difference.mean() > 4 * difference.std(ddof=1) / np.sqrt(len(difference))


def test_the_strength_in_force_is_the_mean_over_the_levers_set(prepared):
    ready = prepared("world=classroom", "policy=council", "terms=40")
    run = simulate(ready, 3)
    in_force = run.outcomes["in_force_council"]
    assert run.outcomes["effective_strength"].to_numpy()[21:] == pytest.approx(in_force.to_numpy()[21:])
    assert 0 < run.summary["effective_strength"] < 1
    assert np.isnan(simulate(prepared("world=classroom", "terms=30"), 3).summary["effective_strength"])
