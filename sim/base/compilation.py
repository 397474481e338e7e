"""`@rule`: one rule book that runs compiled or as plain Python.

Compiled code is kept on disk in a folder named after a hash of the source of every rule and of what rules
import: a compiler cache keyed by single files would not notice an edit in a callee that lives elsewhere.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

NOTICE = "compiling the model (once after each change of its rules, one to two minutes) ..."
PACKAGES = ("sim", "agents", "policies")
ROOT = Path(__file__).resolve().parents[2]
Function = TypeVar("Function", bound=Callable[..., Any])


def compiled() -> bool:
    """Whether rules run compiled (`NUMBA_DISABLE_JIT=1` turns that off)."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


@cache
def source_files() -> dict[str, ast.Module]:
    """Parsed source of the packages that hold the model, by module name, docstrings removed."""
    modules = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            modules[name] = without_docstrings(ast.parse(path.read_text(encoding="utf-8")))
    return modules


def without_docstrings(tree: ast.Module) -> ast.Module:
    """The tree without the texts that change no number."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def imported(tree: ast.Module) -> set[str]:
    """Names of modules that a module imports, its own packages' among others."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@cache
def rule_modules() -> frozenset[str]:
    """Modules that compiled code is made of: those with rules, and what these import."""
    modules = source_files()
    waiting = [
        name
        for name, tree in modules.items()
        if any(isinstance(node, ast.Name) and node.id == "rule" for node in ast.walk(tree))
    ]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [other for other in imported(modules[name]) if other in modules]
    return frozenset(found)


def _hash(names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(f"{name}\n{ast.dump(source_files()[name])}\n".encode())
    return digest.hexdigest()[:16]


@cache
def rule_source_hash() -> str:
    """Version of the model: a hash over its source without comments and docstrings; part of a run's key."""
    return _hash(source_files())


@cache
def compiled_source_hash() -> str:
    """Hash over the source of everything that is compiled."""
    return _hash(rule_modules())


def cache_folder() -> Path:
    """Folder of compiled code for exactly this rule book and these library versions."""
    import llvmlite
    import numba
    import numpy

    base = Path(os.environ.get("IEI_CACHE") or Path.home() / ".cache" / "iei")
    versions = f"{sys.version_info.major}{sys.version_info.minor}-{numba.__version__}"
    versions += f"-{llvmlite.__version__}-{numpy.__version__}"
    return base / f"{compiled_source_hash()}-{versions}"


@cache
def _prepare_cache() -> None:
    import numba

    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # an unwritable home only costs compilation time
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


@contextmanager
def first_compilation() -> Iterator[None]:
    """Around the first run of a process: says in one line that the model is being compiled.

    Of several processes one compiles while the others wait, then load what it left on disk.
    """
    folder = cache_folder()
    done = folder / "complete"
    if not compiled() or done.exists():
        yield
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / "lock").open("w")
    except OSError:  # without a cache every process compiles for itself
        print(NOTICE, file=sys.stderr)
        yield
        return
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not done.exists():
            print(NOTICE, file=sys.stderr)
        yield
        done.touch()


def rule(function: Function) -> Function:
    """Compile `function` with Numba (nogil, cached), or return it unchanged in Python mode.

    Rules take records, numbers and the world; they contain no Python objects, draw chance only
    through `sim.base.chance`, and never use fast-math, so both modes agree to the bit.
    """
    if not compiled():
        return function
    import numba

    _prepare_cache()
    return numba.njit(nogil=True, cache=True, error_model="python")(function)  # type: ignore[return-value]
