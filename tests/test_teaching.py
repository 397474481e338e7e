"""Teachers: closed forms of staff and abilities, conservation, certificates without effect (L9, F15)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, started_world, tally

from iei.sim.talent.staff import band_flows, conversion_rate
from iei.sim.talent.teaching import next_ability, practice_ability, teach

STAFF = ("young_single", "young_double", "senior_single", "senior_double")


def staff(world):
    """Teachers by college, shape (colleges, 4), columns in the order of `STAFF`."""
    return np.column_stack([np.asarray(world.colleges[name]) for name in STAFF])


def teach_terms(world, terms):
    for _ in range(terms):
        teach(world)
        world.clock["term"] += 1
        world.clock["tallied"] += 1


@pytest.mark.parametrize(
    ("conversion", "loss", "retirement", "hires_double"),
    [(0.03, 0.012, 0.0125, 0.1), (0.1, 0.03, 0.02, 0.6), (0.004, 0.005, 0.01, 0.0)],
)
def test_one_age_band_tends_to_the_closed_form(conversion, loss, retirement, hires_double):
    """L9: d* = [(1 - rho) q + rho al] / [1 - (1 - rho)(1 - dl - q)]; the total stays."""
    single, double = 100.0, 0.0
    for _ in range(3000):
        single_out, double_out, converted, lost = band_flows(single, double, retirement, conversion, loss)
        hired = single_out + double_out
        single += lost - converted - single_out + (1 - hires_double) * hired
        double += converted - lost - double_out + hires_double * hired
    stay = 1 - retirement
    expected = (stay * conversion + retirement * hires_double) / (1 - stay * (1 - loss - conversion))
    assert single + double == pytest.approx(100)
    assert double / 100 == pytest.approx(expected, rel=1e-9)


def test_whole_staff_tends_to_the_fixed_point_of_its_flows():
    """Four stocks n' = A n + b: the whole-number model agrees with linear algebra on a huge staff."""
    world = started_world(hires_double=0.0, conversion_joint=0.0, theory_required=0.0, terms=150)
    behaviour = world.behaviour[0]
    for name in STAFF:
        world.colleges[name] = 2_500_000
    teach_terms(world, 150)

    ageing, retirement, loss = 0.0125 / 0.4, 0.0125 / 0.6, 0.012
    young = conversion_rate(0.0, 0.0, 0.0, 2.0, behaviour)
    senior = conversion_rate(0.0, 0.0, 0.0, 1.0, behaviour)
    expected = np.full(4, 2_500_000.0)
    for _ in range(150):
        y1, y2, s1, s2 = expected
        retired = retirement * (s1 + s2)
        expected = np.array(
            [
                (1 - ageing) * ((1 - young) * y1 + loss * y2) + retired,
                (1 - ageing) * ((1 - loss) * y2 + young * y1),
                (1 - retirement) * ((1 - senior) * s1 + loss * s2) + ageing * y1,
                (1 - retirement) * ((1 - loss) * s2 + senior * s1) + ageing * y2,
            ]
        )
    assert staff(world) == pytest.approx(np.tile(expected, (len(world.colleges), 1)), rel=1e-4)


def test_two_fifths_of_the_staff_stay_young():
    world = started_world(terms=100, hires_double=0.0)
    for name, persons in zip(STAFF, (300_000, 100_000, 400_000, 200_000), strict=True):
        world.colleges[name] = persons
    teach_terms(world, 100)
    young = staff(world)[:, :2].sum(axis=1) / staff(world).sum(axis=1)
    assert young == pytest.approx(0.4, abs=1e-4)


@settings(max_examples=25, deadline=None)
@given(
    persons=st.lists(st.integers(0, 30), min_size=4, max_size=4),
    loss=st.floats(0, 1),
    retirement=st.floats(0, 0.4),
    conversion=st.floats(0, 2),
    seed=st.integers(0, 2**32 - 1),
)
def test_staff_is_conserved_and_never_negative(persons, loss, retirement, conversion, seed):
    world = started_world(
        seed=seed, currency_loss=loss, retirement=retirement, conversion_base=conversion, hires_double=0.5
    )
    for name, number in zip(STAFF, persons, strict=True):
        world.colleges[name] = number
    for _ in range(5):
        teach_terms(world, 1)
        assert (staff(world) >= 0).all()
        assert (staff(world).sum(axis=1) == sum(persons)).all()


def test_hires_from_industry_leave_an_enterprise_of_the_region():
    world = started_world(retirement=0.2, hires_double=0.5)
    world.colleges["young_single"] += 200
    world.colleges["senior_single"] += 200
    workers = np.asarray(world.enterprises["workers"]).copy()
    before = staff(world).sum()
    teach_terms(world, 3)
    moved = tally(world, "moved_to_teaching")
    regions = np.asarray(world.enterprises["region"])
    gone = workers - np.asarray(world.enterprises["workers"])
    assert (gone >= 0).all()
    assert gone.sum() > 50
    assert np.bincount(regions, gone).tolist() == moved.sum(axis=0).tolist()
    for kind in ("size", "field"):
        assert tally(world, "moved_to_teaching", kind).sum() == moved.sum()
    assert staff(world).sum() == before
    assert (tally(world, "teacher_hires") == tally(world, "teacher_retirements")).all()


