"""What a design says once it has run: every point counted, sensitivities over chance, interactions apart."""

import numpy as np
import pytest

from iei.experiments.analyse.design_analysis import factorial_effects, sensitivities, silences
from iei.experiments.analyse.sensitivity import analysis, noise_of
from iei.experiments.execute.executors import ExecutorSettings
from iei.experiments.execute.sweep import Execution, run_experiment
from iei.experiments.plan.cells import build_cells
from iei.experiments.plan.configuration import compose
from iei.experiments.plan.designs import Design
from iei.experiments.plan.experiment import Experiment
from iei.experiments.show import summary
from iei.experiments.show.design_figures import crossed_keys, interaction, sensitivity_bars

OUTCOME = "substantive_share"
TWO = {"none": ["policy=none"], "council": ["policy=council"]}


def experiment(design, **changes):
    mapping = {"name": "small", "replicates": 2, "seed": 1, "scenarios": TWO, "outcomes": [OUTCOME]}
    return Experiment.from_mapping(mapping | {"design": design} | changes, ("world=classroom", "terms=30"))


@pytest.fixture
def run(tmp_path):
    def run_it(design, **changes):
        made = experiment(design, **changes)
        execution = Execution(tmp_path / "small", ExecutorSettings(threads=1))
        return run_experiment(made, execution, run_it.said.append)

    run_it.said = []
    return run_it


def test_points_that_differ_in_the_seventh_digit_are_cells_of_their_own(run):
    results = run({"kind": "grid", "over": {"behaviour.trust_gain": [0.1000001, 0.1000002]}})
    assert len(results.scenarios) == 4
    assert len(results.runs) == 8
    assert "council at trust_gain=0.1000001" in set(results.scenarios["scenario"])
    assert results.scenarios["config"].nunique() == 4


def test_every_point_of_a_narrow_sample_has_its_cells_and_a_label_of_its_own():
    over = {"behaviour.trust_gain": {"lower": 0.1, "upper": 0.100001}}
    cells = build_cells(experiment({"kind": "latin_hypercube", "samples": 8, "over": over}), compose)
    assert len(cells) == len({cell.label for cell in cells}) == len({cell.config for cell in cells}) == 16


def test_many_keys_and_levers_off_do_not_share_a_label():
    over = {f"behaviour.{key}": [0.2, 0.3] for key in ("trust_gain", "trust_loss", "trust_start", "depth_up")}
    design = {"kind": "grid", "over": over | {"lever.law": [1]}}
    cells = build_cells(experiment(design, scenarios={"only": ["policy=none"]}), compose)
    assert len(cells) == len({cell.label for cell in cells}) == 32
    off = [cell for cell in cells if cell.label.endswith("levers off")]
    assert len(off) == 16
    assert all(cell.baseline == cell.label and not cell.scenario.levers for cell in off)


def test_scenarios_that_come_to_the_same_are_both_there():
    scenarios = {"none": ["policy=none"], "zero": ["policy=law", "policy.law.law=0"]}
    cells = build_cells(experiment(None, scenarios=scenarios), compose)
    assert [(cell.label, cell.baseline) for cell in cells] == [("none", "none"), ("zero", "none")]


@pytest.mark.parametrize(
    ("design", "columns"),
    [
        (
            {"kind": "morris", "trajectories": 6, "levels": 4, "over": ["trust_gain", "passive_limit"]},
            ["mu", "mu_star", "sigma"],
        ),
        ({"kind": "sobol_indices", "samples": 4, "over": ["trust_gain"]}, ["S1", "ST"]),
        (
            {"kind": "latin_hypercube", "samples": 12, "over": ["pool_limit"]},
            ["rank_correlation", "p_adjusted"],
        ),
    ],
    ids=["morris", "sobol", "whole numbers"],
)
def test_repeated_points_give_sensitivities(run, design, columns):
    keys = [f"behaviour.{name}" for name in design["over"]]
    results = run(design | {"over": dict.fromkeys(keys)})
    points = Design.from_mapping(design | {"over": dict.fromkeys(keys)}).points()
    distinct = len({tuple(point.values()) for point in points})
    assert distinct < len(points)
    assert len(results.scenarios) == 2 * distinct
    table = sensitivities(results, OUTCOME)
    assert list(table["scenario"]) == [name for name in TWO for _ in keys]
    assert {*columns, "noise_band"} <= set(table.columns)
    assert set(table["key"]) == set(keys)
    summary.write_comparison(results)
    assert (results.folder / "sensitivities.csv").exists()
    assert silences(results) == [] or "is the same at all points" in silences(results)[0]


def test_morris_over_repeated_points_equals_the_same_runs_taken_one_by_one(run):
    results = run({"kind": "morris", "trajectories": 4, "levels": 2, "over": {"behaviour.trust_gain": None}})
    means = results.runs.groupby("scenario")[OUTCOME].mean()
    low, high = (means[f"none at trust_gain={value:g}"] for value in (0.05, 0.4))
    row = sensitivities(results, OUTCOME).set_index("scenario").loc["none"]
    assert row["mu"] == pytest.approx(high - low)
    assert row["sigma"] == pytest.approx(0, abs=1e-12)


def test_costs_of_levers_that_are_off_are_no_drivers(run):
    keys = ("staff_mandate", "staff_council", "brokered_pairs", "trust_gain", "law_provisions")
    over = dict.fromkeys(f"behaviour.{key}" for key in keys)
    table = sensitivities(run({"kind": "latin_hypercube", "samples": 8, "over": over}), OUTCOME)
    listed = table.groupby("scenario")["key"].apply(lambda found: {key.partition(".")[2] for key in found})
    assert listed["none"] == {"trust_gain", "law_provisions"}
    assert listed["council"] == {"trust_gain", "law_provisions", "staff_council", "brokered_pairs"}
    assert (table["p_adjusted"].dropna() >= table["p"].dropna()).all()


