"""All levers in their fixed order, and the tables with one column a lever."""

from __future__ import annotations

from iei.policies import (
    council,
    departments,
    evaluation,
    incentives,
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
from iei.sim.base.table import Column, Table

# In the order of the columns of every table of levers; append, never reorder.
FAMILIES = (
    *(departments, law, incentives, supervision, evaluation, platform, council, liaison),
    *(teachers, standards, orders, mandate, planning),
)
LEVERS: tuple[Lever, ...] = tuple(lever for family in FAMILIES for lever in family.LEVERS)
LEVER_NAMES: tuple[str, ...] = tuple(lever.name for lever in LEVERS)

# Both tables hold nothing but one float64 a lever, so a row is also a vector over LEVERS.
POLICIES = Table(
    "policies",
    "the effective lever values of a region in this term",
    *(Column(lever.name, float, lever.unit, lever.about, 0, lever.upper) for lever in LEVERS),
)
SPENDING = Table(
    "spending",
    "a region's public spending in this term, by lever",
    *(Column(lever.name, float, "MU/term", f"spent on: {lever.about}", 0) for lever in LEVERS),
)
