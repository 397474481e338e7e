"""Only the model's errors belong to a run; the machine's end the sweep with one line."""

import concurrent.futures
import errno
import pickle
import subprocess
import sys
import threading
from types import FunctionType

import pandas as pd
import pytest
from fake_runs import ROOT

from iei.experiments.commands.main import main as iei
from iei.experiments.evidence import facts, virtuous_circle
from iei.experiments.execute import executors, pool
from iei.experiments.execute.blame import of_machine
from iei.experiments.execute.turns import Workplace
from iei.experiments.plan.runs import Run
from iei.experiments.show.results import Results
from iei.sim.base import cores
from iei.sim.base.chance import replicate_seed
from iei.sim.base.cores import core_quota, quota_of, usable_cores

SMALL = ["world=classroom", "terms=25", "only=[council]", "replicates=4", "figures=false"]
MACHINE = [
    *(OSError(errno.ENOSPC, "No space left on device", "/cache/x.nbc"), MemoryError("no room"), EOFError()),
    *(pickle.UnpicklingError("truncated"), ReferenceError("bad pointer"), ModuleNotFoundError("no 'numba'")),
    *(PermissionError(13, "denied"), SystemError("bad call")),
]
MODEL = [ZeroDivisionError("made up"), ValueError("made up"), FloatingPointError("made up"), IndexError("x")]


def raised_within(module, error):
    """The error as it comes out of a function of that module."""

    def fail():
        raise error

    try:
        FunctionType(fail.__code__, {"__name__": module}, closure=fail.__closure__)()
    except Exception as caught:
        return caught


@pytest.mark.parametrize("error", MACHINE, ids=lambda error: type(error).__name__)
def test_errors_of_the_machine_are_not_the_models(error):
    assert of_machine(error)


@pytest.mark.parametrize("error", MODEL, ids=lambda error: type(error).__name__)
def test_errors_of_the_model_are_its_own_unless_the_compiler_raised_them(error):
    assert not of_machine(raised_within("agents.enterprises", error))
    assert of_machine(raised_within("numba.core.caching", error))


@pytest.mark.parametrize("error", MACHINE[:4], ids=lambda error: type(error).__name__)
def test_a_failing_machine_stops_the_sweep_in_one_line_and_is_not_stored(
    error, tmp_path, monkeypatch, capsys
):
    simulate = Workplace.simulate

    def fails(workplace, run, scenario):
        if run.seed == replicate_seed(1, 2):
            raise error
        return simulate(workplace, run, scenario)

    monkeypatch.setattr(Workplace, "simulate", fails)
    assert iei(["compare", *SMALL, f"results={tmp_path}", "executor.threads=1"]) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert type(error).__name__ in said[-1]
    assert "start the same command again" in said[-1]
    assert not [line for line in said if "Traceback" in line]
    results = Results.load(tmp_path / "compare_policies")
    assert len(results.failed) == 0
    assert 0 < len(results.runs) < 8
    monkeypatch.undo()
    assert iei(["compare", *SMALL, f"results={tmp_path}"]) == 0


def test_runs_that_finished_beside_a_failing_one_are_handed_over(monkeypatch):
    together = threading.Barrier(2)

    def fails_last(workplace, run, scenario):
        if run.seed in (0, 3):  # each thread takes one of these
            together.wait(10)
        raise MemoryError("no room") if run.seed == 3 else ZeroDivisionError("made up")

    monkeypatch.setattr(Workplace, "simulate", fails_last)
    monkeypatch.setattr(pool, "wait", lambda futures, *_: concurrent.futures.wait(futures))
    runs = [Run(str(n), "made up", "config", n, n) for n in range(4)]
    batches = executors.in_threads(runs, {"config": None}, False, executors.ExecutorSettings(threads=2))
    assert {result.run.seed for result in next(batches)} == {0, 1, 2}
    with pytest.raises(executors.ExecutorLost):
        next(batches)


def test_other_commands_tell_a_failing_machine_in_one_line_too(tmp_path, monkeypatch, capsys):
    def fails(*given):
        raise MemoryError("no room")

    monkeypatch.setattr(Workplace, "simulate", fails)
    monkeypatch.setattr(virtuous_circle, "simulate", fails)
    monkeypatch.setattr(facts, "watch_all", fails)
    at = ["world=classroom", f"results={tmp_path}"]
    for command in (["run", "-m", "seed=1,2"], ["facts", "seeds=1"], ["facts", "--circle", "seeds=1"]):
        assert iei([*command, *at]) == 1
        last = capsys.readouterr().err.strip().splitlines()[-1]
        assert last.startswith("error: this machine failed, not the model: MemoryError: no room")
    assert not (tmp_path / "facts-classroom").exists()


def test_a_full_disk_at_the_end_of_the_facts_is_one_line(tmp_path, monkeypatch, capsys):
    def full(*given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("iei.experiments.commands.facts.check_facts", lambda settings: pd.DataFrame())
    monkeypatch.setattr(facts, "write_text", full)
    assert iei(["facts", "world=classroom", f"results={tmp_path}"]) == 1
    said = capsys.readouterr().err.strip()
    assert said.startswith("error: the results folder")
    assert "No space left on device" in said


@pytest.mark.parametrize("command", [["compare", *SMALL], ["run", "-m", *SMALL[:2], "seed=1,2"]])
def test_an_interruption_says_that_the_command_can_go_on(command, tmp_path, monkeypatch, capsys):
    def interrupted(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(pool, "wait", interrupted)
    assert iei([*command, f"results={tmp_path}"]) == 130
    assert "the same command goes on from there" in capsys.readouterr().err


def test_failed_runs_are_named_with_their_error_and_the_way_on(tmp_path, monkeypatch, capsys):
    def fails(*given):
        raise ZeroDivisionError("a made-up failure")

    monkeypatch.setattr(Workplace, "simulate", fails)
    assert iei(["compare", *SMALL, f"results={tmp_path}"]) == 1
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert "8 failed" in said
    assert "ZeroDivisionError: a made-up failure" in said
    assert "retry_failed=true" in said


@pytest.mark.skipif(
    not hasattr(cores.os, "sched_setaffinity"), reason="this system binds no process to cores"
)
def test_a_process_bound_to_one_core_uses_one():
    program = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
        "from iei.sim.base.cores import usable_cores; print(usable_cores())"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "1"


def test_the_share_of_a_container_limits_the_cores(tmp_path, monkeypatch):
    (tmp_path / "job/inner").mkdir(parents=True)
    own = tmp_path / "own"
    own.write_text("0::/job/inner\n")
    assert core_quota(tmp_path, own) == float("inf")
    (tmp_path / "job/cpu.max").write_text("150000 100000\n")
    (tmp_path / "job/inner/cpu.max").write_text("max 100000\n")
    assert core_quota(tmp_path, own) == 1.5
    assert quota_of(tmp_path / "job/inner") == float("inf")
    monkeypatch.setattr(cores, "core_quota", lambda: 0.2)
    assert usable_cores() == 1
