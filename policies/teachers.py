"""Teachers: enterprise practice and part-time experts (E26)."""

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "teacher_exchange",
        upper=1,
        unit="share",
        about="teachers practise in enterprises",
        cost="{exchange_substitutes} substitutes a college at full value",
    ),
    Lever(
        "part_time_experts",
        upper=1,
        unit="share",
        about="enterprise experts teach part-time",
        cost="{expert_time} of a post for each expert",
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
        "exchange_substitutes",
        default=0.75,
        lower=0,
        upper=5,
        unit="persons/college",
        equation="E40",
        source="who teaches for those who are away",
        grade=ASSUMED,
    ),
    Quantity(
        "expert_time",
        default=0.15,
        lower=0,
        upper=1,
        unit="persons/expert",
        equation="E40",
        source="three hours a week",
        grade=ASSUMED,
    ),
)


@rule
def teachers_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.teacher_exchange = staff_cost(
        behaviour.exchange_substitutes * government.colleges * paid.teacher_exchange, behaviour
    )
