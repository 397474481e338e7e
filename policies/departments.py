"""Departments: leading capacity of government (E1)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

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


@rule
def leading_capacity(intrinsic, support_weakest, departments):
    """Leading capacity kap in [0, 1]: the weakest department decides (E1)."""
    return intrinsic * (support_weakest + departments * (1.0 - support_weakest))


@rule
def execution_delay_terms(capacity, behaviour):
    """Terms between switching a lever on and its first effect (E1, A11)."""
    return int(behaviour.execution_delay * (1.0 - capacity) + 0.5)
