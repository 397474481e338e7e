"""Whose error ended a run: the model's, which belongs to the run, or the machine's, which ends the sweep."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from iei.sim.base.code_cache import cache_folder
from iei.sim.base.quantity import InvalidInput

# what a full disk, a full memory, a broken file or a broken installation raise, whoever calls
MACHINE = (OSError, MemoryError, ImportError, EOFError, pickle.PickleError, ReferenceError, SystemError)
# whoever raises from inside these was loading or compiling the model, not running it
LOADERS = ("numba", "llvmlite", "pickle", "_pickle", "importlib")


class ExecutorLost(Exception):
    """Nothing can be computed here any more: the cluster is gone or the machine fails.

    Finished runs are stored, if they are of an experiment.
    """


@contextmanager
def machine_blamed(way_on: str) -> Iterator[None]:
    """Around computing: an error of the machine becomes `ExecutorLost`, which says the `way_on`."""
    try:
        yield
    except InvalidInput:
        raise
    except Exception as error:
        if not of_machine(error):
            raise
        raise ExecutorLost(
            f"this machine failed, not the model: {in_words(error)}. {way_on} "
            f"(broken compiled code: remove {cache_folder()} first)"
        ) from error


def of_machine(error: BaseException) -> bool:
    """Whether an error says something about this machine instead of the model."""
    return isinstance(error, MACHINE) or raised_in(error.__traceback__, LOADERS)


def raised_in(trace: TracebackType | None, packages: tuple[str, ...]) -> bool:
    """Whether a traceback passes through one of these packages."""
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__")).partition(".")[0] in packages:
            return True
        trace = trace.tb_next
    return False


def in_words(error: BaseException) -> str:
    """An error on one line: its kind and its text."""
    return " ".join(f"{type(error).__name__}: {error}".split())
