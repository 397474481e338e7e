"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, Quantity

QUANTITIES = (
    Quantity("learning_practical", 1.1, 0.5, 2, "1/term", "E27", "modelling choice", ASSUMED, "lp"),
    Quantity("school_ceiling", 0.6, 0.5, 0.7, "skill", "E27", "modelling choice", ASSUMED, "h_cap"),
    Quantity(
        "learning_joint", 0.4, 0.1, 0.6, "1/term in the last year", "E27", "modelling choice", ASSUMED, "lJ"
    ),
    Quantity("learning_general", 0.13, 0.05, 0.3, "1/term", "E27", "modelling choice", ASSUMED, "lg"),
    Quantity("general_start", 0.25, 0.1, 0.4, "skill", "E27", "modelling choice", ASSUMED, "hG0"),
    Quantity("practical_start", 0.1, 0, 0.3, "skill", "E27", "modelling choice", ASSUMED, "hP0"),
    Quantity("dropout", 0.012, 0.005, 0.02, "1/term", "E27", "modelling choice", ASSUMED, "do_s"),
    Quantity("dropout_coverage", 0.3, 0, 0.5, "share at full coverage", "E27", "modelling choice", ASSUMED),
)
