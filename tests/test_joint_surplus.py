"""What a joint entity earns, and what coupled interests do (E10, E16, E19, E21, B19; claim 3.3b)."""

import pytest
from claim_world import linked
from paired_province import effect_of

from iei.agents.college import active_gain
from iei.agents.tables import COLLEGES, GOVERNMENTS
from iei.policies.catalogue import POLICIES
from iei.sim.cooperation.accounts import share_surplus
from iei.sim.cooperation.joint_entities import aggregate_joint_work
from iei.sim.cooperation.joint_work import effort

PACKAGE = ("policy=package_half",)


def test_a_college_buys_places_with_its_half():
    """Half of 12 MU buys 6 / 1.5 places, in the next term, as far as joint work is substantive."""
    behaviour = {"practice_place_cost": 1.5, "surplus_places": 1.0}
    world = linked(behaviour=behaviour, joint_entity=True, benefit_enterprise=12.0, substance=0.5)
    k = int(world.links["field"][0])
    aggregate_joint_work(world)
    before = float(world.programmes["joint_students"][k])
    share_surplus(world, world.links[0], world.enterprises[world.links["enterprise"][0]])
    assert (world.colleges["surplus"][0], world.colleges["practice_spending"][0]) == (6, 6)
    assert world.colleges["cash"][0] == 0
    aggregate_joint_work(world)
    assert world.programmes["joint_students"][k] - before == pytest.approx(4 * 0.5)


def test_an_entity_without_surplus_buys_nothing():
    world = linked(joint_entity=True, benefit_enterprise=-1.0, practice_spending=3.0)
    share_surplus(world, world.links[0], world.enterprises[world.links["enterprise"][0]])
    assert world.links["practice_spending"][0] == world.colleges["surplus"][0] == 0


def test_a_surplus_is_an_interest_of_the_college(record, behaviour_of):
    """Nothing without one, half of `college_surplus` at `college_surplus_half`, and never more than all."""
    behaviour = behaviour_of(college_surplus=0.2, college_surplus_half=5)
    gains = [
        active_gain(record(COLLEGES, friction=1, surplus=s), record(GOVERNMENTS), record(POLICIES), behaviour)
        for s in (0.0, 5.0, 1e9)
    ]
    assert [gain - gains[0] for gain in gains] == pytest.approx([0, 0.1, 0.2])


def test_common_interest_keeps_work_going(behaviour_of):
    """E16: whoever performs is not bound by it; without it only the leak is left."""
    behaviour = behaviour_of(leak=0.1, coupling_effort=0.5)
    assert effort(True, 0.4, behaviour) == 1
    assert effort(False, 0.0, behaviour) == 0.1
    assert effort(False, 0.4, behaviour) == pytest.approx(0.1 + 0.9 * 0.5 * 0.4)


@pytest.mark.parametrize(
    ("outcome", "sign", "coefficient", "on"),
    [
        ("bought_places", 1, "surplus_places", 1),
        ("internship_mismatch", -1, "surplus_places", 1),
        ("practical_skill", 1, "surplus_places", 1),
        ("colleges_active_share", 1, "college_surplus", 0.5),
    ],
)
def test_surplus_acts_in_whole_runs(outcome, sign, coefficient, on):
    """Claim 3.3b."""
    assert sign * effect_of(outcome, PACKAGE, coefficient, on=on, seeds=48) > 3


def test_common_interest_keeps_agreements_from_standing_on_paper():
    """Claim 3.3b, where interests grow together fast; slowly, it is within the luck of the runs."""
    fast = (*PACKAGE, "behaviour.coupling_growth=0.1")
    assert effect_of("paper_gap", fast, "coupling_effort", on=1, seeds=24) < -3
