"""Experiment files as users write them, through the command: each gives what it says, or one line."""

import shutil

import pandas as pd
import pytest

from iei.experiments.commands.main import main as iei
from iei.experiments.plan import configuration
from iei.experiments.show.results import Results

HEAD = """# @package _global_
defaults: [base, _self_]
name: trial
baseline: none
scenarios: {none: [policy=none], council: [policy=council]}
replicates: 2
"""
REPEATED = (
    "{kind: morris, trajectories: 6, over: {behaviour.trust_gain: null, behaviour.passive_limit: null}}"
)


@pytest.fixture
def sweep(tmp_path, monkeypatch):
    """`sweep(text)`: exit code and results folder of an experiment file with this text."""
    shutil.copytree(configuration.FOLDER, tmp_path / "conf")
    monkeypatch.setattr(configuration, "FOLDER", tmp_path / "conf")

    def sweep_file(text):
        (tmp_path / "conf/experiment/trial.yaml").write_text(text, encoding="utf-8")
        code = iei(
            [
                "sweep",
                "experiment=trial",
                "world=classroom",
                "figures=false",
                f"results={tmp_path}",
            ]
        )
        return code, tmp_path / "trial"

    return sweep_file


def test_points_close_together_are_all_run(sweep):
    code, folder = sweep(HEAD + "design: {kind: grid, over: {behaviour.trust_gain: [0.1000001, 0.1000002]}}")
    assert code == 0
    assert len(Results.load(folder).scenarios) == 4
    assert len(Results.load(folder).runs) == 8


def test_repeated_points_have_sensitivities(sweep):
    code, folder = sweep(HEAD + f"design: {REPEATED}")
    assert code == 0
    assert len(pd.read_csv(folder / "sensitivities.csv")) == 4


def test_scenarios_may_be_named_by_numbers_in_quotes(sweep):
    text = HEAD.replace("none: [", '"2019": [').replace("council: [", '"2020": [')
    code, folder = sweep(text.replace("baseline: none", "baseline: 2019") + "only: [2020]")
    assert code == 0
    assert list(Results.load(folder).scenarios["scenario"]) == ["2019", "2020"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "replicats: 5", "unknown key 'replicats'; did you mean 'replicates'?"),
        (HEAD + "executor: {thread: 1}", "did you mean 'threads'"),
        (HEAD + "terms: 50", "sets 'terms', which its scenarios do not read"),
        (HEAD + "behaviour: {trust_gain: 0.3}", "sets 'behaviour', which its scenarios do not read"),
        (HEAD + "precision: 5", "precision = 5 must be a mapping"),
        (HEAD + "design: {kind: grid, width: 0.2, over: {lever.law: [0, 1]}}", "does not read design.width"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(sweep, text, message, capsys):
    code, folder = sweep(text)
    error = capsys.readouterr().err
    assert code == 2
    assert message in error
    assert error.count("\n") == 1
    assert not folder.exists()
