"""How far a sweep is: a bar on a terminal, a plain line now and then otherwise."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

LINE_SECONDS = 15.0


class SweepProgress:
    """Counts finished and failed runs; a context that shows them on standard error."""

    def __init__(self, total: int, already: int, console: Console | None = None) -> None:
        self.total = total
        self.done = already
        self.failed = 0
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

    def advance(self, runs: int, failed: int = 0) -> None:
        """Count newly finished `runs`, of which `failed` gave an error."""
        self.done += runs
        self.failed += failed
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
