"""Which extensions a run names, and where their modules are.

``extensions: [my_module]`` in an experiment file or ``extensions=[my_module]`` names modules: files
`my_module.py` in an own folder or in the working folder, paths of files, or modules that Python finds.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from iei.experiments.plan import own_files
from iei.experiments.plan.overrides import read
from iei.experiments.plan.setting_types import names
from iei.sim.base.quantity import InvalidInput
from iei.sim.run import extensions

KEY = "extensions"
SOURCES = "extensions"  # folder in a results folder that keeps the sources of extensions


def use_named(own: Sequence[str], overrides: Iterable[str], conf: Path) -> bool:
    """Load the extensions that overrides, or the experiment file they select, name; whether there are any.

    own : own folders, looked into first; conf : the folder of the laboratory's own files

    Raises `InvalidInput` for a module that cannot be found or used.
    """
    named: Any = None
    for text in overrides:
        override = read(text)
        key = override.key_or_group.lstrip("+")
        if key == KEY:
            named = override.value()
        elif key == "experiment" and named is None:
            named = of_experiment(override.value(), [*own, str(conf)])
    if not named:
        return False
    listed = names(named, KEY)
    extensions.use(by_name(listed, own))
    return True


def by_name(listed: Iterable[str], own: Sequence[str]) -> dict[str, Path]:
    """Files of the extensions that are `listed`, by name.

    Raises `InvalidInput` for a file that cannot be found, and for two of one name: one would be left out.
    """
    found: dict[str, Path] = {}
    for name in listed:
        path, stem = located(name, own), Path(name).stem
        if stem in found and found[stem].resolve() != path.resolve():
            raise InvalidInput(f"{KEY}: {found[stem]} and {path} have one name, '{stem}': rename one of them")
        found[stem] = path
    return found


def of_experiment(name: Any, folders: Iterable[str]) -> Any:
    """What an experiment file says about extensions."""
    for folder in map(Path, folders):
        path = folder if folder.is_file() else folder / "experiment" / f"{name}.yaml"
        if path.stem == name and path.is_file():
            return own_files.content(path, "experiment")[0].get(KEY)
    return None


def located(name: str, folders: Sequence[str]) -> Path:
    """The file of an extension: a path, or a module of an own folder, the working folder or Python's path."""
    if not name:
        raise InvalidInput(f"{KEY}: '' is not the name of a module")
    given = Path(name).expanduser()
    if given.suffix == ".py" or len(given.parts) > 1:
        if given.suffix == ".py" and given.is_file():
            return given
        raise InvalidInput(f"{KEY}: there is no file {name}")
    for folder in (*folders, "."):
        path = Path(folder) / f"{name}.py"
        if path.is_file():
            return path
    try:
        spec = importlib.util.find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        where = "the working folder" if not folders else f"{', '.join(folders)} or the working folder"
        raise InvalidInput(f"{KEY}: there is no module '{name}.py' in {where}, and none that Python finds")
    return Path(spec.origin)


def use_of_store(folder: Path, recorded: Mapping[str, Any], given: Iterable[str] = ()) -> None:
    """Load the extensions that a results folder was made with, `recorded` in its manifest.

    given : names or paths of modules that may be loaded for it. Without them a module counts that lies
        where it lay, or in the working folder, and has not changed: code of somebody else runs only if
        the user names it.

    Raises `InvalidInput`, with what to do, if a module is not there or is another one.
    """
    files = by_name(given, ())
    for name, extension in recorded.items():
        if name in extensions.LOADED or name in files:
            continue
        for path in (Path(extension["file"]), Path(f"{name}.py")):
            if (
                path.is_file()
                and extensions.digest_of(path.read_text(encoding="utf-8")) == extension["digest"]
            ):
                files[name] = path
                break
        else:
            kept = folder / SOURCES / f"{name}.py"
            raise InvalidInput(
                f"{folder} was made with the extension '{name}', which is not here; its source is kept in "
                f"{kept}: look at it, and name it to use it: --extension {kept}"
            )
    if files:
        extensions.use({name: files[name] for name in recorded if name in files} | files)
