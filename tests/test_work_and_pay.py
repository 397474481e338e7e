"""Output, wages, skill and what enterprises learn about it (E29, E32)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talent_world import behaviour_of, run_talent_term, started_world

from iei.sim.labour.job_seekers import effective_skill
from iei.sim.labour.workforce import wage


def test_output_is_productivity_times_workers_times_skill():
    world = started_world()
    for _ in range(4):
        run_talent_term(world)
    e = world.enterprises
    assert e["value_added"] == pytest.approx(e["productivity"] * e["workers"] * e["mean_skill"])


def test_competitive_wages_leave_no_rent():
    """L17: with om = 1 the wage takes the whole product, the floor comes on top."""
    behaviour = behaviour_of(wage_slope_alone=1.0, wage_slope_density=0.4)
    assert wage(0.5, 6.0, 0.5, 1.0, behaviour) == pytest.approx(0.3 + 3.0)


@settings(deadline=None)
@given(general=st.floats(0, 1), practical=st.floats(0, 1))
def test_effective_skill_lies_between_its_parts(general, practical):
    skill = effective_skill(general, practical, behaviour_of())
    if general == 0 or practical == 0:
        assert skill == 0
    else:
        assert skill == pytest.approx(general**0.35 * practical**0.65)
