"""Paired runs of the lab: the same numbers as the engine, shared luck, stages, cancellation."""

import gc
import threading
import weakref
from dataclasses import replace

import numpy as np
import pytest

from iei.experiments.analyse.statistics import Interval
from iei.experiments.lab import twins as twins_module
from iei.experiments.lab.bands import band, bands, effect, verdict_of
from iei.experiments.lab.ledger import Ledger
from iei.experiments.lab.request import STAGES, finished_stage
from iei.experiments.lab.session import follow
from iei.experiments.lab.state import (
    LabState,
    baseline_of,
    scenario_of,
    usable_presets,
    with_lever,
    with_preset,
)
from iei.experiments.lab.twins import Ground, Twins, ledger_of
from iei.experiments.lab.windows import Window, in_force, last_years, withdrawn
from iei.experiments.lab.workshop import Workshop, tasks
from iei.sim.base.chance import replicate_seed
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import prepare, simulate
from iei.sim.run.scenario import Scenario

SMALL = LabState(pairs=6, terms=32)


def of_run(runs: Ledger, replicate: int) -> np.ndarray:
    """All outcomes of a run, shape (terms, outcomes)."""
    return np.stack([runs.of(outcome)[replicate] for outcome in OUTCOMES], axis=-1)


def all_of(twins: Twins) -> tuple[np.ndarray, np.ndarray]:
    """All outcomes of all pairs with and without the policy, each of shape (n, terms, outcomes)."""
    return tuple(np.stack(values, axis=-1) for values in zip(*map(twins.of, OUTCOMES), strict=True))


def under(ground: Ground, scenario: Scenario, replicate: int) -> np.ndarray:
    """All outcomes of a run under a policy, shape (terms, outcomes)."""
    runs = ledger_of(scenario, 6)
    if scenario.levers:
        ground.with_policy(prepare(scenario), replicate, runs)
        return of_run(runs, replicate)
    ground.baseline(replicate)
    return of_run(ground.runs, replicate)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(baseline_of(SMALL), 1)


@pytest.mark.parametrize("name", usable_presets("classroom"))
def test_going_on_from_a_copy_gives_the_run_from_the_start_to_the_bit(ground, name):
    scenario = scenario_of(with_preset(SMALL, name))
    whole = simulate(scenario, replicate_seed(1, 2))
    assert np.array_equal(under(ground, scenario, 2), whole.values, equal_nan=True)


def test_the_baseline_is_the_engine_s_to_the_bit(ground):
    whole = simulate(baseline_of(SMALL), replicate_seed(1, 5)).values
    assert np.array_equal(under(ground, baseline_of(SMALL), 5), whole, equal_nan=True)


def test_a_policy_run_leaves_the_copy_as_it_was(ground):
    policy = scenario_of(with_preset(SMALL, "package_full"))
    first = under(ground, policy, 0)
    under(ground, scenario_of(with_preset(SMALL, "incentives")), 0)
    assert np.array_equal(under(ground, policy, 0), first, equal_nan=True)


def test_the_subsidy_s_basis_comes_with_the_policy(ground):
    values = {}
    for basis in ("agreement", "joint_substance"):
        state = with_lever(SMALL, "subsidy", value=8, basis=basis)
        values[basis] = under(ground, scenario_of(state), 0)
        whole = simulate(scenario_of(state), replicate_seed(1, 0)).values
        assert np.array_equal(values[basis], whole, equal_nan=True)
    assert not np.array_equal(values["agreement"], values["joint_substance"], equal_nan=True)


def test_twins_are_equal_until_the_policy_starts():
    twins = Workshop(2).submit(with_preset(SMALL, "package_full")).wait(more_than=5)
    start = twins.baseline.world.policy_start
    policy, baseline = all_of(twins)
    assert np.array_equal(policy[:, :start], baseline[:, :start], equal_nan=True)
    assert not np.array_equal(policy[:, start:], baseline[:, start:], equal_nan=True)


def test_pairs_do_not_depend_on_threads_or_on_how_many_there_are():
    state = with_preset(SMALL, "council")
    one = Workshop(1).submit(state).wait(more_than=5)
    more = Workshop(3).submit(replace(state, pairs=9)).wait(more_than=8)
    assert one.pairs == 6
    assert np.array_equal(all_of(more)[0][:6], all_of(one)[0], equal_nan=True)


