"""`iei reproduce` makes stored runs again and finds a single altered number."""

import shutil

import numpy as np
import pyarrow as pa
import pytest

from iei.experiments.commands.main import main as iei
from iei.experiments.execute.reproduce import reproduce
from iei.experiments.execute.sweep import sweep
from iei.experiments.execute.turns import Workplace
from iei.experiments.store.manifest import read_manifest, write_manifest
from iei.experiments.store.parts import part_names, read_part, read_terms, write_part
from iei.sim.base.quantity import InvalidInput


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    root = tmp_path_factory.mktemp("reproduce")
    overrides = ["world=classroom", "terms=25", "only=[council]", "replicates=4", f"results={root}"]
    return sweep("compare_policies", *overrides).folder


@pytest.fixture
def folder(original, tmp_path):
    return shutil.copytree(original, tmp_path / "copy")


def alter(folder, kind, row, outcome):
    """Change the last bit of one number in a part, which is written anew with good checksums."""
    column = f"{outcome}@{read_manifest(folder)['outcome_versions'][outcome]}"
    parts_folder = folder / "parts"
    (name,) = part_names(parts_folder, "runs")
    part = read_part(parts_folder, name)
    tables = {"runs": part.runs, "terms": read_terms(parts_folder, part)}
    table = tables[kind]
    values = table[column].to_numpy().copy()
    values[row] = np.nextafter(values[row], np.inf)
    tables[kind] = table.set_column(table.schema.get_field_index(column), column, pa.array(values))
    name.file(parts_folder, "runs").unlink()
    write_part(parts_folder, name, tables["runs"], tables["terms"])


def test_an_untouched_store_comes_out_the_same(folder, capsys):
    assert iei(["reproduce", str(folder), "--all"]) == 0
    assert "8 runs made again: every number is the same to the bit" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["runs", "terms"])
def test_one_altered_bit_is_found(folder, kind, capsys):
    alter(folder, kind, row=3, outcome="practical_skill")
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
    manifest = read_manifest(folder)
    manifest["sessions"][0]["versions"]["numpy"] = "1.0"
    write_manifest(folder, manifest)
    assert iei(["reproduce", str(folder), "--sample", "1"]) == 0
    assert "numpy 1.0 then" in capsys.readouterr().out


def test_a_store_of_other_rules_is_not_called_irreproducible(folder):
    write_manifest(folder, read_manifest(folder) | {"rules": "0" * 16})
    with pytest.raises(InvalidInput, match="the model has changed"):
        reproduce(folder)


def test_unknown_scenarios_get_the_nearest_name(folder):
    with pytest.raises(InvalidInput, match="did you mean 'council'"):
        reproduce(folder, scenario="counsil")


@pytest.mark.parametrize("sample", ["-1", "0"])
def test_a_sample_of_nothing_is_refused(folder, sample, capsys):
    assert iei(["reproduce", str(folder), "--sample", sample]) == 2
    said = capsys.readouterr()
    assert f"sample = {sample} must be a whole number, 1 or more" in said.err
    assert "the same" not in said.out


def test_a_negative_seed_of_the_draw_is_refused(folder):
    with pytest.raises(InvalidInput, match="seed = -1"):
        reproduce(folder, sample=2, seed=-1)


def test_a_store_from_before_an_outcome_was_added_is_compared_in_what_it_has(folder, capsys):
    manifest = read_manifest(folder)
    (last,) = manifest["all_outcomes"][-1:]
    column = f"{last}@{manifest['outcome_versions'][last]}"
    parts_folder = folder / "parts"
    (name,) = part_names(parts_folder, "runs")
    part = read_part(parts_folder, name)
    terms = read_terms(parts_folder, part).drop_columns([column])
    name.file(parts_folder, "runs").unlink()
    write_part(parts_folder, name, part.runs.drop_columns([column]), terms)
    fewer = {key: [o for o in manifest[key] if o != last] for key in ("outcomes", "all_outcomes")}
    write_manifest(folder, manifest | fewer)
    assert iei(["reproduce", str(folder), "--all"]) == 0
    assert "8 runs made again: every number is the same" in capsys.readouterr().out
    more = {key: [*manifest[key], "gone_since"] for key in ("outcomes", "all_outcomes")}
    write_manifest(folder, manifest | more)
    assert iei(["reproduce", str(folder), "--all"]) == 2


def test_a_failing_machine_is_not_called_a_difference(folder, monkeypatch, capsys):
    def fails(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Workplace, "simulate", fails)
    assert iei(["reproduce", str(folder), "--sample", "2"]) == 1
    said = capsys.readouterr()
    assert "No space left on device" in said.err
    assert "differ" not in said.out
