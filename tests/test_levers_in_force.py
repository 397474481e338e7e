"""From a policy file to levers in force: delay, lead, targets, incentives, costs, budget (E1, E8, E40)."""

import numpy as np
import pytest

from iei.agents.lead import lead_gain
from iei.agents.tables import GOVERNMENTS
from iei.policies.catalogue import LEVERS, POLICIES, SPENDING, running_costs
from iei.policies.incentives import (
    credit_limit,
    subsidy_amount,
    substance_payment,
    take_up,
    tax_credit_amount,
)
from iei.sim.run import schedule
from iei.sim.run.engine import fresh_world

START = 5
WINDOW = "policy.incentives.subsidy={value: 4, start: 0, end: 6}"
SUBSIDY = ("world=classroom", f"world.policy_start={START}", "terms=16", "policy=incentives", WINDOW)


def worlds(ready, seed=3):
    """The world after each term; the same object every time."""
    world = fresh_world(ready, seed)
    schedule.start(world)
    for _ in range(ready.scenario.terms):
        schedule.run_term(world)
        yield world


# --- E1: delay, lead, capacity


def test_a_lever_starts_after_the_delay_of_its_region_and_stops_at_once(prepared):
    """D_g = round(4 (1 - kap_g)) terms; the delay holds for switching on only (A11)."""
    force = np.array([world.policies["subsidy"] > 0 for world in worlds(prepared(*SUBSIDY))])
    capacity = prepared(*SUBSIDY).world.governments
    capacity = capacity["capacity_intrinsic"] * capacity["support_industry"]
    delay = np.floor(4 * (1 - capacity) + 0.5).astype(int)
    assert len(set(delay)) > 1
    for g, late in enumerate(delay):
        assert np.flatnonzero(force[:, g]).tolist() == list(range(START + late, START + 6))


def test_levers_act_with_capacity_and_lead_and_are_paid_without_capacity(prepared):
    """z_t = kap lead z arrives, lead z is paid for; a weak lead lets .4 through (E38a)."""
    seen = set()
    for world in worlds(prepared("world=classroom", "world.policy_start=1", "terms=14", "policy=council")):
        governments = world.governments
        in_force = world.paid["council"] > 0
        # the budget of this policy never binds
        lead = np.where(governments["strong_lead"], 1, world.behaviour["lead_weak"][0])
        assert world.paid["council"][in_force] == pytest.approx(lead[in_force])
        assert world.policies["council"] == pytest.approx(governments["capacity"] * world.paid["council"])
        seen |= set(lead[in_force])
    assert len(seen) == 2  # both leads occurred


def test_departments_raise_the_capacity_of_every_region(prepared):
    without, with_departments = (
        [
            world.governments["capacity"].copy()
            for world in worlds(prepared("world=classroom", "terms=25", policy))
        ]
        for policy in ("policy=none", "policy=departments")
    )
    assert np.array_equal(without[19], with_departments[19])
    assert (with_departments[-1] > without[-1]).all()


@pytest.mark.parametrize("behaviour", [{}, {"lead_weak": 1}])
def test_a_strong_lead_pays_where_schools_and_enterprises_cooperate(record, behaviour_of, behaviour):
    """Without `lead_interest` joint substance counts as such; cost counts in any case."""
    behaviour = behaviour_of(lead_interest=0, **behaviour)

    def gain(cost, **columns):
        return lead_gain(record(GOVERNMENTS, **columns), cost, 0.5, 0.5, 0.0, behaviour)

    idle, joint = (gain(0.5, mean_substance=j) for j in (0, 0.8))
    assert joint - idle == pytest.approx(0.8 * behaviour.government_benefit_weight)
    dear = gain(1.5)
    held_back = 1 - behaviour.lead_weak
    assert idle - dear == pytest.approx(behaviour.government_cost_weight * held_back)


# --- E8: incentives


def test_a_subsidy_for_some_sizes_reaches_only_them(prepared):
    limited = "policy.incentives.subsidy={value: 4, sizes: [small, medium]}"
    ready = prepared(*SUBSIDY[:-1], limited, "policy.incentives.tax_credit=0")
    reached = set()
    for world in worlds(ready):
        links = world.links[: world.clock["links"][0]]
        sizes = world.enterprises["size_class"][links["enterprise"][links["subsidy"] > 0]]
        reached |= set(sizes.tolist())
    assert reached
    assert reached <= {1, 2}


def test_take_up_falls_to_its_base_without_law(behaviour_of):
    behaviour = behaviour_of(takeup_base=0.4)
    assert take_up(0.0, behaviour) == pytest.approx(0.4)
    assert take_up(1.0, behaviour) == pytest.approx(1)
    assert subsidy_amount(4.0, 20, 1.0, behaviour) == pytest.approx(4 * 20 / 8)


