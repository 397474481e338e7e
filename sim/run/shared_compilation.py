"""The phases of a term made machine code by two processes, where there is none yet.

The process that runs a world compiles the phases in their order; a helper begins at the other end, and each
takes from disk what the other has left there. What the helper fails to make is made here.

    python -m iei.sim.run.shared_compilation   is the helper; it reads the type of the world from its input
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from iei.sim.base.code_cache import cache_folder
from iei.sim.base.compilation import SOURCES, compiled
from iei.sim.base.cores import usable_cores
from iei.sim.run.schedule import PHASES
from iei.sim.world.tables import World

HERE = "iei.sim.run.shared_compilation"
MADE = "Linked"  # the kind of code that phases have
LOOKED: list[bool] = []  # not empty once it is known in this process whether there is machine code
ROOT = Path(__file__).parents[3]  # the folder in which `iei` is found


@contextmanager
def helped(world: World) -> Iterator[None]:
    """Around the first run of a process: another one helps if nothing is compiled and a core is free.

    world : that is run, for the type of its arrays; all worlds have the same
    """
    helper = None
    if not LOOKED:
        LOOKED.append(True)
        if compiled() and not SOURCES and usable_cores() > 1 and not any_kept(world):
            with suppress(OSError):
                helper = started(world)
    try:
        yield
    finally:
        if helper is not None:
            helper.kill()
            helper.wait()


def any_kept(world: World) -> bool:
    """Whether machine code of the first or the last phase is on disk."""
    kind = pointer_to(world)
    return is_kept(PHASES[0].rule, kind) or is_kept(PHASES[-1].rule, kind)


def pointer_to(world: World) -> Any:
    """The type by which phases get the world."""
    from numba import typeof

    from iei.sim.base.world_pointer import WorldPointer

    return WorldPointer(typeof(world))


def is_kept(rule: Any, kind: Any) -> bool:
    """Whether machine code of a phase for this type of world is on disk."""
    from numba.core.registry import cpu_target

    from iei.sim.base.compiled_rule import file_of, key_of

    codegen = cpu_target.target_context.codegen()
    key = key_of(rule.py_func, (kind,), MADE, codegen)
    return (cache_folder() / file_of(MADE, key, codegen)).exists()


def started(world: World) -> subprocess.Popen[bytes]:
    """A helper at work; `OSError` if the system gives none."""
    helper = subprocess.Popen(
        [sys.executable, "-m", HERE],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
    )
    assert helper.stdin is not None
    with helper.stdin as pipe:
        pipe.write(pickle.dumps(pointer_to(world)))
    return helper


def help_from_the_end(kind: Any) -> None:
    """Make machine code of the phases, the last one first, until one is there that the other process made."""
    for phase in reversed(PHASES):
        rule: Any = phase.rule
        if is_kept(rule, kind):
            return
        rule._numba_type_.dispatcher.compile((kind,))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # a Ctrl-C ends both, and the other process tells it
        help_from_the_end(pickle.load(sys.stdin.buffer))
