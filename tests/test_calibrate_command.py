"""The command `iei calibrate`: files, going on after a stop, what is held back, comparisons."""

import json
import sys

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from iei.experiments.commands import main as command
from iei.experiments.commands.calibrate import main as calibrate_command
from iei.experiments.evidence.history_matching import figures, measurement
from iei.experiments.execute.sweep import read_experiment
from iei.experiments.plan.cells import build_cells
from iei.experiments.plan.configuration import FOLDER, compose
from iei.sim.base.quantity import InvalidInput

OURS = FOLDER / "targets" / "classroom.yaml"
TINY = (
    *(
        "world=classroom",
        "terms=30",
        "coefficients=[fixed_cost,image_value,taste_spread]",
        "executor.threads=1",
    ),
    *("seeds=2", "points=12", "keep=2", "population=60", "ensemble=4"),
)
TABLES = ("screening.csv", "waves.csv", "targets.csv", "ensemble.yaml", "ensemble.parquet")


def calibrated(results, targets="classroom", waves=2, trajectories=2):
    given = [f"targets={targets}", "name=tiny", f"results={results}", f"waves={waves}"]
    return calibrate_command([*TINY, *given, f"trajectories={trajectories}"]), results / "tiny"


@pytest.fixture
def no_figures(monkeypatch):
    monkeypatch.setattr(figures, "drawn", lambda done: {})


def contents(folder):
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    code, folder = calibrated(tmp_path_factory.mktemp("whole"))
    assert code == 0
    return folder


def test_tables_figures_and_where_the_ensemble_comes_from(finished):
    waves, targets = pd.read_csv(finished / "waves.csv"), pd.read_csv(finished / "targets.csv")
    assert set(waves["target"]) == {"participation", "deep links"}  # the third is held back
    assert list(targets["held_back"]) == [False, False, True]
    assert targets["default"].notna().all()
    assert targets["median"].notna().all()
    table = pq.read_table(finished / "ensemble.parquet")
    origin = json.loads(table.schema.metadata[b"provenance"])
    plain = yaml.safe_load((finished / "ensemble.yaml").read_text(encoding="utf-8"))
    assert origin == plain["provenance"]
    assert len(plain["sets"]) == table.num_rows == 4
    far = sum(np.square(table[f"implausibility: {name}"]) for name in origin["targets"]["used"])
    assert plain["centre"] == plain["sets"][int(np.argmin(far))]
    assert origin["targets"]["held_back"] == ["match"]
    assert len(origin["matched"]) == 2
    for name in origin["matched"]:
        np.testing.assert_array_equal(
            table[f"behaviour.{name}"], [s[f"behaviour.{name}"] for s in plain["sets"]]
        )
    chosen = {f"behaviour.{name}" for name in origin["settings"]["coefficients"]}
    assert chosen > {f"behaviour.{name}" for name in origin["matched"]}
    assert all(set(one) == chosen for one in plain["sets"])  # screened-out ones do not follow later defaults
    for name in ("ruled_out", "targets"):
        assert (finished / "figures" / f"{name}.png").stat().st_size > 10_000


def test_it_goes_on_after_ctrl_c_and_gives_the_same_to_the_bit(
    finished, tmp_path, monkeypatch, capsys, no_figures
):
    watch, made = measurement.watch, []

    def stops(*given):
        made.append(given)
        if len(made) in (7, 60):
            raise KeyboardInterrupt
        return watch(*given)

    monkeypatch.setattr(measurement, "watch", stops)
    assert calibrated(tmp_path)[0] == 130
    assert calibrated(tmp_path)[0] == 130
    assert "goes on from there" in capsys.readouterr().err
    before = len(made)
    code, folder = calibrated(tmp_path)
    assert code == 0
    assert contents(folder) == contents(finished)
    again = len(made)
    assert again > before
    assert calibrated(tmp_path)[0] == 0
    assert len(made) == again + 1  # the one run that tells how much is observed
    assert contents(folder) == contents(finished)


