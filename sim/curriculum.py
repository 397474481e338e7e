"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, DERIVED, Quantity

QUANTITIES = (
    Quantity(
        "curriculum_speed",
        0.06,
        0.03,
        0.2,
        "1/term",
        "E24",
        "F17: half-life 3-5 years with review",
        DERIVED,
        "lam0",
    ),
    Quantity("curriculum_speed_joint", 0.15, 0, 0.5, "1/term", "E24", "modelling choice", ASSUMED, "lam_J"),
    Quantity("seat_speed", 0.15, 0.05, 0.24, "1/intake", "E25", "modelling choice", ASSUMED, "lam_seat"),
    Quantity("practice_speed", 0.05, 0.02, 0.1, "1/term", "E28", "modelling choice", ASSUMED, "lam_tau"),
    Quantity("practice_start", 0.3, 0.2, 0.5, "share", "E28", "modelling choice", ASSUMED, "tau_0"),
    Quantity("practice_joint", 0.4, 0, 0.6, "share", "E28", "modelling choice", ASSUMED),
    Quantity("basic_share", 0.45, 0.4, 0.5, "share", "E28", "modelling choice", ASSUMED, "f_basic"),
)
