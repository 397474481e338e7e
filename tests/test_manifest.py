"""Broken and hostile manifests and scenario tables: one line for readers, no obstacle for the next sweep."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from damage import EXPERIMENT, RUNS, killed_store, read, sweep

from iei.experiments.commands.main import main as iei
from iei.experiments.show.results import Results
from iei.experiments.store.folder import prepare_folder
from iei.experiments.store.manifest import FILE, FORMAT, read_manifest, write_manifest
from iei.experiments.store.parts import write_whole
from iei.experiments.store.scenario_table import write_table
from iei.sim.base.quantity import InvalidInput


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    place = tmp_path_factory.mktemp("manifest")
    killed_store(place / "whole", place / "killed")
    return place / "whole"


@pytest.fixture
def folder(original, tmp_path):
    return shutil.copytree(original, tmp_path / "copy")


BROKEN = {
    "cut": b'{"format": 2, "exp',
    **{"empty": b"", "null": b"null", "list": b"[]", "number": b"3", "binary": b"\xff\x00\xfe"},
    **{"deep": b"[" * 100_000, "mapping": b"{}", "unsigned": b'{"format": 2, "experiment": "made_up"}'},
}
HOSTILE = [
    *(
        {"rules": "../../../etc"},
        {"rules": 3},
        {"outcomes": "links"},
        {"outcomes": [["links"]]},
        {"seeds": [{}]},
    ),
    *(
        {"all_outcomes": []},
        {"sessions": [3]},
        {"sessions": [{"versions": []}]},
        {"settings": []},
        {"seeds": None},
    ),
    *({"replicates": True}, {"baseline": None}, {"about": 1}, {"experiment": {}}, {"outcomes": ["nosuch"]}),
    {"all_outcomes": ["links", "trust", "links"]},
]


def commands_refuse(folder, capsys):
    """Report and reproduce say one line and exit with 2."""
    for command in ("report", "reproduce"):
        assert iei([command, str(folder)]) == 2
        said = capsys.readouterr().err.strip()
        assert said.startswith("iei: ")
        assert "\n" not in said


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_manifest_is_one_line_for_readers_and_written_anew_by_the_next_sweep(
    content, folder, original, capsys
):
    (folder / FILE).write_bytes(content)
    commands_refuse(folder, capsys)
    said = []
    assert sweep(folder, said=said) == 0
    assert len(said) == 1
    assert "written anew" in said[0]
    for found, right in zip(read(folder), read(original), strict=True):
        pd.testing.assert_frame_equal(found, right, check_exact=True)


@pytest.mark.parametrize("change", HOSTILE, ids=str)
def test_a_signed_manifest_with_impossible_entries_is_refused(change, folder, capsys):
    write_manifest(folder, read_manifest(folder) | change)
    commands_refuse(folder, capsys)
    assert sweep(folder) == 0


def test_a_manifest_without_sessions_is_no_obstacle(folder, capsys):
    write_manifest(folder, read_manifest(folder) | {"sessions": []})
    assert Results.load(folder).manifest["sessions"] == []


def test_a_lost_manifest_says_how_to_go_on(folder, capsys):
    (folder / FILE).unlink()
    commands_refuse(folder, capsys)
    with pytest.raises(InvalidInput, match="writes it anew"):
        Results.load(folder)
    assert sweep(folder) == 0
    assert len(Results.load(folder).runs) == RUNS


def test_a_store_of_the_first_format_is_kept_beside(folder):
    manifest = read_manifest(folder) | {"format": 1}
    del manifest["digest"]
    (folder / FILE).write_text(json.dumps(manifest))
    with pytest.raises(InvalidInput, match=f"reads format {FORMAT}"):
        Results.load(folder)
    said = []
    assert sweep(folder, said=said) == RUNS
    assert len(said) == 1
    assert (folder.with_name("copy-old") / FILE).exists()
    (folder / FILE).write_text(json.dumps(manifest | {"experiment": "another"}))
    with pytest.raises(InvalidInput, match="'another'"):
        prepare_folder(folder, EXPERIMENT)


@pytest.mark.parametrize("column", ["scenario", "config", "settings", "baseline"])
def test_scenario_tables_with_impossible_entries_are_refused(column, folder, capsys):
    table = Results.load(folder).scenarios
    write_table(folder, table.drop(columns=column))
    commands_refuse(folder, capsys)
    write_table(folder, table.assign(**{column: 3}))
    commands_refuse(folder, capsys)
    write_table(folder, pd.concat([table, table]))
    commands_refuse(folder, capsys)
    changed = pq.read_table(folder / "scenarios.parquet").slice(0, 2)
    write_whole(folder / "scenarios.parquet", changed)
    with pytest.raises(InvalidInput, match="checksum"):
        Results.load(folder)
    assert sweep(folder) == 0


def test_hostile_settings_are_one_line(folder):
    results = Results.load(folder)
    for settings in ("{", "[]", "3", '{"world": 3}', '{"terms": "x"}'):
        write_table(folder, results.scenarios.assign(settings=settings))
        with pytest.raises(InvalidInput, match="cannot be used"):
            Results.load(folder).scenario("scenario 1")


def open_to_everybody():
    """A folder for temporary files that other users can enter, or the test is skipped."""
    for place in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):
        if place.is_dir() and all(part.stat().st_mode & 0o001 for part in (place, *place.resolve().parents)):
            return place
    pytest.skip("needs a folder that another user can enter")


@pytest.fixture
def somebody_elses(original):
    """A store that this process, now of another user, may read and not write."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("needs the right to become another user")
    place = Path(tempfile.mkdtemp(dir=open_to_everybody()))  # pytest's own folders are private
    place.chmod(0o755)
    folder = shutil.copytree(original, place / "store")
    os.seteuid(12345)
    try:
        yield folder
    finally:
        os.seteuid(0)
        shutil.rmtree(place)


def test_a_store_of_somebody_else_is_read_and_refused_in_one_line(somebody_elses):
    runs, terms = read(somebody_elses)
    assert len(runs) == RUNS
    assert len(terms) == 4 * RUNS
    with pytest.raises(InvalidInput, match="cannot be written") as refusal:
        sweep(somebody_elses)
    assert str(somebody_elses) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_store_that_only_its_own_parts_admit_is_refused_in_one_line(somebody_elses):
    os.seteuid(0)
    (somebody_elses / "parts").chmod(0o777)
    os.seteuid(12345)
    with pytest.raises(InvalidInput, match="cannot be written"):
        sweep(somebody_elses)


def test_a_file_that_cannot_be_read_is_named(somebody_elses):
    os.seteuid(0)
    part = next((somebody_elses / "parts").glob("runs-*"))
    part.chmod(0o600)
    os.seteuid(12345)
    with pytest.raises(InvalidInput, match=f"{part.name} cannot be read"):
        read(somebody_elses)
