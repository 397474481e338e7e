"""Cells of an experiment: its scenarios crossed with the points of its design."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from iei.experiments.plan.axes import declared
from iei.experiments.plan.designs import Point
from iei.experiments.plan.experiment import Experiment
from iei.experiments.plan.overrides import SCENARIO_KEYS
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.scenario import Scenario
from iei.sim.world.settings import as_mapping

LABELLED_KEYS = 3  # points of at most so many keys are labelled by their values
DESIGN_POLICY = "design"  # levers of a design are a policy of this name

Compose = Callable[[list[str]], dict[str, Any]]


@dataclass(frozen=True)
class Cell:
    """One scenario at one design point, ready to run.

    Attributes
    ----------
    label : unique name in tables and figures
    name : name of the scenario in the experiment
    point : number of the design point, -1 without a design or for the levers-off baseline
    values : the design point
    scenario : what is simulated
    baseline : label of the cell that it is compared with; its own label for a baseline
    note : what a reader must know, such as a budget that cannot be reached
    """

    label: str
    name: str
    point: int
    values: Point
    scenario: Scenario
    baseline: str = ""
    note: str = ""

    @property
    def config(self) -> str:
        """Hash of the resolved configuration."""
        return self.scenario.config_hash


def build_cells(experiment: Experiment, compose: Compose) -> list[Cell]:
    """All cells; each scenario is composed once, design points are set in the composed mapping.

    A cell is a scenario with a configuration: points that are repeated share their cell, and two
    scenarios that come to the same are two cells. Every cell is compared with the baseline scenario at
    the same point with the design's levers off. That cell is added if the design does not contain it.
    """
    points = experiment.design.points() if experiment.design else [{}]
    mappings = {
        name: composed(name, experiment.scenario_overrides(name), compose) for name in experiment.scenarios
    }
    for name, mapping in mappings.items():
        refuse_double_levers(name, mapping, points)
    numbers = first_numbers(points)
    cells: dict[tuple[str, str], Cell] = {}  # by scenario and configuration
    against: dict[tuple[str, str], tuple[str, str]] = {}  # a cell to its baseline
    placed: dict[tuple[str, str], int] = {}  # a cell to the number of the point that it was made for

    def add(name: str, point: Point, at: int) -> tuple[str, str]:
        scenario = scenario_at(mappings[name], point, name)
        key = name, scenario.config_hash
        number = numbers.get(as_key(point), -1) if experiment.design else -1
        cells.setdefault(key, Cell("", name, number, point, scenario))
        placed.setdefault(key, at)
        return key

    for at in numbers.values():
        off = {key: 0.0 if key.startswith("lever.") else value for key, value in points[at].items()}
        baseline = add(experiment.baseline, off, at)
        against.setdefault(baseline, baseline)
        for name in experiment.scenarios:
            against.setdefault(add(name, points[at], at), baseline)
    several, digits = len(experiment.scenarios) > 1, distinguishing_digits(points)
    labels = unique(
        {
            key: label_of(cell, placed[key], against[key] == key, several, digits)
            for key, cell in cells.items()
        }
    )
    return [replace(cell, label=labels[key], baseline=labels[against[key]]) for key, cell in cells.items()]


def as_key(point: Point) -> tuple[tuple[str, float], ...]:
    """The point as a key of a dict."""
    return tuple(point.items())


def first_numbers(points: list[Point]) -> dict[tuple[tuple[str, float], ...], int]:
    """Each distinct point, as a key, and the number at which it stands first."""
    numbers: dict[tuple[tuple[str, float], ...], int] = {}
    for number, point in enumerate(points):
        numbers.setdefault(as_key(point), number)
    return numbers


def composed(name: str, overrides: Iterable[str], compose: Compose) -> dict[str, Any]:
    """Resolved mapping of one scenario; a mistake names the scenario."""
    try:
        return compose(list(overrides))
    except InvalidInput as error:
        raise InvalidInput(f"scenario '{name}': {error}") from None


def refuse_double_levers(name: str, mapping: dict[str, Any], points: list[Point]) -> None:
    """Raise `InvalidInput` if a scenario's policies set a lever that the design sets as well."""
    varied = {key.partition(".")[2] for point in points for key in point if key.startswith("lever.")}
    for policy, levers in as_mapping(mapping.get("policy"), "policy").items():
        for lever in as_mapping(levers, f"policy.{policy}"):
            if lever in varied:
                raise InvalidInput(
                    f"scenario '{name}': the design varies lever.{lever}, and policy '{policy}' sets it too; "
                    f"take it out with ~policy.{policy}.{lever}"
                )


def scenario_at(mapping: dict[str, Any], point: Point, name: str) -> Scenario:
    """The scenario of `mapping` with the values of `point`; levers at zero are left out."""
    settings = {key: mapping[key] for key in SCENARIO_KEYS if key in mapping}
    try:
        for key, value in point.items():
            where, _, entry = key.partition(".")
            if where == "lever":
                policies = as_mapping(settings.get("policy"), "policy")
                levers = as_mapping(policies.get(DESIGN_POLICY), f"policy.{DESIGN_POLICY}")
                settings["policy"] = {**policies, DESIGN_POLICY: {**levers, entry: value}}
            else:
                number = int(value) if declared(key).integer else value
                settings[where] = {**as_mapping(settings.get(where), where), entry: number}
        return Scenario.from_mapping(settings)
    except InvalidInput as error:
        at = f" at {point_label(point, distinguishing_digits([point]))}" if point else ""
        raise InvalidInput(f"scenario '{name}'{at}: {error}") from None


def label_of(cell: Cell, at: int, off: bool, several: bool, digits: Mapping[str, int]) -> str:
    """Label of a cell: the scenario, the point, or both, whatever tells cells apart.

    at : number of the point, which stands for its values if there are many
    off : whether it is a baseline; the design's levers, which are off there, are not named
    several : whether there are several scenarios
    """
    shown = {k: v for k, v in cell.values.items() if not (off and k.startswith("lever."))}
    if not shown:
        return cell.name
    where = point_label(shown, digits)
    if len(shown) > LABELLED_KEYS:
        where = f"point {at}" if len(shown) == len(cell.values) else f"point {at}, levers off"
    return f"{cell.name} at {where}" if several else where


def point_label(point: Point, digits: Mapping[str, int]) -> str:
    """A point in words, such as ``audit=0.25, council=1``, each value to its significant digits."""
    return ", ".join(f"{key.partition('.')[2]}={value:.{digits[key]}g}" for key, value in point.items())


def distinguishing_digits(points: Iterable[Point]) -> dict[str, int]:
    """Significant digits of each key: six, or as many more as tell its values apart."""
    values: dict[str, set[float]] = {}
    for point in points:
        for key, value in point.items():
            values.setdefault(key, {0.0}).add(value)  # 0 is a lever that is off
    return {
        key: next(d for d in range(6, 18) if len({f"{value:.{d}g}" for value in distinct}) == len(distinct))
        for key, distinct in values.items()
    }


def unique(labels: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """The labels, with a number behind those that another cell has already."""
    found: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for key, label in labels.items():
        numbered = (f"{label} ({number})" for number in itertools.count(2))
        found[key] = next(text for text in itertools.chain([label], numbered) if text not in taken)
        taken.add(found[key])
    return found
