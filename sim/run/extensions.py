"""Extensions: a user's module adds to the model or replaces parts of it, without an edit in the package.

A module is like a file of the package and declares at its top, with the same classes, any of

- ``LEVERS``, ``QUANTITIES``: policy levers and coefficients; a rule ``<module>_running_cost`` as of a family
- ``COLUMNS``: further columns of tables, such as ``{"enterprises": (Column(...),), "tallies": (...)}``
- ``PHASES``: name of a phase of the schedule to the phases that come just before it (a shock, a count)
- ``OUTCOMES``: outcomes
- ``REPLACED``: name of a rule, such as ``"iei.agents.enterprise_interests.fixed_cost"``, to another rule
- ``AGENTS``: ``"government"``, ``"college"`` or ``"enterprise"`` to a class of Mesa agents; runs then step
- ``WORLDS``: name to settings of a world, as in a file of `conf/world`

All of a module but its outcomes belongs to the version of the rules, and so to the key of every run.
A process has one set of extensions, named before its first run, since compiled rules hold them.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from iei.agents import budget, government
from iei.agents import tables as agents
from iei.agents.mesa_agents import College, Enterprise, Government
from iei.policies import catalogue
from iei.policies.lever import Lever
from iei.sim.base import compilation
from iei.sim.base.quantity import InvalidInput, Quantity, nearest
from iei.sim.base.table import Column, tables_in
from iei.sim.outcomes import OUTCOMES, tallies
from iei.sim.outcomes.definition import Outcome
from iei.sim.outcomes.institutions import force_outcome
from iei.sim.outcomes.money import spending_outcome
from iei.sim.outcomes.tallies import TALLIES, force_tally, number_columns, spending_tally
from iei.sim.run import beginnings, behaviour, engine, schedule
from iei.sim.run.model import IntegrationModel
from iei.sim.world import tables

KINDS = ("LEVERS", "QUANTITIES", "COLUMNS", "PHASES", "OUTCOMES", "REPLACED", "AGENTS", "WORLDS")
RULES = tuple(kind for kind in KINDS if kind != "OUTCOMES")  # what belongs to the version of the rules
AGENTS: dict[str, type] = {"government": Government, "college": College, "enterprise": Enterprise}
TABLES = tables_in(tables, agents, tallies)


@dataclass(frozen=True)
class Extension:
    """A module that extends the model.

    Attributes
    ----------
    name : its name in the configuration
    path : its file
    digest : hash of its source without comments and docstrings
    module : the loaded module
    """

    name: str
    path: Path
    digest: str
    module: ModuleType

    def declares(self, kind: str) -> Any:
        """What the module declares of a kind; empty if nothing."""
        return getattr(self.module, kind, () if kind in ("LEVERS", "QUANTITIES", "OUTCOMES") else {})


LOADED: dict[str, Extension] = {}


def use(files: Mapping[str, Path]) -> None:
    """Load these modules, name to file, and extend the model by what they declare.

    Raises `InvalidInput` for a mistake in a module, with nothing changed, and when this process already
    has other extensions or has made a run.
    """
    wanted = {name: path.resolve() for name, path in files.items()}
    if wanted == {name: extension.path for name, extension in LOADED.items()}:
        return
    if LOADED:
        raise InvalidInput(
            f"this process runs with the extensions {', '.join(LOADED)}: another set needs another process"
        )
    if compilation.started():
        raise InvalidInput(
            f"extensions must be named before the first run of a process, not after it: {', '.join(wanted)}"
        )
    loaded = {name: load(name, path) for name, path in wanted.items()}
    for extension in loaded.values():
        check(extension)
    for extension in loaded.values():
        apply(extension)
        LOADED[extension.name] = extension
    rebuild()


def load(name: str, path: Path) -> Extension:
    """The module in a file; `InvalidInput` if it cannot be read or fails."""
    try:
        source = path.read_text(encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except Exception as error:
        sys.modules.pop(name, None)
        raise InvalidInput(
            f"the extension {path} cannot be loaded: {type(error).__name__}: {error}"
        ) from None
    return Extension(name, path, digest_of(source), module)


def digest_of(source: str) -> str:
    """Hash of a source without comments and docstrings."""
    tree = compilation.without_docstrings(ast.parse(source))
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16]


def digest_of_file(path: Path) -> str:
    """Hash of a source file; empty if it is none."""
    try:
        return digest_of(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError):
        return ""


def check(extension: Extension) -> None:
    """Raise `InvalidInput`, naming module and declaration, for anything that cannot be used."""

    def refuse(kind: str, why: str) -> InvalidInput:
        return InvalidInput(f"extension {extension.name}: {kind}: {why}")

    own = [name for name in vars(extension.module) if name.isupper()]
    if not set(own) & set(KINDS):
        raise refuse("nothing is declared", f"it needs one of {', '.join(KINDS)}")
    for kind, what in (("LEVERS", Lever), ("QUANTITIES", Quantity), ("OUTCOMES", Outcome)):
        known = {"LEVERS": catalogue.LEVER_NAMES, "QUANTITIES": behaviour.BEHAVIOUR, "OUTCOMES": OUTCOMES}[
            kind
        ]
        for entry in extension.declares(kind):
            if not isinstance(entry, what):
                raise refuse(kind, f"{entry!r:.60} is no {what.__name__}")
            if entry.name in known:
                raise refuse(kind, f"there is a '{entry.name}' already")
    for table, columns in extension.declares("COLUMNS").items():
        if table not in TABLES:
            raise refuse("COLUMNS", f"'{table}' is no table{nearest(table, TABLES)}")
        for column in columns:
            if not isinstance(column, Column):
                raise refuse("COLUMNS", f"{column!r:.60} is no Column")
            if column.name in TABLES[table].by_name:
                raise refuse("COLUMNS", f"{table} has a column '{column.name}' already")
            if table == TALLIES.name and (column.kind is not float or column.length):
                raise refuse("COLUMNS", f"the tally '{column.name}' must be a float")
    names = [phase.name for phase in schedule.PHASES]
    for before, phases in extension.declares("PHASES").items():
        if before not in names:
            raise refuse("PHASES", f"'{before}' is no phase{nearest(before, names)}")
        for phase in phases:
            if not isinstance(phase, schedule.Phase):
                raise refuse("PHASES", f"{phase!r:.60} is no Phase")
    for name, replacement in extension.declares("REPLACED").items():
        if original(name) is None:
            raise refuse("REPLACED", f"there is no rule '{name}'")
        if not callable(replacement):
            raise refuse("REPLACED", f"what replaces '{name}' is no function")
    for name, agent in extension.declares("AGENTS").items():
        if name not in AGENTS:
            raise refuse("AGENTS", f"'{name}' is no kind of agent{nearest(name, AGENTS)}")
        if not (isinstance(agent, type) and issubclass(agent, AGENTS[name])):
            raise refuse("AGENTS", f"{agent!r:.60} is no subclass of {AGENTS[name].__name__}")


def original(name: str) -> Any:
    """The rule of this full name; None if there is none."""
    home, _, rule = name.rpartition(".")
    if not home.startswith("iei."):
        return None
    try:
        found = getattr(importlib.import_module(home), rule, None)
    except ImportError:
        return None
    return found if callable(found) else None


def apply(extension: Extension) -> None:
    """Add what a checked extension declares to the model's lists, in place."""
    for lever in extension.declares("LEVERS"):
        catalogue.add(lever)
        TALLIES.insert(spending_tally(lever.name), after=f"spent_{catalogue.LEVER_NAMES[-2]}")
        TALLIES.insert(force_tally(lever), after=f"in_force_{catalogue.LEVER_NAMES[-2]}")
        OUTCOMES[f"spent_{lever.name}"] = spending_outcome(lever.name)
        OUTCOMES[f"in_force_{lever.name}"] = force_outcome(lever)
    if extension.declares("LEVERS") or extension.declares("QUANTITIES"):
        catalogue.FAMILIES.append(extension.module)
    for quantity in extension.declares("QUANTITIES"):
        behaviour.BEHAVIOUR[quantity.name] = quantity
    for table, columns in extension.declares("COLUMNS").items():
        for column in columns:
            TABLES[table].insert(column)
    number_columns()
    for before, phases in extension.declares("PHASES").items():
        place = [phase.name for phase in schedule.PHASES].index(before)
        schedule.PHASES[place:place] = phases
    for outcome in extension.declares("OUTCOMES"):
        OUTCOMES[outcome.name] = outcome
    for name, replacement in extension.declares("REPLACED").items():
        replace(original(name), replacement)
    AGENTS.update(extension.declares("AGENTS"))
    if any(extension.declares(kind) for kind in RULES):
        compilation.add_source(f"extension {extension.name}", extension.path)


