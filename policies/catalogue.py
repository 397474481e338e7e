"""All levers in their fixed order, and the tables with one column a lever."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from iei.policies import (
    career_channel,
    council,
    departments,
    employment_services,
    evaluation,
    incentives,
    industry_teachers,
    law,
    liaison,
    mandate,
    orders,
    planning,
    platform,
    standards,
    supervision,
    teachers,
)
from iei.policies.lever import Lever
from iei.sim.base.compilation import rule_of_calls
from iei.sim.base.table import Column, Table

# In the order of the columns of every table of levers; append, never reorder.
FAMILIES: list[ModuleType] = [
    *(departments, law, incentives, supervision, evaluation, platform, council, liaison),
    *(teachers, standards, orders, mandate, planning),
    *(career_channel, employment_services, industry_teachers),
]
LEVERS: list[Lever] = [lever for family in FAMILIES for lever in family.LEVERS]
LEVER_NAMES: list[str] = [lever.name for lever in LEVERS]


def value_column(lever: Lever) -> Column:
    """The column of a lever's value."""
    return Column(lever.name, float, unit=lever.unit, about=lever.about, lower=0, upper=lever.upper)


def spending_column(lever: Lever) -> Column:
    """The column of what is spent on a lever."""
    return Column(lever.name, float, unit="MU/term", about=f"spent on: {lever.about}", lower=0)


# Both tables hold nothing but one float64 a lever, so a row is also a vector over LEVERS.
POLICIES = Table(
    "policies",
    "the effective lever values of a region in this term",
    *(value_column(lever) for lever in LEVERS),
)
SPENDING = Table(
    "spending",
    "a region's public spending in this term, by lever",
    *(spending_column(lever) for lever in LEVERS),
)


def add(lever: Lever) -> None:
    """Add a lever behind all others, in place."""
    LEVERS.append(lever)
    LEVER_NAMES.append(lever.name)
    POLICIES.insert(value_column(lever))
    SPENDING.insert(spending_column(lever))


def running_cost_of(family: ModuleType) -> Any:
    """The rule `<family>_running_cost` of a family's file, or None."""
    return getattr(family, f"{family.__name__.rpartition('.')[2]}_running_cost", None)


def compose_running_costs() -> Any:
    """The rule that writes the running costs of all families: of a region and term, MU.

    Costs are paid on the lever values that a government sets, whatever arrives of them. What depends on the
    events of a term (transfers, audits, orders, experts) is written where it happens.
    """
    costs = [cost for family in FAMILIES if (cost := running_cost_of(family))]
    return rule_of_calls("running_costs", "spending, paid, government, behaviour", costs)


running_costs = compose_running_costs()


def cost_in_words(text: str) -> str:
    """The words for a lever's cost with the defaults of the coefficients that it names."""
    defaults = {q.name: f"{q.default:g}" for family in FAMILIES for q in getattr(family, "QUANTITIES", ())}
    return text.format(**defaults)
