"""Students: closed forms of learning, six terms in every programme, conservation, strict directions (E27)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import add_links, behaviour_of, started_world, tally

from iei.sim.talent.students import (
    drop_out_rate,
    enrolled,
    graduate,
    learn,
    next_general_skill,
    next_joint_gain,
    next_practical_skill,
)

STAGES = 6


def learn_terms(world, terms):
    for _ in range(terms):
        learn(world)
        world.clock["term"] += 1
        world.clock["tallied"] += 1


def cohorts(world, column):
    """One column of the cohorts, shape (programmes offered, 6)."""
    values = np.asarray(world.cohorts[column]).reshape(-1, STAGES)
    return values[np.asarray(world.programmes["offered"])]


def graduates(world, column):
    """One column of the hand-over to the labour market, programmes offered only."""
    return np.asarray(world.programmes[column])[np.asarray(world.programmes["offered"])]


@pytest.mark.parametrize("practice_share", [0.0, 0.3, 0.55])
def test_general_skill_follows_its_closed_form(practice_share):
    behaviour = behaviour_of()
    skill = 0.25
    for _ in range(STAGES):
        skill = next_general_skill(skill, practice_share, 0.0, behaviour)
    assert skill == pytest.approx(1 - 0.75 * (1 - 0.13 * (1 - practice_share)) ** STAGES)


@pytest.mark.parametrize("speed", [0.05, 0.3, 1.0])
def test_schools_alone_follow_their_closed_form_to_the_ceiling(speed):
    behaviour = behaviour_of()
    skill = 0.1
    for _ in range(STAGES):
        skill = next_practical_skill(skill, speed, 0.0, behaviour)
    assert skill == pytest.approx(0.6 - 0.5 * (1 - speed) ** STAGES)
    for _ in range(500):
        skill = next_practical_skill(skill, speed, 0.0, behaviour)
    assert skill <= 0.6


def test_joint_delivery_alone_leads_beyond_the_school_ceiling():
    behaviour = behaviour_of()
    skill = 0.6
    for _ in range(30):
        skill = next_practical_skill(skill, 0.2, 0.4, behaviour)
    assert skill == pytest.approx(1 - 0.4 * 0.6**30)


@settings(deadline=None)
@given(skill=st.floats(0, 1), school=st.floats(0, 1), joint=st.floats(0, 0.6), practice=st.floats(0, 1))
def test_skills_stay_skills_and_never_fall(skill, school, joint, practice):
    behaviour = behaviour_of()
    assert skill <= next_practical_skill(skill, school, joint, behaviour) <= 1
    assert skill <= next_general_skill(skill, practice, 0.5, behaviour) <= 1


@settings(deadline=None)
@given(coverage=st.floats(0, 1), evaluation=st.floats(0, 1))
def test_drop_out_rate_is_lowered_by_half_at_most(coverage, evaluation):
    rate = drop_out_rate(coverage, evaluation, behaviour_of())
    assert 0.012 * 0.7 * 0.7 - 1e-12 <= rate <= 0.012


def test_students_of_the_first_even_term_are_in_odd_stages():
    persons = cohorts(started_world(), "persons")
    assert (persons[:, 0::2] == 0).all()
    assert (persons[:, 1::2].sum(axis=0) > 0).all()


def test_students_learn_exactly_six_terms():
    """Who enrols at the end of term 0 graduates in term 6, not before, with six terms of learning."""
    world = started_world()
    world.cohorts["persons"] = 0
    learn_terms(world, 1)
    entrants = cohorts(world, "persons")[:, 0].copy()
    world.colleges["intake"] = 0
    for _ in range(5):
        learn_terms(world, 1)
        assert tally(world, "graduates").sum() == 0
        assert (graduates(world, "graduates") == 0).all()
    learn_terms(world, 1)
    left = graduates(world, "graduates")
    assert entrants.sum() > left.sum() > 0.85 * entrants.sum()
    present = left > 0
    expected = 1 - 0.75 * (1 - 0.13 * 0.7) ** STAGES
    assert graduates(world, "graduate_general_skill")[present] == pytest.approx(expected)


def test_without_drop_out_everybody_graduates():
    world = started_world(dropout=0.0)
    learn_terms(world, 1)
    entered = cohorts(world, "persons")[:, 0].copy()
    learn_terms(world, 6)
    assert np.array_equal(graduates(world, "graduates"), entered)


def test_intake_and_graduation_fall_in_even_terms():
    world = started_world()
    for term in range(10):
        learn_terms(world, 1)
        for flow in ("intake", "seats"):
            assert (tally(world, flow)[-1].sum() > 0) == (term % 2 == 0)
        assert (graduates(world, "graduates").sum() > 0) == (term % 2 == 0)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), dropout=st.floats(0, 1), evaluation=st.floats(0, 1))
def test_students_balance_in_every_term(seed, dropout, evaluation):
    world = started_world(seed=seed)
    world.behaviour["dropout"] = dropout
    world.policies["evaluation"] = world.reached["evaluation"] = evaluation
    for _ in range(8):
        before = np.asarray(world.colleges["students"]).sum()
        learn_terms(world, 1)
        intake, drop_outs = (tally(world, name)[-1].sum() for name in ("intake", "drop_outs"))
        left = np.asarray(world.programmes["graduates"]).sum()
        now = np.asarray(world.colleges["students"]).sum()
        assert now == before + intake - drop_outs - left
        assert now == np.asarray(world.cohorts["persons"]).sum()
        assert (np.asarray(world.cohorts["persons"]) >= 0).all()
        assert tally(world, "drop_outs", "field")[-1].sum() == drop_outs


def test_students_of_a_college_are_those_of_its_cohorts():
    world = started_world()
    learn_terms(world, 3)
    fields = int(world.clock["fields"][0])
    for c in range(len(world.colleges)):
        assert world.colleges["students"][c] == sum(enrolled(world, c, k) for k in range(fields))


def run_pair(change, column, terms=6, **behaviour):
    """Difference of a graduate column between worlds with and without `change`, over four seeds."""
    differences = []
    for seed in range(4):
        without, with_change = started_world(seed=seed, **behaviour), started_world(seed=seed, **behaviour)
        change(with_change)
        learn_terms(without, terms + 1)
        learn_terms(with_change, terms + 1)
        differences.append(graduates(with_change, column) - graduates(without, column))
    return np.array(differences)


def test_coverage_raises_practical_skill_of_the_last_year_only():
    def cover(world):
        world.programmes["coverage"] = 0.5

    change = run_pair(cover, "graduate_practical_skill")
    assert (change > 0).all()
    world = started_world()
    cover(world)
    learn_terms(world, 1)
    other = started_world()
    learn_terms(other, 1)
    early = slice(0, 5)  # stages after advancing; the last year is stage 4 and 5
    assert np.array_equal(
        cohorts(world, "practical_skill")[:, early], cohorts(other, "practical_skill")[:, early]
    )


def test_the_joint_part_belongs_to_those_with_a_place():
    """Two terms with half of the cohort covered: the gain is that of the covered alone, the mean is E27's."""
    behaviour = behaviour_of()
    covered = without = mean = 0.3
    gain = 0.0
    for _ in range(2):
        gain = next_joint_gain(gain, mean, 0.5, 0.0, behaviour)
        mean = next_practical_skill(mean, 0.0, 0.4 * 0.5, behaviour)
        covered = next_practical_skill(covered, 0.0, 0.4, behaviour)
    assert gain == pytest.approx(covered - without, rel=0.03)
    assert next_joint_gain(0.0, 0.3, 0.0, 0.2, behaviour) == 0
    assert next_joint_gain(0.0, 0.3, 1.0, 0.2, behaviour) == pytest.approx(0.4 * 0.7)


