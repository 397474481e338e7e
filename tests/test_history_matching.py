"""History matching of a toy: the truth stays, wrong targets rule it out, and it stops when it says."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from toy_matching import LUCK, OBSERVATION, Toy, aims_at, mean, observed

from iei.experiments.evidence.history_matching import emulator
from iei.experiments.evidence.history_matching.ensemble import gathered, simulated_implausibility
from iei.experiments.evidence.history_matching.implausibility import combined
from iei.experiments.evidence.history_matching.waves import MEAN_WORLD, Rules, match

TRUTHS = 20
COVERAGE = 0.95  # of a cut of 3, whatever the distribution (Pukelsheim 1994)
QUICK = {"points": 18, "waves": 2, "population": 80}
FIRST = np.array([1.0, 0.0, 0.0])
GENERATOR = np.random.default_rng(5)


@pytest.fixture(autouse=True)
def one_start_of_the_training(monkeypatch):
    monkeypatch.setattr(emulator, "RESTARTS", 0)  # lengths of so simple a function are found at once


def matched(values, seed=0, **rules):
    return match(aims_at(values), 2, Toy(seed), Rules(**(QUICK | {"seed": seed} | rules)))


def test_the_truth_stays_as_often_as_it_should_and_wrong_targets_rule_it_out():
    stays, wrong, volumes = [], [], []
    for seed, truth in enumerate(GENERATOR.random((TRUTHS, 2))):
        seen = observed(truth, seed)
        found = matched(seen, seed)
        stays.append(found.score(truth[None])[0] <= 3)
        volumes.append(found.left.volume)
        elsewhere = tuple(aims_at(seen + 8 * np.hypot(LUCK, OBSERVATION) * FIRST))
        judges = [replace(wave, aims=elsewhere) for wave in found.waves]  # the same emulators, a wrong target
        wrong.append(replace(found, waves=judges).score(truth[None])[0] > 3)
    least = int(stats.binom.ppf(0.001, TRUTHS, COVERAGE))
    print(f"the truth stays in {sum(stays)} of {TRUTHS} matchings; volumes {np.round(volumes, 3)}")
    assert sum(stays) >= least
    assert np.mean(wrong) > 0.9
    assert np.median(volumes) < 0.2


def test_a_matching_with_a_wrong_target_loses_the_truth():
    truth = np.array([0.5, 0.5])
    seen = mean(truth[None])[0]
    assert matched(seen).score(truth[None])[0] <= 3
    assert matched(seen + 0.8 * FIRST).score(truth[None])[0] > 3


def test_what_is_left_meets_the_targets_and_is_spread_evenly():
    truth = np.array([0.3, 0.7])
    found = matched(mean(truth[None])[0], population=400)
    far = np.abs(mean(found.left.points) - mean(truth[None])) / np.hypot(LUCK, OBSERVATION)
    assert np.quantile(far.max(axis=1), 0.9) < 3.5
    grid = (np.stack(np.meshgrid(*[np.arange(80)] * 2), axis=-1).reshape(-1, 2) + 0.5) / 80
    inside = grid[found.score(grid) <= 3]
    assert found.left.volume == pytest.approx(len(inside) / len(grid), rel=0.35)
    assert np.abs(found.left.points.mean(axis=0) - inside.mean(axis=0)).max() < 0.03


def test_contradicting_targets_leave_nothing_and_say_so():
    found = matched([0.1, 0.1, 0.95])
    assert found.left.empty
    assert "nothing is left" in found.stopped
    assert found.left.volume < 0.05
    assert gathered(found, Toy(), 5, 50, lambda text: None).points.shape == (0, 2)


def test_the_second_worst_target_rules_out_less():
    seen = mean(np.array([[0.5, 0.5]]))[0] + 0.8 * FIRST
    strict, lenient = matched(seen), matched(seen, highest=2)
    assert lenient.left.volume > strict.left.volume
    assert lenient.score(np.array([[0.5, 0.5]]))[0] <= 3


def test_a_large_world_is_known_better_than_one_run():
    seen = mean(np.array([[0.5, 0.5]]))[0]
    assert matched(seen, luck=MEAN_WORLD).left.volume < matched(seen).left.volume


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"certainty": 5.0}, "emulators' variance is below 5"),
        ({"certainty": 0.0, "change": 0.9999}, "less than 0.9999 of the volume"),
        ({"certainty": 0.0, "change": 0.0, "waves": 1}, "1 waves are done"),
    ],
)
def test_it_stops_by_the_rule_that_it_names(rules, words):
    found = matched(mean(np.array([[0.5, 0.5]]))[0], **rules)
    assert words in found.stopped


def test_the_same_seed_gives_the_same_to_the_bit_and_every_set_was_simulated():
    seen = mean(np.array([[0.4, 0.6]]))[0]
    sets = []
    for _ in range(2):
        found = matched(seen)
        toy = Toy()
        ensemble = gathered(found, toy, 12, 60, lambda text: None)
        assert toy.runs == 5 * ensemble.tried
        assert len(ensemble.points) == 12
        far = simulated_implausibility(found, ensemble.points, ensemble.simulated)
        assert (combined(far) <= 3).all()
        np.testing.assert_array_equal(far, ensemble.implausibility)
        sets.append(ensemble.points)
    np.testing.assert_array_equal(*sets)
    assert not np.array_equal(sets[0], gathered(matched(seen, seed=1), Toy(), 12, 60, print).points)
