"""Mechanisms of law, supervision and government that no other test argues for; each names its claims."""

import numpy as np
import pytest
from claim_world import started

from iei.agents.government import assess, govern
from iei.policies.departments import execution_delay_terms, leading_capacity
from iei.policies.evaluation import reward_of_counting, reward_of_substance, score_spread
from iei.policies.incentives import take_up
from iei.policies.law import compensation, matured, operability_target
from iei.policies.supervision import audit_number, detection_quality, fine_amount, loss_on_detection
from iei.sim.cooperation.accounts import pay
from iei.sim.cooperation.joint_work import depth_threshold


def test_many_provisions_that_nobody_can_use_are_weak_law(behaviour_of):
    """Claims 2.1a, 2.1b, 3.1a: the count of provisions counts only times their operability."""
    many = behaviour_of(law_provisions=5, law_operability_start=0.02)
    few = behaviour_of(law_provisions=1)
    present = behaviour_of(law_provisions=2.5, law_operability_start=0.08)
    assert operability_target(0.0, many) < 0.1 < 0.6 < operability_target(1.0, few)
    start_value = operability_target(0.0, present)
    assert start_value == pytest.approx(0.1813, abs=1e-4)
    steps = [start_value]
    for _ in range(4):
        steps.append(matured(steps[-1], operability_target(1.0, present), 0.25))
    assert (np.diff(steps) > 0).all()


def test_law_gives_force_to_what_depends_on_it(behaviour_of):
    """Claims 2.1c, 2.1d, 3.1a, 3.1e: take-up, compensation, fines and clawback rise from (nearly) nothing."""
    behaviour = behaviour_of(takeup_base=0.4)
    none, some, full = 0.0, 0.5, 1.0
    assert fine_amount(1.0, 8, none, behaviour) == 0
    assert loss_on_detection(3.0, fine_amount(1.0, 8, none, behaviour), 0.0, 8, none, behaviour) == 0
    assert compensation(2.0, 0.3, none, behaviour) == 0
    assert take_up(none, behaviour) == pytest.approx(0.4)
    assert take_up(full, behaviour) == 1
    for of_law in (
        lambda law: take_up(law, behaviour),
        lambda law: compensation(2.0, 0.3, law, behaviour),
        lambda law: loss_on_detection(3.0, fine_amount(1.0, 8, law, behaviour), 0.0, 8, law, behaviour),
        lambda law: detection_quality(law, 0.0, 0.0, behaviour),
        lambda law: -depth_threshold(2, law, 0.0, behaviour),
    ):
        assert of_law(none) < of_law(some) < of_law(full)


def test_without_staff_there_are_no_audits(behaviour_of):
    """Claims 2.1g, 3.1c: a wish for audits meets the staff, and named departments have more of it."""
    behaviour = behaviour_of(audit_staff=0.12, audit_staff_departments=0.25)
    assert audit_number(0.5, 1000, 100, 0.0, 1.0, behaviour) == 12
    assert audit_number(0.5, 1000, 100, 1.0, 1.0, behaviour) == 37
    assert audit_number(0.5, 10, 100, 0.0, 1.0, behaviour) == 5
    assert audit_number(0.5, 1000, 100, 0.0, 0.5, behaviour) == 6  # half of them without a department's help


@pytest.mark.parametrize(("validity", "expected"), [(0.0, [1, 0]), (1.0, [0, 0.6])])
def test_an_invalid_score_cannot_tell_paper_from_substance(validity, expected):
    """Claim 2.1h: validity decides whether paper or substance makes a region look better."""
    world = started(evaluation_validity=validity)
    world.governments["links"][:2] = [1000, 0]
    world.governments["mean_substance"][:2] = [0.0, 0.6]
    for g in range(2):
        assess(world, g)
    assert world.governments["score"][:2] == pytest.approx(expected)


def test_standards_and_evaluation_make_scores_precise(behaviour_of):
    """Claims 2.1h, 3.1d, 3.2d."""
    behaviour = behaviour_of()
    spread = [
        score_spread(evaluation, standards, behaviour)
        for evaluation, standards in ((0, 0), (1, 0), (1, 0.6), (1, 1))
    ]
    assert (np.diff(spread) < 0).all()


def test_the_weakest_department_limits_government(behaviour_of):
    """Claims 2.1i, 2.2h, 3.1c, 3.2f, 3.3d: support raises capacity; capacity shortens execution."""
    assert leading_capacity(0.8, 0.25, 0.0) == pytest.approx(0.2)
    assert leading_capacity(0.8, 0.25, 0.5) == pytest.approx(0.5)
    assert leading_capacity(0.8, 0.25, 1.0) == pytest.approx(0.8)
    assert [execution_delay_terms(kap, behaviour_of(execution_delay=4)) for kap in (0.0, 0.5, 1.0)] == [
        4,
        2,
        0,
    ]


def test_levers_work_in_proportion_to_leading_capacity():
    """Claims 2.2a, 2.2h: what is paid for is the same, what works is the share that capacity lets through."""
    effective, paid = [], []
    for capacity in (0.5, 1.0):
        world = started("policy=council", execution_delay=0)
        world.clock["term"] = 24
        world.clock["tallied"] = 24
        world.governments["capacity_intrinsic"] = capacity
        for department in ("education", "human_resources", "industry"):
            world.governments[f"support_{department}"] = 1.0
        for g in range(len(world.governments)):
            govern(world, g)
        effective.append(np.asarray(world.policies["council"]).copy())
        paid.append(np.asarray(world.paid["council"]).copy())
    assert (paid[0] > 0).all()
    assert np.array_equal(paid[0], paid[1])
    assert effective[1] == pytest.approx(2 * effective[0])


def test_a_government_of_half_capacity_pays_double():
    """Claim 2.2h: half of the spending leaks on the way."""
    world = started()
    world.governments["capacity"] = 0.5
    pay(world, world.enterprises[0], 10.0, 2)
    government = world.governments[world.enterprises["region"][0]]
    assert (government["paid_out"], government["leakage"]) == (20, 10)


def test_government_wants_growth_placement_and_filled_posts():
    """Claim 3.1g: its utility rises with output and graduates' wages, falls with open posts and spending."""

    def utility(**columns):
        world = started()
        base = {"output_last": 100.0, "output": 100.0, "posts_start": 100.0, "budget": 10.0}
        for name, value in (base | columns).items():
            world.governments[name][0] = value
        assess(world, 0)
        return world.governments["utility"][0]

    assert utility(output=110.0) > utility() < utility(wages_placed=5.0)
    assert utility(vacancies=20) < utility() > utility(spent=5.0)


def test_evaluation_that_counts_rewards_paper(behaviour_of):
    """Claims 2.2e, 3.1f: below a validity of one half paper pays more than work, above it less."""
    for validity in (0.0, 0.25, 0.75, 1.0):
        behaviour = behaviour_of(evaluation_validity=validity)
        paper = reward_of_counting(1.0, 0.0, 8, behaviour)
        work = reward_of_substance(1.0, 0.0, 8, behaviour)
        assert np.sign(work - paper) == np.sign(validity - 0.5)
