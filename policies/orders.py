"""Order-based training: classes trained for one enterprise (E7, E27, E30)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.world.tables import JOINT_EMPLOYMENT

LEVERS = (
    Lever(
        "orders",
        upper=1,
        unit="share of trainees",
        about="trainees under an order agreement",
        cost="{cost_order} MU a place and term",
        targeted=True,
    ),
)

QUANTITIES = (
    Quantity(
        "retention_order_gain",
        default=0.25,
        lower=0,
        upper=0.4,
        unit="share",
        equation="E7",
        source="evidence (d)",
        grade=ASSUMED,
    ),
    Quantity(
        "order_narrowing",
        default=0.3,
        lower=0,
        upper=0.6,
        unit="share of general learning",
        equation="E27, E30",
        source="cost schedule of the levers",
        grade=ASSUMED,
    ),
    Quantity(
        "order_outside_slope",
        default=2,
        lower=0.5,
        upper=6,
        unit="1/MU",
        equation="E30",
        source="modelling choice",
        grade=ASSUMED,
        symbol="b_o",
    ),
    Quantity(
        "order_narrowness",
        default=0.15,
        lower=0,
        upper=0.6,
        unit="MU",
        equation="E30",
        source="modelling choice",
        grade=ASSUMED,
        symbol="c_narrow",
    ),
    Quantity(
        "cost_order",
        default=0.2,
        lower=0,
        upper=1,
        unit="MU/place/term",
        equation="E40",
        source="cost schedule of the levers",
        grade=ASSUMED,
    ),
)

MOST_RETAINED = 0.95  # some always leave; default coefficients stay below it


@rule
def retention(orders, deepest, joint_gain, base, behaviour):
    """Share of trainees who stay when hired: order and joint employment raise it (E7, E30)."""
    gain = joint_gain if deepest >= JOINT_EMPLOYMENT else 0.0
    return min(MOST_RETAINED, base + behaviour.retention_order_gain * orders + gain)
