"""The disk's errors while results are written: one line that names the folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iei.experiments.store.folder import StoreUnwritable


@contextmanager
def disk_blamed(folder: Path) -> Iterator[None]:
    """Around writing to a results folder: an error of the disk becomes `StoreUnwritable`."""
    try:
        yield
    except OSError as error:
        raise StoreUnwritable(f"the results folder {folder} cannot be written: {error}") from error
