"""`@rule`: one rule book that runs compiled or as plain Python.

Compiled code is kept on disk in a folder named after a hash of the source of every rule, since a
compiler cache keyed by single files would not notice an edit in a callee that lives elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

PACKAGES = ("sim", "agents", "policies")
ROOT = Path(__file__).resolve().parents[2]
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled() -> bool:
    """Whether rules run compiled (`NUMBA_DISABLE_JIT=1` turns that off)."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


@cache
def rule_source_hash() -> str:
    """Hash over the source of all packages that hold rules; part of every run's key."""
    digest = hashlib.sha256()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Folder of compiled code for exactly this rule book and these library versions."""
    import llvmlite
    import numba
    import numpy

    base = Path(os.environ.get("IEI_CACHE") or Path.home() / ".cache" / "iei")
    versions = f"{sys.version_info.major}{sys.version_info.minor}-{numba.__version__}"
    versions += f"-{llvmlite.__version__}-{numpy.__version__}"
    return base / f"{rule_source_hash()}-{versions}"


@cache
def _prepare_cache() -> None:
    import numba

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # an unwritable home only costs compilation time
    numba.config.CACHE_DIR = str(folder)


def announce_compilation() -> bool:
    """Say once, in one line, that the first run of this rule book compiles it."""
    folder = cache_folder()
    marker = folder / "complete"
    if compiled() and not marker.exists():
        print("compiling the model (once after each change, about a minute) ...", file=sys.stderr)
        return True
    return False


def mark_compiled() -> None:
    """Remember that this rule book was compiled once."""
    try:
        (cache_folder() / "complete").touch()
    except OSError:
        pass  # only the notice would be repeated


def rule(function: Function) -> Function:
    """Compile `function` with Numba (nogil, cached), or return it unchanged in Python mode.

    Rules take records, numbers and the world; they contain no Python objects, draw chance only
    through `sim.base.chance`, and never use fast-math, so both modes agree to the bit.
    """
    if not compiled():
        return function
    import numba

    _prepare_cache()
    return numba.njit(nogil=True, cache=True, error_model="python")(function)
