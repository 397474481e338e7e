"""The store survives what happens to long sweeps: kills, damage, full disks, other processes, other rules."""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from fake_runs import OUTCOMES, ROOT, result, run, store_in, sweep

from iei.experiments.commands.main import main as iei
from iei.experiments.execute.turns import Workplace
from iei.experiments.plan.runs import RunResult
from iei.experiments.plan.sharding import Shard
from iei.experiments.show.results import Results
from iei.experiments.store.folder import StoreUnwritable
from iei.experiments.store.journal import read_journal
from iei.experiments.store.writer import Writer
from iei.sim.base.chance import replicate_seed
from iei.sim.base.compilation import rule_source_hash
from iei.sim.base.quantity import InvalidInput

# enough to meet every step of writing now and then; IEI_KILLS=100 for a thorough search
KILLS = int(os.environ.get("IEI_KILLS", "8"))
SMALL = ["world=classroom", "terms=25", "only=[council]", "replicates=4", "figures=false"]


def small(*others):
    """`SMALL` with these overrides in place of its own of the same key: none may be set twice."""
    keys = {text.partition("=")[0] for text in others}
    return [*(text for text in SMALL if text.partition("=")[0] not in keys), *others]


def frames(folder):
    """Everything that is stored: runs, and outcomes by term."""
    store = store_in(folder)
    runs = store.runs()
    return runs, store.terms(OUTCOMES, runs["key"])


def assert_same(folder, other):
    for one, two in zip(frames(folder), frames(other), strict=True):
        pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_what_was_appended_is_read_back_to_the_bit(tmp_path):
    sweep(tmp_path, range(60))
    runs, terms = frames(tmp_path)
    assert len(runs) == 60
    for number in (0, 31, 59):
        expected = result(number)
        row = runs.set_index("key").loc[expected.run.key]
        assert (row[list(OUTCOMES)].to_numpy(float) == expected.values).all()
        assert row["seed"] == expected.run.seed
        by_term = terms[terms["key"] == expected.run.key]
        assert (by_term[list(OUTCOMES)].to_numpy() == expected.terms).all()
        assert by_term["term"].tolist() == [0, 1, 2, 3]


def test_growing_computes_only_what_is_new(tmp_path):
    assert sweep(tmp_path, range(30)) == 30
    assert sweep(tmp_path, range(45)) == 15
    assert sweep(tmp_path, range(45)) == 0


