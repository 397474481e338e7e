"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity

QUANTITIES = (
    Quantity("separation", 0.035, 0.01, 0.1, "1/term", "E34", "modelling choice", ASSUMED, "sep0"),
    Quantity(
        "poaching_hazard",
        0.012,
        0.001,
        0.1,
        "per newly trained worker and term",
        "E34",
        "evidence 4.23 (3 % of firms)",
        CALIBRATED,
    ),
    Quantity("workforce_exit", 0.035, 0.01, 0.06, "1/term", "E34", "modelling choice", ASSUMED),
    Quantity("quit_mismatch", 0.05, 0, 0.2, "1/term", "E34", "modelling choice", ASSUMED),
    Quantity("early_quit_base", 0.3, 0.2, 0.45, "share", "E34", "evidence 1.18", DERIVED),
    Quantity("early_quit_mismatch", 0.35, 0, 0.6, "share", "E34", "evidence 1.18", DERIVED),
    Quantity(
        "early_quit_link",
        0.6,
        0.3,
        1,
        "multiplier for link-placed",
        "E34",
        "modelling choice, claim 1.12 retention .5-.85",
        ASSUMED,
    ),
    Quantity("mover_rehire", 0.95, 0.3, 1, "share", "E34", "modelling choice", CALIBRATED),
)
