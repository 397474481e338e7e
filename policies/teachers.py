"""Teachers: enterprise practice and part-time experts (E26)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "teacher_exchange",
        upper=1,
        unit="share",
        about="teachers practise in enterprises",
        cost="{cost_exchange} MU a college and term at full value",
    ),
    Lever(
        "part_time_experts",
        upper=1,
        unit="share",
        about="enterprise experts teach part-time",
        cost="{cost_expert} MU an expert and term",
    ),
)

QUANTITIES = (
    Quantity(
        "conversion_exchange",
        default=0.05,
        lower=0.01,
        upper=0.15,
        unit="1/term",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="qX",
    ),
    Quantity(
        "expert_share_maximum",
        default=0.3,
        lower=0,
        upper=0.4,
        unit="share",
        equation="E26",
        source="modelling choice, claim 3.3m",
        grade=ASSUMED,
    ),
    Quantity(
        "expert_adjustment",
        default=0.25,
        lower=0.1,
        upper=1,
        unit="1/term",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "cost_exchange",
        default=1.5,
        lower=0,
        upper=10,
        unit="MU/college/term",
        equation="E40",
        source="cost schedule of the levers",
        grade=ASSUMED,
    ),
    Quantity(
        "cost_expert",
        default=0.3,
        lower=0,
        upper=2,
        unit="MU/expert/term",
        equation="E40",
        source="cost schedule of the levers",
        grade=ASSUMED,
    ),
)


@rule
def teachers_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.teacher_exchange = behaviour.cost_exchange * government.colleges * paid.teacher_exchange
