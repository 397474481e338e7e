"""The one process that writes a shard of a store: recovery, journal, parts, session record."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import pyarrow as pa

from experiments import parts
from experiments.lock import WriterLock
from experiments.parts import Journal, PartName
from experiments.runs import RunResult
from experiments.sharding import WHOLE, Shard
from experiments.store import FORMAT, Store, StoreUnwritable, read_manifest, write_manifest

ROWS_PER_PART = 2000
BYTES_PER_JOURNAL = 128 * 2**20  # 2,000 runs of 60 terms with all outcomes by term


class Writer:
    """Exclusive right to add runs of one shard; use it as a context.

    On entry it waits for the lock, recovers what killed processes left, sets damaged parts aside
    and merges small parts; `announce` hears one line about each. On exit it seals the journal.
    """

    def __init__(
        self,
        store: Store,
        shard: Shard = WHOLE,
        wait: bool = True,
        announce: Callable[[str], None] = print,
        rows_per_part: int = ROWS_PER_PART,
    ) -> None:
        self.store = store
        self.shard = shard
        self.wait = wait
        self.announce = announce
        self.rows_per_part = rows_per_part
        self._journal: Journal | None = None
        self._name = PartName.new(store.rules, shard)
        self._session: dict[str, Any] = {}

    def __enter__(self) -> Writer:
        self._lock = WriterLock(self.store.folder, self.shard)
        self._lock.acquire(self.wait, self.announce)
        try:
            self._recover()
        except OSError as error:
            self._lock.release()
            raise StoreUnwritable(f"{self.store.folder} cannot be written: {error}") from error
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._seal()
        except OSError as problem:
            if kind is None:
                raise StoreUnwritable(self._unwritable(problem)) from problem
        finally:
            self._lock.release()

    def append(self, results: list[RunResult], progress: dict[str, Any] | None = None) -> None:
        """Store finished runs; when this returns they survive the death of the process."""
        try:
            if self._journal is None:
                self._name = PartName.new(self.store.rules, self.shard)
                self._journal = Journal(
                    self._name.file(self.store.parts_folder, "journal"), self.store.outcomes
                )
            self._journal.append(results)
            if self._journal.rows >= self.rows_per_part or self._journal.bytes >= BYTES_PER_JOURNAL:
                self._seal()
            self._lock.beat(progress or {})
        except OSError as error:
            raise StoreUnwritable(self._unwritable(error)) from error

    def record_session(self, about: dict[str, Any], session: dict[str, Any]) -> None:
        """Write the manifest: `about` the experiment, and the record of this `session`.

        Called again with the same session's `started` and `process`, it replaces that record.
        """
        folder = self.store.folder
        try:
            with self._lock.manifest():
                manifest: dict[str, Any] = {"format": FORMAT, "created": session["started"], "sessions": []}
                if (folder / "manifest.json").exists():
                    manifest = read_manifest(folder)
                same = ("started", "process", "host")
                others = [old for old in manifest["sessions"] if any(old[k] != session[k] for k in same)]
                write_manifest(folder, manifest | about | {"sessions": [*others, session]})
        except OSError as error:
            raise StoreUnwritable(self._unwritable(error)) from error

    def _unwritable(self, error: OSError) -> str:
        return (
            f"the results folder {self.store.folder} cannot be written: {error.strerror or error}. "
            "Finished runs are kept; make room and start the same command again to go on."
        )

    def _seal(self) -> None:
        """Turn the open journal into a part."""
        journal, self._journal = self._journal, None
        if journal is not None:
            journal.close()
            self._journal_to_part(self._name)

    def _journal_to_part(self, name: PartName) -> None:
        path = name.file(self.store.parts_folder, "journal")
        if not name.file(self.store.parts_folder, "runs").exists():
            rows = parts.read_journal(path, self.store.outcomes)
            if rows.num_rows:
                parts.write_part(self.store.parts_folder, name, *parts.split_journal(rows))
        path.unlink()

    def _recover(self) -> None:
        """Bring the folder into order; touches only what no living process can be writing."""
        folder = self.store.parts_folder
        if self.shard.whole:
            for path in folder.glob("*.tmp"):
                path.unlink()
            whole = set(self.store.names("runs"))
            for name in self.store.names("terms"):
                if name not in whole:
                    name.file(folder, "terms").unlink()
        for name in self.store.names("journal"):
            if name.shard.overlaps(self.shard):  # its writer held our lock, so it is dead
                self._journal_to_part(name)
        found = list(self.store.read_parts(self._set_aside))
        if self.shard.whole:
            replaced = {unique for part in found for unique in part.replaces}
            for part in found:  # left over from a merge that was killed
                if part.name.unique in replaced:
                    self._remove(part.name)
            self._merge_small([part for part in found if part.name.unique not in replaced])

    def _set_aside(self, name: PartName, why: str) -> None:
        """Move a damaged part to `parts/damaged`, so that its runs count as missing."""
        aside = self.store.parts_folder / "damaged"
        aside.mkdir(exist_ok=True)
        for kind in ("runs", "terms"):
            path = name.file(self.store.parts_folder, kind)
            if path.exists():
                path.replace(aside / path.name)
        file = name.file(self.store.parts_folder, "runs").name
        self.announce(f"{file} is damaged ({why}): set aside, its runs will be computed again")

    def _remove(self, name: PartName) -> None:
        for kind in ("runs", "terms"):
            name.file(self.store.parts_folder, kind).unlink(missing_ok=True)

    def _merge_small(self, found: list[parts.Part]) -> None:
        """Merge parts that are less than half full, so that many short sessions leave few files."""
        for has_terms in (False, True):
            small = [
                part
                for part in found
                if part.has_terms == has_terms and part.runs.num_rows * 2 < self.rows_per_part
            ]
            while len(small) > 1:
                group, rows = [], 0
                while small and rows + small[0].runs.num_rows <= self.rows_per_part:
                    rows += small[0].runs.num_rows
                    group.append(small.pop(0))
                if len(group) > 1:
                    self._merge(group)

    def _merge(self, group: list[parts.Part]) -> None:
        folder = self.store.parts_folder
        runs = pa.concat_tables([part.runs.replace_schema_metadata(None) for part in group])
        terms = [parts.read_whole(part.name.file(folder, "terms")) for part in group if part.has_terms]
        merged = pa.concat_tables(terms).unify_dictionaries() if terms else pa.table({})
        name = PartName.new(self.store.rules, self.shard)
        parts.write_part(folder, name, runs, merged, [part.name.unique for part in group])
        for part in group:
            self._remove(part.name)


def timestamp() -> str:
    """Now, UTC, to the second, ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
