"""Targets and coefficients of a calibration: what a file may say, what is refused, and what is measured."""

import numpy as np
import pytest
import yaml

from iei.experiments.evidence.fact_checks import CHECKS
from iei.experiments.evidence.fact_runs import ARMS, prepare_arms, watch
from iei.experiments.evidence.history_matching import emulator as emulator_module
from iei.experiments.evidence.history_matching.emulator import trained, trained_all, trained_luck
from iei.experiments.evidence.history_matching.implausibility import Aim, combined, implausibility
from iei.experiments.evidence.history_matching.measurement import measurement_of, value_of
from iei.experiments.evidence.history_matching.region import moved, narrowed, whole_cube
from iei.experiments.evidence.history_matching.screening import screened
from iei.experiments.evidence.history_matching.settings import Settings
from iei.experiments.evidence.history_matching.space import Space, chosen_space, logarithmic
from iei.experiments.evidence.history_matching.targets import FACTS, OURS, read_targets
from iei.experiments.evidence.history_matching.waves import Simulated
from iei.experiments.execute.turns import PreparedWorlds
from iei.experiments.plan.configuration import scenario
from iei.sim.base.quantity import CALIBRATED, InvalidInput
from iei.sim.run.behaviour import BEHAVIOUR
from iei.sim.run.engine import simulate

GOOD = {
    "outcome": "links",
    "observed": [10, 20],
    "observation_variance": 1,
    "discrepancy_variance": 4,
    "source": "a survey",
    "held_back": False,
}


def written(tmp_path, **targets):
    path = tmp_path / "targets.yaml"
    path.write_text(yaml.safe_dump({"targets": targets}, sort_keys=False), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("path", sorted(OURS.glob("*.yaml")), ids=lambda path: path.stem)
def test_our_targets_can_be_read_and_a_third_is_held_back(path):
    targets = read_targets(path.stem).targets
    held = sum(target.held_back for target in targets)
    assert held == len(targets) // 3
    assert all(
        target.source.startswith(("evidence F", "the source paper", "assumption")) for target in targets
    )


def test_evidence_can_be_measured_in_our_worlds():
    file = read_targets("evidence")
    for world in ("province", "classroom"):
        measurement_of(file.targets, [f"world={world}"], scenario([f"world={world}"]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome": "lnks"}, "targets.one.outcome: 'lnks' is not an outcome; did you mean 'links'"),
        ({"observd": 3}, "unknown key 'targets.one.observd'; did you mean 'observed'"),
        ({"observed": "many"}, "targets.one.observed = 'many' is not a number"),
        ({"observed": [3, 2]}, r"targets.one.observed = \[3, 2\]: the first must not be above the last"),
        ({"observed": None}, "targets.one.observed is missing"),
        ({"source": None}, "targets.one.source is missing"),
        ({"held_back": "maybe"}, "targets.one.held_back = 'maybe' must be true or false"),
        ({"discrepancy_variance": -1}, r"targets.one.discrepancy_variance = -1 is outside \[0, "),
        ({"observation_variance": 0, "discrepancy_variance": 0}, "one of them must be above 0"),
        ({"terms": [0, 200]}, r"targets.one.terms = 200 must be whole numbers in \[0, 199\]"),
        ({"terms": 3, "years": 2}, "give either terms or years"),
        ({"fact": "F14: match"}, "needs either outcome or fact"),
        ({"held_back": True}, "all are held back"),
        ({"unit": "pieces"}, "targets.one.unit: an outcome has its own"),
    ],
)
def test_a_mistake_in_a_file_is_one_line_that_names_file_and_key(tmp_path, change, words):
    named = written(tmp_path, one={k: v for k, v in (GOOD | change).items() if v is not None})
    with pytest.raises(InvalidInput, match=words) as told:
        read_targets(named)
    assert str(told.value).startswith(named)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fact": "F14: mtch"}, "did you mean 'F14: match'"),
        ({"fact": "F14: match", "policy": "law"}, "targets.one.policy: a fact brings its own"),
        ({"fact": "F14: match"}, "targets.one.unit is missing"),
    ],
)
def test_a_mistake_in_a_fact(tmp_path, change, words):
    fact = {key: value for key, value in GOOD.items() if key != "outcome"}
    with pytest.raises(InvalidInput, match=words):
        read_targets(written(tmp_path, one=fact | change))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["targets=evidnce"], "there is no such file of targets; did you mean 'evidence'"),
        (["targets=./nowhere.yaml"], "there is no such file"),
        (["coefficients=[trust_gian]"], "'trust_gian' names no coefficient; did you mean 'trust_gain'"),
        (["points=3"], r"points = 3 is outside \[10, 5000\]"),
        (["cut=x"], "cut = 'x' is not a number"),
        (["luck=never"], "luck = 'never' must be run or mean"),
        (["policy=law"], "targets bring their own policy"),
        (["behaviour.trust_gain=0.2"], "would not be used: the calibration varies it"),
        (["wave=3"], "wave"),
        (["name=a/b"], "it names a folder"),
        (["executor.thread=1"], "unknown key|executor.thread"),
    ],
)
def test_a_mistake_in_the_settings_is_one_line(given, words):
    with pytest.raises(InvalidInput, match=words) as told:
        Settings.from_overrides(["world=classroom", *given])
    assert "\n" not in str(told.value)