def test_only_covered_cohorts_have_trainees_who_are_ahead():
    world = started_world()
    learn_terms(world, 3)
    assert (graduates(world, "trainee_advantage") == 0).all()
    learn_terms(world, 1)
    world.programmes["coverage"] = 0.3
    learn_terms(world, 1)
    one_term = graduates(world, "trainee_advantage")
    assert (one_term > 0.1).all()
    learn_terms(world, 2)
    assert (graduates(world, "trainee_advantage") > 1.2 * one_term).all()
    world.programmes["coverage"] = 1.0
    learn_terms(world, 2)
    assert (graduates(world, "trainee_advantage") == 0).all()


def test_evaluation_and_coverage_lower_drop_out():
    for column, table in (("evaluation", "policies"), ("coverage", "programmes")):

        def raise_it(world, column=column, table=table):
            getattr(world, table)[column] = 1.0

        change = run_pair(raise_it, "graduates")
        assert (change.sum(axis=1) >= 0).all(), column
        assert change.sum() > 0, column


def test_better_schools_and_teachers_teach_more():
    def better_school(world):
        world.governments["school_quality"] *= 1.2

    def better_teachers(world):
        world.colleges["practice_ability"] *= 1.2

    for change in (better_school, better_teachers):
        assert (run_pair(change, "graduate_practical_skill") > 0).all()


def test_orders_narrow_general_learning():
    """E30: with orders last-year students learn less theory, and nothing changes without substance."""

    def order_substantively(world):
        add_links(world, depth=4, substance=0.8)
        world.policies["orders"] = world.reached["orders"] = 1.0

    change = run_pair(order_substantively, "graduate_general_skill")
    assert (change <= 0).all()
    assert (change.min(axis=1) < 0).all()


@pytest.mark.parametrize("orders", [0.0, 1.0])
def test_formal_links_teach_nothing(orders):
    """L18: links without substance leave learning as it is, whatever their number."""

    def sign_formally(world):
        add_links(world, depth=1, substance=0.0)
        world.policies["orders"] = world.reached["orders"] = orders

    for column in ("graduates", "graduate_general_skill", "graduate_practical_skill"):
        assert (run_pair(sign_formally, column) == 0).all()


def test_internships_without_a_partner_mismatch_at_the_known_share():
    world = started_world()
    learn_terms(world, 4)
    share = tally(world, "internship_mismatches").sum() / tally(world, "interns").sum()
    assert share == pytest.approx(1 - 0.66)
    world.programmes["coverage"] = 0.5
    learn_terms(world, 1)
    share = tally(world, "internship_mismatches")[-1].sum() / tally(world, "interns")[-1].sum()
    assert share == pytest.approx(0.5 * (1 - 0.66))


def test_intake_meets_the_need_of_the_region():
    world = started_world()
    government = world.governments[0]
    colleges = np.asarray(world.colleges["region"]) == 0
    need = government["posts_start"] * 2 * (0.035 + 0.012) / (1 - 0.012) ** 6
    assert world.colleges["intake"][colleges].sum() == pytest.approx(need, abs=float(colleges.sum()))
    assert world.colleges["intake"].std() > 0


def test_a_graduating_cohort_is_handed_over_whole():
    world = started_world()
    p = int(np.flatnonzero(world.programmes["offered"])[0])
    fields = int(world.clock["fields"][0])
    row = p * STAGES + STAGES - 1
    world.cohorts["persons"][row] = 17
    world.cohorts["practical_skill"][row] = 0.44
    graduate(world, p // fields, p % fields)
    assert world.programmes["graduates"][p] == 17
    assert world.programmes["graduate_practical_skill"][p] == 0.44
    assert world.cohorts["persons"][row] == 0