def replace(rule: Any, replacement: Any) -> None:
    """Let every module of the package that reads `rule` read `replacement`."""
    for name, module in list(sys.modules.items()):
        if name.startswith("iei."):
            for attribute, value in list(vars(module).items()):
                if value is rule:
                    setattr(module, attribute, replacement)
    for place, phase in enumerate(schedule.PHASES):
        if phase.rule is rule:
            schedule.PHASES[place] = phase.doing(replacement)


def rebuild() -> None:
    """Make anew what is composed of the model's lists."""
    government.UPPER = tuple(float(lever.upper) for lever in catalogue.LEVERS)
    budget.ENTITLED = tuple(lever.entitlement for lever in catalogue.LEVERS)
    tallies.SPENT, tallies.IN_FORCE = tallies.first_of_levers()
    replace(catalogue.running_costs, catalogue.compose_running_costs())
    replace(schedule.run_term, schedule.compose_term())
    if any(extension.declares("AGENTS") for extension in LOADED.values()):
        engine.run_world = step_world
    beginnings.ALONE[:] = [extension.name for extension in LOADED.values() if runs_alone(extension)]


def runs_alone(extension: Extension) -> bool:
    """Whether runs may share no beginning: agents may remember more than the world, rules look ahead.

    Who wants to know what a policy will be in a later term reads `world.plans`.
    """
    names = ast.walk(ast.parse(extension.path.read_text(encoding="utf-8")))
    ahead = any(beginnings.PLANS in (getattr(n, "attr", ""), getattr(n, "value", "")) for n in names)
    return ahead or bool(extension.declares("AGENTS"))


def step_world(world: Any, prepared: engine.Prepared, threads: int = 1) -> None:
    """Run a world through its Mesa agents, which are those of the extensions, one after the other."""
    kinds: dict[str, Any] = AGENTS
    IntegrationModel(prepared, world=world, **kinds).run(collect=False)


def worlds() -> dict[str, Any]:
    """Worlds that the extensions bring: name to settings."""
    return {name: world for e in LOADED.values() for name, world in e.declares("WORLDS").items()}


def described() -> dict[str, dict[str, str]]:
    """What the manifest of a store says: name to file and digest."""
    return {e.name: {"file": str(e.path), "digest": e.digest} for e in LOADED.values()}
