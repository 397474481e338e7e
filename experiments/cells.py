"""Cells of an experiment: its scenarios crossed with the points of its design."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from experiments.designs import Point, declared
from experiments.experiment import Experiment
from sim.base.quantity import InvalidInput
from sim.scenario import Scenario

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

    Every cell is compared with the baseline scenario at the same point with the design's levers
    off. That cell is added if the design does not contain it.
    """
    points = experiment.design.points() if experiment.design else [{}]
    mappings = {
        name: composed(name, experiment.scenario_overrides(name), compose) for name in experiment.scenarios
    }
    cells: dict[str, Cell] = {}
    labels: dict[str, str] = {}  # configuration to the label of its first cell

    def add(name: str, point: Point, label: str) -> Cell:
        scenario = scenario_at(mappings[name], point, name)
        label = labels.setdefault(scenario.config_hash, label)
        number = points.index(point) if experiment.design and point in points else -1
        return cells.setdefault(label, Cell(label, name, number, point, scenario))

    for number, point in enumerate(points):
        off = {key: 0.0 if key.startswith("lever.") else value for key, value in point.items()}
        kept = {key: value for key, value in point.items() if not key.startswith("lever.")}
        baseline = add(experiment.baseline, off, label_of(experiment, experiment.baseline, number, kept))
        for name in experiment.scenarios:
            cell = add(name, point, label_of(experiment, name, number, point))
            if not cell.baseline:
                cells[cell.label] = replace(cell, baseline=baseline.label)
    return list(cells.values())


def composed(name: str, overrides: Iterable[str], compose: Compose) -> dict[str, Any]:
    """Resolved mapping of one scenario; a mistake names the scenario."""
    try:
        return compose(list(overrides))
    except InvalidInput as error:
        raise InvalidInput(f"scenario '{name}': {error}") from None


def scenario_at(mapping: dict[str, Any], point: Point, name: str) -> Scenario:
    """The scenario of `mapping` with the values of `point`; levers at zero are left out."""
    settings = deepcopy({key: mapping[key] for key in ("world", "policy", "behaviour", "terms")})
    for key, value in point.items():
        where, _, entry = key.partition(".")
        number = int(value) if declared(key)[3] else value
        if where == "lever":
            if number:
                settings["policy"] = dict(settings["policy"] or {})
                settings["policy"].setdefault(DESIGN_POLICY, {})[entry] = number
        else:
            settings[where][entry] = number
    try:
        return Scenario.from_mapping(settings)
    except InvalidInput as error:
        at = f" at {point_label(point)}" if point else ""
        raise InvalidInput(f"scenario '{name}'{at}: {error}") from None


def label_of(experiment: Experiment, name: str, number: int, point: Point) -> str:
    """Label of a cell: the scenario, the point, or both, whatever tells cells apart."""
    if not point:
        return name
    where = point_label(point) if len(point) <= LABELLED_KEYS else f"point {number}"
    return where if len(experiment.scenarios) == 1 else f"{name} at {where}"


def point_label(point: Point) -> str:
    """A point in words, such as ``audit=0.25, council=1``."""
    return ", ".join(f"{key.partition('.')[2]}={value:g}" for key, value in point.items())
