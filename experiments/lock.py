"""Who writes to a store: locks on ranges of keys, and a sign of life for people to read.

The lock is a POSIX record lock on bytes of one file. The operating system drops it when the process
ends, however it ends, so a killed sweep never blocks the next one. The heartbeat beside it only
tells a waiting process whom it waits for.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.sharding import POSITIONS, Shard
from sim.base.quantity import InvalidInput

try:
    import fcntl
except ImportError:  # no record locks on this system: one process at a time is the user's care
    fcntl = None  # type: ignore[assignment]

BEAT_SECONDS = 5.0
POLL_SECONDS = 0.5


@dataclass
class WriterLock:
    """The exclusive right to compute one shard of the store in `folder`."""

    folder: Path
    shard: Shard

    def __post_init__(self) -> None:
        self._descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        self._heartbeat = self.folder / "writers" / f"{self.shard}-{socket.gethostname()}-{os.getpid()}.json"
        self._last_beat = 0.0

    def acquire(self, wait: bool, announce: Callable[[str], None]) -> None:
        """Lock the shard's range of keys.

        If another process holds a part of it, `announce` says once who does, and the call waits
        for it; with `wait` false it raises `InvalidInput` that says the same.
        """
        announced = False
        while not self._try(self.shard.start, self.shard.stop - self.shard.start):
            others = self._others()
            if not wait:
                self.release()
                raise InvalidInput(f"{others} is working on {self.folder}; this one was told not to wait")
            if not announced:
                announce(f"{others} is working on {self.folder}; waiting for it (Ctrl-C to stop)")
                announced = True
            time.sleep(POLL_SECONDS)
        self.beat({}, force=True)

    def beat(self, progress: dict[str, Any], force: bool = False) -> None:
        """Write a sign of life with `progress`, at most every few seconds."""
        now = time.time()
        if not force and now - self._last_beat < BEAT_SECONDS:
            return
        self._last_beat = now
        record = {
            "host": socket.gethostname(),
            "process": os.getpid(),
            "alive": now,
        }
        self._heartbeat.parent.mkdir(exist_ok=True)
        temporary = self._heartbeat.with_suffix(".tmp")
        temporary.write_text(json.dumps(record | progress))
        temporary.replace(self._heartbeat)

    def release(self) -> None:
        """Give the range back; closing the file drops every lock on it."""
        self._heartbeat.unlink(missing_ok=True)
        os.close(self._descriptor)

    @contextmanager
    def manifest(self) -> Iterator[None]:
        """Exclusive right to rewrite the manifest, which all writers share; held for a moment."""
        if fcntl is not None:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX, 1, POSITIONS)
        try:
            yield
        finally:
            if fcntl is not None:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, POSITIONS)

    def _try(self, start: int, length: int) -> bool:
        if fcntl is None:
            return True
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def _others(self) -> str:
        """Whoever gave a sign of life, newest first, as one phrase."""
        beats = []
        for path in (self.folder / "writers").glob("*.json"):
            try:
                beats.append(json.loads(path.read_text()))
            except (OSError, ValueError):
                continue  # its owner is just replacing it
        if not beats:
            return "another process"
        newest = max(beats, key=lambda beat: beat["alive"])
        age = max(0.0, time.time() - newest["alive"])
        done = f", {newest['done']} of {newest['total']} runs" if "done" in newest else ""
        return f"process {newest['process']} on {newest['host']} (last sign of life {age:.0f} s ago{done})"
