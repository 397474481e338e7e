"""Information platform: a talent supply-demand system (E13, E23, E31)."""

from policies.lever import Lever
from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, Quantity

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
