"""Own files: folders of the user with policies, worlds, experiments, and what is wrong in a file.

A folder is laid out like `conf`: `policy/`, `world/`, `world/regions/`, `behaviour/`, `executor/`,
`experiment/`. It is given as ``--config-dir DIR``, as ``hydra.searchpath=[DIR]``, or by the environment
variable ``IEI_CONFIG_DIR``; in lists of overrides it always travels as the second.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from omegaconf._utils import get_yaml_loader

from iei.experiments.plan.overrides import SEARCH_PATH, quoted, read, top
from iei.experiments.plan.plain_yaml import ambiguous_scalars
from iei.sim.base.quantity import InvalidInput

GROUPS = ("policy", "world", "world/regions", "behaviour", "executor", "experiment")
ENVIRONMENT = "IEI_CONFIG_DIR"
LARGEST = 2**20  # bytes of a configuration file
TEXT = "tag:yaml.org,2002:str"
WHOLE = "tag:yaml.org,2002:int"  # a scenario may be named 2019
MERGE = "tag:yaml.org,2002:merge"
PACKAGE = re.compile(r"\s*#\s*@package\s+(\S+)\s*$")
FOLDERS: ContextVar[tuple[str, ...]] = ContextVar("folders", default=())  # that Hydra is to look into


@contextmanager
def looking_into(folders: tuple[str, ...]) -> Iterator[None]:
    """Hydra that is initialised inside looks into these folders first, the first one before the others."""
    token = FOLDERS.set(folders)
    try:
        yield
    finally:
        FOLDERS.reset(token)


def search_override(folders: Iterable[Path | str]) -> str:
    """The override that carries these folders."""
    return f"{SEARCH_PATH}=[{','.join(quoted(str(folder)) for folder in folders)}]"


def use(folders: Sequence[str]) -> None:
    """Look into these folders in everything that this process composes from now on.

    Raises `InvalidInput` for a folder that does not exist.
    """
    if folders:
        os.environ[ENVIRONMENT] = os.pathsep.join(split([search_override(folders)])[0])


def split(overrides: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Own folders that overrides and the environment name, the first to be looked into first; the rest.

    Raises `InvalidInput` for a folder that does not exist.
    """
    folders: list[str] = []
    rest = []
    for text in overrides:
        if not text.startswith(SEARCH_PATH):
            rest.append(text)
            continue
        value = read(text).value()
        for entry in value if isinstance(value, list) else [value]:
            folders.append(located(entry))
    folders += [located(entry) for entry in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if entry]
    return tuple(dict.fromkeys(folders)), rest


def located(entry: Any) -> str:
    """The absolute path of a folder, or of a single experiment file, that a search path names."""
    if not isinstance(entry, str) or not entry:
        raise InvalidInput(f"{SEARCH_PATH}: {entry!r} is not the path of a folder")
    scheme, separator, rest = entry.rpartition("://")
    if scheme == "pkg":
        try:
            return str(resources.files(rest.replace("/", ".")))
        except (ModuleNotFoundError, TypeError, ValueError):
            raise InvalidInput(f"{SEARCH_PATH}: there is no package '{rest}'") from None
    if separator and scheme != "file":
        raise InvalidInput(f"{SEARCH_PATH}: {entry!r} is not the path of a folder")
    try:
        path = Path(rest).expanduser().absolute()
        found = path.is_dir() or (path.is_file() and path.suffix == ".yaml")
    except (OSError, ValueError, RuntimeError) as error:
        raise InvalidInput(f"{entry!r} cannot be read: {error}") from None
    if not found:
        raise InvalidInput(f"{entry} is not a folder with own files")
    return str(path)


def files(folder: str) -> Iterator[Path]:
    """Every file of an own folder that can be selected."""
    root = Path(folder)
    for group in ("", *GROUPS) if root.is_dir() else ():
        yield from sorted((root / group).glob("*.yaml"))
    if root.is_file():
        yield root


