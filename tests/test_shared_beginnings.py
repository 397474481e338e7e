"""Runs that share beginnings and memory give the columns of runs from the start, to the bit."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_equality import digests

from iei.agents.mesa_agents import College
from iei.experiments.plan.configuration import options, scenario
from iei.sim.run import beginnings, engine, extensions
from iei.sim.run import shared_beginnings as module
from iei.sim.run.beginnings import beginning_of, marks_of, shared_terms
from iei.sim.run.engine import advance, fresh_world, prepare, simulate
from iei.sim.run.shared_beginnings import SharedBeginnings

WARM, START, TERMS = (
    4,
    9,
    18,
)  # terms of the warm-up, of policies, and of a run; the last lever of a policy file starts 8 terms later
SMALL = ("world=classroom", f"terms={TERMS}", f"world.policy_start={START}", f"world.warm_up={WARM}")
OWN = {
    "early": ["+policy.own={law: {value: 0.5, start: -4, ramp: 3}, council: 1}"],
    "early_too": ["+policy.own={law: {value: 0.5, start: -4, ramp: 5}}"],
    "early_region": ["+policy.own={law: {value: 0.5, start: -4, ramp: 3, regions: [East]}}"],
    "late_region": ["+policy.own={subsidy: [{value: 4, end: 3}, {value: 4, start: 3, regions: [West]}]}"],
    "basis": ["+policy.own={subsidy: {value: 4, basis: joint_substance}}"],
    "sizes": ["+policy.own={subsidy: {value: 4, sizes: [large]}}"],
}
PLANS = [*options("policy"), *OWN]
SEEDS = (3, 4)


@pytest.fixture(scope="module")
def plans():
    given = {name: OWN.get(name, [f"policy={name}"]) for name in PLANS}
    return {name: prepare(scenario([*SMALL, *overrides])) for name, overrides in given.items()}


@pytest.fixture(scope="module")
def whole(plans):
    """Digests of every run from its start."""
    runs = [(name, seed) for name in plans for seed in SEEDS]
    return {run: digests(simulate(plans[run[0]], run[1]).world) for run in runs}


def marks(plans):
    return {name: ready.marks for name, ready in plans.items()}


@pytest.fixture
def terms_run(monkeypatch):
    """Numbers of terms of all compiled calls."""
    counted, go_on = [], engine.go_on
    monkeypatch.setattr(engine, "go_on", lambda world, terms: counted.append(terms) or go_on(world, terms))
    return counted


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_every_policy_gives_the_run_from_the_start_in_any_order(plans, whole, threads):
    runs = list(whole)
    np.random.default_rng(threads).shuffle(runs)
    shared = SharedBeginnings(runs, marks(plans))
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(lambda run: digests(shared.run(run[0], plans[run[0]], run[1])), runs))
    assert [run for run, world in zip(runs, found, strict=True) if world != whole[tuple(run)]] == []
    assert not shared._kept
    assert not shared._running


@pytest.mark.parametrize(
    ("one", "other", "terms"),
    [
        *(("none", name, START) for name in ("council", "package_half", "pilot_then_all", "late_region")),
        *(
            ("none", "early", START - 4),
            ("early", "early_too", START - 4),
            ("early", "early_region", START - 4),
        ),
        *(
            ("none", "china_2019", 0),
            ("none", "basis", 0),
            ("none", "sizes", 0),
        ),  # the whole run knows of them
        ("package_half", "package_half_withdrawn", TERMS),  # withdrawn later than the run ends
    ],
)
def test_plans_share_what_is_laid_out_alike(plans, one, other, terms):
    assert shared_terms(plans[one].marks, plans[other].marks) == terms


@pytest.mark.parametrize("setting", ["behaviour.leak=0.11", "world.enterprises=36", "terms=17"])
def test_worlds_that_differ_in_anything_else_share_nothing(plans, setting):
    other = prepare(scenario([*SMALL, setting]))
    assert shared_terms(plans["none"].marks, other.marks) == 0
    both = {"none": plans["none"], "other": other}
    shared = SharedBeginnings([("none", 3), ("other", 3)], marks(both))
    for name, ready in both.items():
        assert digests(shared.run(name, ready, 3)) == digests(simulate(ready, 3).world)


def test_every_column_of_a_laid_out_world_counts(plans):
    world = plans["none"].world
    for name in {*beginnings.WRITTEN, *beginnings.SHARED} - {"tallies"}:  # a run begins with empty ones
        table = getattr(world, name).copy()
        beginnings.in_bytes(table)[-1] ^= 1
        same = shared_terms(plans["none"].marks, marks_of(world._replace(**{name: table})))
        assert same == (TERMS - 1 if name == "plans" else 0), name


def test_a_wrong_beginning_would_be_noticed(plans, whole):
    shared = SharedBeginnings([("none", 3), ("early", 3)], dict.fromkeys(plans, plans["none"].marks))
    shared.run("none", plans["none"], 3)
    assert digests(shared.run("early", plans["early"], 3)) != whole["early", 3]


def test_no_rule_looks_ahead_in_the_plans(plans):
    """Otherwise plans would have to be equal beyond the terms that runs share."""
    ready = plans["package_full"]
    blind = fresh_world(ready, 3)
    blind = blind._replace(plans=blind.plans.copy())
    blind.plans[START + 3 :] = np.nan
    seeing = fresh_world(ready, 3)
    for world in (blind, seeing):
        advance(world, START + 3)
    assert {**digests(blind), "plans.": ""} == {**digests(seeing), "plans.": ""}


@pytest.mark.parametrize("terms", [1, START, TERMS])
def test_a_run_in_two_parts_is_a_run(plans, whole, terms):
    world = fresh_world(plans["package_full"], 3)
    advance(world, terms)
    advance(world, TERMS)
    assert digests(world) == whole["package_full", 3]


def test_a_beginning_is_computed_once_by_whichever_thread_comes_first(plans, terms_run):
    names = ["none", "council", "law", "early", "early_too"]
    shared = SharedBeginnings([(name, 3) for name in names], marks(plans))
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda name: shared.run(name, plans[name], 3), names))
    assert sum(terms_run) == WARM + 5 + 2 * (TERMS - 5) + 4 + 3 * (TERMS - START)


def test_what_only_one_remaining_plan_needs_is_not_kept(plans, terms_run, monkeypatch):
    monkeypatch.setattr(module, "beginning_of", lambda *_: pytest.fail("a copy for nobody"))
    shared = SharedBeginnings([("council", 3), ("law", 4), ("china_2019", 3)], marks(plans))
    for name, seed in (("council", 3), ("law", 4), ("china_2019", 3), ("orders", 3)):
        shared.run(name, plans[name], seed)
    assert terms_run == [WARM + TERMS] * 4


def test_copies_go_when_they_take_too_much_memory(plans, whole):
    shared = SharedBeginnings(list(whole), marks(plans), capacity=1)
    for name, seed in whole:
        assert digests(shared.run(name, plans[name], seed)) == whole[name, seed]
        assert sum(kept is not None for kept in shared._kept.values()) <= 1


def test_a_run_that_fails_keeps_nobody_waiting(plans, whole, monkeypatch):
    go_on, waiting = engine.go_on, threading.Event()

    def fails_first(world, terms):
        if not waiting.is_set():
            waiting.set()
            raise ZeroDivisionError("made up")
        go_on(world, terms)

    monkeypatch.setattr(engine, "go_on", fails_first)
    shared = SharedBeginnings([(name, 3) for name in ("none", "council", "law")], marks(plans))
    with ThreadPoolExecutor(3) as pool:
        futures = {
            n: pool.submit(lambda n: digests(shared.run(n, plans[n], 3)), n)
            for n in ("none", "council", "law")
        }
        errors = [name for name, future in futures.items() if future.exception(timeout=60)]
    assert len(errors) == 1
    assert all(f.result() == whole[name, 3] for name, f in futures.items() if name not in errors)


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(st.sampled_from(PLANS), st.sampled_from(SEEDS), st.booleans()), min_size=2, max_size=12
    )
)
def test_no_run_leaves_anything_to_the_next(plans, whole, sequence):
    """Worlds of two shapes, with and without a beginning, in the memory of one another."""
    other = prepare(scenario(["world=classroom", "terms=3", "world.colleges=5", "world.policy_start=3"]))
    shared = SharedBeginnings([(name, seed) for name, seed, _ in sequence], marks(plans))
    for name, seed, between in sequence:
        assert digests(shared.run(name, plans[name], seed)) == whole[name, seed]
        if between:
            shared.run("other", other, seed)


def test_what_a_user_gets_is_not_written_over(plans):
    run = simulate(plans["council"], 3)
    before, values = digests(run.world), run.values.copy()
    shared = SharedBeginnings([("council", 3), ("law", 3)], marks(plans))
    for name in ("council", "law", "none"):
        world = shared.run(name, plans[name], 3)
        assert not any(
            np.shares_memory(getattr(world, table), getattr(owner, table))
            for table in beginnings.WRITTEN
            for owner in (run.world, plans[name].world)
        )
    assert digests(run.world) == before
    assert np.array_equal(run.values, values, equal_nan=True)


def test_a_beginning_holds_only_the_tallies_of_its_terms(plans):
    world = fresh_world(plans["none"], 3)
    advance(world, 2)
    begun = beginning_of(world, 2)
    assert len(begun.tables[beginnings.WRITTEN.index("tallies")]) == 2
    assert begun.size < sum(array.nbytes for array in world) / 2


@pytest.mark.parametrize(
    ("source", "declared", "alone"),
    [
        ("def rule(world):\n    return world.plans[3]", {}, True),
        ("def rule(world):\n    return getattr(world, 'plans')", {}, True),
        ("def rule(world):\n    return world.policies[3]  # no plans", {}, False),
        ("x = 1", {"AGENTS": {"college": College}}, True),
    ],
)
def test_extensions_that_look_ahead_or_have_agents_share_nothing(tmp_path, source, declared, alone):
    path = tmp_path / "mine.py"
    path.write_text(source)
    own = ModuleType("mine")
    vars(own).update(declared)
    assert extensions.runs_alone(extensions.Extension("mine", Path(path), "0", own)) == alone


def test_nothing_is_shared_when_an_extension_forbids_it(plans, monkeypatch):
    monkeypatch.setattr(beginnings, "ALONE", ["mine"])
    assert marks_of(plans["none"].world) == ()
    assert shared_terms((), ()) == 0
