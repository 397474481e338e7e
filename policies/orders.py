"""Order-based training: classes trained for one enterprise (E7, E27, E30)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "orders", 1, "share of trainees", "trainees under an order agreement", ".2 MU a place and term", True
    ),
)

QUANTITIES = (
    Quantity("retention_order_gain", 0.25, 0, 0.4, "share", "E7", "evidence (d)", ASSUMED),
    Quantity(
        "order_narrowing",
        0.3,
        0,
        0.6,
        "share of general learning",
        "E27, E30",
        "cost schedule of the levers",
        ASSUMED,
    ),
    Quantity("order_outside_slope", 2, 0.5, 6, "1/MU", "E30", "modelling choice", ASSUMED, "b_o"),
    Quantity("order_narrowness", 0.15, 0, 0.6, "MU", "E30", "modelling choice", ASSUMED, "c_narrow"),
    Quantity("cost_order", 0.2, 0, 1, "MU/place/term", "E40", "cost schedule of the levers", ASSUMED),
)


@rule
def retention(orders, deepest, joint_gain, base, behaviour):
    """Share of trainees who stay when hired: order and joint employment raise it (E7, E30)."""
    gain = joint_gain if deepest >= 5 else 0.0
    return min(0.95, base + behaviour.retention_order_gain * orders + gain)
