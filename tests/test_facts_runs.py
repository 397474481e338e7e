"""The paired runs of the stylised facts: watching changes nothing, arms differ from the policy start on."""

import numpy as np
import pytest
from hand_made_runs import START, arm_run

from iei.experiments.evidence.fact_checks import CHECKS
from iei.experiments.evidence.fact_runs import (
    ARMS,
    prepare_arms,
    watch,
    watch_all,
)
from iei.sim.run.engine import simulate


@pytest.fixture(scope="module")
def classroom():
    return prepare_arms(["world=classroom"])


def test_watching_changes_nothing(classroom):
    for name in ("none", "subsidy"):
        watched = watch(classroom[name], ARMS[name], 5)
        plain = simulate(classroom[name], 5)
        np.testing.assert_array_equal(watched.outcomes, plain.values)
        np.testing.assert_array_equal(watched.tallies, plain.world.tally_values)


def test_what_is_watched_adds_up_to_the_tallies(classroom):
    run = watch(classroom["subsidy"], ARMS["subsidy"], 5)
    seen = run.watched
    np.testing.assert_array_equal(seen.links.sum(axis=1), run.total("links"))
    np.testing.assert_allclose(seen.subsidy.sum(axis=1), run.total("subsidised_linked"), rtol=1e-5)
    assert seen.subsidy[: run.policy_start].sum() == 0 < seen.subsidy.sum()
    assert len(seen.links_before) == seen.links[START - 1].sum()
    with pytest.raises(ValueError, match="not watched"):
        _ = watch(classroom["council"], ARMS["council"], 5).watched


def test_arms_that_go_on_from_the_twin_are_those_from_the_start(classroom):
    for name, run in watch_all(classroom, 5).items():
        alone = watch(classroom[name], ARMS[name], 5)
        np.testing.assert_array_equal(run.tallies, alone.tallies, err_msg=name)
        for what in ("links", "subsidy", "curriculum", "links_before") if ARMS[name].watched else ():
            np.testing.assert_array_equal(
                getattr(run.watched, what), getattr(alone.watched, what), err_msg=name
            )


def test_arms_share_everything_until_the_policy_starts(classroom):
    runs = {name: watch(classroom[name], ARMS[name], 7) for name in ARMS if not ARMS[name].factors}
    for name, run in runs.items():
        np.testing.assert_array_equal(run.tallies[:START], runs["none"].tallies[:START], err_msg=name)
        if name != "none":
            assert not np.array_equal(run.tallies[START:], runs["none"].tallies[START:]), name


def test_every_arm_is_used():
    class Seen(dict):
        def __getitem__(self, arm):
            used.add(arm)
            return super().__getitem__(arm)

    used = set()
    run = watched_stub()
    for check in CHECKS:
        check.observe(Seen(dict.fromkeys(ARMS, run)))
    assert used == set(ARMS)


def watched_stub():
    links = np.zeros(1, dtype=[("age", int), ("depth", int), ("enterprise", int)])
    one = np.zeros(1, dtype=int)
    groups = {"enterprises": 1, "teachers": 1}
    return arm_run(
        by_region=groups, by_size=groups, links_before=links, region=one, industry=one, size_class=one
    )
