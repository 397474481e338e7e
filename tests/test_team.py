"""The team of teachers: theory beside practice, senior titles, experts who learn to teach (E26b-E26d)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world, tally

from iei.sim.talent.teaching import teach
from iei.sim.talent.team import (
    both_pass,
    expert_practice,
    next_teaching,
    next_theory,
    passes_theory,
    promoted_and_retired,
    promotion_rate,
    resting_theory,
    resting_titles,
)

STAFF = ("young_single", "young_double", "senior_single", "senior_double")


def teach_terms(world, terms):
    for _ in range(terms):
        teach(world)
        world.clock["term"] += 1
        world.clock["tallied"] += 1


def test_half_of_a_staff_at_the_pass_mark_passes():
    behaviour = behaviour_of()
    assert passes_theory(0.5, behaviour) == 0.5
    assert passes_theory(0.6, behaviour) == pytest.approx(1 / (1 + np.exp(-0.1 / 0.08)))
    assert both_pass(0.5, behaviour) == 0.5
    assert both_pass(0.5, behaviour_of(theory_required=0.0)) == 1


def test_who_fails_in_theory_does_not_become_double_qualified():
    """2.3j: of 100 who come to pass in practice, those become double-qualified who pass in theory."""
    still = {"currency_loss": 0.0, "retirement": 0.0, "conversion_base": 0.1, "ability_fading": 0.0}
    double = {}
    for theory in (0.0, 0.5, 1.0):
        world = started_world(title_learning=0.0, **still)
        for name, persons in zip(STAFF, (100_000, 0, 0, 0), strict=True):
            world.colleges[name] = persons
        world.colleges["theory"] = theory
        teach_terms(world, 1)
        double[theory] = np.asarray(world.colleges["young_double"]).mean()
    sure = 100_000 * (1 - np.exp(-0.2))
    assert double[0.5] == pytest.approx(sure / 2, rel=0.01)
    assert double[1.0] == pytest.approx(sure, rel=0.01)
    assert double[0.0] == pytest.approx(0, abs=sure / 100)


@pytest.mark.parametrize(("rate", "leaving"), [(0.015, 0.02), (0.1, 0.05), (0.0, 0.02), (0.02, 0.0)])
def test_titles_tend_to_the_closed_form(rate, leaving):
    """(1 - r) p / [1 - (1 - r)(1 - p)] of the seniors hold a senior title."""
    titled = 0.0
    for _ in range(5000):
        promoted, retired = promoted_and_retired(titled, 100, 100 * leaving, rate)
        titled += promoted - retired
    assert titled / 100 == pytest.approx(resting_titles(rate, leaving), abs=1e-9)


def test_titles_of_a_huge_staff_stay_where_they_start():
    world = started_world(terms=100, hires_double=0.0, promotion_double=0.0)
    for name, persons in zip(STAFF, (300_000, 100_000, 400_000, 200_000), strict=True):
        world.colleges[name] = persons
    share = resting_titles(0.015, 0.0125 / 0.6)
    world.colleges["titled"] = int(share * 600_000)
    teach_terms(world, 100)
    assert np.asarray(world.colleges["titled"]) / 600_000 == pytest.approx(share, abs=2e-3)


def test_double_qualification_is_promoted_sooner():
    behaviour = behaviour_of()
    assert promotion_rate(0.0, behaviour) == 0.015
    assert promotion_rate(1.0, behaviour) == pytest.approx(0.03)
    assert promotion_rate(1.0, behaviour_of(promotion=0.9)) == 1


@settings(max_examples=25, deadline=None)
@given(
    persons=st.lists(st.integers(0, 30), min_size=4, max_size=4),
    retirement=st.floats(0, 0.4),
    promotion=st.floats(0, 1),
    seed=st.integers(0, 2**32 - 1),
)
def test_titles_are_held_by_seniors(persons, retirement, promotion, seed):
    world = started_world(seed=seed, retirement=retirement, promotion=promotion)
    for name, number in zip(STAFF, persons, strict=True):
        world.colleges[name] = number
    world.colleges["titled"] = min(5, sum(persons[2:]))
    for _ in range(5):
        teach_terms(world, 1)
        titled = np.asarray(world.colleges["titled"])
        assert (titled >= 0).all()
        assert (titled <= np.asarray(world.colleges["senior_single"] + world.colleges["senior_double"])).all()
        assert ((world.colleges["theory"] >= 0) & (world.colleges["theory"] <= 1)).all()


def test_theory_rests_where_fading_and_titled_colleagues_keep_it():
    behaviour = behaviour_of()
    theory = 0.6
    for _ in range(2000):
        theory = next_theory(theory, 0.3, behaviour)
    assert theory == pytest.approx(resting_theory(0.3, behaviour))
    assert theory == pytest.approx((0.015 * 0.8 + 0.02 * 0.6) / 0.035)
    assert next_theory(0.6, 0.0, behaviour) == 0.6
    assert resting_theory(0.3, behaviour_of(title_learning=0.0)) == 0.6


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_experts_catch_up_geometrically_with_the_staff(share):
    """L9b turned round: without fading the gap to the staff shrinks by 1 - mutual_learning * share a term."""
    behaviour = behaviour_of(ability_fading=0.0)
    teaching = np.array([0.3, 0.45, 0.6])
    later = np.array([next_teaching(g, 0.7, 0.0, share, behaviour) for g in teaching])
    assert 0.7 - later == pytest.approx((1 - 0.1 * share) * (0.7 - teaching))


def test_newcomers_bring_the_teaching_of_the_start():
    behaviour = behaviour_of(mutual_learning=0.0, ability_fading=0.0)
    assert next_teaching(0.6, 0.7, 0.25, 0.8, behaviour) == pytest.approx(0.75 * 0.6 + 0.25 * 0.4)


def test_an_expert_who_teaches_perfectly_adds_all_his_practice():
    assert expert_practice(1.0, behaviour_of()) == 0.85
    assert expert_practice(0.4, behaviour_of(teaching_needed=0.0)) == 0.85
    assert expert_practice(0.4, behaviour_of()) == pytest.approx(0.85 * (1 - 0.3 * 0.6))


@pytest.mark.parametrize("seed", range(4))
def test_staff_and_experts_gain_from_each_other(seed):
    """3.3o, both ways: the gaps in practice and in teaching narrow in the same team."""
    world = started_world(seed=seed, terms=40)
    world.policies["part_time_experts"] = 1.0
    start = world.colleges["ability_single"].copy(), world.colleges["expert_teaching"].copy()
    teach_terms(world, 20)
    assert (world.colleges["ability_single"] > start[0]).all()
    assert (world.colleges["expert_teaching"] > start[1]).all()


def test_the_lever_hires_professionals_and_young_double_qualified_teachers():
    """E26a: of 1000 hires 550 come from enterprises and 270 more are double-qualified; all else balances."""
    world = started_world(currency_loss=0.0, conversion_base=0.0, conversion_joint=0.0)
    for name, persons in zip(STAFF, (0, 0, 60_000, 0), strict=True):
        world.colleges[name] = persons
    world.policies["industry_teachers"] = 1.0
    world.paid["industry_teachers"] = 1.0
    world.enterprises["workers"] = 100_000
    workers = np.asarray(world.enterprises["workers"]).sum()
    teach_terms(world, 1)
    hires = tally(world, "teacher_hires").sum()
    moved = tally(world, "moved_to_teaching").sum()
    double = np.asarray(world.colleges["young_double"]).sum()
    assert moved == pytest.approx(0.55 * hires, abs=6)
    assert double == pytest.approx(0.82 * hires, abs=12)
    assert workers - np.asarray(world.enterprises["workers"]).sum() == moved
    assert np.asarray(world.colleges[list(STAFF)].tolist()).sum() == 60_000 * len(world.colleges)
    assert world.spending["industry_teachers"].sum() == pytest.approx(4 * double)


def test_a_team_starts_where_it_stays():
    world = started_world(promotion_double=0.0)
    colleges = world.colleges
    share = (
        np.asarray(colleges["titled"]).sum() / (colleges["senior_single"] + colleges["senior_double"]).sum()
    )
    assert share == pytest.approx(resting_titles(0.015, 0.0125 / 0.6), abs=0.1)
    expected = [
        resting_theory(t / n, world.behaviour[0])
        for t, n in zip(colleges["titled"], colleges["teachers"], strict=True)
    ]
    assert colleges["theory"] == pytest.approx(expected)
    assert colleges["expert_teaching"] == pytest.approx(0.4)


def test_experts_who_join_begin_to_learn_to_teach():
    world = started_world(mutual_learning=0.0, ability_fading=0.0)
    world.policies["part_time_experts"] = 1.0
    world.colleges["expert_share"] = 0.1
    world.colleges["expert_teaching"] = 0.8
    teach_terms(world, 1)
    new = 1 - 0.1 / np.asarray(world.colleges["expert_share"])
    assert (new > 0.2).all()
    assert world.colleges["expert_teaching"] == pytest.approx(0.8 - new * 0.4)
