"""Three departments, of which the weakest limits a government, and what leans on each (E1, B14)."""

import numpy as np
import pytest
from claim_world import started
from paired_province import effect, effect_of

from iei.agents.government import govern
from iei.policies.departments import leaning, supported

DEPARTMENTS = {
    "education": "audit_support",
    "human_resources": "placement_support",
    "industry": "incentive_support",
}
SUPERVISION = ("policy=supervision", "behaviour.audit_staff_departments=0")


def governed(**support):
    """A classroom after its governments have put levers in force, with this support of departments."""
    world = started("policy=incentives", execution_delay=0, department_lean=0.5)
    world.clock["term"] = 24
    world.clock["tallied"] = 24
    for name in DEPARTMENTS:
        world.governments[f"support_{name}"] = support.get(name, 1.0)
    for g in range(len(world.governments)):
        govern(world, g)
    return world


def test_the_lever_raises_each_department_toward_one(behaviour_of):
    behaviour = behaviour_of(department_lean=0.5)
    assert [supported(0.2, z) for z in (0.0, 0.5, 1.0)] == pytest.approx([0.2, 0.6, 1])
    assert [leaning(0.2, z, behaviour) for z in (0.0, 0.5, 1.0)] == pytest.approx([0.6, 0.8, 1])
    assert leaning(0.0, 0.0, behaviour_of(department_lean=0)) == 1


@pytest.mark.parametrize("weak", DEPARTMENTS)
def test_the_weakest_department_limits_all_and_what_leans_on_it(weak):
    """Claims 2.1i, 3.1c: any of the three can be the weakest."""
    strong, limited = governed(), governed(**{weak: 0.4})
    assert limited.governments["capacity"] == pytest.approx(0.4 * strong.governments["capacity"])
    for name, column in DEPARTMENTS.items():
        assert set(limited.governments[column]) == {0.7 if name == weak else 1.0}
    ratio = np.asarray(limited.policies["subsidy"]) / np.asarray(strong.policies["subsidy"])
    assert ratio == pytest.approx(0.4 * (0.7 if weak == "industry" else 1))


def test_audits_lean_on_education():
    assert effect_of("audits", SUPERVISION, "department_lean", on=1) < -3


def test_incentives_lean_on_industry():
    assert effect_of("transfers_received", ("policy=incentives",), "department_lean", on=1) < -3


def test_placement_services_lean_on_human_resources():
    """Shorter lists of a platform leave more posts open."""
    assert effect_of("vacancy_rate", ("policy=platform",), "department_lean", on=1, seeds=48) > 3


def test_named_departments_audit_more():
    """Claim 3.1c, even without inspectors of their own."""
    named = [*SUPERVISION, "+policy.supervision.departments=1"]
    assert effect("audits", named, SUPERVISION) > 3
