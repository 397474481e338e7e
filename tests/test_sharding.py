"""Shards cover every run once, exclude each other exactly where they overlap, and share a store."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from damage import EXPERIMENT, about
from fake_runs import OUTCOMES, ROOT, run, store_in, sweep
from hypothesis import given
from hypothesis import strategies as st

from iei.experiments.execute.sweep import sweep as run_experiment
from iei.experiments.plan.sharding import POSITIONS, WHOLE, Shard, position
from iei.experiments.show.results import Results
from iei.experiments.store.folder import prepare_folder
from iei.experiments.store.manifest import FILE, FORMAT, write_manifest
from iei.experiments.store.whole_file import replacing
from iei.experiments.store.writer import timestamp
from iei.sim.base.quantity import InvalidInput

counts = st.integers(1, 50)


@given(counts, st.integers(0, 10**6))
def test_every_key_belongs_to_exactly_one_shard(count, number):
    key = run(number).key
    assert sum(Shard(i, count).holds(key) for i in range(1, count + 1)) == 1
    assert WHOLE.holds(key)
    assert 0 <= position(key) < POSITIONS


@given(counts, st.data())
def test_shards_overlap_when_and_only_when_they_share_positions(count, data):
    one = Shard(data.draw(st.integers(1, count)), count)
    other_count = data.draw(counts)
    two = Shard(data.draw(st.integers(1, other_count)), other_count)
    shared = set(range(one.start, one.stop, 997)) | {one.start, one.stop - 1}
    assert one.overlaps(two) == two.overlaps(one)
    if any(two.start <= p < two.stop for p in shared):
        assert one.overlaps(two)
    assert one.overlaps(WHOLE)
    if count == other_count:
        assert one.overlaps(two) == (one == two)


def test_shards_are_about_equal():
    sizes = [sum(Shard(i, 4).holds(run(n).key) for n in range(4000)) for i in range(1, 5)]
    assert sum(sizes) == 4000
    assert min(sizes) > 900


@pytest.mark.parametrize("text", ["0/4", "5/4", "x", "1/", "1/0", "-1/2"])
def test_wrong_shards_are_refused(text):
    with pytest.raises(InvalidInput, match="shard = "):
        Shard.parse(text)


def test_shards_one_after_the_other_give_the_same_store(tmp_path):
    for i in (3, 1, 4, 2):
        sweep(tmp_path / "shards", range(100), shard=Shard(i, 4))
    assert sweep(tmp_path / "shards", range(100)) == 0
    sweep(tmp_path / "whole", range(100))
    one, two = store_in(tmp_path / "shards"), store_in(tmp_path / "whole")
    pd.testing.assert_frame_equal(one.runs(), two.runs(), check_exact=True)
    keys = one.runs()["key"]
    pd.testing.assert_frame_equal(one.terms(OUTCOMES, keys), two.terms(OUTCOMES, keys), check_exact=True)


def test_four_shards_side_by_side_give_the_same_store(tmp_path):
    overrides = ["world=classroom", "terms=25", "only=[council]", "replicates=12"]
    alone = run_experiment("compare_policies", *overrides, f"results={tmp_path / 'whole'}")  # compiles, too
    program = "import sys; from iei.experiments.execute.sweep import sweep; sweep(*sys.argv[1:])"
    command = [sys.executable, "-c", program, "compare_policies", *overrides, "executor.threads=1"]
    processes = [
        subprocess.Popen([*command, f"shard={i}/4", f"results={tmp_path / 'shards'}"], cwd=ROOT)
        for i in range(1, 5)
    ]
    assert [process.wait() for process in processes] == [0, 0, 0, 0]
    together = Results.load(tmp_path / "shards/compare_policies")
    pd.testing.assert_frame_equal(together.runs, alone.runs, check_exact=True)
    pd.testing.assert_frame_equal(together.terms(["trust"]), alone.terms(["trust"]), check_exact=True)
    assert sum(session["computed"] for session in together.manifest["sessions"]) == 24


def test_what_needs_all_runs_refuses_to_be_sharded(tmp_path):
    with pytest.raises(InvalidInput, match="without shard"):
        run_experiment(
            "compare_policies", "world=classroom", "shard=1/2", "equal_budget=50", f"results={tmp_path}"
        )


def test_writers_of_the_same_file_do_not_take_each_others_half(tmp_path):
    path = tmp_path / "scenarios.parquet"
    with replacing(path) as one, replacing(path) as two:
        one.write_text("one")
        two.write_text("two")
    assert path.read_text() == "one"  # the outer block ends last
    with pytest.raises(FileNotFoundError), replacing(path) as half:
        half.with_name("missing").rename(half)
    assert path.read_text() == "one"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("name", [f".{FILE}.0123456789ab.tmp", "extensions", "parts", "writers", "lock"])
def test_what_another_shard_has_just_laid_is_no_foreign_file(tmp_path, name):
    (tmp_path / name).mkdir() if "." not in name and name != "lock" else (tmp_path / name).touch()
    prepare_folder(tmp_path, "mine")
    assert (tmp_path / "parts").is_dir()


def test_many_shards_begin_in_one_folder_at_once(tmp_path):
    for number in range(30):
        folder, gate = tmp_path / str(number), threading.Barrier(8)

        def begin(folder=folder, gate=gate):
            gate.wait()
            prepare_folder(folder, EXPERIMENT)
            write_manifest(folder, about() | {"format": FORMAT, "created": timestamp(), "sessions": []})

        with ThreadPoolExecutor(8) as pool:
            assert [begun.result() for begun in [pool.submit(begin) for _ in range(8)]] == [None] * 8
