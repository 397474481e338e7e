"""`iei levers`, `policies`, `worlds`, `experiments`, `outcomes`, `coefficients`: what there is, as tables.

Own folders are listed too: `iei policies --config-dir my_folder`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from iei.experiments.commands import arguments
from iei.experiments.plan import own_files
from iei.experiments.plan.configuration import FOLDER, options
from iei.policies.catalogue import LEVERS, cost_in_words
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.behaviour import BEHAVIOUR

NARROWEST = 100  # a table that goes into a file is this wide
GENERATED = {"provinces": "The 31 provinces of mainland China (sim/world/provinces.py)."}


def levers(argv: Sequence[str]) -> int:
    """`iei levers`; the exit code."""
    arguments.Parser("levers", "Print the policy levers, their ranges and costs.").parse_args(argv)
    rows = [
        (lever.name, f"0 to {lever.upper:g} {lever.unit}", f"{lever.about}\n{cost_in_words(lever.cost)}")
        for lever in LEVERS
    ]
    return show(("lever", "range", "what it is, and what government pays"), rows)


def coefficients(argv: Sequence[str]) -> int:
    """`iei coefficients`; the exit code."""
    arguments.Parser("coefficients", "Print the coefficients of behaviour.").parse_args(argv)
    rows = [
        (f"behaviour.{q.name}", f"{q.default:g}", f"{q.lower:g} to {q.upper:g}", q.unit, q.grade)
        for q in BEHAVIOUR.values()
    ]
    return show(("coefficient", "default", "range", "unit", "evidence"), rows)


def outcomes(argv: Sequence[str]) -> int:
    """`iei outcomes`; the exit code."""
    arguments.Parser("outcomes", "Print the outcomes that runs store.").parse_args(argv)
    rows = [(o.name, o.group, o.label, o.unit) for o in OUTCOMES.values()]
    return show(("outcome", "group", "what it is", "unit"), rows)


def policies(argv: Sequence[str]) -> int:
    """`iei policies`; the exit code."""
    return show_files("policies", {"policy": "policy"}, argv)


def worlds(argv: Sequence[str]) -> int:
    """`iei worlds`; the exit code."""
    return show_files("worlds", {"world": "world", "world/regions": "regions"}, argv)


def experiments(argv: Sequence[str]) -> int:
    """`iei experiments`; the exit code."""
    return show_files("experiments", {"experiment": "experiment"}, argv)


def show_files(command: str, groups: dict[str, str], argv: Sequence[str]) -> int:
    """Print what can be selected in groups, the user's own files among it; the exit code."""
    parser = arguments.with_folders(arguments.Parser(command, f"Print the {command} that can be selected."))
    request = arguments.read(parser, argv)
    folders, _ = own_files.split(request.overrides)
    rows = [
        (f"{group}={name}", opening_comment(group, name, folders), folder_of(group, name, folders))
        for group in groups
        for name in options(group, request.overrides)
    ]
    return show(("select it with", "what it is", "own folder"), rows)


def file_of(group: str, name: str, folders: Iterable[str]) -> Path | None:
    """The file that is read for a name."""
    paths = (Path(folder) / group / f"{name}.yaml" for folder in (*folders, str(FOLDER)))
    return next((path for path in paths if path.is_file()), None)


def folder_of(group: str, name: str, folders: Sequence[str]) -> str:
    """The own folder that a file lies in; empty for one of the laboratory."""
    path = file_of(group, name, folders)
    return next((folder for folder in folders if path and Path(folder) in path.parents), "")


def opening_comment(group: str, name: str, folders: Sequence[str]) -> str:
    """What a file says about itself in the comment at its top."""
    path = file_of(group, name, folders)
    if path is None:
        return GENERATED.get(name, "")
    try:
        own_files.content(path, group)
    except InvalidInput as mistake:
        return f"cannot be used: {mistake}"
    words = []
    for line in own_files.text_of(path).splitlines():
        if line.strip() and not line.startswith("#"):
            break
        if not line.replace(" ", "").startswith("#@package"):
            words.append(line.lstrip("# "))
    return " ".join(filter(None, words))


def show(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Print a table; the first column is never cut, since it is what a user types."""
    console = Console(markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console = Console(markup=False, emoji=False, highlight=False, width=max(NARROWEST, console.width))
    table = Table(box=box.SIMPLE_HEAD)
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    return 0
