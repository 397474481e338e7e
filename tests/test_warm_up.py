"""The warm-up: terms before term 0, of which nothing is counted, and after which the world has a past."""

import numpy as np
import pytest

from iei.experiments.plan.configuration import scenario
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.engine import advance, fresh_world, prepare, simulate
from iei.sim.run.model import IntegrationModel
from iei.sim.run.schedule import start
from iei.sim.run.stepping import worlds_of

SMALL = ("world=classroom", "terms=24", "policy=package_half")
WARM = 12


def warm(terms: int, *overrides: str):
    """A laid-out small world with so long a warm-up."""
    return prepare(scenario([*SMALL, f"world.warm_up={terms}", *overrides]))


def test_nothing_of_the_warm_up_is_counted():
    world = fresh_world(warm(WARM), 3)
    start(world)
    assert world.clock["term"][0] == -WARM
    advance(world, 0)
    assert world.clock["term"][0] == world.clock["tallied"][0] == 0
    assert not np.asarray(world.tally_values).any()
    assert world.clock["links"][0] > 0


def test_term_0_goes_on_with_the_world_that_the_warm_up_leaves():
    world = fresh_world(warm(WARM), 3)
    advance(world, 0)
    before = int(world.enterprises["links"].sum())
    advance(world, 1)
    tally = world.tallies[0, : len(world.governments)]
    assert tally["links"].sum() == world.clock["links"][0]
    assert tally["links"].sum() == before + tally["links_signed"].sum() - tally["links_ended"].sum()


def test_no_policy_acts_in_the_warm_up():
    """Not even one that begins with term 0."""
    begins_at_once = warm(WARM, "world.policy_start=0")
    without = prepare(scenario([*SMALL, f"world.warm_up={WARM}", "world.policy_start=0", "policy=none"]))
    worlds = [fresh_world(ready, 3) for ready in (begins_at_once, without)]
    for world in worlds:
        advance(world, 0)
    for name in ("enterprises", "colleges", "links", "governments"):
        np.testing.assert_array_equal(*(np.asarray(getattr(world, name)) for world in worlds), err_msg=name)
    for world in worlds:
        advance(world, 24)
    assert not np.array_equal(*(np.asarray(world.tally_values) for world in worlds))


def test_certificates_do_not_move_in_the_warm_up():
    world = fresh_world(warm(WARM), 3)
    start(world)
    before = np.asarray(world.colleges["certified"]).copy()
    advance(world, 0)
    np.testing.assert_array_equal(world.colleges["certified"], before)
    advance(world, 1)
    assert (np.asarray(world.colleges["certified"]) > before).all()


def test_a_world_with_a_past_starts_elsewhere_than_one_without():
    """Deep links take years: without a past there are none when counting begins."""
    deep = [
        np.nansum(
            [simulate(warm(terms, "world=province"), seed).outcomes["deep_share"][0] for seed in range(3)]
        )
        for terms in (40, 0)
    ]
    assert deep[0] > 0 == deep[1]


@pytest.mark.parametrize("terms", [0, 1, WARM])
def test_compiled_stepped_and_by_agents_are_the_same(terms):
    ready = warm(terms)
    run = simulate(ready, 5)
    *_, last = worlds_of(ready, 5)
    by_agents = IntegrationModel(ready, 5).run(collect=False).world
    for other in (last, by_agents):
        np.testing.assert_array_equal(other.tally_values, run.world.tally_values)
        np.testing.assert_array_equal(other.enterprises, run.world.enterprises)


def test_a_warm_up_that_cannot_be_is_refused():
    with pytest.raises(InvalidInput, match=r"world.warm_up = 201 is outside \[0, 200\]"):
        warm(201)
