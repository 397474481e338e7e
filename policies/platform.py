"""Information platform: a talent supply-demand system (E13, E23, E31)."""

import math

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "platform",
        1,
        "share",
        "platform for demand forecasts, partners and vacancies",
        "3 MU a term at full value",
    ),
)

QUANTITIES = (
    Quantity("signal_gain_platform", 0.25, 0, 0.5, "1/term", "E23", "modelling choice", ASSUMED),
    Quantity("cost_platform", 3, 0, 10, "MU/term", "E40", "cost schedule of the levers", ASSUMED),
)


@rule
def visible_number(platform, liaison, behaviour):
    """Enterprises that a college sees in one term (E13)."""
    return int(behaviour.visible_base * (1.0 + platform + liaison) + 0.5)


@rule
def signal_spread(platform, behaviour):
    """Standard deviation of a demand signal, log share (E23)."""
    return behaviour.signal_noise * math.sqrt(1.0 - 0.7 * platform)


@rule
def estimate_gain(platform, behaviour):
    """Weight of a new demand signal in the estimate, per term (E23)."""
    return behaviour.signal_gain + behaviour.signal_gain_platform * platform
