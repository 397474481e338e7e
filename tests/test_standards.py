"""Five parts of the standards of cooperation, each with an effect of its own (B15; claim 3.1d)."""

import pytest
from paired_province import effect, effect_of

from iei.agents.enterprise_interests import fixed_cost
from iei.agents.tables import ENTERPRISES, GOVERNMENTS
from iei.experiments.plan.configuration import scenario
from iei.policies.catalogue import POLICIES, SPENDING
from iei.policies.evaluation import score_spread, validity
from iei.policies.standards import (
    PARTS,
    examined,
    parts_in_force,
    places_demanded,
    prescription,
    standards_running_cost,
)
from iei.policies.supervision import detection_quality
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.layout import lay_out
from iei.sim.talent.curriculum import curriculum_speed

NONE = ("policy=standards", "policy.standards.qualification=0", "policy.standards.standards=0")
EVALUATED = ("policy=evaluation",)


def parts(*named):
    """Overrides of a policy that sets these parts of the standards and nothing else."""
    setting = f"policy.standards.standards={{value: 1, parts: [{', '.join(named)}]}}"
    return ("policy=standards", "policy.standards.qualification=0", setting)


def effects(record, behaviour):
    """What full standards change, by part."""
    plain, policy = record(POLICIES), record(POLICIES, standards=1.0)
    firm = record(ENTERPRISES, fixed_cost_factor=1.0)
    return {
        "content": curriculum_speed(0.0, 1.0, 0.0, 1.0, behaviour)
        > curriculum_speed(0.0, 1.0, 0.0, 0.0, behaviour)
        and prescription(policy, 0.0, behaviour) > 1,
        "form": fixed_cost(firm, policy, 0.0, behaviour) < fixed_cost(firm, plain, 0.0, behaviour),
        "evaluation": validity(1.0, behaviour) > validity(0.0, behaviour)
        and score_spread(1.0, 1.0, behaviour) < score_spread(1.0, 0.0, behaviour)
        and detection_quality(0.0, 0.0, 1.0, behaviour) > detection_quality(0.0, 0.0, 0.0, behaviour),
        "examination": examined(0.0, 1.0, behaviour) > 0,
        "capital": places_demanded(1.0, behaviour) > 1,
    }


@pytest.mark.parametrize("part", PARTS)
def test_a_part_has_its_own_effect_and_no_other(record, behaviour_of, part):
    alone = behaviour_of(**{f"standards_{other}": float(other == part) for other in PARTS})
    assert effects(record, alone) == {other: other == part for other in PARTS}
    assert all(effects(record, behaviour_of()).values())


def test_a_policy_sets_all_parts_or_those_that_it_names():
    def weights(*overrides):
        behaviour = lay_out(scenario(["world=classroom", *overrides])).behaviour
        return [float(behaviour[f"standards_{part}"][0]) for part in PARTS]

    assert weights("policy=standards") == [1, 1, 1, 1, 1]
    assert weights(*parts("capital", "content")) == [1, 0, 0, 0, 1]
    named = scenario(["world=classroom", *parts("capital", "content")])
    assert type(named).from_mapping(named.to_mapping()) == named  # in one order


@pytest.mark.parametrize("setting", ["{value: 1, parts: [contents]}", "{value: 1, parts: 3}"])
def test_a_part_that_does_not_exist_is_refused(setting):
    with pytest.raises(InvalidInput, match="parts"):
        scenario(["world=classroom", "policy=standards", f"policy.standards.standards={setting}"])


def test_other_levers_have_no_parts():
    with pytest.raises(InvalidInput, match="parts"):
        scenario(["world=classroom", "policy=council", "policy.council.council={value: 1, parts: [form]}"])


def test_fewer_parts_cost_less(record, behaviour_of):
    for named, share in ((PARTS, 1), (PARTS[:2], 0.4), ((), 0)):
        behaviour = behaviour_of(**{f"standards_{part}": float(part in named) for part in PARTS})
        spending = record(SPENDING)
        standards_running_cost(spending, record(POLICIES, standards=1.0), record(GOVERNMENTS), behaviour)
        assert parts_in_force(behaviour) == pytest.approx(share)
        assert spending.standards == pytest.approx(share * behaviour.staff_standards * behaviour.public_wage)


def test_what_is_prescribed_is_not_all_of_use(record, behaviour_of):
    """Content or a duty in force, whichever prescribes more: the same curriculum is not paid twice."""
    behaviour = behaviour_of(prescribed_unused=0.17, instruction_share=0.5)
    for levers, law, prescribed in (
        ({}, 1.0, 0),
        ({"standards": 1.0}, 0.0, 1),
        ({"mandate": 1.0}, 0.5, 0.5),
        ({"standards": 0.4, "mandate": 1.0}, 0.5, 0.5),
    ):
        cost = prescription(record(POLICIES, **levers), law, behaviour)
        assert cost == pytest.approx(1 + 0.5 * 0.17 * prescribed)


@pytest.mark.parametrize(
    ("qualification", "standards", "seen"), [(0, 0, 0), (1, 0, 1), (0, 1, 0.5), (1, 1, 1)]
)
def test_examinations_show_what_qualification_leaves(behaviour_of, qualification, standards, seen):
    behaviour = behaviour_of(examination_standard=0.5)
    assert examined(float(qualification), float(standards), behaviour) == seen


@pytest.mark.parametrize(
    ("part", "outcome", "sign"),
    [
        ("content", "curriculum_dispersion", -1),
        ("content", "curriculum_lag", -1),
        ("content", "substantive_share", -1),  # what is prescribed costs
        ("form", "linked_share", 1),
        ("examination", "rejection_rate", -1),
        ("examination", "match_rate", 1),
        ("capital", "internship_mismatch", -1),
    ],
)
def test_every_part_acts_in_whole_runs(part, outcome, sign):
    assert sign * effect(outcome, parts(part), NONE) > 3


def test_a_standard_of_evaluation_acts_where_there_is_evaluation():
    standard = [*EVALUATED, "+policy.evaluation.standards={value: 1, parts: [evaluation]}"]
    assert effect("score_validity", standard, EVALUATED) > 3
    assert effect("links_substantive", standard, EVALUATED) > 3


def test_duties_cost_enterprises_where_law_enforces_them():
    duty = ("policy=mandate", "+policy.mandate.law=1")
    assert effect_of("substantive_share", duty, "prescribed_unused", on=0.5) < -3