def pure_noise(kind, replicates=4, **size):
    """Share of axes whose measure passes the noise band when outcomes are chance alone."""
    names = ("trust_gain", "trust_loss", "trust_start", "depth_up")
    design = Design.from_mapping(
        {"kind": kind, "over": dict.fromkeys(f"behaviour.{n}" for n in names)} | size
    )
    measure = {"sobol_indices": "ST", "morris": "mu_star"}.get(kind, "rank_correlation")
    rng = np.random.default_rng(1)
    beyond = []
    for _ in range(60):
        values = rng.normal(size=(len(design.points()), replicates)) + rng.normal(size=replicates)
        table = analysis(design, values.mean(axis=1), noise_of(values))
        beyond += list(table[measure].abs() > table["noise_band"])
    return np.mean(beyond)


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        ("latin_hypercube", {"samples": 24}),
        ("morris", {"trajectories": 10}),
        ("sobol_indices", {"samples": 32}),
    ],
)
def test_chance_alone_passes_the_noise_band_one_time_in_twenty(kind, size):
    assert 0.01 <= pure_noise(kind, **size) <= 0.11  # four standard errors around 5 %


def test_noise_is_what_points_do_not_share():
    rng = np.random.default_rng(2)
    common = rng.normal(size=400)
    values = common + np.arange(30)[:, None] + rng.normal(0, 0.5, (30, 400))
    assert noise_of(values) == pytest.approx(0.5 / np.sqrt(400), rel=0.03)
    assert np.isnan(noise_of(values[:, :1]))


def test_an_outcome_that_does_not_vary_gives_no_index_and_a_line(run):
    results = run({"kind": "sobol_indices", "samples": 2, "over": {"behaviour.staff_law": None}})
    assert sensitivities(results, OUTCOME).empty  # no law is on
    assert any("is the same at all points" in line for line in silences(results))


def test_a_failed_point_is_named_and_leaves_the_other_scenario(run):
    results = run({"kind": "latin_hypercube", "samples": 6, "over": {"behaviour.trust_gain": None}})
    label = results.scenarios.loc[results.scenarios["name"] == "council", "scenario"].iloc[0]
    results.runs.loc[results.runs["scenario"] == label, OUTCOME] = np.nan
    assert set(sensitivities(results, OUTCOME)["scenario"]) == {"none"}
    (line,) = silences(results)
    assert "'council' is left out: 1 of 6 points have no successful run" in line


def test_a_grid_of_two_values_gives_its_interaction(run):
    over = {"lever.liaison": [0, 1], "lever.council": [0, 1]}
    results = run({"kind": "grid", "over": over}, scenarios={"none": ["policy=none"], "law": ["policy=law"]})
    table = factorial_effects(results, OUTCOME).set_index(["scenario", "effect"])["estimate"]
    runs = results.runs.merge(results.scenarios.drop(columns="config"), on="scenario")
    mean = runs.groupby(["name", *over])[OUTCOME].mean()
    for name in ("none", "law"):
        corner = mean[name]
        by_hand = (corner[1, 1] - corner[0, 1] - corner[1, 0] + corner[0, 0]) / 2
        assert table[name, "liaison x council"] == pytest.approx(by_hand)
    assert silences(results) == []


def test_designs_without_effects_say_why(run):
    results = run(
        {"kind": "grid", "over": {"lever.liaison": [0, 0.5, 1]}}, scenarios={"none": ["policy=none"]}
    )
    assert factorial_effects(results, OUTCOME).empty
    assert silences(results) == ["effects: none, since they need two values a key and lever.liaison has 3"]


def test_interactions_of_several_scenarios_are_panels_of_their_own(run):
    over = {"behaviour.trust_gain": [0.1, 0.3], "lever.liaison": [0, 0.5, 1]}
    results = run({"kind": "grid", "over": over})
    assert crossed_keys(results) == ["lever.liaison", "behaviour.trust_gain"]
    panels = interaction(results).axes
    assert [panel.get_title(loc="left") for panel in panels if panel.get_visible()] == list(TWO)
    cells = results.scenarios.set_index("scenario")
    means = results.runs.groupby("scenario")[OUTCOME].mean()
    for panel, name in zip(panels, TWO, strict=False):
        curves = [container.lines[0].get_ydata() for container in panel.containers]
        assert [len(curve) for curve in curves] == [3, 3]
        for gain, curve in zip((0.1, 0.3), curves, strict=True):
            rows = cells[(cells["name"] == name) & (cells["behaviour.trust_gain"] == gain)]
            rows = rows.sort_values("lever.liaison")
            assert curve == pytest.approx(
                [means[label] - means[rows.loc[label, "baseline"]] for label in rows.index]
            )


def test_a_sample_over_two_keys_is_no_interaction_figure(run):
    keys = ("behaviour.trust_gain", "behaviour.trust_loss")
    results = run({"kind": "latin_hypercube", "samples": 6, "over": dict.fromkeys(keys)})
    assert crossed_keys(results) == []
    figure = sensitivity_bars(results, OUTCOME)
    assert len({axis.get_xlim() for axis in figure.axes}) == 1  # one scale for all scenarios
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "95 of 100 keys without influence end here" in legend


def test_a_sweep_says_what_a_width_leaves_out(run):
    over = {"behaviour.*": {"grade": "assumed"}}
    run({"kind": "latin_hypercube", "samples": 2, "width": 0.5, "over": over}, replicates=1)
    assert any(line.startswith("design: not varied") for line in run.said)
