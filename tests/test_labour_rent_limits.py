"""What rivals and wages leave of a trainee's skill (L16, L17)."""

import numpy as np
import pytest
from worked_enterprise import AVERAGE_MARKET

from iei.agents.enterprise_interests import benefit_per_trainee, wage_share
from iei.agents.turnover import annuity
from iei.policies.catalogue import POLICIES
from iei.sim.world.tables import SIZES


def test_l16_a_lone_enterprise_has_no_rivals(fresh, worked_behaviour):
    world = fresh("world=classroom", "world.enterprises=48", "world.fields=10")
    alone = world.markets["enterprises"] == 1
    assert alone.any()
    assert (world.markets["density"][alone] == 0).all()
    behaviour = worked_behaviour()
    assert annuity(behaviour.turnover_density * 0.0, behaviour) == pytest.approx(1 / (1 - 0.97))


@pytest.mark.parametrize("size", SIZES)
def test_l17_at_competitive_wages_nobody_pays_for_general_skill(firm, record, worked_behaviour, size):
    """om = 1: the rent is zero and only the saved hiring cost is left, whatever skill is gained (Becker)."""
    behaviour = worked_behaviour(wage_slope_alone=1, wage_slope_density=0.4)
    assert wage_share(AVERAGE_MARKET, behaviour) == 1
    for skill_gain in (0, 0.13, 0.4):
        benefit = benefit_per_trainee(
            firm(size, skill_gain=skill_gain), AVERAGE_MARKET, record(POLICIES), behaviour
        )
        assert benefit == pytest.approx(behaviour.retention_base * behaviour.hiring_saving)


def test_the_rent_lost_to_rivals_is_largest_between_monopsony_and_competition(firm, record, worked_behaviour):
    """pi (1 - om) y is zero for one enterprise and at competitive wages (Stevens 1994)."""
    behaviour = worked_behaviour(wage_slope_alone=0.3, wage_slope_density=0.7)
    densities = np.linspace(0, 1, 101)
    lost = [behaviour.turnover_density * d * (1 - wage_share(d, behaviour)) for d in densities]
    assert lost[0] == pytest.approx(0)
    assert lost[-1] == pytest.approx(0)
    assert 0 < int(np.argmax(lost)) < 100
