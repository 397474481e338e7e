"""Sweeps compute runs in turns: shared beginnings and outcomes of many runs at once change no number."""

from dataclasses import replace

import numpy as np
import pytest

from iei.experiments.execute import turns
from iei.experiments.execute.executors import ExecutorSettings, in_threads
from iei.experiments.execute.turns import Workplace, turn
from iei.experiments.plan.configuration import options, scenario
from iei.experiments.plan.runs import Run
from iei.experiments.plan.sharding import Shard
from iei.sim.outcomes import OUTCOMES, outcome_values, summary_values
from iei.sim.run import engine
from iei.sim.run.engine import simulate

SMALL = ("world=classroom", "world.warm_up=0", "terms=18", "world.policy_start=9")
SEEDS = (3, 4)


@pytest.fixture(scope="module")
def scenarios():
    """Every policy under two behaviours, and a world of another shape."""
    made = [
        scenario([*SMALL, f"policy={policy}", *more])
        for more in ((), ("behaviour.leak=0.1",))
        for policy in options("policy")
    ]
    made.append(scenario(["world=province", "terms=4"]))
    return {entry.config_hash: entry for entry in made}


@pytest.fixture(scope="module")
def runs(scenarios):
    return [
        Run(entry.key(seed), entry.label, config, seed, seed)
        for seed in SEEDS
        for config, entry in scenarios.items()
    ]


@pytest.fixture(scope="module")
def alone(runs, scenarios):
    """Every run by itself, by key."""
    return {run.key: simulate(scenarios[run.config], run.seed) for run in runs}


def assert_same(results, alone, runs):
    assert {result.run.key for result in results} == {run.key for run in runs}
    for result in results:
        expected = alone[result.run.key]
        assert result.error == ""
        assert np.array_equal(result.terms, expected.values, equal_nan=True), result.run
        assert np.array_equal(result.values, expected.summary_values, equal_nan=True), result.run


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("part", ["all", "shuffled", "shard", "resumed"])
def test_a_sweep_gives_what_each_run_gives_alone(runs, scenarios, alone, threads, part):
    chosen = list(runs)
    if part == "shuffled":
        np.random.default_rng(1).shuffle(chosen)
    elif part == "shard":
        chosen = [run for run in runs if Shard(2, 3).holds(run.key)]
    elif part == "resumed":
        chosen = runs[len(runs) // 3 :: 2]
    batches = in_threads(chosen, scenarios, True, ExecutorSettings(threads=threads))
    assert_same([result for batch in batches for result in batch], alone, chosen)


def test_every_outcome_of_many_runs_is_that_of_each(runs, scenarios, alone):
    same = [alone[run.key] for run in runs if scenarios[run.config].terms == 18]
    tallies = np.stack([run.world.tally_values for run in same], axis=1)
    values = outcome_values(tallies, len(same[0].scenario.world.regions))
    for number, run in enumerate(same):
        for place, name in enumerate(OUTCOMES):
            one, many = run.values[:, place], values[:, number, place]
            assert one.tobytes() == np.ascontiguousarray(many).tobytes(), name
    assert np.array_equal(summary_values(values, 9)[3], same[3].summary_values, equal_nan=True)


def test_an_outcome_of_a_user_sees_one_run_at_a_time(runs, scenarios, alone, monkeypatch):
    def highest_yet(sums):
        assert sums.links.ndim == 1
        return np.maximum.accumulate(sums.links) / sums.by_region("links")[:, 0].max()

    monkeypatch.setitem(OUTCOMES, "mine", replace(OUTCOMES["links"], name="mine", of=highest_yet))
    chosen = runs[:5]
    results, _ = turn([(run, scenarios[run.config]) for run in chosen], True, Workplace(chosen, scenarios))
    for result in results:
        world = alone[result.run.key].world
        expected = outcome_values(world.tally_values, len(world.governments))
        assert np.array_equal(result.terms, expected, equal_nan=True)


def test_an_outcome_that_fails_fails_its_own_runs(runs, scenarios, monkeypatch):
    bad = simulate(scenarios[runs[1].config], runs[1].seed).outcomes["links"]

    def fails_once(sums):
        if np.array_equal(sums.links, bad):
            raise ZeroDivisionError("made up")
        return sums.links

    monkeypatch.setitem(OUTCOMES, "mine", replace(OUTCOMES["links"], name="mine", of=fails_once))
    chosen = runs[:4]
    results, lost = turn(
        [(run, scenarios[run.config]) for run in chosen], False, Workplace(chosen, scenarios)
    )
    assert lost is None
    assert [result.error for result in results] == ["", "ZeroDivisionError: made up", "", ""]


def test_a_turn_ends_after_its_time_and_the_rest_is_left(runs, scenarios):
    tasks = iter([(run, scenarios[run.config]) for run in runs])
    results, _ = turn(tasks, False, Workplace(runs, scenarios), seconds=0)
    assert len(results) == 1
    assert len(list(tasks)) == len(runs) - 1


@pytest.mark.parametrize("room", [1, 3])
def test_room_for_few_runs_changes_nothing(runs, scenarios, alone, monkeypatch, room):
    monkeypatch.setattr(turns, "TURN_RUNS", room)
    chosen = runs[18:24]
    tasks = [(run, scenarios[run.config]) for run in chosen]
    results, _ = turn(tasks, True, Workplace(chosen, scenarios), seconds=float("inf"))
    assert_same(results, alone, chosen)


def test_sweeps_run_fewer_terms_than_their_runs_have(runs, scenarios, monkeypatch):
    counted, go_on = [], engine.go_on
    monkeypatch.setattr(engine, "go_on", lambda world, terms: counted.append(terms) or go_on(world, terms))
    chosen = [run for run in runs if scenarios[run.config].terms == 18]
    list(in_threads(chosen, scenarios, False, ExecutorSettings(threads=2)))
    assert sum(counted) < 0.6 * 18 * len(chosen)


@pytest.mark.parametrize(("size", "lengths"), [(1, [1] * 9), (4, [4, 3, 2]), (3, [2, 2, 3, 2]), (20, [9])])
def test_a_batch_keeps_to_a_seed_if_it_can(size, lengths):
    pytest.importorskip("distributed")
    from iei.experiments.execute.dask_executor import batches_of

    planned = [
        Run(f"{seed} {n}", "", "", seed, seed)
        for seed, count in ((1, 4), (2, 3), (3, 2))
        for n in range(count)
    ]
    batches = list(batches_of(planned, size))
    assert [len(batch) for batch in batches] == lengths
    assert {run.key for batch in batches for run in batch} == {run.key for run in planned}
