"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity("keep_probability", 0.3, 0.1, 0.8, "share", "E6", "modelling choice", CALIBRATED, "1-r"),
    Quantity(
        "attention_threshold",
        0.1,
        0.02,
        1,
        "share of scale",
        "E6",
        "modelling choice for fact F7; a change of the own transfers larger than this triggers revision",
        CALIBRATED,
    ),
    Quantity("imitation_share", 0.3, 0, 1, "share", "E6", "modelling choice", ASSUMED, "m"),
    Quantity("choice_intensity", 4, 1, 10, "1/utility", "E6", "modelling choice", ASSUMED, "beta"),
    Quantity("norm_strength", 0.08, 0, 0.5, "utility", "E5", "modelling choice", CALIBRATED, "J_n"),
    Quantity("random_choice", 0.005, 0.001, 0.03, "share", "E6", "modelling choice", ASSUMED, "mu"),
    Quantity("taste_spread", 0.55, 0.2, 0.8, "utility", "E5", "modelling choice", CALIBRATED, "het"),
    Quantity(
        "status_quo_value", 1.05, 0, 1.5, "utility", "E5", "modelling choice for fact F2", CALIBRATED, "a_N"
    ),
    Quantity("habit", 0, 0, 0.5, "utility", "E5", "modelling choice", ASSUMED, "hab"),
)
