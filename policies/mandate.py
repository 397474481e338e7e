"""Joint-curriculum mandate (E10, E17, E24, E28)."""

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "mandate",
        upper=1,
        unit="share",
        about="duty to write curricula together",
        cost="a staff of {staff_mandate} a region at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "college_mandate",
        default=0.4,
        lower=0,
        upper=1,
        unit="utility",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="v_M",
    ),
    Quantity(
        "curriculum_speed_mandate",
        default=0.1,
        lower=0,
        upper=0.3,
        unit="1/term",
        equation="E24",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lam_s",
    ),
    Quantity(
        "practice_mandate",
        default=0.1,
        lower=0,
        upper=0.3,
        unit="share at full law",
        equation="E28",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "staff_mandate",
        default=0.5,
        lower=0,
        upper=5,
        unit="persons/region",
        equation="E40",
        source="who sees to it",
        grade=ASSUMED,
    ),
)


@rule
def mandated(mandate, law_in_force):
    """Chance that the duty lets a link rise without trust; without law it is paper (E17, A24)."""
    return mandate * law_in_force


@rule
def mandate_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.mandate = staff_cost(behaviour.staff_mandate * paid.mandate, behaviour)
