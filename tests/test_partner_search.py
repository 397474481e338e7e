"""Whom colleges propose to: the longer the list, the better the partners."""

import math

import numpy as np
import pytest
from claim_world import started

from iei.agents.choice import ACTIVE
from iei.sim.cooperation.formation import partner_lists
from iei.sim.cooperation.search import partner_score, proposals_of


@pytest.mark.parametrize("lever", ["platform", "liaison"])
def test_who_is_seen_by_more_finds_better_partners(lever):
    """Claims 2.4c, 3.3e: of a longer list of enterprises a college proposes to ones that suit it better."""

    world = started("world=province")
    world.colleges["strategy"] = ACTIVE
    partners = partner_lists(world)

    def suits(value):
        """Score before chance of everybody whom a college proposes to, mean of each of 30 seeds."""
        world.policies[lever] = value
        means = []
        for seed in range(30):
            world.clock["seed"] = seed
            asked = [(c, e) for c in range(len(world.colleges)) for e in proposals_of(world, c, partners)]
            means.append(np.mean([partner_score(world, c, e) for c, e in asked if e >= 0]))
        return np.array(means)

    gain = suits(1.0) - suits(0.0)
    assert gain.mean() > 3 * gain.std(ddof=1) / math.sqrt(len(gain))
