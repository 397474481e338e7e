"""Departments: leading capacity of government (E1)."""

from policies.lever import Lever
from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "departments",
        1,
        "share",
        "name responsible departments and make them support each other",
        "2 MU a term at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "execution_delay",
        4,
        0,
        8,
        "term per unit of missing capacity",
        "E1",
        "modelling choice, claim 2.2h",
        ASSUMED,
        "D_g",
    ),
    Quantity("cost_departments", 2, 0, 10, "MU/term", "E40", "cost schedule of the levers", ASSUMED),
)