def test_without_workers_in_the_region_hires_come_single_qualified():
    world = started_world(
        retirement=0.2, hires_double=0.9, conversion_base=0.0, conversion_joint=0.0, currency_loss=0.0
    )
    world.enterprises["workers"] = 0
    for name in STAFF:
        world.colleges[name] = 50
    doubles = staff(world)[:, [1, 3]].sum()
    teach_terms(world, 4)
    assert staff(world)[:, [1, 3]].sum() < doubles
    assert (np.asarray(world.enterprises["workers"]) == 0).all()
    assert tally(world, "moved_to_teaching").sum() == 0


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_mixed_teams_catch_up_geometrically(share):
    """L9b: without fading the gap to the experts shrinks by 1 - lm * share, its variance by the square."""
    behaviour = behaviour_of(ability_fading=0.0)
    abilities = np.array([0.3, 0.45, 0.7])
    later = np.array([next_ability(b, 0.35, share, behaviour) for b in abilities])
    factor = 1 - 0.05 * share
    assert 0.85 - later == pytest.approx(factor * (0.85 - abilities))
    assert later.var() == pytest.approx(factor * factor * abilities.var())


def test_ability_fades_to_its_start_without_experts():
    behaviour = behaviour_of()
    assert next_ability(0.35, 0.35, 0.0, behaviour) == 0.35
    assert next_ability(0.55, 0.35, 0.0, behaviour) == pytest.approx(0.35 + 0.98 * 0.2)


def test_teachers_above_the_experts_do_not_unlearn():
    behaviour = behaviour_of(ability_expert=0.7, ability_fading=0.0)
    assert next_ability(0.8, 0.8, 0.3, behaviour) == 0.8


@settings(deadline=None)
@given(
    persons=st.lists(st.integers(0, 50), min_size=4, max_size=4),
    experts=st.floats(0, 0.4),
    single=st.floats(0.2, 0.5),
    double=st.floats(0.6, 0.9),
)
def test_practice_ability_lies_between_the_abilities_it_mixes(persons, experts, single, double):
    college = started_world().colleges[0]
    for name, number in zip(STAFF, persons, strict=True):
        college[name] = number
    college["expert_share"], college["ability_single"], college["ability_double"] = experts, single, double
    value = practice_ability(college, behaviour_of())
    assert min(single, 0.85) - 1e-12 <= value <= max(double, 0.85) + 1e-12


def test_certificates_follow_their_closed_form():
    """F15 with A29: from .25 toward the target, and nothing else in a college depends on them."""
    world = started_world()
    start = np.asarray(world.colleges["certified"]).copy()
    target = np.asarray(world.governments["certified_target"])[np.asarray(world.colleges["region"])]
    teach_terms(world, 22)
    assert world.colleges["certified"] == pytest.approx(target - (target - start) * (1 - 0.105) ** 22)


def test_certificates_teach_nothing():
    plain, papers = started_world(), started_world()
    papers.colleges["certified"] = 0.9
    papers.governments["certified_target"] = 0.9
    teach_terms(plain, 10)
    teach_terms(papers, 10)
    assert (np.asarray(papers.colleges["certified"]) > np.asarray(plain.colleges["certified"])).all()
    for name in plain.colleges.dtype.names:
        if name != "certified":
            assert np.array_equal(plain.colleges[name], papers.colleges[name]), name


@pytest.mark.parametrize(
    ("lever", "column"),
    [
        ("teacher_exchange", "young_double"),
        ("part_time_experts", "young_double"),
        ("part_time_experts", "practice_ability"),
        ("part_time_experts", "ability_single"),
        ("part_time_experts", "ability_double"),
        ("evaluation", "certified"),
    ],
)
def test_levers_raise_what_they_are_for(lever, column):
    changes = []
    for seed in range(4):
        without, with_lever = started_world(seed=seed), started_world(seed=seed)
        with_lever.policies[lever] = 1.0
        for world in (without, with_lever):
            teach_terms(world, 20)
        changes.append(np.mean(with_lever.colleges[column]) - np.mean(without.colleges[column]))
    assert min(changes) > 0


def test_joint_work_converts_teachers():
    changes = []
    for seed in range(4):
        without, joint = started_world(seed=seed), started_world(seed=seed)
        joint.programmes["coverage"] = 0.5
        joint.programmes["teaching_substance"] = 0.5
        for world in (without, joint):
            teach_terms(world, 10)
        changes.append((staff(joint) - staff(without))[:, [1, 3]].sum())
    assert min(changes) > 0


def test_experts_reach_their_share():
    world = started_world(terms=60)
    world.policies["part_time_experts"] = 0.5
    teach_terms(world, 60)
    assert world.colleges["expert_share"] == pytest.approx(0.5 * 0.3)
