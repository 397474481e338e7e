"""Overall planning of specialties (E25)."""

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "planning",
        upper=0.5,
        unit="weight",
        about="weight of the planner's forecast in seat plans",
        cost="a staff of {staff_planning} a region at weight 1",
    ),
)

QUANTITIES = (
    Quantity(
        "planner_noise",
        default=0.25,
        lower=0,
        upper=1,
        unit="log share",
        equation="E25",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "staff_planning",
        default=1,
        lower=0,
        upper=5,
        unit="persons/region at weight 1",
        equation="E40",
        source="forecasts and admission plans",
        grade=ASSUMED,
    ),
)


@rule
def planning_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.planning = staff_cost(behaviour.staff_planning * paid.planning, behaviour)
