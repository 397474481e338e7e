"""What enterprises learn about the worth of trained workers, and from whom (A51)."""

import numpy as np
import pytest
from talent_world import add_links, behaviour_of, started_world

from iei.sim.base.chance import replicate_seed
from iei.sim.labour.seen_skill import (
    closer_belief,
    learn_from_own_hires,
    learn_from_partners,
    learn_from_published_results,
)
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import simulate

NAMES = list(OUTCOMES)
SEEDS = [replicate_seed(51, replicate) for replicate in range(12)]
SEEN = 0.2  # trainees of .6 against open hires of .4


@pytest.fixture
def world():
    """A market that has hired 20 openly; enterprise 0 has hired 10 whom it trained."""
    world = started_world()
    world.markets["open_hires"], world.markets["open_skill"] = 20, 8.0
    world.enterprises["trained"][0], world.enterprises["trained_skill"][0] = 10, 6.0
    return world


@pytest.mark.parametrize("rate", [0.0, 0.1, 1.0])
def test_belief_closes_a_share_of_the_gap_to_what_is_seen(world, rate):
    enterprise = world.enterprises[0]
    start = float(enterprise["skill_gain"])
    learn_from_own_hires(enterprise, world.markets[0], behaviour_of(skill_gain_learning=rate))
    assert enterprise["skill_gain"] == pytest.approx(start + rate * (SEEN - start))


def test_belief_waits_for_both_kinds_of_hires(world):
    market = world.markets[0]
    assert closer_belief(0.1, 0.0, 0, market, 0.5) == 0.1
    market["open_hires"] = 0
    assert closer_belief(0.1, 6.0, 10, market, 0.5) == 0.1


def test_published_results_teach_where_there_is_evaluation_and_only_there(world):
    world.markets["link_hires"], world.markets["link_skill"] = 5, 3.0
    before = np.asarray(world.enterprises["skill_gain"]).copy()
    learn_from_published_results(world, 1)
    assert world.enterprises["skill_gain"][1] == before[1]
    world.reached["evaluation"] = 0.5
    learn_from_published_results(world, 1)
    rate = 0.5 * world.behaviour["skill_gain_published"][0]
    assert world.enterprises["skill_gain"][1] == pytest.approx(before[1] + rate * (SEEN - before[1]))


def test_partners_tell_of_all_whom_their_programme_placed(world):
    add_links(world, depth=5, substance=0.9, trust=0.8)
    link = world.links[0]
    e, c, k = (int(link[name]) for name in ("enterprise", "college", "field"))
    programme = world.programmes[c * world.clock["fields"][0] + k]
    programme["link_hires"], programme["link_skill"] = 5, 3.0
    before = float(world.enterprises["skill_gain"][e])
    learn_from_partners(world, 0)
    rate = world.behaviour["skill_gain_partners"][0]
    assert world.enterprises["skill_gain"][e] == pytest.approx(before + rate * (SEEN - before))


@pytest.fixture(scope="module")
def beliefs(prepared):
    """`beliefs(*overrides)`: what enterprises expect at the end, a number a seed."""

    def found(*overrides):
        ready = prepared("world=province", "policy=package_half", *overrides)
        column = NAMES.index("skill_gain_belief")
        return np.array([simulate(ready, seed).summary_values[column] for seed in SEEDS])

    return found


@pytest.mark.parametrize("source", ["learning", "partners", "published"])
def test_every_source_moves_beliefs_in_the_model(beliefs, source):
    off = {name: f"behaviour.skill_gain_{name}=0" for name in ("learning", "partners", "published")}
    alone = [text for name, text in off.items() if name != source]
    difference = beliefs(*alone) - beliefs(*off.values())
    assert abs(difference.mean()) > 4 * difference.std(ddof=1) / np.sqrt(len(SEEDS))
