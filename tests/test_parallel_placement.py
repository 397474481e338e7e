"""Threads inside one run share its markets and change no number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_equality import digests

from iei.experiments.plan.configuration import scenario
from iei.sim.run import parallel_placement as module
from iei.sim.run.engine import advance, fresh_world, prepare, simulate
from iei.sim.run.parallel_placement import even_bounds, worth_threads

SMALL = ("world=classroom", "policy=package_half", "world.policy_start=4", "terms=10")


@pytest.fixture
def every_world_is_large(monkeypatch):
    """Threads are used whatever the number of enterprises; counts the parts that were matched apart."""
    parts, match_some = [], module.match_some
    monkeypatch.setattr(module, "LEAST_ENTERPRISES", 0)
    monkeypatch.setattr(module, "match_some", lambda *given: parts.append(given[-2:]) or match_some(*given))
    return parts


@pytest.mark.parametrize("threads", [2, 3])
@pytest.mark.parametrize("world", ["classroom", "province"])
def test_threads_inside_a_run_change_no_bit(every_world_is_large, world, threads):
    prepared = prepare(scenario([*SMALL[1:], f"world={world}"]))
    alone = simulate(prepared, 3)
    assert not every_world_is_large
    together = simulate(prepared, 3, threads)
    assert len(every_world_is_large) > 2 * prepared.scenario.terms  # two waves a term, in several parts
    assert digests(together.world) == digests(alone.world)
    np.testing.assert_array_equal(together.values, alone.values)


def test_a_run_goes_on_with_threads_where_it_stopped_without(every_world_is_large):
    prepared = prepare(scenario(SMALL))
    world = fresh_world(prepared, 5)
    advance(world, 6)
    advance(world, prepared.scenario.terms, threads=2)
    assert digests(world) == digests(simulate(prepared, 5).world)


def test_small_worlds_run_in_one_call():
    assert not worth_threads(fresh_world(prepare(scenario(SMALL)), 1))
    assert worth_threads(fresh_world(prepare(scenario(["world=china"])), 1))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.integers(1, 12))
def test_parts_hold_every_market_once_and_are_even(seekers, parts):
    first = np.concatenate([[0], np.cumsum(seekers)])
    bounds = even_bounds(first, parts)
    assert bounds[0] == 0
    assert bounds[-1] == len(seekers)
    assert (np.diff(bounds) > 0).all()
    assert len(bounds) <= parts + 1
    assert np.diff(first[bounds]).max() <= first[-1] / parts + max(seekers)
