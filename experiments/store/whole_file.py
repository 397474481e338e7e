"""Files that appear whole or not at all, whoever else writes the same file at the same time."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, flushed to the disk and renamed to `path` if the block succeeds.

    The name is nobody else's, so that shards and processes may write the same file at once: the
    last one wins. It ends in ``.tmp``; a killed process leaves it behind. Raises OSError.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.tmp")
    try:
        yield temporary
        flush(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush(path.parent)


def is_temporary(path: Path) -> bool:
    """Whether a file is one that `replacing` writes to, or that a killed process left behind."""
    return path.name.startswith(".") and path.name.endswith(".tmp")


def flush(path: Path) -> None:
    """Make the content of a file, or the renames in a folder, durable as far as the file system can."""
    if path.is_dir():
        if os.name != "nt":  # Windows opens no folders
            with suppress(OSError):  # some network file systems flush none
                synchronise(path, os.O_RDONLY)
    else:
        synchronise(path, os.O_RDWR)


def synchronise(path: Path, mode: int) -> None:
    """Hand a file or folder over to the disk."""
    descriptor = os.open(path, mode)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
