"""Teachers: enterprise practice and part-time experts (E26)."""

from iei.policies.lever import Lever
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "teacher_exchange",
        1,
        "share",
        "teachers practise in enterprises",
        "1.5 MU a college and term at full value",
    ),
    Lever("part_time_experts", 1, "share", "enterprise experts teach part-time", "0.3 MU an expert and term"),
)

QUANTITIES = (
    Quantity("conversion_exchange", 0.05, 0.01, 0.15, "1/term", "E26", "modelling choice", ASSUMED, "qX"),
    Quantity("expert_share_maximum", 0.3, 0, 0.4, "share", "E26", "modelling choice, claim 3.3m", ASSUMED),
    Quantity("expert_adjustment", 0.25, 0.1, 1, "1/term", "E26", "modelling choice", ASSUMED),
    Quantity("cost_exchange", 1.5, 0, 10, "MU/college/term", "E40", "cost schedule of the levers", ASSUMED),
    Quantity("cost_expert", 0.3, 0, 2, "MU/expert/term", "E40", "cost schedule of the levers", ASSUMED),
)
