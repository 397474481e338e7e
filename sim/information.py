"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, Quantity

QUANTITIES = (
    Quantity(
        "signal_noise", 0.5, 0.25, 1, "log share", "E23", "modelling choice, claim 3.2b", ASSUMED, "sd0"
    ),
    Quantity("signal_gain", 0.15, 0.05, 0.5, "1/term", "E23", "modelling choice", ASSUMED),
)
