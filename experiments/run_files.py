"""The files of one run, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from sim.base.quantity import InvalidInput
from sim.engine import Trajectory

AGENT_TABLES = ("governments", "colleges", "enterprises", "links", "programmes", "markets")


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A fresh folder that takes the place of `target` if nothing goes wrong, and vanishes otherwise.

    Raises `InvalidInput` if the parent of `target` cannot be written.
    """
    fresh_parent = not target.parent.exists()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".run-", dir=target.parent))
    except OSError as error:
        raise unwritable(target, error) from None
    try:
        yield partial
        partial.chmod(0o755)  # mkdtemp makes private folders
        if target.exists():
            shutil.rmtree(target)
        os.replace(partial, target)
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        if fresh_parent and not any(target.parent.iterdir()):
            target.parent.rmdir()
        if isinstance(error, OSError):
            raise unwritable(target, error) from None
        raise


def unwritable(target: Path, error: OSError) -> InvalidInput:
    """The message for a results folder that cannot be written."""
    return InvalidInput(f"results = {target.parent} cannot be written: {error.strerror or error}")


def write_tables(trajectory: Trajectory, folder: Path) -> None:
    """Write what the run was (run.json), its outcomes by term and region, and the agents at its end."""
    description = {
        "key": trajectory.scenario.key(trajectory.seed),
        "seed": trajectory.seed,
        "scenario": trajectory.scenario.to_mapping(),
        "summary": {name: None if np.isnan(x) else x for name, x in trajectory.summary.items()},
    }
    (folder / "run.json").write_text(json.dumps(description, indent=1), encoding="utf-8")
    trajectory.outcomes.to_parquet(folder / "terms.parquet")
    trajectory.regions.to_parquet(folder / "regions.parquet")
    for table in AGENT_TABLES:
        rows = getattr(trajectory.world, table)
        if table == "links":
            rows = rows[: trajectory.world.clock["links"][0]]
        frame(rows).to_parquet(folder / f"{table}.parquet")


def frame(rows: np.ndarray) -> pd.DataFrame:
    """A structured array as data frame; a vector column v becomes v_0, v_1, …"""
    columns = {}
    for name in rows.dtype.names or ():
        values = np.asarray(rows[name])
        if values.ndim == 1:
            columns[name] = values
        else:
            columns |= {f"{name}_{i}": values[:, i] for i in range(values.shape[1])}
    return pd.DataFrame(columns)
