"""The house is kept in order: small files, few wings, telling names, imports that run down."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES, MOST_WINGS = 400, 9
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}
FLOORS = {"sim", "agents", "policies", "experiments", "conf"}


def tracked():
    """Python files of the project that git knows, and that are there."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git checkout: which files belong to the project is not known")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [path for path in (ROOT / name for name in names.split("\0") if name) if path.is_file()]


def imported(path):
    """Modules that a file imports, as they are written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def test_no_file_is_long():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in tracked()}
    assert len(lengths) > 100
    assert not {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > MOST_LINES}


@pytest.mark.parametrize("floor", ["sim", "experiments"])
def test_a_floor_has_few_wings(floor):
    wings = [path.parent.name for path in (ROOT / floor).glob("*/__init__.py")]
    assert 1 < len(wings) <= MOST_WINGS


def test_every_name_says_what_is_inside():
    assert not [
        path.name for path in tracked() if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES
    ]


def test_everything_is_imported_as_part_of_iei():
    found = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in tracked()
        for module in imported(path)
        if module.partition(".")[0] in FLOORS
    ]
    assert not found


def test_imports_run_down():
    pytest.importorskip("importlinter")
    program = "from importlinter.cli import lint_imports_command as run; run()"
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    linted = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
