"""Compiled rules on disk: found by what they are made of, checked when they are read.

Numba's own cache finds a compiled function by path and line and trusts the file that holds it: an edit
in a callee of another file goes unnoticed, a second copy of the project compiles anew, and a damaged
file is run. Here an entry is found by a hash over all that its machine code depends on: the bytecode
of the rule and of every rule that it calls, the constants that they read, the types of the arguments,
the processor, and the versions of Python, Numba, llvmlite and NumPy. Comments, docstrings and the place
where the project lies do not count. An entry carries a digest and is compiled again if that is wrong.

Where nothing can be written, rules are compiled for the process alone.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import threading
import types
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import filelock
import platformdirs

LARGEST = 400 * 2**20  # bytes; beyond this the entries that were not used for longest go
SHIPPED = Path(__file__).with_name("shipped")  # bitcode that a wheel brings along
DIGEST = 32  # bytes of a digest at the start of an entry
LOCK_SECONDS = 600.0  # longer than any compilation: whoever holds the lock hangs
WAITING = "another process is compiling the model; waiting for it ..."
UNDERSTOOD = (int, float, complex, str, bytes, bool, type(None))


@cache
def cache_folder() -> Path:
    """Folder of compiled rules: `IEI_CACHE` if it is set, else the user's own folder for caches."""
    given = os.environ.get("IEI_CACHE")
    if given:
        return Path(given).absolute()
    folder = Path(platformdirs.user_cache_dir("iei", appauthor=False))
    if not folder.is_absolute():  # nobody's home: the system has no entry for this user
        folder = Path(tempfile.gettempdir()) / f"iei-{getattr(os, 'getuid', int)()}"
    return folder


def fingerprint(function: Any) -> str:
    """Hash over the bytecode of a rule, of all that it calls, their options, and the constants they read.

    Raises `TypeError` for a global of which it cannot tell what the compiled code would hold.
    """
    return _of_value(function, {})


def _of_function(function: types.FunctionType, known: dict[types.FunctionType, str]) -> str:
    if function in known:
        return known[function]
    known[function] = f"itself {function.__qualname__}"
    parts = [function.__module__, function.__qualname__, repr(function.__defaults__)]
    parts += _of_code(function.__code__, function.__doc__)
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    read = {name: cell.cell_contents for name, cell in cells}
    names = _names(function.__code__)
    read |= {name: function.__globals__[name] for name in names if name in function.__globals__}
    for name, value in sorted(read.items()):
        parts.append(f"{name}={_of_value(value, known)}")
        if isinstance(value, types.ModuleType | type):  # a rule reads attributes of it, such as math.pi
            inside = sorted(attribute for attribute in names if _counts(getattr(value, attribute, None)))
            parts += [f"{name}.{entry}={_of_value(getattr(value, entry), known)}" for entry in inside]
    known[function] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return known[function]


def _names(code: types.CodeType) -> set[str]:
    inner = [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return set(code.co_names).union(*map(_names, inner))


def _counts(attribute: Any) -> bool:
    return attribute is not None and (isinstance(attribute, UNDERSTOOD) or hasattr(attribute, "py_func"))


def _of_code(code: types.CodeType, docstring: str | None = None) -> list[str]:
    """What machine code is made of; constants without the docstring, inner functions by their own code."""
    parts = [code.co_code.hex(), repr((code.co_names, code.co_varnames, code.co_argcount, code.co_flags))]
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            parts += _of_code(constant)
        elif constant is not docstring:
            parts.append(repr(constant))
    return parts


def _of_value(value: Any, known: dict[types.FunctionType, str]) -> str:
    import numpy as np

    function = getattr(value, "py_func", value)
    if isinstance(function, types.FunctionType):
        return f"{_of_function(function, known)} {sorted(getattr(value, 'targetoptions', {}).items())}"
    if isinstance(value, types.ModuleType | types.BuiltinFunctionType | type):
        return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', value.__name__)}"
    if isinstance(value, UNDERSTOOD):  # members of an enumeration of whole numbers too
        return repr(value)
    if isinstance(value, dict):
        return _of_value(tuple(value.items()), known)
    if isinstance(value, tuple | list):
        return f"{type(value).__qualname__}({','.join(_of_value(entry, known) for entry in value)})"
    if isinstance(value, np.ndarray | np.generic):
        return f"{value.dtype.descr}{value.shape}{hashlib.sha256(value.tobytes()).hexdigest()}"
    if isinstance(value, np.ufunc) or type(value).__name__ == "_Intrinsic":  # of NumPy, of the compiler
        return str(value.__name__)
    raise TypeError(f"rules cannot read a global {type(value).__name__}: the compiled code would be stale")


def read_code(name: str) -> bytes | None:
    """Code of this name that was compiled here before, or that came with the installation."""
    payload = read_entry(cache_folder() / name)
    return read_entry(SHIPPED / name) if payload is None else payload


def read_entry(path: Path) -> bytes | None:
    """What `write_entry` wrote, or None if it is not there or not whole."""
    try:
        entry = path.read_bytes()
        payload = zlib.decompress(entry[DIGEST:])
    except (OSError, zlib.error):
        return None
    return payload if hashlib.sha256(payload).digest() == entry[:DIGEST] else None


def write_entry(path: Path, payload: bytes) -> None:
    """Write an entry whole; where that is impossible, say so once and keep nothing."""
    if not _may_write():
        return
    entry = hashlib.sha256(payload).digest() + zlib.compress(payload, level=1)
    try:
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(entry)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        _say_once(not_kept(error))


@cache
def _may_write() -> bool:
    """Whether entries can be written; tried once in a process, and said if not."""
    try:
        cache_folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=cache_folder()).close()
    except OSError as error:
        _say_once(not_kept(error))
        return False
    return True