def test_a_tax_credit_never_exceeds_the_surcharges_due(behaviour_of):
    behaviour = behaviour_of(takeup_base=0.5, taxable_share=0.01)
    due = credit_limit(1000.0, 5.0, behaviour)
    assert due == pytest.approx(10)
    assert tax_credit_amount(0.3, 20.0, due, 1.0, behaviour) == pytest.approx(6)
    assert tax_credit_amount(0.3, 20.0, due, 0.0, behaviour) == pytest.approx(3)
    assert tax_credit_amount(0.5, 1000.0, due, 1.0, behaviour) == due
    assert credit_limit(1000.0, -5.0, behaviour) == 0  # nothing in a loss-making term (A9)


def test_payment_for_substance_is_full_at_depth_two_with_full_trust(behaviour_of):
    behaviour = behaviour_of()
    assert substance_payment(10.0, 0.0, behaviour) == 0
    assert substance_payment(10.0, 0.3, behaviour) == pytest.approx(10)
    assert substance_payment(10.0, 1.0, behaviour) == pytest.approx(20)  # and never more than twice that


# --- E40: costs and budget


def costs(record, behaviour_of, **levers):
    """Running costs by lever of a region with ten colleges, in its first term under these levers."""
    spending = record(SPENDING)
    running_costs(spending, record(POLICIES, **levers), record(GOVERNMENTS, colleges=10), behaviour_of())
    return {name: spending[name] for name in spending.dtype.names if spending[name]}


def test_without_levers_nothing_is_spent(record, behaviour_of):
    assert costs(record, behaviour_of) == {}


def test_levers_are_paid_in_persons_at_the_public_wage(record, behaviour_of):
    """Ten colleges, no enterprise: persons times wage, in proportion to the value of the lever (B24)."""
    b = behaviour_of()
    persons = {
        "departments": b.staff_departments,
        "evaluation": 10 * b.evaluators_college,
        "platform": b.staff_platform,
        "council": b.staff_council,
        "liaison": b.staff_liaison + 10 * b.liaison_officers,
        "reform": b.staff_reform,
        "teacher_exchange": 10 * b.exchange_substitutes,
        "standards": b.staff_standards,
        "mandate": b.staff_mandate,
        "planning": b.staff_planning,
    }
    for lever, number in persons.items():
        paid = costs(record, behaviour_of, **{lever: 0.5})
        assert paid == {lever: pytest.approx(0.5 * number * b.public_wage)}
    assert costs(record, behaviour_of, law=1) == {
        "law": pytest.approx((b.law_drafting + b.staff_law) * b.public_wage)
    }


@pytest.mark.parametrize(("first", "second"), [("liaison", "guidelines"), ("qualification", "standards")])
def test_levers_that_share_an_office_cost_the_larger_of_the_two(record, behaviour_of, first, second):
    alone = costs(record, behaviour_of, **{first: 0.5})
    assert costs(record, behaviour_of, **{first: 0.5, second: 0.5}) == alone
    both = costs(record, behaviour_of, **{first: 0.5, second: 0.75})
    office = {"liaison": "staff_liaison", "qualification": "staff_standards"}[first]
    more = 0.25 * behaviour_of()[office] * behaviour_of()["public_wage"]
    assert sum(both.values()) == pytest.approx(sum(alone.values()) + more)


def test_the_law_is_drafted_once(prepared):
    spent = [
        world.spending["law"].copy()
        for world in worlds(prepared("world=classroom", "terms=30", "policy=law"))
    ]
    drafting = [(term > 10).sum() for term in spent]
    assert sum(drafting) == len(spent[0])


def test_a_hard_budget_scales_all_levers_alike_if_rationing_is_proportional(prepared):
    """A37: next term's scale is what the budget allows of what was wanted, and never below .05."""
    ready = prepared("world=classroom", "world.policy_start=1", "terms=16", "policy=package_full",
                     "world.budget_per_enterprise=0.3", "behaviour.rationing=0")  # fmt: skip
    scale = 1.0
    bound = 0
    for world in worlds(ready):
        governments = world.governments
        lead = np.where(governments["strong_lead"], 1, world.behaviour["lead_weak"][0])
        for lever in LEVERS:
            in_force = world.paid[lever.name] > 0
            full = lever.upper * lead * scale
            assert world.paid[lever.name][in_force] == pytest.approx(full[in_force])
        assert (governments["budget_scale"] >= 0.05).all()
        wanted = world.spending_values.sum(axis=1) / scale
        limit = governments["budget"] + np.maximum(governments["reserve"], 0) / 4
        cut = wanted * governments["budget_scale"] > limit * (1 + 1e-9)
        assert (governments["budget_scale"][cut] == 0.05).all()
        bound += (governments["budget_scale"] < 1).sum()
        scale = governments["budget_scale"].copy()
    assert bound > 0


def test_a_reserve_is_capped_and_idle_terms_save_nothing(prepared):
    for world in worlds(prepared(*SUBSIDY)):
        governments = world.governments
        assert (governments["reserve"] <= 4 * governments["budget"] * (1 + 1e-12)).all()
        if world.clock["term"][0] <= START:
            assert (governments["reserve"] == 0).all()