def test_a_policy_or_a_window_that_is_not_there_is_told_with_the_target(tmp_path):
    base = scenario(["world=classroom", "terms=30"])
    for change, words in (
        ({"policy": "counsil"}, "targets.one: policy 'counsil': .*council"),
        ({"years": [14, 16]}, r"targets.one: terms 26 to 31 are not all in \[0, 29\]"),
    ):
        file = read_targets(written(tmp_path, one=GOOD | change))
        with pytest.raises(InvalidInput, match=words):
            measurement_of(file.targets, ["world=classroom", "terms=30"], base)


def test_outcomes_are_observed_under_the_policy_and_in_the_terms_that_are_named(tmp_path):
    small = ["world=classroom", "terms=30"]
    file = read_targets(
        written(
            tmp_path,
            late=GOOD,
            early=GOOD | {"years": [2, 3], "policy": "council", "minus": "none"},
        )
    )
    base = scenario(small)
    seen = measurement_of(file.targets, small, base).observations(base, 5, PreparedWorlds())
    links = {
        policy: simulate(scenario([*small, f"policy={policy}"]), 5).outcomes["links"].to_numpy()
        for policy in ("none", "council")
    }
    assert seen[0] == pytest.approx(links["none"][-10:].mean())
    assert seen[1] == pytest.approx(links["council"][2:6].mean() - links["none"][2:6].mean())


def test_facts_are_observed_as_the_facts_are(tmp_path):
    small = ["world=classroom"]
    wanted = (
        "F6: deadweight untargeted",
        "F7: peak gain of pulse",
        "F5: elasticity of training places to hiring cost",
    )
    fact = {key: value for key, value in GOOD.items() if key != "outcome"}
    file = read_targets(written(tmp_path, **{name: fact | {"fact": name, "unit": "-"} for name in wanted}))
    base = scenario(small)
    measurement = measurement_of(file.targets, small, base)
    seen = measurement.observations(base, 11, PreparedWorlds())
    prepared = prepare_arms(small)
    runs = {name: watch(prepared[name], ARMS[name], 11) for name in ARMS}
    for target, numbers in zip(file.targets, seen, strict=True):
        np.testing.assert_array_equal(numbers, CHECKS[FACTS[target.name]].observe(runs))


def test_a_value_and_its_variances_are_those_of_a_mean(tmp_path):
    (target,) = read_targets(written(tmp_path, one=GOOD)).targets
    seen = np.array([[1.0], [2.0], [4.0], [5.0]])
    value, error, spread = value_of(target, seen)
    assert value == 3
    assert spread == pytest.approx(seen.var(ddof=1))
    assert error == pytest.approx(spread / 4)


def test_implausibility_is_the_distance_to_the_range_in_standard_deviations():
    aims = [Aim("range", 1, 2, 0, 4), Aim("value", 5, 5, 3, 0)]
    far = implausibility(aims, np.array([[1.5, 5.0], [6.0, 1.0], [0.0, np.nan]]), np.array([0.0, 1.0]))
    np.testing.assert_allclose(far, [[0, 0], [2, 2], [0.5, np.nan]])
    np.testing.assert_array_equal(combined(far), [0, 2, np.inf])
    np.testing.assert_array_equal(combined(np.array([[1.0, 5.0, 2.0]]), 2), [2])


def test_coefficients_are_named_by_name_pattern_grade_equation_and_file():
    calibrated = chosen_space(()).names
    assert calibrated == tuple(name for name, q in BEHAVIOUR.items() if q.grade == CALIBRATED)
    assert set(chosen_space(["trust_*"]).names) == {name for name in BEHAVIOUR if name.startswith("trust_")}
    assert set(chosen_space(["E13"]).names) == {n for n, q in BEHAVIOUR.items() if q.equation == "E13"}
    assert "size_preference" in chosen_space(["formation", "search"]).names
    assert chosen_space(["trust_gain", "depth_up", "trust_gain"]).dimensions == 2