def not_kept(error: OSError) -> str:
    """The line for a folder that takes no entries."""
    return (
        f"compiled rules cannot be kept in {cache_folder()} ({error.strerror or error}), so every process "
        "compiles them for itself: set IEI_CACHE to a folder that can be written"
    )


@cache
def _say_once(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def clean(largest: int = LARGEST) -> None:
    """Remove the entries that were not used for longest until the rest is not larger than `largest` bytes."""
    entries = []
    with suppress(OSError):
        for path in cache_folder().iterdir():
            with suppress(OSError):  # another process removes what this one looks at
                about = path.stat()
                entries.append((about.st_mtime, about.st_size, path))
    total = sum(size for _, size, _ in entries)
    for _, size, path in sorted(entries):
        if total <= largest:
            return
        with suppress(OSError):
            path.unlink()
            total -= size


class Sitting:
    """The sitting of compiling of a process: open while any of its threads is around calls of rules.

    It begins with the first rule that is not on disk and ends when the last thread has left. Of several
    processes one compiles; the others wait for it and load what it left. A lock that cannot be had only costs
    a second compilation.
    """

    def __init__(self) -> None:
        self._guard = threading.RLock()
        self._threads = 0  # inside, those that came in twice counted twice
        self._lock: filelock.BaseFileLock | None = None
        self.notice = ""

    @property
    def is_open(self) -> bool:
        """Whether a thread is inside."""
        return self._threads > 0

    def enter(self, notice: str) -> None:
        """Come in, with the line to print if something must be compiled."""
        with self._guard:
            self._threads += 1
            self.notice = notice

    def leave(self) -> None:
        """Go out; the last one lets other processes go on, and bounds the size of the folder."""
        with self._guard:
            self._threads -= 1
            if self._threads == 0 and self._lock is not None:
                with suppress(OSError, NotImplementedError):
                    self._lock.release()
                self._lock = None
                clean()

    def begin(self) -> bool:
        """Take the lock and say what goes on; whether it has begun just now."""
        with self._guard:
            if self._lock is not None:
                return False
            self._lock = filelock.FileLock(cache_folder() / "lock", thread_local=False)
            if _may_write():
                with suppress(OSError, NotImplementedError):  # file systems without locks
                    try:
                        self._lock.acquire(timeout=0)
                    except filelock.Timeout:
                        print(WAITING, file=sys.stderr, flush=True)
                        with suppress(filelock.Timeout):
                            self._lock.acquire(timeout=LOCK_SECONDS)
            return True

    def say(self) -> None:
        """Print the notice, once in a process."""
        if self.notice:
            _say_once(self.notice)
            self.notice = ""


SITTING = Sitting()


@contextmanager
def compiling(notice: str) -> Iterator[None]:
    """Around calls of rules: whoever has to compile one prints `notice`, and other processes wait."""
    SITTING.enter(notice)
    try:
        yield
    finally:
        SITTING.leave()
