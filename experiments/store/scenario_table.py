"""`scenarios.parquet`: one row a scenario of an experiment, with its whole configuration.

The file carries a checksum of its rows, so that a damaged one is told from a good one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from iei.experiments.plan.cells import Cell
from iei.experiments.store.disk import disk_blamed
from iei.experiments.store.manifest import AGAIN, Damaged
from iei.experiments.store.parts import DAMAGED, write_whole
from iei.sim.base.quantity import InvalidInput

FILE = "scenarios.parquet"
TEXTS = ("scenario", "name", "baseline", "note", "config", "settings")


def write_table(folder: Path, scenarios: pd.DataFrame) -> None:
    """Write the scenario table whole, with its checksum."""
    table = pa.Table.from_pandas(scenarios, preserve_index=False)
    write_whole(folder / FILE, table.replace_schema_metadata({"digest": digest(table)}))


def read_scenarios(folder: Path) -> pd.DataFrame:
    """The scenario table of a results folder; `InvalidInput` if it is missing or not as it was written."""
    path = folder / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InvalidInput(f"{path} is missing; {AGAIN}") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}") from None
    try:
        table = pq.read_table(pa.BufferReader(content), page_checksum_verification=True)
        said = (table.schema.metadata or {}).get(b"digest", b"").decode()
        whole = said == digest(table)
        scenarios = table.to_pandas()
    except (OSError, MemoryError, *DAMAGED) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Damaged(path, f" and cannot be read ({reason:.200})") from None
    if not whole:
        raise Damaged(path)
    problem = fault(scenarios)
    if problem:
        raise Damaged(path, f" ({problem})")
    return scenarios


def digest(table: pa.Table) -> str:
    """Checksum of the names and values of a table."""
    hashed = hashlib.blake2b(digest_size=8)
    for name, column in zip(table.column_names, table.columns, strict=True):
        hashed.update(json.dumps([name, column.to_pylist()], default=repr).encode())
    return hashed.hexdigest()


def fault(scenarios: pd.DataFrame) -> str:
    """What is wrong with a scenario table; empty if nothing is."""
    missing = [name for name in (*TEXTS, "point") if name not in scenarios.columns]
    if missing:
        return f"it has no column '{missing[0]}'"
    for name in TEXTS:
        if not all(isinstance(value, str) for value in scenarios[name]):
            return f"'{name}' holds other things than text"
    if not scenarios["scenario"].is_unique:
        return "a scenario stands there twice"
    if not set(scenarios["baseline"]) <= {"", *scenarios["scenario"]}:
        return "a baseline is not a scenario"
    return ""


def write_scenarios(folder: Path, cells: Iterable[Cell]) -> None:
    """Write the scenario table: one row a cell with its whole configuration; or raise `StoreUnwritable`."""
    rows = [
        {
            "scenario": cell.label,
            "name": cell.name,
            "point": cell.point,
            "baseline": cell.baseline,
            "note": cell.note,
            "config": cell.config,
            "settings": json.dumps(cell.scenario.to_mapping()),
            **cell.values,
        }
        for cell in cells
    ]
    with disk_blamed(folder):
        write_table(folder, pd.DataFrame(rows))