def test_points_and_values_belong_together_and_stay_inside_the_bounds():
    space = Space(tuple(BEHAVIOUR.values()))
    points = np.random.default_rng(1).random((50, space.dimensions))
    points[0], points[1] = 0.0, 1.0
    values = space.values(points)
    for i, quantity in enumerate(space.quantities):
        assert quantity.lower <= values[:, i].min() <= values[:, i].max() <= quantity.upper
        if quantity.integer:
            assert (values[:, i] == np.floor(values[:, i])).all()
    assert any(map(logarithmic, space.quantities))
    back = [i for i, q in enumerate(space.quantities) if not q.integer and q.lower < q.upper]
    np.testing.assert_allclose(space.points(values)[:, back], points[:, back], atol=1e-9)
    whole = [i for i, q in enumerate(space.quantities) if q.integer]
    snapped = space.snapped(points)
    np.testing.assert_array_equal(space.values(snapped)[:, whole], values[:, whole])
    np.testing.assert_allclose(space.snapped(snapped), snapped, atol=1e-9)


def test_emulators_know_a_function_and_how_unsure_they_are():
    generator = np.random.default_rng(2)
    x, there = generator.random((60, 3)), generator.random((400, 3))

    def function(points):
        return np.sin(4 * points[:, 0]) + points[:, 1] ** 2

    emulator = trained(x, function(x) + generator.normal(0, 0.05, 60), np.full(60, 0.05**2))
    expected, variance = emulator.predict(there)
    standardised = (expected - function(there)) / np.sqrt(variance + 1e-6)
    assert np.mean(np.abs(standardised) <= 3) > 0.95
    assert np.sqrt(np.mean((expected - function(there)) ** 2)) < 0.06
    assert emulator.diagnostic.sound
    assert emulator.diagnostic.explained > 0.95
    assert trained(x[:9], x[:9, 0], np.zeros(9)) is None


def test_emulators_trained_by_processes_are_those_trained_here(monkeypatch):
    generator = np.random.default_rng(4)
    x = generator.random((30, 2))
    values = np.stack([x[:, 0] ** 2, np.sin(5 * x[:, 1])], axis=1) + generator.normal(0, 0.05, (30, 2))
    here = trained_all(x, values, np.full_like(values, 0.05**2))
    monkeypatch.setattr(emulator_module, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(emulator_module, "usable_cores", lambda: 2)
    apart = trained_all(x, values, np.full_like(values, 0.05**2))
    for one, other in zip(here, apart, strict=True):
        np.testing.assert_array_equal(one.predict(x), other.predict(x))
        assert one.diagnostic == other.diagnostic


def test_luck_is_known_where_it_is_large():
    generator = np.random.default_rng(6)
    x = generator.random((80, 2))
    deviation = np.exp(2 * x[:, 0])  # from 1 to 7.4
    runs = deviation[:, None] * generator.normal(size=(80, 6))
    luck = trained_luck(x, runs.var(axis=1, ddof=1), 6, 1e-6)
    there = np.array([[0.1, 0.5], [0.9, 0.5]])
    np.testing.assert_allclose(np.sqrt(luck.predict(there)), np.exp(2 * there[:, 0]), rtol=0.25)
    assert trained_luck(x, np.zeros(80), 6, 1e-6).predict(there).max() == 0


def test_an_emulator_that_is_too_sure_fails_its_diagnostic():
    generator = np.random.default_rng(3)
    x = generator.random((60, 1))
    y = np.where(generator.random(60) < 0.1, 50.0, 0.0) + np.sin(
        3 * x[:, 0]
    )  # wild outliers, no smooth function
    assert not trained(x, y, np.zeros(60)).diagnostic.sound


def test_regions_in_many_dimensions_are_found_and_measured():
    dimensions, radius = 12, 0.35

    def score(points, cut=np.inf):  # a ball in four of the dimensions
        return np.linalg.norm(points[:, :4] - 0.5, axis=1) / radius

    generator = np.random.default_rng(4)
    found = narrowed(whole_cube(1000, dimensions, generator), score, 1.0, generator)
    assert found.volume == pytest.approx(np.pi**2 / 2 * radius**4, rel=0.35)
    small = narrowed(found, lambda points, cut: 5 * score(points), 1.0, generator)
    assert small.volume == pytest.approx(np.pi**2 / 2 * (radius / 5) ** 4, rel=0.6)
    radii = score(moved(small.points, lambda points, cut: 5 * score(points), 1.0, generator)) * 5
    assert radii.max() <= 1
    assert np.mean(radii**4) == pytest.approx(0.5, abs=0.05)  # evenly spread over a ball of four dimensions
    assert narrowed(found, lambda points, cut: score(points) + 7, 1.0, generator).empty


def test_screening_finds_what_matters():
    names = ("strong", "nothing", "weak")

    def simulator(stage, points):
        mean = np.stack([10 * points[:, 0] + points[:, 2], np.full(len(points), np.nan)], axis=1)
        return Simulated(mean, np.zeros_like(mean), np.zeros_like(mean), 1)

    aims = [Aim("one", 0, 0, 1, 0), Aim("undefined", 0, 0, 1, 0)]
    table = screened(names, aims, simulator, trajectories=4, seed=1)
    assert list(table["coefficient"]) == ["strong", "weak", "nothing"]
    np.testing.assert_allclose(table["score"], [10, 1, 0], atol=1e-9)
