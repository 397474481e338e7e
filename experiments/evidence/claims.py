"""The claims of the source paper: where each lives in the code, what shows it, which test argues for it.

The list is `docs/claims.csv`, one row a claim; several pointers in one cell are separated by semicolons:

- `where`: rules that carry the claim, as `sim/cooperation/links.py:sign`
- `shown_by`: an outcome (`links`), an outcome by group (`links by size`), a state variable that no outcome
  sums up (`colleges.cash`), or a function that draws or estimates
  (`experiments/evidence/virtuous_circle.py:draw`)
- `tests`: as `tests/test_teaching.py::test_certificates_teach_nothing`

`limit` says what the mechanism does not show about the claim, or what it assumes.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from iei.agents import tables as agents
from iei.sim.base.table import Table, tables_in
from iei.sim.outcomes import OUTCOMES, tallies
from iei.sim.world import tables

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "claims.csv"
SECTIONS = {
    "1": "What integration is (abstract and section 1)",
    "2.0": "Where it stands (section 2)",
    "2.1": "No operable legal system (section 2.1)",
    "2.2": "Government leads weakly (section 2.2)",
    "2.3": "The colleges' own mechanism (section 2.3)",
    "2.4": "Teaching and production do not fit (section 2.4)",
    "3.1": "Institutions (section 3.1)",
    "3.2": "Effective support (section 3.2)",
    "3.3": "Stable cooperation (section 3.3)",
    "4": "Conclusion (section 4)",
}
GROUPS = ("region", "size", "field")


@dataclass(frozen=True)
class Claim:
    """One row of the list; the pointers are explained in the module's docstring."""

    id: str
    claim: str
    equations: str
    where: tuple[str, ...]
    shown_by: tuple[str, ...]
    tests: tuple[str, ...]
    note: str
    limit: str

    @property
    def section(self) -> str:
        """Key of `SECTIONS`: the number without the letter, for section 1 the first digit alone."""
        number = self.id.rstrip("abcdefghijklmnopqrstuvwxyz")
        return "1" if number.startswith("1.") else number


def read_claims(path: Path = LIST) -> list[Claim]:
    """All claims in the order of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        expected = [field.name for field in fields(Claim)]
        if rows.fieldnames != expected:
            raise ValueError(f"{path}: columns are {rows.fieldnames}, not {expected}")
        return [
            Claim(
                row["id"],
                row["claim"],
                row["equations"],
                pointers(row["where"]),
                pointers(row["shown_by"]),
                pointers(row["tests"]),
                row["note"],
                row["limit"],
            )
            for row in rows
        ]


def pointers(cell: str) -> tuple[str, ...]:
    """The pointers in one cell."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def declared_tables() -> dict[str, Table]:
    """Tables of the world by name, in the order of declaration."""
    return tables_in(tables, agents, tallies)


@cache
def functions_of(path: Path) -> frozenset[str]:
    """Names of the functions of a Python file; empty if there is no such file."""
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def points_to_function(pointer: str, separator: str) -> bool:
    """Whether `file<separator>function` exists."""
    file, _, name = pointer.partition(separator)
    return name in functions_of(ROOT / file)


def shows(pointer: str) -> bool:
    """Whether an entry of `shown_by` exists."""
    if ".py:" in pointer:
        return points_to_function(pointer, ":")
    if "." in pointer:
        table, _, column = pointer.partition(".")
        declared = declared_tables()
        return table in declared and column in [c.name for c in declared[table].columns]
    name, _, group = pointer.partition(" by ")
    return name in OUTCOMES and (not group or (group in GROUPS and OUTCOMES[name].grouped))


def broken_pointers(claims: list[Claim]) -> Iterator[str]:
    """One line for every pointer to something that does not exist, and for every claim without a pointer."""
    for claim in claims:
        for pointer in claim.where:
            if not points_to_function(pointer, ":"):
                yield f"{claim.id}: no function '{pointer}'"
        for pointer in claim.shown_by:
            if not shows(pointer):
                yield f"{claim.id}: no outcome or column '{pointer}'"
        for pointer in claim.tests:
            if not pointer.startswith("tests/test_") or not points_to_function(pointer, "::"):
                yield f"{claim.id}: no test '{pointer}'"
        for name in ("where", "shown_by", "tests"):
            if not getattr(claim, name):
                yield f"{claim.id}: '{name}' is empty"
