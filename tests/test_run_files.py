"""The folder of a run: only files of a run are replaced, leftovers of killed runs go, names stay inside."""

import os
import time

import pytest

from iei.experiments.commands.main import main as iei
from iei.experiments.store.run_files import MARK, OWN_FILES, PARTIAL, checked_name, run_folder
from iei.sim.base.quantity import InvalidInput

QUICK = ["world=classroom", "terms=21", "seed=3"]


def write(results, name="run-a", files=("run.json", "terms.parquet"), text="new"):
    with run_folder(results, name) as folder:
        for file in files:
            (folder / file).write_text(text)


def test_a_run_again_leaves_what_is_not_its_own(tmp_path):
    write(tmp_path, files=("run.json", "terms.parquet", "money.png"), text="old")
    (tmp_path / "run-a/notes.txt").write_text("precious")
    (tmp_path / "run-a/own").mkdir()
    write(tmp_path)
    found = {path.name: path.read_text() for path in (tmp_path / "run-a").iterdir() if path.is_file()}
    assert found == {"run.json": "new", "terms.parquet": "new", "notes.txt": "precious"}
    assert (tmp_path / "run-a/own").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["run-a"]


def test_the_command_keeps_notes_and_its_files_are_all_known(tmp_path, capsys):
    assert iei(["run", *QUICK, f"results={tmp_path}"]) == 0
    (folder,) = tmp_path.iterdir()
    assert {path.name for path in folder.iterdir()} <= OWN_FILES
    (folder / "notes.txt").write_text("precious")
    assert iei(["run", *QUICK, f"results={tmp_path}"]) == 0
    assert (folder / "notes.txt").read_text() == "precious"
    assert (folder / MARK).exists()


def test_a_run_that_fails_leaves_everything_as_it_was(tmp_path):
    write(tmp_path, text="old")
    with pytest.raises(FileNotFoundError), run_folder(tmp_path, "run-a") as folder:
        (folder / "run.json").write_text("half") and (folder / "nowhere/x").write_text("made up")
    assert (tmp_path / "run-a/run.json").read_text() == "old"
    with pytest.raises(KeyError), run_folder(tmp_path / "fresh/deep", "run-a"):
        raise KeyError("made up")
    assert [path.name for path in tmp_path.iterdir()] == ["run-a"]


def test_an_error_of_something_else_is_not_blamed_on_the_results(tmp_path):
    with pytest.raises(OSError, match="lock of the compiler"), run_folder(tmp_path, "run-a"):
        raise OSError(38, "lock of the compiler")


def test_leftovers_of_killed_runs_are_removed_and_others_kept(tmp_path):
    def leave(name, age, file="run.json"):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text("half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)

    leave(f"{PARTIAL}killed01", 3600)
    leave(f"{PARTIAL}justnow1", 1)
    leave(f"{PARTIAL}a-users-own", 3600, "thesis.docx")
    with run_folder(tmp_path, "run-b") as living:
        os.utime(living, (time.time() - 3600,) * 2)
        write(tmp_path)
        assert living.exists()
        kept = {path.name for path in tmp_path.glob(f"{PARTIAL}*")} - {living.name}
    assert kept == {f"{PARTIAL}justnow1", f"{PARTIAL}a-users-own"}


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "/abs",
        "a\\b",
        "a\nb",
        "a\0b",
        "C:x",
        "x" * 300,
        " a",
        "a.",
        "a*",
        "a\x1b[2J",
    ],
)
def test_names_stay_inside_the_results(name, tmp_path):
    with (
        pytest.raises(InvalidInput, match="name a folder") as refusal,
        run_folder(tmp_path / "results", name),
    ):
        pass
    assert "\n" not in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["run-council-classroom-seed1", "run-理事会-province-seed2", "run-a+b-c"])
def test_ordinary_names_are_used(name):
    assert checked_name(name) == name


@pytest.mark.parametrize("policy", ["'../../escaped'", "'a/b'"])
def test_a_policy_cannot_write_outside_the_results(policy, tmp_path, capsys):
    (tmp_path / "escaped-classroom-seed3").mkdir()
    arguments = [
        "run",
        *QUICK,
        f"+policy={{{policy}: {{council: 1}}}}",
        f"results={tmp_path / 'deep/results'}",
    ]
    assert iei(arguments) == 2
    said = capsys.readouterr().err.strip()
    assert "\n" not in said
    assert [path.name for path in tmp_path.rglob("*")] == ["escaped-classroom-seed3"]
