"""How far a sweep is: a bar on a terminal, a plain line now and then otherwise."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

LINE_SECONDS = 15.0

Batch = TypeVar("Batch", bound=Sequence[object])


def followed(
    batches: Generator[Batch, None, None], total: int, already: int = 0, runs: int = 1
) -> Generator[Batch, None, None]:
    """The same batches, while standard error shows how far they are; closing this closes them.

    total, already : jobs in all, and those done before
    runs : model runs that a job makes
    """
    with SweepProgress(total * runs, already * runs) as progress, closing(batches):
        for batch in batches:
            progress.advance(len(batch) * runs)
            yield batch


class SweepProgress:
    """Counts finished runs; a context that shows them on standard error."""

    def __init__(self, total: int, already: int, console: Console | None = None) -> None:
        self.total = total
        self.done = already
        self._console = console or Console(stderr=True)
        self._first: tuple[float, int] | None = None  # time and count of the first results
        self._last_line = time.monotonic()
        self._bar: Progress | None = None
        if self._console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._task = self._bar.add_task("runs", total=total, completed=already, rate="")

    def __enter__(self) -> SweepProgress:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    @property
    def rate(self) -> float:
        """Runs per second since the first results came in; compilation comes before."""
        if self._first is None:
            return 0.0
        begun, count = self._first
        elapsed = time.monotonic() - begun
        return (self.done - count) / elapsed if elapsed > 0 else 0.0

    def advance(self, runs: int) -> None:
        """Count newly finished `runs`."""
        self.done += runs
        self._first = self._first or (time.monotonic(), self.done)
        if self._bar is not None:
            self._bar.update(self._task, completed=self.done, rate=f"{self.rate:.1f}/s")
        elif time.monotonic() - self._last_line >= LINE_SECONDS:
            self._last_line = time.monotonic()
            self._console.print(self.line())

    def line(self) -> str:
        """The state in one line of text."""
        state = f"{self.done} of {self.total} runs"
        if self.rate == 0:
            return state
        left = (self.total - self.done) / self.rate
        return f"{state}, {self.rate:.1f} a second, about {left:.0f} s left"
