"""Designs: points, bounds, messages, and sensitivity indices of functions with known answers."""

import numpy as np
import pytest
from SALib.test_functions import Ishigami, Sobol_G

from iei.experiments.analyse.sensitivity import analysis
from iei.experiments.execute.sweep import experiment_names, read_experiment
from iei.experiments.plan.cells import build_cells
from iei.experiments.plan.configuration import compose
from iei.experiments.plan.designs import Design
from iei.experiments.plan.experiment import Experiment
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.behaviour import BEHAVIOUR

SAMPLED = {"behaviour.trust_gain": None, "behaviour.leak": None, "lever.subsidy": None}


def design(**settings):
    return Design.from_mapping(settings)


def test_grid_is_every_combination_and_zip_goes_along():
    over = {"lever.council": [0, 0.5, 1], "lever.audit": [0, 0.1, 0.2]}
    assert len(design(kind="grid", over=over).points()) == 9
    assert design(kind="zip", over=over).points()[2] == {"lever.council": 1.0, "lever.audit": 0.2}


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol_sequence", "sobol_indices", "morris"])
def test_samples_stay_inside_the_declared_bounds_and_repeat(kind):
    size = {"trajectories": 16} if kind == "morris" else {"samples": 16}
    one = design(kind=kind, over=SAMPLED, **size).points()
    assert one == design(kind=kind, over=SAMPLED, **size).points()
    gain = BEHAVIOUR["trust_gain"]
    values = [point["behaviour.trust_gain"] for point in one]
    assert min(values) >= gain.lower
    assert max(values) <= gain.upper
    assert max(point["lever.subsidy"] for point in one) > 4  # uses the range of the lever, 0 to 8


def test_latin_hypercube_hits_every_stratum_once():
    points = design(kind="latin_hypercube", over={"lever.council": None}, samples=20).points()
    strata = sorted(int(point["lever.council"] * 20) for point in points)
    assert strata == list(range(20))


def test_whole_numbers_are_drawn_whole_and_evenly():
    points = design(kind="latin_hypercube", over={"behaviour.pool_limit": None}, samples=800).points()
    counts = np.unique([point["behaviour.pool_limit"] for point in points], return_counts=True)
    assert counts[0].tolist() == list(range(1, 9))
    assert counts[1].tolist() == [100] * 8


def test_every_assumed_coefficient_and_a_narrower_width():
    over = {"behaviour.*": {"grade": "assumed"}}
    wide = design(kind="latin_hypercube", over=over, samples=4)
    assumed = [name for name, quantity in BEHAVIOUR.items() if quantity.grade.startswith("assumed")]
    assert [axis.key.partition(".")[2] for axis in wide.axes] == assumed
    narrow = design(kind="latin_hypercube", over=over, samples=4, width=0.5)
    slim = {axis.key: axis for axis in narrow.axes}
    left_out = []
    for broad in wide.axes:
        default = BEHAVIOUR[broad.key.partition(".")[2]].default
        if broad.key not in slim:
            assert default in (broad.lower, broad.upper) or broad.integer
            left_out.append(broad.key)
            continue
        axis = slim[broad.key]
        assert broad.lower <= axis.lower < axis.upper <= broad.upper
        assert (axis.lower + axis.upper) / 2 == pytest.approx(
            default
        )  # the middle of the design is the default
        assert axis.upper - axis.lower <= 0.5 * (broad.upper - broad.lower) * (1 + 1e-9)
    assert left_out
    assert all(key in narrow.remarks[0] for key in left_out)
    assert "vary over less than the share 0.5" in narrow.remarks[1]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kind": "gird", "over": SAMPLED}, "did you mean 'grid'"),
        ({"kind": "grid", "over": {"lever.counsil": [0, 1]}}, "did you mean 'lever.council'"),
        ({"kind": "grid", "over": {"terms": [40, 60]}}, "has no declared bounds"),
        ({"kind": "grid", "over": {"world.regions": [1]}}, "has no declared bounds"),
        ({"kind": "grid", "over": {"lever.council": None}}, "needs a list of values"),
        ({"kind": "grid", "over": {"lever.council": [0, 2]}}, r"outside \[0, 1\]"),
        ({"kind": "grid", "over": {"lever.council": [0, "high"]}}, "is not a number"),
        ({"kind": "zip", "over": {"lever.council": [0, 1], "lever.audit": [0]}}, "one length"),
        ({"kind": "factorial", "over": {"lever.council": [0, 0.5, 1]}}, "two values"),
        ({"kind": "latin_hypercube", "over": SAMPLED}, "needs design.samples"),
        ({"kind": "sobol_indices", "over": SAMPLED, "samples": 12}, "power of two"),
        (
            {"kind": "latin_hypercube", "over": {"lever.law": {"lower": 0.9, "upper": 0.1}}, "samples": 4},
            "below",
        ),
        ({"kind": "list"}, "needs design.points"),
        ({"kind": "list", "points": [{"lever.law": 7}]}, r"points\[0\].*outside"),
        (
            {"kind": "grid", "over": SAMPLED, "sample": 4},
            "did you mean 'design.samples'|did you mean 'samples'",
        ),
    ],
)
def test_mistakes_are_told_in_one_message(settings, message):
    with pytest.raises(InvalidInput, match=message) as caught:
        Design.from_mapping(settings)
    assert "\n" not in str(caught.value)


def unit_design(kind, names, **settings):
    """A design whose axes stand for the unit cube of a test function."""
    keys = [name for name, quantity in BEHAVIOUR.items() if not quantity.integer][: len(names)]
    return design(kind=kind, over={f"behaviour.{key}": None for key in keys}, **settings)


