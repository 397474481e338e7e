"""Overall planning of specialties (E25)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "planning",
        upper=0.5,
        unit="weight",
        about="weight of the planner's forecast in seat plans",
        cost="{cost_planning} MU a term if on",
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
        "cost_planning",
        default=0.5,
        lower=0,
        upper=5,
        unit="MU/term if on",
        equation="E40",
        source="cost schedule of the levers",
        grade=ASSUMED,
    ),
)


@rule
def planning_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.planning = behaviour.cost_planning if paid.planning > 0.0 else 0.0