def test_results_come_in_stages_and_are_kept():
    workshop = Workshop(2)
    request = workshop.submit(replace(SMALL, pairs=8))
    seen, pairs = [], 0
    while pairs < 8:
        pairs = request.wait(more_than=pairs).pairs
        seen.append(pairs)
    assert seen[-1] == 8
    assert set(seen) <= {4, 8}
    again = workshop.submit(replace(SMALL, pairs=8))
    assert again.complete
    assert again.twins.runs is request.twins.runs


@pytest.mark.parametrize("pairs", [4, 5, 20, 57, 200, 400])
def test_tasks_cover_every_pair_once_and_early_stages_first(pairs):
    cut = tasks(pairs)
    assert [r for _, replicates in cut for r in replicates] == list(range(pairs))
    assert [stage for stage, _ in cut] == sorted(stage for stage, _ in cut)
    assert len(cut[0][1]) == 1


def test_a_stage_is_finished_when_all_its_pairs_are():
    done = dict.fromkeys(range(STAGES[0]))
    assert finished_stage(done, 200) == STAGES[0]
    assert finished_stage({r: None for r in done if r != 1}, 200) == 0
    assert finished_stage(done | {STAGES[0] + 1: None}, 200) == STAGES[0]
    assert finished_stage(dict.fromkeys(range(200)), 200) == 200


def test_a_cancelled_request_stops_and_wakes_who_waits():
    workshop = Workshop(1)
    request = workshop.submit(replace(SMALL, pairs=400))
    waiter = threading.Thread(target=lambda: request.wait(more_than=399))
    waiter.start()
    request.cancel()
    waiter.join(timeout=30)
    assert not waiter.is_alive()
    assert not request.complete
    other = workshop.submit(with_preset(replace(SMALL, pairs=4), "law"))
    assert other.wait(more_than=3).pairs == 4


def test_pairs_that_finish_while_a_picture_is_drawn_are_shown_too():
    request = Workshop(1).submit(replace(SMALL, pairs=4, seed=7))
    last = request.wait(more_than=3)
    first = replace(last, replicates=last.replicates[:2])
    request._twins = first
    drawn, all_drawn = [], threading.Event()

    def draw(twins, _):
        drawn.append(twins.pairs)
        request._twins = last  # the rest arrives in this moment
        if twins.pairs == 4:
            all_drawn.set()

    follow(request, draw, pytest.fail)
    assert all_drawn.wait(timeout=10), drawn
    assert drawn == [2, 4]


def test_stages_and_requests_share_their_arrays_so_that_memory_stays_flat():
    workshop = Workshop(2)
    one = workshop.submit(SMALL)
    first = one.wait(more_than=3)
    last = one.wait(more_than=5)
    other = workshop.submit(with_preset(SMALL, "law")).wait(more_than=5)
    for of_first, of_last in zip(first.of("links"), last.of("links"), strict=True):
        assert np.shares_memory(of_first, of_last)
    assert np.shares_memory(last.of("links")[1], other.of("links")[1])
    assert not np.shares_memory(last.of("links")[0], other.of("links")[0])


def test_cancelled_requests_leave_memory_although_their_bands_never_get_their_turn(monkeypatch):
    workshop = Workshop(1)
    monkeypatch.setattr(workshop, "_start", lambda: None)  # as if first pictures kept all threads busy
    gone = []
    for seed in range(8):
        request = workshop.submit(replace(SMALL, seed=seed))
        request.cancel()
        gone.append(weakref.ref(request))
    del request
    workshop.submit(replace(SMALL, seed=9))
    gc.collect()
    assert not any(reference() for reference in gone)


def test_a_request_keeps_its_baseline_when_others_push_it_out(monkeypatch):
    monkeypatch.setattr("iei.experiments.lab.twins._ground", Ground)  # nothing is kept at all
    found = Workshop(2).submit(with_preset(SMALL, "law")).wait(more_than=5)
    for replicate in range(6):
        whole = simulate(baseline_of(SMALL), replicate_seed(1, replicate)).values
        assert np.array_equal(all_of(found)[1][replicate], whole, equal_nan=True)


def test_a_first_picture_goes_before_another_session_s_band():
    workshop = Workshop(1)
    long = workshop.submit(replace(SMALL, pairs=60))
    short = workshop.submit(replace(SMALL, pairs=4, seed=2))
    short.wait(more_than=3)
    assert not long.complete
    long.cancel()


