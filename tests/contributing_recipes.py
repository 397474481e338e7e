"""The recipes of CONTRIBUTING.md as data, and following one in a copy of the project."""

import csv
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("agents", "conf", "experiments", "iei", "policies", "sim")
BLOCK = re.compile(r'^```(\w+) title="([^"]+)"\n(.*?)^```', re.DOTALL | re.MULTILINE)


def page():
    return (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def recipes():
    """Name of a recipe to (most files, files that it lists)."""
    listed = next(text for _, title, text in BLOCK.findall(page()) if title == "recipes")
    rows = csv.DictReader(listed.splitlines())
    return {row["recipe"]: (int(row["most files"]), row["files"].split()) for row in rows}


def edits(recipe):
    """What a recipe shows: (language, file, text) of every block of its section."""
    found = re.search(rf"^### Add an? {recipe}\n(.*?)(?=^### |\Z)", page(), re.DOTALL | re.MULTILINE)
    assert found, recipe
    return BLOCK.findall(found.group(1))


def changed(text, difference):
    """A text after a block of differences, each part of which must stand in it exactly once."""
    for part in re.split(r"^@@\n", difference, flags=re.MULTILINE):
        lines = part.splitlines()
        assert all(line[:1] in ("+", "-", " ", "") for line in lines), part
        old = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
        new = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
        assert text.count(old) == 1, f"{text.count(old)} times:\n{old}"
        text = text.replace(old, new)
    return text


def copied(folder):
    """A copy of the packages, with the links between them."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def follow(recipe, folder):
    """Make the edits of a recipe in a copy; the files that it touched."""
    touched = set()
    for language, name, text in edits(recipe):
        path = folder / name
        touched.add(name)
        if language == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), text), encoding="utf-8")
        else:
            assert not path.exists(), name
            path.write_text(text, encoding="utf-8")
    return touched
