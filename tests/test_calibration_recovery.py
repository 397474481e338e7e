"""A calibration of the model itself: it recovers what made the targets, survives a kill, and Dask agrees."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import yaml

from iei.experiments.commands.calibrate import main as calibrate_command
from iei.experiments.evidence.history_matching import figures
from iei.experiments.evidence.history_matching.calibration import calibrate
from iei.experiments.evidence.history_matching.settings import Settings
from iei.experiments.plan.configuration import scenario
from iei.sim.run.engine import simulate

ROOT = Path(__file__).parents[1]
WORLD = ("world=classroom", "terms=40")
TRUTH = {"fixed_cost": 2.6, "image_value": 0.7}
OBSERVED = ("linked_share", "deep_share", "substantive_share")
TINY = (
    *(
        "world=classroom",
        "terms=30",
        "coefficients=[fixed_cost,image_value]",
        "targets=classroom",
        "name=tiny",
    ),
    *(
        "seeds=3",
        "points=12",
        "trajectories=0",
        "waves=2",
        "population=60",
        "ensemble=4",
        "executor.threads=1",
    ),
)
FILES = ("waves.csv", "targets.csv", "ensemble.yaml", "ensemble.parquet")


def observed_world(shift=0.0):
    """Targets made by the model with `TRUTH`: one run, its luck known from others."""
    changed = [f"behaviour.{name}={value}" for name, value in TRUTH.items()]
    runs = [simulate(scenario([*WORLD, *changed]), 1000 + seed).outcomes for seed in range(10)]
    targets = {}
    for name in OBSERVED:
        late = np.array([np.nanmean(run[name].to_numpy()[-10:]) for run in runs])
        targets[name] = {
            "outcome": name,
            "observed": float(late[0] + shift * late.std(ddof=1)),
            "observation_variance": float(late.var(ddof=1)) / 10,
            "discrepancy_variance": 0,
            "source": "the model itself",
            "held_back": False,
        }
    return {"targets": targets}


def matched(tmp_path, targets):
    path = tmp_path / "own.yaml"
    path.write_text(yaml.safe_dump(targets), encoding="utf-8")
    names = ",".join(TRUTH)
    settings = Settings.from_overrides(
        [
            *(*WORLD, f"coefficients=[{names}]", f"targets={path}", f"results={tmp_path}", "trajectories=0"),
            *("seeds=6", "points=40", "waves=2", "population=200", "ensemble=10", "executor.threads=1"),
        ]
    )
    return calibrate(settings)


@pytest.mark.slow
def test_the_model_recovers_the_coefficients_that_made_the_targets(tmp_path):
    done = matched(tmp_path, observed_world())
    truth = done.space.points(np.array([[TRUTH[name] for name in done.space.names]]))
    print(f"volume left {done.found.left.volume:.3f}, truth at {done.found.score(truth)[0]:.2f}")
    assert done.found.score(truth)[0] <= 3
    assert done.found.left.volume < 0.75
    assert done.complete
    elsewhere = matched(tmp_path, observed_world(shift=12))
    assert elsewhere.found.score(truth)[0] > 3


def contents(folder):
    return {name: (folder / name).read_bytes() for name in FILES}


def run_command(folder):
    code = "import sys; from iei.experiments.commands.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "calibrate", *TINY, f"results={folder}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "IEI_DEBUG": ""}
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no such signals")
def test_a_killed_calibration_goes_on_and_gives_the_same_to_the_bit(tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "drawn", lambda done: {})
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    whole.mkdir()
    killed.mkdir()
    assert calibrate_command([*TINY, f"results={whole}"]) == 0
    for wait, number in ((1.0, signal.SIGKILL), (0.5, signal.SIGKILL), (0.5, signal.SIGINT)):
        process = run_command(killed)
        for line in process.stderr:  # until it computes
            if "runs" in line:
                break
        time.sleep(wait)
        process.send_signal(number)
        _, told = process.communicate(timeout=120)
        assert "Traceback" not in told
    process = run_command(killed)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert contents(killed / "tiny") == contents(whole / "tiny")


@pytest.mark.slow
def test_dask_gives_the_same_to_the_bit(tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(figures, "drawn", lambda done: {})
    given = [text for text in TINY if not text.startswith(("executor", "waves"))]
    for place, executor in (
        ("threads", ["executor.threads=1"]),
        ("dask", ["executor=dask", "executor.workers=1"]),
    ):
        assert calibrate_command([*given, "waves=1", *executor, f"results={tmp_path / place}"]) == 0
    assert contents(tmp_path / "threads" / "tiny") == contents(tmp_path / "dask" / "tiny")
