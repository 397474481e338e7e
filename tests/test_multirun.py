"""Hydra's multirun through our launcher and sweeper: one composition a scenario, one store, no folders."""

import numpy as np
import pytest
from hydra._internal.config_loader_impl import ConfigLoaderImpl

from iei.experiments.commands.main import main as iei
from iei.experiments.show.results import Results

OURS = ["hydra/launcher=iei", "hydra/sweeper=iei"]
SMALL = ["world=classroom", "terms=25"]


@pytest.fixture
def compositions(monkeypatch):
    """Counts how often Hydra composes a job."""
    counted = []
    original = ConfigLoaderImpl.load_sweep_config

    def counting(self, master_config, sweep_overrides):
        counted.append(tuple(sweep_overrides))
        return original(self, master_config, sweep_overrides)

    monkeypatch.setattr(ConfigLoaderImpl, "load_sweep_config", counting)
    return counted


def test_a_multirun_composes_once_a_scenario_and_stores_every_run(tmp_path, monkeypatch, compositions):
    monkeypatch.chdir(tmp_path)
    assert iei(["run", "-m", *OURS, *SMALL, "policy=none,council", "seed=range(7)", "results=here"]) == 0
    assert len(compositions) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    results = Results.load(tmp_path / "here/multirun")
    assert results.runs.groupby("scenario").size().to_dict() == {"policy=none": 7, "policy=council": 7}
    assert sorted(results.runs["seed"].unique()) == list(range(7))


def test_its_numbers_are_those_of_a_single_run(tmp_path):
    from iei.experiments.execute.single_run import run

    assert iei(["run", "-m", *OURS, *SMALL, "policy=council", "seed=3,5", f"results={tmp_path}"]) == 0
    stored = Results.load(tmp_path / "multirun").runs.set_index("seed")
    summary = run(*SMALL, "policy=council", "seed=5").summary
    np.testing.assert_equal({name: stored.loc[5, name] for name in summary}, summary)


def test_a_longer_multirun_computes_only_what_is_new(tmp_path, capsys):
    assert iei(["run", "-m", *OURS, *SMALL, "policy=none", "seed=range(3)", f"results={tmp_path}"]) == 0
    assert iei(["run", "-m", *OURS, *SMALL, "policy=none,law", "seed=range(3)", f"results={tmp_path}"]) == 0
    assert "3 of 6 runs are stored already; 3 to compute" in capsys.readouterr().err


def test_numbers_are_swept_too(tmp_path, compositions):
    sweep = ["behaviour.trust_gain=0.1,0.3", "seed=1,2"]
    assert iei(["run", "-m", *OURS, *SMALL, *sweep, f"results={tmp_path}"]) == 0
    assert len(compositions) == 2
    assert len(Results.load(tmp_path / "multirun").runs) == 4


def test_a_folder_for_each_value_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert iei(["run", "-m", *SMALL, "seed=1,2", "results=a,b"]) == 2
    assert "all jobs of a multirun have the same results" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "mistake", ["seed=1,-4", "behaviour.trust_gain=0.1,7", "policy=none,counsil", "seed=1,x"]
)
def test_a_mistake_in_any_job_stops_before_the_first_run(tmp_path, mistake):
    assert iei(["run", "-m", *OURS, *SMALL, mistake, f"results={tmp_path / 'none'}"]) == 2
    assert not (tmp_path / "none").exists()
