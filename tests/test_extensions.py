"""Extensions: own levers, outcomes, shocks, rules and agents act, are stored and reproduced."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from iei.agents.mesa_agents import College
from iei.experiments.plan import extensions as named
from iei.policies.lever import Lever
from iei.sim.base.quantity import InvalidInput
from iei.sim.base.table import Column
from iei.sim.run import extensions
from iei.sim.run.schedule import Phase

ROOT = Path(__file__).resolve().parents[1]
TUTORIAL = ROOT / "docs/tutorials/own_folder"
SMALL = ("world=classroom", "terms=25", "behaviour.flood_term=22", "replicates=3")


def lever(name):
    return Lever(name, upper=1, unit="share", about="anything", cost="nothing")


def column(name, kind=float):
    return Column(name, kind, unit="-", about="anything")


def called(world):
    """A phase."""


def declaring(**declarations):
    """An extension with these declarations, not loaded."""
    module = ModuleType("mine")
    vars(module).update(declarations)
    return extensions.Extension("mine", Path("mine.py"), "0", module)


MISTAKES = [
    ({"LEVER": (lever("x"),)}, "it needs one of LEVERS"),
    ({"LEVERS": (lever("council"),)}, "LEVERS: there is a 'council' already"),
    ({"LEVERS": ("council",)}, "'council' is no Lever"),
    ({"COLUMNS": {"enterprise": (column("x"),)}}, "'enterprise' is no table; did you mean 'enterprises'"),
    ({"COLUMNS": {"enterprises": (column("cash"),)}}, "enterprises has a column 'cash' already"),
    ({"COLUMNS": {"tallies": (column("x", int),)}}, "the tally 'x' must be a float"),
    ({"PHASES": {"superwise": ()}}, "did you mean 'supervise'"),
    ({"PHASES": {"supervise": (called,)}}, "is no Phase"),
    ({"REPLACED": {"iei.policies.council.saving": called}}, "there is no rule 'iei.policies.council.saving'"),
    ({"REPLACED": {"os.getcwd": called}}, "there is no rule 'os.getcwd'"),
    ({"AGENTS": {"enterprize": College}}, "did you mean 'enterprise'"),
    ({"AGENTS": {"enterprise": College}}, "is no subclass of Enterprise"),
]


@pytest.mark.parametrize(("declarations", "said"), MISTAKES, ids=[said[:30] for _, said in MISTAKES])
def test_a_mistake_in_a_declaration_is_one_line(declarations, said):
    with pytest.raises(InvalidInput, match=said.replace("(", r"\(")) as refusal:
        extensions.check(declaring(**declarations))
    assert str(refusal.value).startswith("extension mine: ")
    assert "\n" not in str(refusal.value)


def test_what_can_be_used_is_admitted():
    phase = Phase(called, equations="-", why="here")
    extensions.check(declaring(LEVERS=(lever("x"),), PHASES={"supervise": (phase,)}))


def test_a_module_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(InvalidInput, match=r"there is no module 'nosuch.py' in .*own"):
        named.located("nosuch", [str(tmp_path / "own")])
    with pytest.raises(InvalidInput, match="there is no file"):
        named.located(str(tmp_path / "nosuch.py"), [])


def test_two_files_of_one_name_are_refused(tmp_path):
    paths = []
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "mine.py"
        path.write_text("", encoding="utf-8")
        paths.append(str(path))
    assert list(named.by_name([paths[0], paths[0]], ())) == ["mine"]
    with pytest.raises(InvalidInput, match="have one name, 'mine': rename one of them"):
        named.by_name(paths, ())


def test_a_module_that_fails_is_one_line(tmp_path):
    (tmp_path / "broken.py").write_text("import nosuchmodule\n")
    with pytest.raises(InvalidInput, match=r"broken\.py cannot be loaded: ModuleNotFoundError") as refusal:
        extensions.load("broken", tmp_path / "broken.py")
    assert "\n" not in str(refusal.value)
    assert "broken" not in sys.modules


def test_code_of_somebody_else_runs_only_if_it_is_named(tmp_path):
    recorded = {"theirs": {"file": str(tmp_path / "gone.py"), "digest": "0" * 16}}
    with pytest.raises(InvalidInput, match=r"--extension .*extensions/theirs\.py"):
        named.use_of_store(tmp_path, recorded)


def iei(*words, cwd):
    """What a command in a fresh process says; it must succeed."""
    program = "import sys; from iei.experiments.commands.main import main; sys.exit(main())"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.timeout(1800)  # an own lever is a column of a table that every rule reads: all are compiled
def test_the_tutorials_extension_is_compared_reported_and_reproduced(tmp_path):
    own = ("--config-dir", str(TUTORIAL), "extensions=[flood_relief]")
    iei(
        "compare",
        *own,
        *SMALL,
        "policies=[relief,council]",
        "outcomes=[all]",
        "keep_terms=true",
        cwd=tmp_path,
    )
    folder = tmp_path / "results/compare_policies"
    comparison = pd.read_csv(folder / "comparison.csv").set_index(["scenario", "outcome"])
    relief = comparison.loc[("relief", "flood_relief_share")]
    assert 0 < relief["mean"] <= 0.8  # what leads and capacities let through of four fifths
    assert relief["difference"] > 0
    assert comparison.loc[("relief", "spent_flood_relief"), "difference"] > 0
    assert comparison.loc[("council", "flood_relief_share"), "difference"] == 0
    manifest = json.loads((folder / "manifest.json").read_text())
    assert list(manifest["extensions"]) == ["flood_relief"]
    assert (folder / "extensions/flood_relief.py").read_text() == (TUTORIAL / "flood_relief.py").read_text()
    assert "every number is the same" in iei("reproduce", str(folder), "--all", cwd=tmp_path)
    iei("report", str(folder), cwd=tmp_path)
    assert "losses by the flood that government paid" in (folder / "report.html").read_text()
