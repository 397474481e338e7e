"""What an edit costs: processor seconds from the edit of one rule until a short run is finished.

    python -m iei.experiments.tools.benchmark_edits [--rules 10]

In a copy of the model one rule at a time gets another line, in rules spread over all files; each time a run
of two terms is made in a fresh process. Rules are kept as bitcode (`sim/base/compiled_rule.py`), so that only
the rule and what calls it is lowered again, and the phases that contain it are linked anew. An edit of a
docstring compiles nothing.
"""

from __future__ import annotations

import argparse
import ast
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import iei
from iei.sim.base.compilation import PACKAGES, ROOT

CACHE = "compiled"  # folder of its own, so that the first run finds nothing
RUN = "import iei; iei.run(world='classroom', terms=2, policy='none')"
NEEDED = (*PACKAGES, "conf", "experiments")


def main(argv: Sequence[str]) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=10, help="rules that are edited, one at a time (10)")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for package in NEEDED:
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, place / "iei" / package, ignore=unwanted)
        (place / "iei" / "__init__.py").write_text(Path(str(iei.__file__)).read_text(encoding="utf-8"))
        print(f"nothing compiled: {run_seconds(place):.1f} s of processor time until a short run is finished")
        unchanged = run_seconds(place)
        print(f"unchanged: {unchanged:.1f} s of processor time, with the start of Python")
        rules = list(rules_of(place / "iei"))
        seconds = []
        for number in range(asked.rules):
            path, function = rules[(2 * number + 1) * len(rules) // (2 * asked.rules)]
            seconds.append(edited_seconds(place, path, function, "    edited = 1.0") - unchanged)
            print(f"{seconds[-1]:6.1f} s  {path.relative_to(place / 'iei')}:{function.name}", flush=True)
        print(f"median of {len(seconds)} rules: {statistics.median(seconds):.1f} s beyond an unchanged run")
        path, function = rules[len(rules) // 2]
        words = edited_seconds(place, path, function, '    """Other words."""', docstring=True) - unchanged
        print(f"a docstring: {words:.1f} s")
    return 0


def rules_of(root: Path) -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Every rule of a copy of the model, with its file."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and any(
                    ast.unparse(mark).startswith("rule") for mark in node.decorator_list
                ):
                    yield path, node


def edited_seconds(
    place: Path, path: Path, function: ast.FunctionDef, line: str, docstring: bool = False
) -> float:
    """Seconds of a run after an edit, which is taken back: a line added, or the docstring replaced by it."""
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    opening = function.body[0]
    assert opening.end_lineno is not None
    lines[opening.lineno - 1 if docstring else opening.end_lineno : opening.end_lineno] = [line]
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        return run_seconds(place)
    finally:
        path.write_text(source, encoding="utf-8")


def run_seconds(place: Path) -> float:
    """Processor seconds of a short run in a fresh process that imports the copy."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["IEI_CACHE"] = str(place / CACHE)
    subprocess.run([sys.executable, "-c", RUN], cwd=place, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
