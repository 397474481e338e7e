"""Information platform: a talent supply-demand system (E13, E23, E31)."""

import math

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "platform",
        upper=1,
        unit="share",
        about="platform for demand forecasts, partners and vacancies",
        cost="a staff of {staff_platform} a region at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "signal_gain_platform",
        default=0.25,
        lower=0,
        upper=0.5,
        unit="1/term",
        equation="E23",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "staff_platform",
        default=1.5,
        lower=0,
        upper=5,
        unit="persons/region",
        equation="E40",
        source="forecasts, and upkeep of the register",
        grade=ASSUMED,
    ),
    Quantity(
        "signal_noise_platform",
        default=0.7,
        lower=0,
        upper=1,
        unit="share",
        equation="E23",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def visible_number(platform, liaison, behaviour):
    """Enterprises that a college sees in one term (E13)."""
    return int(behaviour.visible_base * (1.0 + platform + liaison) + 0.5)


@rule
def signal_spread(platform, behaviour):
    """Standard deviation of a demand signal, log share (E23)."""
    return behaviour.signal_noise * math.sqrt(1.0 - behaviour.signal_noise_platform * platform)


@rule
def estimate_gain(platform, behaviour):
    """Weight of a new demand signal in the estimate, per term (E23)."""
    return behaviour.signal_gain + behaviour.signal_gain_platform * platform


@rule
def platform_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.platform = staff_cost(behaviour.staff_platform * paid.platform, behaviour)
