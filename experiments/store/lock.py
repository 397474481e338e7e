"""Who writes to a store: one lock file for each writer, and a sign of life for people to read.

    lock                        held for a moment to look around, to register, and to write the manifest
    writers/SHARD-ID.lock       held by a writer as long as it works on that shard
    writers/SHARD-ID.json       its sign of life

The locks are `filelock`'s: the operating system drops them when their process ends, however it ends, so a
killed sweep never blocks the next one, and two threads of one process exclude each other like two
processes. On a file system without locks, files that name their owner take their place.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from iei.experiments.plan.sharding import Shard
from iei.sim.base.quantity import InvalidInput

BEAT_SECONDS = 5.0
POLL_SECONDS = 0.5
GUARD_SECONDS = 30.0
CLOCK_SECONDS = 60.0  # by which clocks of two machines may differ
NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EIO, errno.ENOLCK, errno.EINVAL}
SUFFIXES: dict[type[BaseFileLock], str] = {FileLock: ".lock", SoftFileLock: ".softlock"}


class WriterLock:
    """The exclusive right to compute one shard of the store in `folder`.

    Raises OSError if nothing can be written there.
    """

    def __init__(self, folder: Path, shard: Shard) -> None:
        self.folder = folder
        self.shard = shard
        self._writers = folder / "writers"
        self._writers.mkdir(exist_ok=True)
        self._kind = lock_kind(self._writers)
        name = f"{shard}-{uuid.uuid4().hex[:12]}"
        self._own = self._kind(self._writers / f"{name}{SUFFIXES[self._kind]}", thread_local=False)
        self._heartbeat = self._writers / f"{name}.json"
        self._last_beat = 0.0

    def acquire(self, wait: bool, announce: Callable[[str], None]) -> None:
        """Lock the shard.

        If another writer holds a part of it, `announce` says once who does, and the call waits for
        it; with `wait` false it raises `InvalidInput` that says the same.
        """
        announced = False
        if self._kind is SoftFileLock:
            announce(
                f"the file system of {self.folder} has no locks; files in {self._writers} take their place"
            )
        while True:
            with self._guard():
                rivals = self._rivals()
                if not rivals:
                    self._own.acquire(timeout=0)
                    self.beat({}, force=True)
                    return
            others = f"{described(rivals)} is working on {self.folder}"
            if not wait:
                raise InvalidInput(f"{others}; this one was told not to wait")
            if not announced:
                announce(f"{others}; waiting for it (Ctrl-C to stop){self._remedy(rivals)}")
                announced = True
            time.sleep(POLL_SECONDS)

    def beat(self, progress: dict[str, Any], force: bool = False) -> None:
        """Write a sign of life with `progress`, at most every few seconds."""
        now = time.time()
        if not force and abs(now - self._last_beat) < BEAT_SECONDS:
            return
        self._last_beat = now
        record = {
            "host": socket.gethostname(),
            "process": os.getpid(),
            "alive": now,
        }
        temporary = self._heartbeat.with_suffix(".tmp")
        temporary.write_text(json.dumps(record | progress), encoding="utf-8")
        temporary.replace(self._heartbeat)

    def release(self) -> None:
        """Give the shard back."""
        with suppress(OSError):
            self._heartbeat.unlink(missing_ok=True)
        with suppress(OSError):
            self._own.release()
            Path(self._own.lock_file).unlink(missing_ok=True)

    @contextmanager
    def manifest(self) -> Iterator[None]:
        """Exclusive right to rewrite the manifest, which all writers share; held for a moment."""
        with self._guard():
            yield

    @contextmanager
    def _guard(self) -> Iterator[None]:
        path = self.folder / ("lock" if self._kind is FileLock else "softlock")
        drop_unsigned(self._kind, path)
        guard = self._kind(path, thread_local=False)
        try:
            guard.acquire(timeout=GUARD_SECONDS, poll_interval=0.01)
        except Timeout:
            raise InvalidInput(
                f"{path} has been held for {GUARD_SECONDS:g} s by somebody who should hold it for a moment; "
                "if no process works on this folder any more, remove that file"
            ) from None
        try:
            yield
        finally:
            guard.release()

    def _rivals(self) -> list[Path]:
        """Lock files of living writers whose shards overlap; what dead writers left is removed."""
        rivals = []
        for path in sorted(self._writers.iterdir()):
            shard = Shard.named(path.name.partition("-")[0])
            if shard is None or not path.is_file():
                continue
            if path.suffix == SUFFIXES[self._kind]:
                if removed_if_dead(self._kind, path):
                    path.with_suffix(".json").unlink(missing_ok=True)
                elif shard.overlaps(self.shard):
                    rivals.append(path)
            elif not any(path.with_suffix(suffix).exists() for suffix in SUFFIXES.values()):
                path.unlink(missing_ok=True)  # a sign of life whose writer is gone
        return rivals

    def _remedy(self, rivals: list[Path]) -> str:
        if self._kind is FileLock:
            return ""
        return f"; if it no longer runs, remove {rivals[0]}"


def lock_kind(folder: Path) -> type[BaseFileLock]:
    """The kind of lock that the file system of `folder` knows; raises OSError if nothing can be written."""
    path = folder / f".probe-{uuid.uuid4().hex[:12]}"
    try:
        with FileLock(path, thread_local=False, fallback_to_soft=False):
            return FileLock
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return SoftFileLock
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def removed_if_dead(kind: type[BaseFileLock], path: Path) -> bool:
    """Whether nobody held the lock file, which is gone then."""
    drop_unsigned(kind, path)
    lock = kind(path, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    with suppress(OSError):
        lock.release()
    path.unlink(missing_ok=True)
    return True


def drop_unsigned(kind: type[BaseFileLock], path: Path) -> None:
    """Remove a file that stands for a lock and names no owner, as a power cut leaves it, after a minute."""
    with suppress(OSError):
        old = time.time() - path.stat().st_mtime > CLOCK_SECONDS
        if old and issubclass(kind, SoftFileLock) and kind(path).pid is None:
            path.unlink()


def described(rivals: list[Path]) -> str:
    """Whoever holds these locks and gave the newest credible sign of life, as one phrase."""
    now = time.time()
    beats = [beat for path in rivals if (beat := heartbeat(path.with_suffix(".json")))]
    if not beats:
        return "another process"
    newest = max(beats, key=lambda beat: (beat["alive"] <= now + CLOCK_SECONDS, beat["alive"]))
    words = f"process {newest['process']} on {newest['host']}"
    if newest["alive"] > now + CLOCK_SECONDS:
        return f"{words} (last sign of life unknown: its clock is ahead)"
    done = f", {newest['done']} of {newest['total']} runs" if "done" in newest else ""
    return f"{words} (last sign of life {max(0.0, now - newest['alive']):.0f} s ago{done})"


def heartbeat(path: Path) -> dict[str, Any] | None:
    """A sign of life, or None if there is none or it makes no sense."""
    try:
        beat = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None  # its owner is just replacing it, or it is damaged
    numbers = ("process", "alive", *(("done", "total") if isinstance(beat, dict) and "done" in beat else ()))
    if not isinstance(beat, dict) or not isinstance(beat.get("host"), str):
        return None
    if not all(type(beat.get(name)) in (int, float) and abs(beat[name]) < 1e15 for name in numbers):
        return None
    return beat | {"host": "".join(c for c in beat["host"][:64] if c.isprintable())}