def test_an_error_reaches_who_waits_and_ends_no_thread(monkeypatch):
    workshop = Workshop(1)
    monkeypatch.setattr("iei.experiments.lab.twins.Ground.baseline", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        workshop.submit(replace(SMALL, seed=3)).wait(more_than=3)
    monkeypatch.undo()
    assert workshop.submit(replace(SMALL, pairs=4, seed=3)).wait(more_than=3).pairs == 4


def test_an_impossible_state_is_refused_before_any_run():
    with pytest.raises(InvalidInput):
        Workshop(1).submit(replace(with_preset(LabState(), "law"), terms=5))


def test_bands_enclose_the_middle_of_the_pairs():
    values = np.arange(11.0)[:, None] * np.ones((11, 3))
    found = band(values)
    assert found.mean.tolist() == [5, 5, 5]
    assert found.lower.tolist() == [1, 1, 1]
    assert found.upper.tolist() == [9, 9, 9]


def test_effects_are_paired_differences_in_the_last_years():
    twins = Workshop(2).submit(with_preset(SMALL, "package_half")).wait(more_than=5)
    found = effect(twins, "substantive_share")
    runs = [simulate(twins.scenario, replicate_seed(1, r)).summary["substantive_share"] for r in range(6)]
    assert found.policy == pytest.approx(np.mean(runs), rel=1e-12)
    assert found.difference.mean == pytest.approx(found.policy - found.baseline, rel=1e-9)
    assert effect(twins, "public_spending").window == found.window == Window(22, 32)


@pytest.mark.parametrize(
    ("changes", "force", "late", "ended"),
    [
        ({}, Window(20, 32), Window(22, 32), False),
        ({"start": 4}, Window(24, 32), Window(24, 32), False),
        ({"start": -7, "end": 2}, Window(13, 22), Window(22, 32), True),
        ({"start": -20}, Window(0, 32), Window(22, 32), False),
        ({"start": 11}, Window(31, 32), Window(31, 32), False),
    ],
)
def test_windows_follow_the_levers(changes, force, late, ended):
    scenario = scenario_of(with_lever(SMALL, "council", value=1, **changes))
    assert (in_force(scenario), last_years(scenario), withdrawn(scenario)) == (force, late, ended)
    both = scenario_of(with_lever(with_lever(SMALL, "law", value=1, start=5), "council", value=1, **changes))
    assert in_force(both).first == min(force.first, 25)


def test_windows_are_said_in_calendar_years():
    assert [Window(20, 26).years, Window(50, 60).years, Window(0, 1).years] == [
        "2022–2025",
        "2037–2042",
        "2012",
    ]
    assert in_force(baseline_of(SMALL)) is None


def test_terms_without_a_value_are_left_out_of_a_mean():
    values = np.array([[1.0, np.nan, 3.0], [np.nan, np.nan, np.nan]])
    assert np.array_equal(Window(0, 3).mean(values), [2.0, np.nan], equal_nan=True)
    assert band(values).mean[0] == 1
    assert np.isnan(band(values).mean[1])


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [
        (0.1, 0.3, "none"),
        (-0.3, 0.3, "none"),
        (0.2, 0.9, "more"),
        (-0.9, -0.2, "less"),
        (-0.6, 0.3, "open"),
        (-2.0, 2.0, "open"),
        (0.0, 0.0, "none"),
    ],
)
def test_no_visible_effect_is_told_apart_from_not_known_yet(lower, upper, verdict):
    middle = (lower + upper) / 2
    assert verdict_of(Interval(middle, lower, upper), 0.5) == verdict


def test_no_policy_changes_nothing_at_all():
    twins = Workshop(2).submit(SMALL).wait(more_than=5)
    for outcome in OUTCOMES:
        policy, baseline = bands(twins, outcome)
        assert np.array_equal(policy.mean, baseline.mean, equal_nan=True)
        found = effect(twins, outcome)
        known = not np.isnan(found.difference.lower)  # a rate that one world of six has is not known
        assert found.verdict == ("none" if known else "open")


def test_without_a_policy_no_world_is_computed_twice(monkeypatch):
    computed = []
    advance = twins_module.advance
    monkeypatch.setattr(
        twins_module, "advance", lambda world, terms: computed.append(terms) or advance(world, terms)
    )
    Workshop(1).submit(replace(SMALL, seed=11)).wait(more_than=5)
    assert len(computed) == 2 * 6  # to the policy start and to the end, for each pair
