"""`@rule`: one rule book that runs compiled or as plain Python."""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar, overload

from iei.sim.base.code_cache import compiling

NOTICE = "compiling the model (once after each change of its rules, about a minute) ..."
PACKAGES = ("sim", "agents", "policies")
OUTCOMES, TALLIES = "sim.outcomes", "tallies"  # the folder of outcomes; the files in it that hold rules
ROOT = Path(__file__).resolve().parents[2]
SOURCES: dict[str, Path] = {}  # further files that hold rules, by name
STARTED: list[bool] = []  # not empty once a rule may have been compiled
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
            if name.startswith(OUTCOMES) and not name.endswith(TALLIES):
                continue  # outcomes have versions of their own
            modules[name] = without_docstrings(ast.parse(path.read_text(encoding="utf-8")))
    for name, path in SOURCES.items():
        modules[name] = without_docstrings(ast.parse(path.read_text(encoding="utf-8")))
    if not modules:
        raise RuntimeError(f"the source of the model is not in {ROOT}: its version cannot be told")
    return modules


def without_docstrings(tree: ast.Module) -> ast.Module:
    """The tree without the texts that change no number."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return tree


@cache
def rule_source_hash() -> str:
    """Version of the model: a hash over its source without comments and docstrings; part of a run's key."""
    digest = hashlib.sha256()
    for name, tree in sorted(source_files().items()):
        digest.update(f"{name}\n{ast.dump(tree)}\n".encode())
    return digest.hexdigest()[:16]


def add_source(name: str, path: Path) -> None:
    """Let a further file count for the version of the model."""
    SOURCES[name] = path
    source_files.cache_clear()
    rule_source_hash.cache_clear()


def started() -> bool:
    """Whether rules may have been compiled in this process."""
    return bool(STARTED)


def first_compilation() -> AbstractContextManager[None]:
    """Around the first calls of rules in a process: says in one line if the model must be compiled."""
    STARTED[:] = [True]
    return compiling(NOTICE) if compiled() else nullcontext()


@overload
def rule(function: Function) -> Function: ...


@overload
def rule(*, allocates: bool) -> Callable[[Function], Function]: ...


def rule(function: Function | None = None, *, allocates: bool = False) -> Any:
    """Compile `function` with Numba (nogil, kept on disk), or return it unchanged in Python mode.

    Rules take records, numbers and the world; they contain no Python objects, draw chance only
    through `iei.sim.base.chance`, and never use fast-math, so both modes agree to the bit.

    A rule that makes an array, or gets one from another rule, says ``@rule(allocates=True)``. All
    others are compiled without counting references, which took a third of a run: they must not
    return or keep an array.
    """
    if function is None:
        return partial(rule, allocates=allocates)
    if not compiled():
        return function
    from iei.sim.base.compiled_rule import CompiledRule

    return CompiledRule(function, {"nogil": True, "error_model": "python", "_nrt": allocates})


def rule_of_calls(name: str, parameters: str, rules: Sequence[Callable[..., Any]]) -> Any:
    """A rule that calls these rules in order with the same parameters, as if the calls were typed.

    name : of the new rule; parameters : such as ``"world"``. Each of them gets machine code of its own, so
    that an edit remakes little.
    """
    for called in rules:
        if compiled():
            called.apart = True  # type: ignore[attr-defined]
    scope: dict[str, Any] = {f"rule_{i}": called for i, called in enumerate(rules)}
    calls = "".join(f"    {called}({parameters})\n" for called in scope)
    scope["__name__"] = __name__
    exec(f"def {name}({parameters}):\n{calls}", scope)
    return rule(scope[name])
