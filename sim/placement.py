"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity

QUANTITIES = (
    Quantity("talent_spread", 0.1, 0, 0.2, "sd", "E31", "modelling choice", ASSUMED),
    Quantity("general_weight", 0.35, 0.2, 0.5, "share", "E31", "modelling choice", ASSUMED, "al"),
    Quantity("hiring_noise", 0.2, 0.05, 0.4, "sd", "E31", "modelling choice", ASSUMED, "sd_q"),
    Quantity(
        "hiring_threshold",
        0.28,
        0.25,
        0.5,
        "skill",
        "E31",
        "modelling choice, claim 2.4f",
        CALIBRATED,
        "h_min",
    ),
    Quantity("list_length", 3, 1, 10, "enterprises", "E31", "modelling choice", ASSUMED, "La", True),
    Quantity("wage_pull", 1, 0, 4, "log score per MU", "E31", "modelling choice", ASSUMED),
    Quantity("region_stay", 0.75, 0.5, 0.95, "share", "E32", "evidence 1.20: .6-.7 near the school", DERIVED),
    Quantity(
        "outside_absorption",
        0.75,
        0.3,
        1,
        "share per term",
        "E32",
        "modelling choice for fact F14",
        CALIBRATED,
    ),
    Quantity("pool_limit", 4, 1, 8, "term", "E33", "modelling choice", ASSUMED, "", True),
    Quantity("pool_fading", 0.05, 0, 0.2, "1/term", "E33", "modelling choice", ASSUMED),
    Quantity(
        "internship_self_match", 0.66, 0.5, 0.9, "share", "2.4f", "evidence 1.17: .28 mismatch", DERIVED
    ),
)