def kill_at_random(folder, log, moment):
    """Start a sweep as a process and kill it after `moment` seconds of storing, if it lasts that long."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/fake_runs.py"), folder, log, "400", "0.002"]
    )
    begun = log.stat().st_size if log.exists() else 0
    while process.poll() is None and (log.stat().st_size if log.exists() else 0) == begun:
        time.sleep(0.005)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_killing_at_random_moments_loses_and_repeats_nothing(tmp_path):
    chance, log = random.Random(1), tmp_path / "log"
    for _ in range(KILLS):
        kill_at_random(tmp_path / "killed", log, chance.uniform(0, 0.06))
    sweep(tmp_path / "killed", range(400), log)
    sweep(tmp_path / "whole", range(400))
    assert_same(tmp_path / "killed", tmp_path / "whole")
    stored_once = log.read_text().split()
    assert len(stored_once) == len(set(stored_once))
    table = pd.concat([pq.read_table(p).to_pandas() for p in (tmp_path / "killed/parts").glob("runs-*")])
    assert table["key"].is_unique
    assert not list((tmp_path / "killed/parts").glob("journal-*"))


def test_a_torn_row_is_dropped_and_the_rest_kept(tmp_path):
    store = store_in(tmp_path)
    with Writer(store, announce=lambda text: None) as writer:
        writer.append([result(1)])
        writer.append([result(2)])
        (journal,) = store.parts_folder.glob("journal-*")
        whole = journal.read_bytes()
        for cut in (1, 40, 300):
            torn = store_in(tmp_path / str(cut))
            (torn.parts_folder / journal.name).write_bytes(whole[:-cut])
            assert run(1).key in set(torn.runs()["key"])
            assert len(torn.runs()) <= 2


def test_merging_keeps_few_files_whatever_the_number_of_sessions(tmp_path):
    for session in range(12):
        sweep(tmp_path, range(3 * (session + 1)))
    sweep(tmp_path, range(36))
    assert len(list((tmp_path / "parts").iterdir())) <= 2 * 3
    sweep(tmp_path / "whole", range(36))
    assert_same(tmp_path, tmp_path / "whole")


def test_a_merge_that_was_killed_leaves_no_run_twice(tmp_path):
    sweep(tmp_path, range(5))
    before = {path.name: path.read_bytes() for path in (tmp_path / "parts").iterdir()}
    sweep(tmp_path, range(10))
    sweep(tmp_path, range(10))  # merges the two small parts
    for name, content in before.items():  # as if the process had died before it removed what it replaced
        (tmp_path / "parts" / name).write_bytes(content)
    assert len(store_in(tmp_path).runs()) == 10
    sweep(tmp_path, range(10))
    assert len(list((tmp_path / "parts").glob("runs-*"))) == 1


@pytest.mark.parametrize("kind", ["runs", "terms"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_a_damaged_part_is_named_set_aside_and_computed_again(tmp_path, kind, damage):
    sweep(tmp_path, range(50))
    victim = sorted((tmp_path / "parts").glob(f"{kind}-*"))[0]
    content = bytearray(victim.read_bytes())
    if damage == "flip":
        content[len(content) // 3] ^= 0xFF
        victim.write_bytes(content)
    elif damage == "cut":
        victim.write_bytes(content[: len(content) // 2])
    elif kind == "terms":
        victim.unlink()
    else:
        return  # a removed runs file is simply absent
    said = []
    assert sweep(tmp_path, range(50), say=said.append) == 25
    assert "damaged" in said[0]
    assert victim.stem.split("-")[3] in said[0]
    assert list((tmp_path / "parts/damaged").iterdir())
    sweep(tmp_path / "whole", range(50))
    assert_same(tmp_path, tmp_path / "whole")


def test_half_written_files_of_the_dead_are_removed(tmp_path):
    store_in(tmp_path)
    (tmp_path / "writers").mkdir()
    left = [tmp_path / name for name in ("parts/.runs.tmp", ".manifest.json.0a.tmp", "writers/.probe-0a")]
    fresh = tmp_path / ".report.html.0b.tmp"
    for path in (*left, fresh):
        path.write_text("half")
        os.utime(path, (time.time() - 7200,) * 2)
    os.utime(fresh)
    sweep(tmp_path, range(3))
    assert [path for path in left if path.exists()] == []
    assert fresh.exists()


def test_a_full_disk_is_told_and_loses_nothing_that_was_stored(tmp_path):
    sweep(tmp_path, range(10))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, hard))
    try:
        with pytest.raises(StoreUnwritable, match="start the same command again"):
            sweep(tmp_path, range(400))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    stored = len(store_in(tmp_path).runs())
    assert 10 < stored < 400
    assert sweep(tmp_path, range(400)) == 400 - stored
    sweep(tmp_path / "whole", range(400))
    assert_same(tmp_path, tmp_path / "whole")


def test_results_of_other_rules_are_kept_apart(tmp_path):
    old = store_in(tmp_path, rules="0123456789abcdef")
    with Writer(old, announce=lambda text: None) as writer:
        writer.append([RunResult(run(1), np.zeros(2), None)])
    assert sweep(tmp_path, range(2)) == 2
    assert store_in(tmp_path).other_rules() == {"0123456789abcdef": 1}
    assert (store_in(tmp_path).runs().set_index("key").loc[run(1).key, list(OUTCOMES)] != 0).all()
    assert (old.runs()[list(OUTCOMES)] == 0).all(axis=None)


def test_a_second_process_waits_and_then_finds_everything_done(tmp_path):
    log = tmp_path / "log"
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/fake_runs.py"), tmp_path / "shared", log, "60", "0.02"]
    )
    while not log.exists():
        time.sleep(0.01)
    said = []
    assert sweep(tmp_path / "shared", range(60), log, say=said.append) == 0
    assert process.wait() == 0
    assert f"process {process.pid}" in said[0]
    assert "waiting" in said[0]
    assert len(log.read_text().split()) == 60


def test_a_second_process_told_not_to_wait_says_who_is_working(tmp_path):
    process = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "tests/fake_runs.py"),
            tmp_path / "shared",
            tmp_path / "log",
            "500",
            "0.01",
        ]
    )
    try:
        while not (tmp_path / "log").exists():
            time.sleep(0.01)
        with (
            pytest.raises(InvalidInput, match=f"process {process.pid} .*not to wait"),
            Writer(store_in(tmp_path / "shared"), wait=False),
        ):
            pass
        with Writer(store_in(tmp_path / "other"), Shard(1, 2), wait=False):
            pass  # another store is nobody's business
    finally:
        process.kill()
        process.wait()


def test_a_failed_run_is_recorded_and_the_rest_goes_on(tmp_path, monkeypatch, capsys):
    simulate = Workplace.simulate

    def fails_once(workplace, run, scenario):
        if scenario.levers and run.seed == replicate_seed(1, 2):
            raise ZeroDivisionError("a made-up failure")
        return simulate(workplace, run, scenario)

    monkeypatch.setattr(Workplace, "simulate", fails_once)
    assert iei(["compare", *SMALL, f"results={tmp_path}"]) == 1
    results = Results.load(tmp_path / "compare_policies")
    failed = results.failed
    assert failed["scenario"].tolist() == ["council"]
    assert set(failed["error"]) == {"ZeroDivisionError: a made-up failure"}
    assert f"8 runs in {results.folder}, 1 failed" in capsys.readouterr().err
    monkeypatch.undo()
    assert iei(["compare", *SMALL, f"results={tmp_path}"]) == 1  # known failures stay failures
    assert iei(["compare", *SMALL, f"results={tmp_path}", "retry_failed=true"]) == 0


def has_a_run(journal):
    try:
        return read_journal(journal, rule_source_hash()).rows.num_rows > 0
    except FileNotFoundError:
        return False


def test_the_command_resumes_after_a_kill_with_the_same_store(tmp_path):
    more = small("replicates=300")
    command = [
        sys.executable,
        "-c",
        "import sys; from iei.experiments.commands.main import main; sys.exit(main())",
    ]
    killed = subprocess.Popen([*command, "compare", *more, f"results={tmp_path / 'a'}"], cwd=tmp_path)
    parts = tmp_path / "a/compare_policies/parts"
    while killed.poll() is None and not any(has_a_run(path) for path in parts.glob("journal-*")):
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    assert iei(["compare", *more, f"results={tmp_path / 'a'}"]) == 0
    assert iei(["compare", *more, f"results={tmp_path / 'b'}"]) == 0
    one, two = (Results.load(tmp_path / name / "compare_policies") for name in "ab")
    pd.testing.assert_frame_equal(one.runs, two.runs, check_exact=True)
    pd.testing.assert_frame_equal(one.terms(["trust"]), two.terms(["trust"]), check_exact=True)
    sessions = one.manifest["sessions"]
    assert "finished" not in sessions[0]
    assert 0 < sessions[1]["computed"] < len(one.runs)


def test_only_what_is_new_is_computed(tmp_path, capsys):
    assert iei(["compare", *SMALL, f"results={tmp_path}"]) == 0
    assert iei(["compare", *small("only=[council,law]", "replicates=6", f"results={tmp_path}")]) == 0
    assert "8 of 18 runs are stored already; 10 to compute" in capsys.readouterr().err
    results = Results.load(tmp_path / "compare_policies")
    assert results.runs.groupby("scenario").size().to_dict() == {"none": 6, "council": 6, "law": 6}


def test_replicates_are_interleaved_and_seeds_shared(tmp_path):
    assert iei(["compare", *SMALL, f"results={tmp_path}", "executor.threads=1"]) == 0
    (part,) = (tmp_path / "compare_policies/parts").glob("runs-*")
    order = pq.read_table(part).to_pandas()
    assert order["replicate"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert order.groupby("replicate")["seed"].nunique().eq(1).all()
    assert order["seed"].nunique() == 4


@pytest.mark.parametrize(
    ("arrange", "message"),
    [
        (
            lambda p: (p / "manifest.json").write_text(json.dumps({"format": 1, "experiment": "other"})),
            "'other'",
        ),
        (lambda p: (p / "thesis.docx").write_text("precious"), "holds other files"),
        (lambda p: (p / "manifest.json").write_text("{"), "cannot be read"),
    ],
)
def test_folders_of_others_are_left_alone(tmp_path, arrange, message, capsys):
    folder = tmp_path / "compare_policies"
    folder.mkdir()
    arrange(folder)
    before = sorted(folder.iterdir())
    assert iei(["compare", *SMALL, f"results={tmp_path}"]) == 2
    assert message in capsys.readouterr().err
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("outcomes=[deep_shar]", "deep_share"),
        ("experiment=compare_policis", "compare_policies"),
        ("only=[counsil]", "'council'"),
        ("world=clasroom", "classroom"),
        ("replictes=3", "replicates"),
        ("shard=5/4", "1 <= i <= n"),
        ("executor.threads=0", "1 or more"),
        ("executor=slurm", "there is no such executor"),
        ("behaviour.trust_gain=9", "outside"),
    ],
)
def test_mistakes_stop_before_anything_is_written(tmp_path, override, message, capsys):
    assert iei(["compare", *small(f"results={tmp_path / 'none'}", override)]) == 2
    said = capsys.readouterr().err.strip()
    assert message in said
    assert "\n" not in said
    assert "Traceback" not in said
    assert not (tmp_path / "none").exists()


def test_nothing_is_left_in_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert iei(["compare", *small("figures=true", "results=here")]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["here"]
    inside = {path.name for path in (tmp_path / "here/compare_policies").iterdir()}
    assert inside >= {"manifest.json", "scenarios.parquet", "parts", "comparison.csv", "figures"}


def test_configuration_is_shown_without_running(tmp_path, capsys):
    assert iei(["compare", *SMALL, "--cfg", "job", f"results={tmp_path / 'none'}"]) == 0
    assert "replicates: 4" in capsys.readouterr().out
    assert not (tmp_path / "none").exists()


def test_the_folder_is_complete_enough_to_rebuild_every_scenario(tmp_path):
    assert iei(["compare", *SMALL, f"results={tmp_path}"]) == 0
    results = Results.load(Path(tmp_path) / "compare_policies")
    for row in results.scenarios.itertuples():
        assert results.scenario(row.scenario).config_hash == row.config
