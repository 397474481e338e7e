"""One writer a shard: threads and processes exclude each other, and the dead block nobody."""

import errno
import json
import subprocess
import sys
import threading
import time

import filelock
import pytest
from fake_runs import ROOT, store_in, sweep

from iei.experiments.plan.sharding import WHOLE, Shard
from iei.experiments.store import lock
from iei.experiments.store.lock import WriterLock, described, heartbeat
from iei.experiments.store.writer import Writer
from iei.sim.base.quantity import InvalidInput

UNIX = filelock.FileLock.__module__.endswith("_unix")
SOFT_HOLDER = """
import os, sys, time
from pathlib import Path
from filelock import SoftFileLock
held = SoftFileLock(sys.argv[1])
held.acquire()
print("held", flush=True)
time.sleep(100)
"""


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(lock, "POLL_SECONDS", 0.02)


@pytest.fixture(params=["ENOSYS", "ENOTSUP", "EIO", "ENOLCK"])
def no_locks(request, monkeypatch, quick):
    """A file system whose lock calls give this error."""
    if not UNIX:
        pytest.skip("locks of this system are not flock")
    import fcntl

    def refused(*_):
        raise OSError(getattr(errno, request.param), "made up")

    monkeypatch.setattr(fcntl, "flock", refused)
    monkeypatch.setattr(fcntl, "lockf", refused)


def in_threads(folder, shards, runs=40):
    """Sweep the shards at once, a thread each; how many runs each computed."""
    computed, start = {}, threading.Barrier(len(shards))

    def work(number, shard):
        start.wait()
        computed[number] = sweep(folder, range(runs), seconds=0.003, shard=shard)

    threads = [threading.Thread(target=work, args=item) for item in enumerate(shards)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return computed


def test_threads_of_one_process_compute_no_run_twice(tmp_path, quick):
    store_in(tmp_path)
    computed = in_threads(tmp_path, [WHOLE] * 4)
    assert sorted(computed.values()) == [0, 0, 0, 40]


def test_without_locks_threads_still_exclude_each_other(tmp_path, no_locks):
    store_in(tmp_path)
    assert sum(in_threads(tmp_path, [WHOLE, WHOLE], runs=10).values()) == 10
    assert not list((tmp_path / "writers").iterdir())


def test_shards_that_do_not_overlap_run_at_once_and_others_wait(tmp_path, quick):
    store = store_in(tmp_path)
    with Writer(store, Shard(1, 2)), Writer(store, Shard(2, 2), wait=False):
        for other in (WHOLE, Shard(2, 3), Shard(1, 2)):
            with pytest.raises(InvalidInput, match="not to wait"), Writer(store, other, wait=False):
                pass
    with Writer(store, WHOLE, wait=False):
        pass


def test_without_locks_it_is_said_once_and_in_one_line(tmp_path, no_locks):
    said = []
    assert sweep(tmp_path, range(5), say=said.append) == 5
    assert len(said) == 1
    assert "has no locks" in said[0]


def test_without_locks_the_killed_block_nobody(tmp_path, no_locks):
    store_in(tmp_path)
    (tmp_path / "writers").mkdir()
    path = tmp_path / "writers" / "1of1-0123456789ab.softlock"
    holder = subprocess.Popen([sys.executable, "-c", SOFT_HOLDER, path], stdout=subprocess.PIPE, cwd=ROOT)
    holder.stdout.readline()
    with pytest.raises(InvalidInput, match="not to wait"), Writer(store_in(tmp_path), wait=False):
        pass
    holder.kill()
    holder.wait()
    assert sweep(tmp_path, range(5)) == 5
    assert not path.exists()


def test_signs_of_life_of_the_dead_are_removed(tmp_path):
    store_in(tmp_path)
    (tmp_path / "writers").mkdir()
    for name in ("1of1-host-123.json", "1of4-0123456789ab.json", "1of4-0123456789ab.lock", "2of4-aa.tmp"):
        (tmp_path / "writers" / name).write_text("{}")
    (tmp_path / "writers" / "notes.txt").write_text("not ours")
    with Writer(store_in(tmp_path), wait=False):
        names = sorted(path.name for path in (tmp_path / "writers").iterdir())
        assert [name for name in names if name.startswith("1of1-")] != []
        assert not any(name.startswith(("1of4", "2of4", "1of1-host")) for name in names)
    assert [path.name for path in (tmp_path / "writers").iterdir()] == ["notes.txt"]


def test_a_sign_of_life_from_the_future_is_not_believed(tmp_path):
    beats = {"a": (7, time.time() + 1e6), "b": (8, time.time() - 4)}
    for name, (process, alive) in beats.items():
        beat = {"host": "h", "process": process, "alive": alive, "done": 1, "total": 2}
        (tmp_path / f"1of1-{name}.json").write_text(json.dumps(beat))
    paths = [tmp_path / f"1of1-{name}.lock" for name in beats]
    assert described(paths) == "process 8 on h (last sign of life 4 s ago, 1 of 2 runs)"
    assert "clock is ahead" in described(paths[:1])


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"3", b"\xff\xfe", b'{"alive": 1}', b"[" * 100_000),
        *(b'{"host": 3, "process": 1, "alive": 1}', b'{"host": "h", "process": "x", "alive": 1}'),
        *(b'{"host": "h", "process": 1, "alive": NaN}', b'{"host": "h", "process": 1, "alive": true}'),
        b'{"host": "h", "process": 1, "alive": 1, "done": {}, "total": 1}',
    ],
)
def test_a_hostile_sign_of_life_is_passed_over(content, tmp_path):
    path = tmp_path / "1of1-a.json"
    path.write_bytes(content)
    assert heartbeat(path) is None
    assert described([path.with_suffix(".lock")]) == "another process"
    path.write_text(json.dumps({"host": "h\n\x1b[2J", "process": 1, "alive": 1}))
    assert "\n" not in described([path.with_suffix(".lock")])


def test_a_lock_that_is_never_given_back_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "GUARD_SECONDS", 0.05)
    store_in(tmp_path)
    with (
        filelock.FileLock(tmp_path / "lock"),
        pytest.raises(InvalidInput, match="remove that file"),
    ):
        WriterLock(tmp_path, WHOLE).acquire(True, print)


def test_nothing_here_needs_a_unix_system():
    source = (ROOT / "experiments").rglob("*.py")
    assert not [path for path in source if "fcntl" in path.read_text(encoding="utf-8")]
