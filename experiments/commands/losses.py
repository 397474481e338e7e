"""What ends a command though its user made no mistake: a lost machine, a full disk, Ctrl-C; a line each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from iei.experiments.execute.blame import ExecutorLost
from iei.experiments.store.folder import StoreUnwritable, to_stderr

P = ParamSpec("P")


def losses_told(command: Callable[P, int]) -> Callable[P, int]:
    """The command with exit code 1 and one line when the machine, the cluster or the disk is lost."""

    @wraps(command)
    def told(*given: P.args, **named: P.kwargs) -> int:
        try:
            return command(*given, **named)
        except (StoreUnwritable, ExecutorLost) as error:
            to_stderr(f"error: {error}")
            return 1

    return told


def resumable(command: Callable[P, int]) -> Callable[P, int]:
    """`losses_told` for a command that goes on where Ctrl-C stopped it, which it says; exit code 130."""

    @wraps(command)
    def told(*given: P.args, **named: P.kwargs) -> int:
        try:
            return losses_told(command)(*given, **named)
        except KeyboardInterrupt:
            to_stderr("stopped; finished runs are stored, and the same command goes on from there")
            return 130

    return told
