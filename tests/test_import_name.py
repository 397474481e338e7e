"""`import iei` works beside files, folders and packages that have the names of the project's folders."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("agents", "sim", "policies", "conf", "experiments")
PROGRAM = "import iei; iei.scenario(world='classroom'); import iei.sim.run.model; print(iei.__name__)"


@pytest.mark.parametrize("kind", ["file", "folder", "package"])
def test_namesakes_are_in_nobodys_way(kind, tmp_path):
    for name in NAMES:
        if kind == "file":
            (tmp_path / f"{name}.py").write_text("raise ImportError('a namesake')")
        else:
            (tmp_path / name).mkdir()
        if kind == "package":
            (tmp_path / name / "__init__.py").write_text("raise ImportError('a namesake')")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "iei", done.stderr


def test_a_wheel_holds_nothing_but_iei(tmp_path):
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    copy = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
    subprocess.run([*pip, "--wheel-dir", str(tmp_path), str(copy)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"iei"}
    for name in ("sim/world/data/china_provinces.csv", "conf/config.yaml", "experiments/lab/style.css"):
        assert f"iei/{name}" in names
    assert "iei/experiments/show/templates/report.html" in names
