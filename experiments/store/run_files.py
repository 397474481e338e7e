"""The files of one run, written whole or not at all, beside whatever a user keeps in the same folder."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pandas as pd

from iei.experiments.store.lock import lock_kind, removed_if_dead
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import Trajectory

AGENT_TABLES = ("governments", "colleges", "enterprises", "links", "programmes", "markets")
MARK = "run.json"
OWN_FILES = frozenset(
    {MARK, *(f"{table}.parquet" for table in ("terms", "regions", *AGENT_TABLES))}
    | {f"{outcome.group}.png" for outcome in OUTCOMES.values()}
)
PARTIAL, LOCK = ".run-", ".lock"
ABANDONED_SECONDS = 60.0
LONGEST_NAME = 200


@contextmanager
def run_folder(results: Path, name: str) -> Iterator[Path]:
    """A fresh folder whose files move to `results/name` if nothing goes wrong, and vanish otherwise.

    Only files that a run writes are replaced; a user's own stay where they are. `run.json` is removed
    first and comes back last: a folder that has it is all of one run. Raises `InvalidInput` for a name
    that is not one folder, and for a place that cannot be written.
    """
    target = results / checked_name(name)
    missing = [folder for folder in (results, *results.parents) if not folder.exists()]
    with blamed(results):
        results.mkdir(parents=True, exist_ok=True)
        remove_abandoned(results)
        partial = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=results))
    try:
        with held(partial):
            yield partial
            with blamed(results):
                move_files(partial, target)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        for folder in missing:  # nothing was written: leave no trace
            with suppress(OSError):
                folder.rmdir()


def checked_name(name: str) -> str:
    """The name if it can name one folder on every system, else `InvalidInput`."""
    wrong = next((c for c in name if c in '/\\<>:"|?*' or not c.isprintable()), "")
    if wrong:
        raise InvalidInput(f"{name!r} cannot name a folder of results: it contains {wrong!r}")
    if name.strip(" .") != name or not name:
        raise InvalidInput(f"{name!r} cannot name a folder of results: it begins or ends with a dot or blank")
    if len(name.encode()) > LONGEST_NAME:
        raise InvalidInput(f"{name[:40]!r}... is too long to name a folder ({LONGEST_NAME} bytes at most)")
    return name


def move_files(partial: Path, target: Path) -> None:
    """Put the files of a finished run in their places, one by one, and remove those of an earlier run."""
    target.mkdir(exist_ok=True)
    (target / MARK).unlink(missing_ok=True)
    fresh = OWN_FILES & {path.name for path in partial.iterdir()}
    for name in OWN_FILES - fresh:
        (target / name).unlink(missing_ok=True)
    for name in sorted(fresh, key=lambda name: name == MARK):
        (partial / name).replace(target / name)


@contextmanager
def held(partial: Path) -> Iterator[None]:
    """Lock a partial folder, so that nobody takes it for one that a killed run has left."""
    try:
        lock = lock_kind(partial.parent)(partial / LOCK, thread_local=False)
        lock.acquire(timeout=0)
    except OSError as error:
        raise unwritable(partial.parent, error) from None
    try:
        yield
    finally:
        lock.release()
        (partial / LOCK).unlink(missing_ok=True)


def remove_abandoned(results: Path) -> None:
    """Remove partial folders that killed runs have left: old, with a run's files only, and held by nobody."""
    for partial in results.glob(f"{PARTIAL}*"):
        with suppress(OSError):
            old = time.time() - partial.stat().st_mtime > ABANDONED_SECONDS
            own = all(path.name in OWN_FILES | {LOCK} for path in partial.iterdir())
            if old and own and removed_if_dead(lock_kind(results), partial / LOCK):
                shutil.rmtree(partial)


@contextmanager
def blamed(results: Path) -> Iterator[None]:
    """Around writing to the results folder: its errors become one line that names it."""
    try:
        yield
    except OSError as error:
        raise unwritable(results, error) from None


def unwritable(results: Path, error: OSError) -> InvalidInput:
    """The message for a results folder that cannot be written."""
    return InvalidInput(f"results = {results} cannot be written: {error.strerror or error}")


def write_tables(trajectory: Trajectory, folder: Path) -> None:
    """Write what the run was (run.json), its outcomes by term and region, and the agents at its end."""
    description = {
        "key": trajectory.scenario.key(trajectory.seed),
        "seed": trajectory.seed,
        "scenario": trajectory.scenario.to_mapping(),
        "summary": {name: None if np.isnan(x) else x for name, x in trajectory.summary.items()},
    }
    (folder / MARK).write_text(json.dumps(description, indent=1), encoding="utf-8")
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
