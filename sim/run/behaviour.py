"""Every coefficient of the model: gathered from the files of the concepts, one record in a run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType

import numpy as np

from iei.agents import beliefs, budget, choice, college, enterprise_interests, government, lead, turnover
from iei.policies import public_wage
from iei.policies.catalogue import FAMILIES
from iei.sim.base.quantity import Quantity
from iei.sim.cooperation import accounts, dissolution, formation, forms, joint_entities, links, search
from iei.sim.cooperation import joint_work as cooperation
from iei.sim.labour import placement, seen_skill, workforce
from iei.sim.run import schedule
from iei.sim.talent import (
    attention,
    curriculum,
    fields,
    information,
    intake,
    portfolio,
    seats,
    skill_demand,
    students,
    teaching,
    team,
)
from iei.sim.world.quantities import WORLD_QUANTITIES

LISTED: tuple[ModuleType, ...] = (
    *(government, budget, lead, enterprise_interests, turnover, college, beliefs, choice),
    *FAMILIES,
    public_wage,
    *(fields, skill_demand, information, attention),
    *(links, search, formation, dissolution, cooperation, forms, joint_entities, accounts),
    *(teaching, team, curriculum, portfolio, seats, intake, students, placement, workforce, seen_skill),
)


def of_schedule() -> list[ModuleType]:
    """Files that declare coefficients, are not listed, and whose rules the schedule names, in its order."""
    homes = dict.fromkeys(getattr(named, "__module__", "") for named in vars(schedule).values())
    modules = [sys.modules[home] for home in homes if home in sys.modules]
    return [module for module in modules if hasattr(module, "QUANTITIES") and module not in LISTED]


MODULES = (*LISTED, *of_schedule())
# Settings of the world that rules read as well.
WORLD_COLUMNS = tuple(q for q in WORLD_QUANTITIES if q.name == "graduates_per_need")


def gathered() -> dict[str, Quantity]:
    """Quantities of all modules by name; `ValueError` if one name is declared twice."""
    declared: dict[str, Quantity] = {}
    for module in MODULES:
        for quantity in module.QUANTITIES:
            if quantity.name in declared:
                raise ValueError(f"{module.__name__} declares '{quantity.name}' a second time")
            declared[quantity.name] = quantity
    return declared


BEHAVIOUR: dict[str, Quantity] = gathered()


def behaviour_record(values: Mapping[str, float]) -> np.ndarray:
    """Array of one record with all coefficients, shape (1,); what `values` lacks has its default."""
    columns = (*BEHAVIOUR.values(), *WORLD_COLUMNS)
    record = np.zeros(1, dtype=[(quantity.name, np.float64) for quantity in columns])
    for quantity in columns:
        record[quantity.name] = values.get(quantity.name, quantity.default)
    return record
