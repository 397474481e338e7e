"""`iei reproduce` makes stored runs again and finds a single altered number."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.command import main as iei
from experiments.parts import write_whole
from experiments.reproduce import reproduce
from experiments.sweep import sweep
from sim.base.quantity import InvalidInput


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    root = tmp_path_factory.mktemp("reproduce")
    overrides = ["world=classroom", "terms=25", "only=[council]", "replicates=4", f"results={root}"]
    return sweep("compare_policies", *overrides).folder


@pytest.fixture
def folder(original, tmp_path):
    return shutil.copytree(original, tmp_path / "copy")


def alter(folder, kind, row, column):
    """Change the last bit of one number in a part, leaving the file whole."""
    (path,) = (folder / "parts").glob(f"{kind}-*")
    table = pq.read_table(path)
    values = table[column].to_numpy().copy()
    values[row] = np.nextafter(values[row], np.inf)
    changed = table.set_column(table.schema.get_field_index(column), column, pa.array(values))
    write_whole(path, changed.replace_schema_metadata(table.schema.metadata))


def test_an_untouched_store_comes_out_the_same(folder, capsys):
    assert iei(["reproduce", str(folder), "--all"]) == 0
    assert "8 runs made again: every number is the same to the bit" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["runs", "terms"])
def test_one_altered_bit_is_found(folder, kind, capsys):
    alter(folder, kind, row=3, column="practical_skill")
    found = reproduce(folder, sample=None)
    assert [difference.outcome for difference in found.differences] == ["practical_skill"]
    assert found.differences[0].where == ("summary" if kind == "runs" else "term 3")
    assert iei(["reproduce", str(folder), "--all"]) == 1
    said = capsys.readouterr().out
    assert "1 numbers differ" in said
    assert "was altered or is corrupt" in said


def test_a_sample_is_random_and_limited(folder):
    assert reproduce(folder, sample=3, seed=1).runs == 3
    assert reproduce(folder, sample=100).runs == 8
    assert reproduce(folder, scenario="council").runs == 4
    assert reproduce(folder, scenario="council", replicate=2).runs == 1


def test_other_software_versions_are_named(folder, capsys):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["sessions"][0]["versions"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert iei(["reproduce", str(folder), "--sample", "1"]) == 0
    assert "numpy 1.0 then" in capsys.readouterr().out


def test_a_store_of_other_rules_is_not_called_irreproducible(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["rules"] = "0" * 16
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InvalidInput, match="the model has changed"):
        reproduce(folder)


def test_unknown_scenarios_get_the_nearest_name(folder):
    with pytest.raises(InvalidInput, match="did you mean 'council'"):
        reproduce(folder, scenario="counsil")
