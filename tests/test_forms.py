"""Forms of cooperation open channels: each its own (E18, B17)."""

import numpy as np
import pytest
from claim_world import linked
from paired_province import effect_of

from iei.experiments.plan.configuration import scenario
from iei.sim.base.chance import replicate_seed
from iei.sim.cooperation.forms import adoption_chance, form_share
from iei.sim.cooperation.joint_entities import aggregate_joint_work
from iei.sim.cooperation.links import survey_links
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import prepare, simulate
from iei.sim.world.tables import (
    APPRENTICESHIP,
    FORMS,
    INTERNSHIP,
    JOINT_BASE,
    ORDER_CLASS,
    SERVICE,
    STAFF_EXCHANGE,
)

PACKAGE = ("policy=package_half",)
START = 20  # policies of the province start in this term
COLUMN = {
    INTERNSHIP: "practice_substance",
    STAFF_EXCHANGE: "teaching_substance",
    SERVICE: "frontier_substance",
    JOINT_BASE: "joint_students",
}


def aggregated(modes, **behaviour):
    """The programme of a classroom's only link, whose joint substance is .8, with these forms."""
    world = linked(behaviour=behaviour, depth=4, substance=0.8, modes=modes)
    aggregate_joint_work(world)
    return world.programmes[int(world.links["field"][0])]


@pytest.mark.parametrize("form", COLUMN)
def test_a_form_opens_its_channel_and_no_other(form):
    """A missing form leaves `form_absent` of its channel's gain; the others are as with all forms."""
    complete = aggregated(2**FORMS - 1, form_absent=0.25)
    without = aggregated(2**FORMS - 1 - (1 << form), form_absent=0.25)
    for other, column in COLUMN.items():
        share = 0.25 if other == form else 1
        assert without[column] == pytest.approx(share * complete[column])
    assert without["curriculum_substance"] == complete["curriculum_substance"] == pytest.approx(0.8)


def test_forms_are_only_counted_if_absence_costs_nothing():
    for column in COLUMN.values():
        assert aggregated(0, form_absent=1.0)[column] == aggregated(63, form_absent=1.0)[column]


def test_a_joint_entity_is_a_joint_base():
    world = linked(behaviour={"form_absent": 0.5}, modes=1, joint_entity=True)
    shares = [form_share(world.links[0], form, world.behaviour[0]) for form in range(FORMS)]
    assert shares == [1, 0.5, 1, 0.5, 0.5, 0.5]


def test_apprenticeship_is_what_an_enterprise_counts_on():
    for modes, share in ((1, 0.5), (1 | 1 << APPRENTICESHIP, 1)):
        world = linked(behaviour={"form_absent": 0.5}, modes=modes)
        survey_links(world)
        assert world.enterprises["apprentice_share"][world.links["enterprise"][0]] == share


@pytest.mark.parametrize(("form", "lever"), [(ORDER_CLASS, "orders"), (STAFF_EXCHANGE, "teacher_exchange")])
def test_levers_bring_their_form(form, lever):
    """Also to shallow links, in which no other form is found."""
    world = linked(behaviour={"form_push": 0.2}, depth=1, substance=1.0, modes=1)
    world.reached[lever] = 0.5
    chance = [adoption_chance(world.links[0], f, world.reached[0], world.behaviour[0]) for f in range(FORMS)]
    assert chance == [0.1 if f == form else 0 for f in range(FORMS)]


@pytest.mark.parametrize(
    ("outcome", "sign"),
    [
        ("link_placement_share", -1),  # order classes
        ("internship_mismatch", 1),  # joint bases
        ("double_qualified_able", -1),  # staff exchange
        ("curriculum_lag", 1),  # service and research
        ("retention", -1),  # apprenticeship
        ("practical_skill", -1),
    ],
)
def test_missing_forms_cost_what_they_open(outcome, sign):
    """Claims 2.2d, 2.3a, 3.3g in whole runs."""
    assert sign * effect_of(outcome, PACKAGE, "form_absent", on=0.2, off=1) > 3


def test_orders_diversify_forms():
    assert effect_of("mode_entropy", ("policy=orders",), "form_push", on=0.2) > 3


def test_cooperation_has_a_single_form_before_any_policy():
    """Claim 2.2d, while joint work finds more of them under a package (2.3a)."""
    ready = {p: prepare(scenario(["world=province", f"policy={p}"])) for p in ("none", "package_half")}
    column = list(OUTCOMES).index("mode_entropy")
    entropy = {
        p: np.mean(
            [simulate(r, replicate_seed(33, i)).values[[START, -1], column] for i in range(12)], axis=0
        )
        for p, r in ready.items()
    }
    assert entropy["none"][0] < 0.45
    assert entropy["package_half"][1] > entropy["none"][0] + 0.3
