"""The one process that writes a shard of a store: recovery, journal, parts, session record."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from iei.experiments.plan.runs import RunResult
from iei.experiments.plan.sharding import WHOLE, Shard
from iei.experiments.store import parts
from iei.experiments.store.folder import Store, StoreUnwritable
from iei.experiments.store.journal import Journal, read_journal, split_journal
from iei.experiments.store.lock import WriterLock
from iei.experiments.store.manifest import FILE, FORMAT, DamagedManifest, read_manifest, write_manifest
from iei.experiments.store.parts import Part, PartName
from iei.sim.base.quantity import InvalidInput

ROWS_PER_PART = 2000
LEFTOVER_SECONDS = 3600.0
NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)
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
        try:
            self._lock = WriterLock(self.store.folder, self.shard)
            try:
                self._lock.acquire(self.wait, self.announce)
                self._recover()
            except BaseException:
                self._lock.release()
                raise
        except OSError as error:
            if error.errno in NOT_ALLOWED:
                raise InvalidInput(f"results folder {self.store.folder} cannot be written: {error}") from None
            raise StoreUnwritable(self._unwritable(error)) from error
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
                    self._name.file(self.store.parts_folder, "journal"),
                    self.store.columns,
                    self.store.rules,
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
                manifest: dict[str, Any] = {"created": session["started"], "sessions": []}
                manifest |= self._known_manifest() | about | {"format": FORMAT}
                same = ("started", "process", "host")
                others = [old for old in manifest["sessions"] if any(old.get(k) != session[k] for k in same)]
                write_manifest(folder, manifest | {"sessions": [*others, session]})
        except OSError as error:
            raise StoreUnwritable(self._unwritable(error)) from error

    def _known_manifest(self) -> dict[str, Any]:
        """The manifest so far; a damaged one is set aside, as the caller can write it anew."""
        path = self.store.folder / FILE
        if not path.exists():
            return {}
        try:
            return read_manifest(self.store.folder)
        except DamagedManifest:
            self._move_aside([path])
            self.announce(f"{path} is damaged; set aside and written anew, without its earlier sessions")
            return {}

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

    def _journal_to_part(self, name: PartName) -> Part | None:
        """Write a journal's whole rows as a part and remove it; a damaged one is set aside and named."""
        path = name.file(self.store.parts_folder, "journal")
        found = read_journal(path, self.store.rules)
        part = None
        if found.rows.num_rows:
            part = parts.write_part(self.store.parts_folder, name, *split_journal(found.rows))
        if found.damage:
            self._move_aside([path])
            self.announce(
                f"{path} is damaged ({found.damage}): set aside, {found.rows.num_rows} of its runs are kept, "
                "the others are computed again"
            )
        else:
            path.unlink()
        return part

    def _recover(self) -> None:
        """Bring the folder into order; touches only what no living process can be writing."""
        found = self._recovered_parts()
        sealed = {part.name.unique for part in found}
        for name in self.store.names("journal"):
            if name.shard.overlaps(self.shard):  # its writer held our lock, so it is dead
                if name.unique in sealed:
                    name.file(self.store.parts_folder, "journal").unlink()
                elif part := self._journal_to_part(name):
                    found.append(part)
        if self.shard.whole:
            self._remove_leftovers(found)
            replaced = {unique for part in found for unique in part.replaces}
            for part in found:  # left over from a merge that was killed
                if part.name.unique in replaced:
                    self._remove(part.name)
            self._merge_small([part for part in found if part.name.unique not in replaced])

    def _recovered_parts(self) -> list[Part]:
        """All whole parts; damaged ones are set aside and named, and parts without an outcome counted."""
        found = list(self.store.read_parts(self._set_aside, check_terms=True))
        lacking = sum(self.store.usable(part.runs) is None for part in found)
        if lacking:
            self.announce(f"{lacking} parts lack an outcome that is asked for; their runs are computed again")
        return found

    def _remove_leftovers(self, found: list[Part]) -> None:
        """Remove half-written files, and outcomes by term whose runs were never written."""
        folder = self.store.parts_folder
        for path in folder.glob("*.tmp"):
            path.unlink()
        beside = [*self.store.folder.glob(".*.tmp"), *self.store.folder.glob("writers/.probe-*")]
        for path in beside:  # a report may be at work here, but not for so long
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > LEFTOVER_SECONDS:
                    path.unlink()
        whole = {part.name.unique for part in found}
        for name in self.store.names("terms"):
            if name.unique not in whole:
                name.file(folder, "terms").unlink()

    def _set_aside(self, name: PartName, why: str) -> None:
        """Move a damaged part to `parts/damaged`, so that its runs count as missing."""
        files = [name.file(self.store.parts_folder, kind) for kind in ("runs", "terms")]
        twins = [other for other in self.store.names("runs") if other.unique == name.unique]
        self._move_aside(files if len(twins) == 1 else files[:1])  # a copy must not take the terms along
        self.announce(f"{files[0]} is damaged ({why}); set aside, its runs are computed again")

    def _move_aside(self, files: list[Path]) -> None:
        aside = self.store.parts_folder / "damaged"
        aside.mkdir(exist_ok=True)
        for path in files:
            if path.exists():
                path.replace(aside / f"{timestamp().replace(':', '')}-{path.name}")

    def _remove(self, name: PartName) -> None:
        for kind in ("runs", "terms"):  # runs first: terms without runs are swept up by the next recovery
            name.file(self.store.parts_folder, kind).unlink(missing_ok=True)

    def _merge_small(self, found: list[Part]) -> None:
        """Merge parts that are less than half full, so that many short sessions leave few files."""
        alike: dict[tuple[bool, tuple[str, ...]], list[Part]] = {}
        for part in found:
            if part.runs.num_rows * 2 < self.rows_per_part:
                alike.setdefault((part.has_terms, tuple(part.runs.column_names)), []).append(part)
        for small in alike.values():
            while len(small) > 1:
                group, rows = [], 0
                while small and rows + small[0].runs.num_rows <= self.rows_per_part:
                    rows += small[0].runs.num_rows
                    group.append(small.pop(0))
                if len(group) > 1:
                    self._merge(group)

    def _merge(self, group: list[Part]) -> None:
        folder = self.store.parts_folder
        runs = pa.concat_tables([part.runs for part in group])
        terms = [parts.read_terms(folder, part) for part in group if part.has_terms]
        merged = pa.concat_tables(terms).unify_dictionaries() if terms else pa.table({})
        name = PartName.new(self.store.rules, self.shard)
        parts.write_part(folder, name, runs, merged, [part.name.unique for part in group])
        for part in group:
            self._remove(part.name)


def timestamp() -> str:
    """Now, UTC, to the second, ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
