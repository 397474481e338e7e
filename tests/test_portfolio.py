"""Programmes open and close one at a time, within limits, and students are taught to the end (E25a)."""

import numpy as np
import pytest
from talent_world import add_links, started_world

from iei.sim.cooperation.dissolution import dissolve_links
from iei.sim.cooperation.joint_entities import aggregate_joint_work
from iei.sim.talent.attention import believe
from iei.sim.talent.portfolio import (
    close_programme,
    count_seats,
    field_to_close,
    field_to_open,
    fields_offered,
    has_partner_near,
    open_programme,
    plan_portfolio,
    region_seats,
    shortage,
    shortage_seen,
)
from iei.sim.talent.seats import plan_programmes
from iei.sim.talent.students import learn, learn_one_term
from iei.sim.world.tables import STAGES

WIDE = {"fields": 6, "fields_per_college": 3}
EAGER = {"programme_rate": 1.0, "college_friction": 1.0}


def wide_world(**behaviour):
    """Six fields, of which every college offers three, just before the first plans."""
    world = started_world(world=WIDE, **behaviour)
    world.programmes["age"] += 1
    count_seats(world)
    for c in range(len(world.colleges)):
        believe(world, c)
    return world


def of_college(world, name, c=0):
    """A column of the programmes of a college, by field."""
    fields = len(world.fields)
    return world.programmes[name][c * fields : (c + 1) * fields]


def seats_of(world, c=0):
    """Seats of the region of a college, persons a year."""
    return region_seats(world, world.colleges["region"][c])


def ratios(world, c=0):
    """Shortage of every field as a college sees it."""
    return np.array([shortage_seen(world, c, k, seats_of(world, c)) for k in range(len(world.fields))])


def plan(world, c=0):
    plan_portfolio(world, c, seats_of(world, c))


@pytest.mark.parametrize(
    ("believed", "seats", "expected"), [(0.2, 0.2, 1), (0.3, 0.2, 1.5), (0.1, 0.0, 5), (0.0, 0.3, 0.2)]
)
def test_shortage_is_demand_over_seats_within_limits(believed, seats, expected):
    assert shortage(believed, seats) == pytest.approx(expected)


def test_seats_of_a_region_are_the_intakes_of_its_colleges():
    world = wide_world()
    for g in range(len(world.governments)):
        assert region_seats(world, g) == pytest.approx(
            world.colleges["intake"][world.colleges["region"] == g].sum()
        )


def test_the_least_wanted_field_closes_and_the_most_wanted_opens():
    world = wide_world(**EAGER)
    of_college(world, "believed")[:] = 0.0
    offered = np.flatnonzero(of_college(world, "offered"))
    other = np.flatnonzero(~of_college(world, "offered"))
    of_college(world, "believed")[offered] = [0.01, 0.3, 0.3]
    of_college(world, "believed")[other] = [0.0, 0.39, 0.0]
    found = ratios(world)
    assert found[offered[0]] < 0.75
    assert found[other[1]] > 1.25
    assert field_to_close(world, 0, seats_of(world)) == offered[0]
    assert field_to_open(world, 0, seats_of(world)) == other[1]
    plan(world)
    assert list(np.flatnonzero(of_college(world, "offered"))) == sorted([*offered[1:], other[1]])
    shares = of_college(world, "seats_share")
    assert shares.sum() == pytest.approx(1)
    assert shares[other[1]] == pytest.approx(0.15)
    assert shares[offered[0]] == 0
    g, field = int(world.colleges["region"][0]), len(world.governments) + 4 + other[1]
    assert world.tallies["openings"][0, [g, field]].tolist() == [1, 1]
    assert world.tallies["opening_cost"][0, g] == 50
    assert world.tallies["closings"][0, g] == 1


def test_nothing_moves_within_the_thresholds():
    world = wide_world(close_ratio=0.0, open_ratio=6.0, **EAGER)
    before = np.asarray(world.programmes["offered"]).copy()
    for c in range(len(world.colleges)):
        plan(world, c)
    assert np.array_equal(before, world.programmes["offered"])