def stamp(folders: Iterable[str]) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of these folders is edited, added or removed."""
    found = []
    for folder in folders:
        for path in files(folder):
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def content(path: Path, group: str) -> tuple[dict[str, Any], str | None]:
    """What a configuration file says, as plain dict, and the package that its first line names.

    A file that has not changed is not read again. Raises `InvalidInput` as `checked_content`.
    """
    state = path.stat()
    return content_once(path, group, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=512)
def content_once(path: Path, group: str, changed: int, size: int) -> tuple[dict[str, Any], str | None]:
    """`checked_content` of one state of a file."""
    return checked_content(path, group)


def checked_content(path: Path, group: str) -> tuple[dict[str, Any], str | None]:
    """What a configuration file says, as plain dict, and the package that its first line names.

    Raises `InvalidInput` with file and line for anything that is not plain YAML in UTF-8, for a name
    that YAML does not read as text, a key that stands twice, settings of Hydra, and a first line
    that sends the content elsewhere.
    """
    text = text_of(path)
    try:
        root = yaml.compose(text, Loader=get_yaml_loader())
    except yaml.YAMLError as error:
        raise InvalidInput(f"{path}{line(error)}: {yaml_problem(error)}") from None
    except RecursionError:
        raise InvalidInput(f"{path} is nested too deeply") from None
    package = checked_package(path, text, group)
    if root is None:
        return {}, package
    if not isinstance(root, yaml.MappingNode):
        raise InvalidInput(f"{path} must hold 'name: value' lines and nothing else")
    check_names(path, root, set(), (TEXT, WHOLE) if group == "experiment" else (TEXT,))
    for number, key, scalar, meaning in ambiguous_scalars(text):
        raise InvalidInput(
            f"{path}, line {number}: {key} = {scalar} is read as {meaning}; write {meaning}, "
            f'or "{scalar}" in quotes if it is text'
        )
    try:
        plain = yaml.load(text, Loader=get_yaml_loader())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise InvalidInput(f"{path}{line(error)}: {yaml_problem(error)}") from None
    for entry in plain.get("defaults") or ():
        if "hydra/" in str(entry):
            raise InvalidInput(f"{path}: 'defaults' may not choose parts of Hydra ({entry})")
    return dict(plain), package


def text_of(path: Path) -> str:
    """The text of a file, which must be UTF-8; a byte order mark is passed over."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise InvalidInput(f"{path} has {size} bytes; a configuration file has at most {LARGEST}")
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data[: error.start].count(b"\n") + 1
        guess = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "GBK or another encoding"
        raise InvalidInput(f"{path}, line {number}: not UTF-8 but {guess}; save it as UTF-8") from None


def line(error: Any) -> str:
    """Where in a file a YAML error is."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def yaml_problem(error: Any) -> str:
    """What is wrong, in one line."""
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    if "'\\t'" in problem:
        return "a tab; YAML is indented with spaces"
    return " ".join(problem.split())


def check_names(path: Path, node: yaml.Node, above: set[int], tags: tuple[str, ...]) -> None:
    """Raise `InvalidInput` unless every name is read as one of `tags`, stands once, and is not Hydra's."""
    if id(node) in above:
        raise InvalidInput(f"{path}, line {node.start_mark.line + 1}: an alias that holds itself")
    inside = above | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            check_names(path, child, inside, tags)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        where = f"{path}, line {key.start_mark.line + 1}"
        name = key.value
        if key.tag == MERGE:
            raise InvalidInput(f"{where}: YAML's '<<' is not supported; use 'defaults'")
        if key.tag not in tags:
            shown = name if isinstance(key, yaml.ScalarNode) else "a list or mapping"
            raise InvalidInput(
                f'{where}: the name {shown} is not read as text; write it in quotes: "{shown}":'
            )
        if name in seen:
            raise InvalidInput(f"{where}: '{name}' stands twice")
        if name == "_target_" or (name == "hydra" and not above):
            raise InvalidInput(f"{where}: '{name}' belongs to Hydra and is refused in own files")
        seen.add(name)
        check_names(path, value, inside, tags)


def checked_package(path: Path, text: str, group: str) -> str | None:
    """Where the content belongs by the first line; `InvalidInput` unless that is where its group belongs."""
    wanted = {"policy": f"policy.{path.stem}", "experiment": "_global_"}.get(group)
    opening = next((row for row in text.splitlines() if row.strip()), "")
    found = PACKAGE.match(opening)
    package = found.group(1) if found else None
    if wanted and package != wanted:
        raise InvalidInput(f"{path}: the first line must be '# @package {wanted}', not {opening[:60]!r}")
    if package and top(package) == "hydra":
        raise InvalidInput(f"{path}: its first line may not name a part of Hydra ({package})")
    return package
