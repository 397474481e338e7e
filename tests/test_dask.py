"""A Dask cluster gives the same store as threads, to the bit, also when a worker is killed on the way."""

import http.server
import os
import signal
import socket
import threading
import time

import pandas as pd
import pytest

from iei.experiments.commands.main import main as iei
from iei.experiments.execute.executors import ExecutorLost, ExecutorSettings
from iei.experiments.execute.sweep import sweep
from iei.experiments.plan.runs import Run, RunResult
from iei.experiments.show.results import Results
from iei.sim.base.quantity import InvalidInput

distributed = pytest.importorskip("distributed")
psutil = pytest.importorskip("psutil")
pytestmark = pytest.mark.filterwarnings("ignore")  # Dask's own, about ports and closing connections
SMALL = ["world=classroom", "only=[council,law]", "replicates=40"]


@pytest.fixture(scope="module")
def by_threads(tmp_path_factory):
    return sweep("compare_policies", *SMALL, f"results={tmp_path_factory.mktemp('threads')}")


def assert_same(results, expected):
    pd.testing.assert_frame_equal(results.runs, expected.runs, check_exact=True)
    outcomes = ["trust", "links", "practical_skill"]
    pd.testing.assert_frame_equal(results.terms(outcomes), expected.terms(outcomes), check_exact=True)


def kill_one_worker(folder, killed):
    """Kill a worker process of ours as soon as the first runs are stored."""
    while not any(p.stat().st_size > 30_000 for p in folder.glob("*/parts/journal-*")):
        time.sleep(0.01)
    workers = [
        child
        for child in psutil.Process().children(recursive=True)
        if "spawn_main" in " ".join(child.cmdline())
    ]
    os.kill(workers[-1].pid, signal.SIGKILL)
    killed.append(workers[-1].pid)


def test_a_killed_worker_costs_nothing(tmp_path, by_threads):
    killed = []
    killer = threading.Thread(target=kill_one_worker, args=(tmp_path, killed), daemon=True)
    killer.start()
    overrides = ["executor=dask", "executor.workers=2", f"results={tmp_path}"]
    results = sweep("compare_policies", *SMALL, *overrides)
    killer.join(timeout=10)
    assert killed
    assert len(results.failed) == 0
    assert results.manifest["sessions"][0]["computed"] == len(results.runs)
    assert_same(results, by_threads)


def test_a_running_scheduler_is_used_and_its_end_is_told(tmp_path, by_threads, capsys):
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        address = f"executor.address={cluster.scheduler_address}"
        overrides = ["executor=dask", address, f"results={tmp_path}", "figures=false"]
        assert iei(["compare", *SMALL, *overrides]) == 0
        assert_same(Results.load(tmp_path / "compare_policies"), by_threads)
    capsys.readouterr()
    assert iei(["compare", *SMALL[:-1], *overrides, "replicates=41"]) == 2
    assert "no Dask scheduler answers at" in capsys.readouterr().err


def test_a_scheduler_that_goes_away_leaves_what_was_finished(tmp_path, by_threads, capsys):
    cluster = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    )

    def end():
        while not any(p.stat().st_size > 30_000 for p in tmp_path.glob("*/parts/journal-*")):
            time.sleep(0.01)
        cluster.close()

    ender = threading.Thread(target=end, daemon=True)
    ender.start()
    overrides = [f"results={tmp_path}", "figures=false"]
    address = f"executor.address={cluster.scheduler_address}"
    assert iei(["compare", *SMALL, "executor=dask", address, "executor.batch=1", *overrides]) == 1
    ender.join(timeout=30)
    assert "is gone" in capsys.readouterr().err
    assert iei(["compare", *SMALL, *overrides]) == 0
    results = Results.load(tmp_path / "compare_policies")
    assert_same(results, by_threads)
    sessions = results.manifest["sessions"]
    assert sessions[0]["computed"] > 0
    assert sessions[0]["computed"] + sessions[1]["computed"] == len(results.runs)


def test_a_run_that_kills_every_worker_becomes_a_failed_run(monkeypatch):
    from iei.experiments.execute import dask_executor

    runs = [Run(str(n), "made up", "config", n, n) for n in range(4)]

    def deadly(tasks, keep_terms, rules, files, observe):
        if any(run.seed == 2 for run, _ in tasks):
            os.kill(os.getpid(), signal.SIGKILL)
        return [RunResult(run, None, None, "fine") for run, _ in tasks]

    monkeypatch.setattr(dask_executor, "compute_batch", deadly)
    settings = ExecutorSettings("dask", workers=1, batch=4)
    batches = dask_executor.on_dask(runs, {"config": None}, False, settings)
    errors = {result.run.seed: result.error for batch in batches for result in batch}
    assert errors.pop(2).startswith("KilledWorker")
    assert errors == {0: "fine", 1: "fine", 3: "fine"}


def test_a_worker_that_does_not_come_back_is_replaced():
    from iei.experiments.execute.dask_executor import connected

    with connected(ExecutorSettings("dask", workers=1)) as client:
        (nanny,) = client.cluster.workers.values()
        client.sync(nanny.close)
        assert client.submit(sum, [1, 2]).result(timeout=100) == 3


def test_workers_with_other_rules_are_refused():
    from iei.experiments.execute.dask_executor import compute_batch

    with pytest.raises(InvalidInput, match="install the same source"):
        compute_batch([], False, "some other rules", {})


class Answer(http.server.BaseHTTPRequestHandler):
    """A web server that says nothing of itself."""

    def log_message(self, *_):
        pass


@pytest.fixture
def addresses():
    """Addresses where something else than a scheduler answers, or nothing does."""
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    silent = socket.create_server(("127.0.0.1", 0))
    yield {
        "web server": f"tcp://127.0.0.1:{web.server_port}",
        "web page": f"http://127.0.0.1:{web.server_port}",
        "silence": f"tcp://127.0.0.1:{silent.getsockname()[1]}",
        "nobody": "tcp://127.0.0.1:9",
        "other protocol": "ssh://127.0.0.1:22",
        "no port": "localhost",
    }
    web.shutdown()
    silent.close()


@pytest.mark.parametrize("kind", ["web server", "web page", "silence", "nobody", "other protocol", "no port"])
def test_what_is_no_scheduler_is_told_in_one_line_within_seconds(addresses, kind, monkeypatch):
    from iei.experiments.execute import dask_executor

    monkeypatch.setattr(dask_executor, "CONNECT_SECONDS", 2)
    begun = time.monotonic()
    with (
        pytest.raises(InvalidInput, match="no Dask scheduler answers at") as refusal,
        dask_executor.connected(ExecutorSettings("dask", address=addresses[kind])),
    ):
        pass
    assert time.monotonic() - begun < 8
    assert "\n" not in str(refusal.value)


def test_a_worker_whose_installation_fails_ends_the_sweep(monkeypatch):
    from iei.experiments.execute import dask_executor

    def broken(tasks, keep_terms, rules, files, observe):
        raise AttributeError("made up: a file of compiled code is broken")

    monkeypatch.setattr(dask_executor, "compute_batch", broken)
    runs = [Run(str(n), "made up", "config", n, n) for n in range(3)]
    settings = ExecutorSettings("dask", workers=1)
    with pytest.raises(ExecutorLost, match="a file of compiled code is broken"):
        list(dask_executor.on_dask(runs, {"config": None}, False, settings))
