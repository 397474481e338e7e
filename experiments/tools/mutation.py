"""Unplugs the mechanisms of the model one by one, and asks whether a test of the model notices.

    python -m iei.experiments.tools.mutation             all of tests/mutants.yaml; writes docs/mutation.csv
    python -m iei.experiments.tools.mutation no_pooling  some of them, by name, printed

For each mutant a copy of the project is edited. It is noticed if a row of `docs/wiring.csv` for one of its
claims no longer holds, or if a test that `docs/claims.csv` names for them fails. The stored reference, which
one command writes anew, counts for nothing here.
"""

from __future__ import annotations

import ast
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from iei.experiments.evidence.claims import ROOT, read_claims
from iei.sim.base.quantity import InvalidInput, nearest

LIST = ROOT / "tests" / "mutants.yaml"
RESULTS = ROOT / "docs" / "mutation.csv"
COPIED = ("agents", "conf", "docs", "experiments", "policies", "results/reference", "sim", "tests")
FAILED = re.compile(r"^FAILED \S*?(test_\w+\.py::\w+)", re.MULTILINE)
BROKEN = re.compile(r"^(\S[^:]*): .*DOES NOT HOLD", re.MULTILINE)
SEEDS = 12  # of the wiring
REFERENCE = "test_reference.py"  # argues for nothing: one command writes its numbers anew


@dataclass(frozen=True)
class Edit:
    """A text in a function of a file, and what takes its place."""

    file: str
    function: str
    text: str
    instead: str


@dataclass(frozen=True)
class Mutant:
    """A mechanism unplugged, and the claims that it stands for."""

    name: str
    claims: tuple[str, ...]
    edits: tuple[Edit, ...]


def read_mutants(path: Path = LIST) -> list[Mutant]:
    """All mutants of the list."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Mutant(name, tuple(row["claims"]), tuple(Edit(row["file"], *edit) for edit in row["edits"]))
        for name, row in rows.items()
    ]


def edited(source: str, edit: Edit) -> str:
    """The source with the edit made in the one function that it names.

    Raises `ValueError` unless the function is there and holds the text exactly once.
    """
    found = [n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == edit.function]
    if len(found) != 1:
        raise ValueError(f"{edit.file} has no function {edit.function}")
    lines = source.splitlines(keepends=True)
    start, end = found[0].lineno - 1, found[0].end_lineno
    body = "".join(lines[start:end])
    if body.count(edit.text) != 1:
        raise ValueError(f"{edit.file}: {edit.function} holds {body.count(edit.text)} times: {edit.text}")
    return "".join([*lines[:start], body.replace(edit.text, edit.instead), *lines[end:]])


def copy_of(mutant: Mutant, folder: Path) -> None:
    """Write the project into `folder` with the mechanism unplugged."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "iei", folder / "iei", symlinks=True)  # links to the folders beside it
    for edit in mutant.edits:
        path = folder / edit.file
        path.write_text(edited(path.read_text(encoding="utf-8"), edit), encoding="utf-8")


def noticed_by(mutant: Mutant) -> str:
    """What notices the mutant first: rows of the wiring, or a test; empty if nothing does."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copy_of(mutant, folder)
        environment = {**os.environ, "PYTHONPATH": str(folder)}

        def printed(*arguments: str) -> str:
            command = [sys.executable, "-m", *arguments]
            finished = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
            return finished.stdout + ("\n" + finished.stderr if finished.returncode > 1 else "")

        broken = BROKEN.findall(printed("iei.experiments.evidence.wiring", *mutant.claims, f"seeds={SEEDS}"))
        if broken:
            return f"wiring {broken[0]}"
        tests = [test for claim in read_claims() if claim.id in mutant.claims for test in claim.tests]
        output = printed(
            "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *dict.fromkeys(tests)
        )
        failed = [name for name in FAILED.findall(output) if REFERENCE not in name]
        return failed[0] if failed else ""


def results(mutants: Iterable[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """Every mutant and what notices it, printed as they come."""
    for mutant in mutants:
        by = noticed_by(mutant)
        print(f"{mutant.name:45} {by or 'NOT NOTICED'}", flush=True)
        yield mutant, by


def read_results(path: Path = RESULTS) -> list[tuple[str, str, str]]:
    """Mutant, claims and what noticed it (empty: nothing), in the order of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["mutant"], row["claims"], row["noticed by"]) for row in csv.DictReader(file)]


def chosen(names: Sequence[str]) -> list[Mutant]:
    """The mutants of these names, or all.

    Raises `InvalidInput` for a name that is none.
    """
    known = {mutant.name: mutant for mutant in read_mutants()}
    for name in names:
        if name not in known:
            raise InvalidInput(f"'{name}' is no mutant{nearest(name, known)}")
    return [known[name] for name in names or known]


def main(argv: Sequence[str]) -> int:
    """The command; the exit code is 1 if a mutant is not noticed."""
    try:
        found = list(results(chosen(argv)))
    except InvalidInput as mistake:
        print(mistake, file=sys.stderr)
        return 2
    print(f"{sum(bool(by) for _, by in found)} of {len(found)} noticed")
    if not argv:
        with RESULTS.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["mutant", "claims", "noticed by"])
            writer.writerows([mutant.name, " ".join(mutant.claims), by] for mutant, by in found)
    return 0 if all(by for _, by in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