def shares(made):
    """Points as shares of their ranges, (points, axes)."""
    lower = np.array([axis.lower for axis in made.axes])
    upper = np.array([axis.upper for axis in made.axes])
    return (np.array([list(point.values()) for point in made.points()]) - lower) / (upper - lower)


def test_sobol_indices_of_the_ishigami_function():
    made = unit_design("sobol_indices", "abc", samples=1024)
    values = Ishigami.evaluate((2 * shares(made) - 1) * np.pi)
    table = analysis(made, values).set_index("key")
    keys = [axis.key for axis in made.axes]
    assert table.loc[keys, "S1"].to_numpy() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.04)
    assert table.loc[keys, "ST"].to_numpy() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.04)


def test_sobol_indices_of_the_g_function():
    made = unit_design("sobol_indices", "abcd", samples=1024)
    a = np.array([0.0, 1.0, 4.5, 9.0])
    values = Sobol_G.evaluate(np.clip(shares(made), 0, 1), a=a)
    partial = (1 / 3) / (1 + a) ** 2
    first = partial / (np.prod(1 + partial) - 1)
    table = analysis(made, values).set_index("key")
    assert table.loc[[axis.key for axis in made.axes], "S1"].to_numpy() == pytest.approx(first, abs=0.04)


def test_morris_effects_of_a_linear_function_are_its_slopes():
    made = unit_design("morris", "abc", trajectories=10)
    values = shares(made) @ np.array([3.0, -2.0, 0.0])
    table = analysis(made, values).set_index("key").loc[[axis.key for axis in made.axes]]
    assert table["mu"].to_numpy() == pytest.approx([3.0, -2.0, 0.0], abs=1e-9)
    assert table["mu_star"].to_numpy() == pytest.approx([3.0, 2.0, 0.0], abs=1e-9)
    assert table["sigma"].to_numpy() == pytest.approx([0, 0, 0], abs=1e-9)


def test_morris_finds_the_interaction():
    made = unit_design("morris", "abc", trajectories=20)
    x = shares(made)
    table = analysis(made, x[:, 0] * x[:, 1] + x[:, 2]).set_index("key").loc[[axis.key for axis in made.axes]]
    assert (table["sigma"].to_numpy()[:2] > 0.1).all()
    assert table["sigma"].to_numpy()[2] == pytest.approx(0, abs=1e-9)


def test_indices_refuse_to_bridge_a_failed_run():
    made = unit_design("sobol_indices", "abc", samples=4)
    values = np.ones(len(made.points()))
    values[3] = np.nan
    with pytest.raises(InvalidInput, match="1 design points have no value"):
        analysis(made, values)


@pytest.mark.parametrize("name", experiment_names())
def test_every_ready_experiment_builds(name):
    experiment, _ = read_experiment([f"experiment={name}", "world=classroom"])
    assert experiment.name == name
    cells = build_cells(experiment, compose)
    labels = {cell.label for cell in cells}
    assert len(labels) == len(cells) == len({cell.config for cell in cells})
    assert all(cell.baseline in labels for cell in cells)
    assert any(cell.baseline != cell.label for cell in cells)


def small(**settings):
    mapping = {"name": "small", "replicates": 2, "seed": 1, "scenarios": {"none": ["policy=none"]}} | settings
    return Experiment.from_mapping(mapping, ("world=classroom",))


def test_levers_of_a_design_are_compared_with_levers_off_at_the_same_coefficients():
    over = {"lever.council": [0.5, 1], "behaviour.trust_gain": [0.1, 0.3]}
    cells = {cell.label: cell for cell in build_cells(small(design={"kind": "grid", "over": over}), compose)}
    assert len(cells) == 6  # four points and a baseline for each value of the coefficient
    cell = cells["council=1, trust_gain=0.3"]
    baseline = cells[cell.baseline]
    assert baseline.scenario.behaviour["trust_gain"] == cell.scenario.behaviour["trust_gain"] == 0.3
    assert baseline.scenario.levers == ()
    assert cell.scenario.levers[0].value == 1


def test_a_corner_without_levers_is_its_own_baseline():
    over = {"lever.council": [0, 1], "lever.law": [0, 1]}
    cells = build_cells(small(design={"kind": "factorial", "over": over}), compose)
    assert [cell.label for cell in cells if cell.label == cell.baseline] == ["none"]
    assert len(cells) == 4


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"outcomes": ["deep_shar"]}, "did you mean 'deep_share'"),
        ({"baseline": "nine"}, "did you mean 'none'"),
        ({"only": ["concil"]}, "'concil' is not a scenario"),
        ({"replicates": 0}, "1 or more"),
        ({"replicates": "many"}, "is not a number"),
        ({"seed": -1}, "outside"),
        ({"name": "../x"}, "names a folder"),
        ({"scenarios": {"none": ["replicates=3"]}}, "does not set part of a scenario"),
        ({"scenarios": {"none": ["policy"]}}, "not of the form key=value|cannot read"),
        ({"precision": {"outcome": "nonsense", "half_width": 0.1}}, "is not an outcome"),
        ({"precision": {"outcome": "links", "half_width": 0}}, "must be above 0"),
        ({"equal_budget": -5}, "must be above 0"),
    ],
)
def test_mistakes_in_an_experiment_are_told_in_one_message(settings, message):
    with pytest.raises(InvalidInput, match=message) as caught:
        small(**settings)
    assert "\n" not in str(caught.value)


def test_a_mistake_inside_a_scenario_names_the_scenario():
    experiment = small(scenarios={"none": ["policy=none"], "typo": ["policy=counsil"]})
    with pytest.raises(InvalidInput, match=r"scenario 'typo'.*council"):
        build_cells(experiment, compose)
