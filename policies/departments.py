"""Departments: leading capacity of government, and what leans on one department each (E1, B14).

Three departments support industry-education integration or do not: education, human resources, industry. The
weakest limits the government as a whole; audits, placement services and incentives lean on one each.
"""

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "departments",
        upper=1,
        unit="share",
        about="name responsible departments and make them support each other",
        cost="a staff of {staff_departments} a region at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "execution_delay",
        default=4,
        lower=0,
        upper=8,
        unit="term per unit of missing capacity",
        equation="E1",
        source="modelling choice, claim 2.2h",
        grade=ASSUMED,
        symbol="D_g",
    ),
    Quantity(
        "department_lean",
        default=0.5,
        lower=0,
        upper=1,
        unit="share lost without any support",
        equation="E1",
        source="modelling choice, B14; 0: nothing leans on one department",
        grade=ASSUMED,
        symbol="g_d",
    ),
    Quantity(
        "staff_departments",
        default=3,
        lower=0,
        upper=15,
        unit="persons/region",
        equation="E40",
        source="one person in each of three departments",
        grade=ASSUMED,
    ),
)


@rule
def leading_capacity(intrinsic, support_weakest, departments):
    """Leading capacity kap in [0, 1]: the weakest department decides (E1)."""
    return intrinsic * (support_weakest + departments * (1.0 - support_weakest))


@rule
def supported(support, departments):
    """Support of one department under the lever, which raises each toward one (E1, B14)."""
    return support + departments * (1.0 - support)


@rule
def leaning(support, departments, behaviour):
    """Share of what leans on one department that its support lets through (B14)."""
    return 1.0 - behaviour.department_lean * (1.0 - supported(support, departments))


@rule
def execution_delay_terms(capacity, behaviour):
    """Terms between switching a lever on and its first effect (E1, A11)."""
    return int(behaviour.execution_delay * (1.0 - capacity) + 0.5)


@rule
def departments_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.departments = staff_cost(behaviour.staff_departments * paid.departments, behaviour)
