"""A coefficient that counts as unread where its lever is off changes nothing there."""

import numpy as np
import pytest

from iei.experiments.plan.configuration import compose
from iei.experiments.plan.relevance import FAMILIES, LEVERS_OF, READ_ALWAYS, READ_WITH_ANY_LEVER, readable
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.engine import simulate
from iei.sim.run.scenario import Scenario


@pytest.fixture(scope="module")
def world():
    return compose(["world=classroom", "terms=40", "policy=package_full"])


def outcomes(world, levers, behaviour):
    settings = {key: world[key] for key in ("world", "terms")}
    scenario = Scenario.from_mapping(
        {**settings, "policy": {"p": levers}, "behaviour": {**world["behaviour"], **behaviour}}
    )
    return simulate(scenario, 1).values


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.partition(".")[2])
@pytest.mark.parametrize("others", [False, True], ids=["no policy", "all other levers"])
def test_unread_coefficients_change_nothing(world, family, others):
    (full,) = world["policy"].values()
    own = {lever.name for lever in family.LEVERS}
    levers = {name: value for name, value in full.items() if name not in own} if others else {}
    unread = [q for q in family.QUANTITIES if not readable(f"behaviour.{q.name}", levers)]
    before = outcomes(world, levers, {})
    for bound in ("lower", "upper"):
        moved = {q.name: int(b) if q.integer else b for q in unread for b in [getattr(q, bound)]}
        assert np.array_equal(before, outcomes(world, levers, moved), equal_nan=True)


def test_coefficients_count_where_their_lever_is_on_and_those_of_no_lever_always():
    assert not readable("behaviour.staff_mandate", ["evaluation", "publicity"])
    assert readable("behaviour.staff_mandate", ["mandate"])
    assert readable("behaviour.trust_gain", [])
    assert readable("lever.mandate", [])
    assert readable("behaviour.execution_delay", ["mandate"])
    assert not readable("behaviour.execution_delay", [])
    assert set(LEVERS_OF) < set(BEHAVIOUR)
    assert set(READ_ALWAYS) | set(READ_WITH_ANY_LEVER) < set(BEHAVIOUR)


@pytest.mark.parametrize("name", READ_ALWAYS)
def test_what_counts_everywhere_does_change_something_with_its_levers_off(world, name):
    (full,) = world["policy"].values()
    levers = {lever: value for lever, value in full.items() if lever not in LEVERS_OF[name]}
    before = outcomes(world, levers, {})
    changed = [outcomes(world, levers, {name: b}) for b in (BEHAVIOUR[name].lower, BEHAVIOUR[name].upper)]
    assert any(not np.array_equal(before, after, equal_nan=True) for after in changed)