def test_what_is_held_back_changes_nothing_but_its_score(finished, tmp_path, monkeypatch, no_figures):
    target = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    target["targets"]["match"] |= {"observed": 0.1, "discrepancy_variance": 1e-6}
    own = tmp_path / "own.yaml"
    own.write_text(yaml.safe_dump(target, sort_keys=False), encoding="utf-8")
    before, scores = contents(finished), pd.read_csv(finished / "targets.csv").set_index("target")
    made = []
    watch = measurement.watch
    monkeypatch.setattr(measurement, "watch", lambda *given: made.append(1) or watch(*given))
    code, folder = calibrated(finished.parent, targets=own)
    after, other = contents(folder), pd.read_csv(folder / "targets.csv").set_index("target")
    assert code == 0
    assert len(made) == 1  # stored runs serve both
    assert after["screening.csv"] == before["screening.csv"]
    assert after["waves.csv"] == before["waves.csv"]
    sets = [yaml.safe_load(content["ensemble.yaml"])["sets"] for content in (before, after)]
    assert sets[0] == sets[1]
    assert scores["met"]["match"] > other["met"]["match"]
    assert scores["median"]["match"] == other["median"]["match"]
    assert calibrated(finished.parent)[0] == 0  # puts the files of the other tests back


def test_too_few_sets_are_said_and_end_with_1(tmp_path, capsys, no_figures):
    target = yaml.safe_load(OURS.read_text(encoding="utf-8"))
    target["targets"]["participation"] |= {"observed": 3, "discrepancy_variance": 1e-6}
    own = tmp_path / "impossible.yaml"
    own.write_text(yaml.safe_dump(target), encoding="utf-8")
    code, folder = calibrated(tmp_path, own, waves=1, trajectories=0)
    assert code == 1
    assert "0 of 4 wanted" in capsys.readouterr().out
    assert yaml.safe_load((folder / "ensemble.yaml").read_text(encoding="utf-8"))["sets"] == []
    with pytest.raises(InvalidInput, match="holds no coefficient sets"):
        read_experiment([f"ensemble={folder}"], "compare_policies")


def test_a_comparison_takes_every_set_of_the_ensemble(finished):
    given = ["world=classroom", "policies=[law]", f"ensemble={finished}", "replicates=2"]
    experiment, _ = read_experiment(given, "compare_policies")
    sets = yaml.safe_load((finished / "ensemble.yaml").read_text(encoding="utf-8"))["sets"]
    cells = build_cells(experiment, compose)
    assert len(cells) == 2 * len(sets)
    for cell in cells:
        assert dict(cell.values) == sets[cell.point]
        partner = next(other for other in cells if other.label == cell.baseline)
        assert (partner.name, partner.values) == ("none", cell.values)
        assert all(cell.scenario.behaviour[k.partition(".")[2]] == v for k, v in cell.values.items())
    of_file, _ = read_experiment([*given[:2], f"ensemble={finished / 'ensemble.yaml'}"], "compare_policies")
    assert of_file.design.points() == sets


def test_the_ensemble_that_comes_with_the_model_is_meant_by_name():
    given = ["world=classroom", "policies=[law]", "ensemble=province", "replicates=1"]
    experiment, _ = read_experiment(given, "compare_policies")
    assert len(experiment.design.points()) >= 50
    cells = build_cells(experiment, compose)  # checks every value
    assert len(cells) == 2 * len(experiment.design.points())


def test_a_report_of_a_calibration_is_refused_in_a_line(finished, capsys):
    assert command.main(["report", str(finished)]) == 2
    assert "holds a calibration: its tables and figures are there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["ensemble=nowhere"], "there is no ensemble.yaml; iei calibrate makes it"),
        (["ensemble=3"], "must be the folder of a calibration"),
        (["experiment=levers_factorial", "ensemble={finished}"], "has a design already"),
        (["ensemble={finished}", "behaviour.fixed_cost=1"], "the design of the experiment varies"),
    ],
)
def test_an_ensemble_that_cannot_be_used_is_refused(given, words, finished):
    with pytest.raises(InvalidInput, match=words):
        read_experiment([text.replace("{finished}", str(finished)) for text in given], "compare_policies")


def test_without_scikit_learn_one_line_says_how_to_install_it(monkeypatch, capsys):
    package = "iei.experiments.evidence.history_matching"
    for name in [name for name in sys.modules if name.startswith(package)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn.gaussian_process", None)
    assert command.main(["calibrate", "world=classroom"]) == 2
    told = capsys.readouterr().err
    assert "pip install 'iei[calibrate]'" in told
    assert told.count("\n") == 1