def test_at_rate_zero_colleges_keep_their_fields_and_follow_no_others():
    world = started_world(world=WIDE, programme_rate=0.0, intake_speed=0.0)
    before = np.asarray(world.programmes["offered"]).copy()
    assert (world.programmes["demand_estimate"][~before] == 0).all()
    for term in range(20):
        world.clock["term"] = term
        world.clock["tallied"] = term
        plan_programmes(world)
    assert np.array_equal(before, world.programmes["offered"])
    assert (world.programmes["believed"][~before] == 0).all()


def test_young_programmes_and_joint_plans_are_shielded():
    world = wide_world(**EAGER)
    of_college(world, "believed")[:] = 0.0
    assert field_to_close(world, 0, seats_of(world)) >= 0
    of_college(world, "age")[:] = STAGES - 1
    assert field_to_close(world, 0, seats_of(world)) == -1
    of_college(world, "age")[:] = STAGES
    of_college(world, "joint_plan")[:] = True
    assert field_to_close(world, 0, seats_of(world)) == -1


@pytest.mark.parametrize(("depth", "planned"), [(1, False), (2, True), (5, True)])
def test_a_joint_plan_is_a_link_at_depth_two_or_more(depth, planned):
    world = started_world(world=WIDE)
    add_links(world, depth=depth)
    aggregate_joint_work(world)
    k = int(world.links["field"][0])
    assert bool(of_college(world, "joint_plan")[k]) is planned
    near = [(k - 1) % 6, (k + 1) % 6]
    assert [bool(has_partner_near(world, 0, j)) for j in near] == [planned, planned]


def test_a_portfolio_stays_between_its_limits():
    world = wide_world(portfolio_minimum=2, portfolio_maximum=4, open_ratio=1.0, close_ratio=1.0, **EAGER)
    for term in range(0, 60, 2):
        world.clock["term"] = term % 40
        world.clock["tallied"] = term % 40
        plan_programmes(world)
        numbers = [fields_offered(world, c) for c in range(len(world.colleges))]
        assert min(numbers) >= 2
        assert max(numbers) <= 4


def test_a_new_curriculum_is_behind_what_everybody_knows():
    world = wide_world()
    k = int(np.flatnonzero(~of_college(world, "offered"))[0])
    open_programme(world, 0, k)
    behind = world.fields["frontier_public"][k] - of_college(world, "curriculum")[k]
    assert np.linalg.norm(behind) == pytest.approx(0.12)


def test_a_new_programme_teaches_worse_for_three_years():
    def learned(age):
        world = started_world()
        k = int(np.flatnonzero(of_college(world, "offered"))[0])
        of_college(world, "age")[k] = age
        learn_one_term(world, 0, k, 1)
        return world.cohorts["practical_skill"][k * STAGES + 1]

    assert learned(STAGES - 1) < learned(STAGES) == learned(STAGES + 20)


def test_a_closed_programme_teaches_its_cohorts_to_the_end_and_then_its_links_end():
    world = started_world(world=WIDE, dropout=0.0, exit_hazard=0.0)
    add_links(world, depth=1, trust=1.0)
    world.enterprises["strategy"] = 1
    k = int(world.links["field"][0])
    students = world.cohorts["persons"][k * STAGES : (k + 1) * STAGES].sum()
    close_programme(world, 0, k)
    graduates, linked = 0, []
    for term in range(STAGES):
        world.clock["term"] = term
        world.clock["tallied"] = term
        taught = bool(of_college(world, "taught")[k])
        dissolve_links(world)
        live = world.links["college"][: int(world.clock["links"][0])]
        assert bool((live == 0).any()) is taught
        linked.append(taught)
        learn(world)
        graduates += of_college(world, "graduates")[k]
        of_college(world, "graduates")[:] = 0
    assert graduates == students > 0
    assert linked == [True] * 5 + [False]  # the youngest cohort of the start leaves in term 4


def test_friction_slows_changes():
    def changes(friction):
        total = 0
        for seed in range(30):
            world = started_world(seed=seed, world=WIDE, open_ratio=1.0, close_ratio=1.0)
            world.colleges["friction"] = friction
            plan_programmes(world)
            total += world.tallies["openings"][0, :2].sum() + world.tallies["closings"][0, :2].sum()
        return total

    assert changes(1.0) > 1.5 * changes(2.0) > 0
