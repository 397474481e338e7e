"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, DERIVED, MEASURED, Quantity

QUANTITIES = (
    Quantity("students_per_teacher", 20, 12, 30, "ratio", "E26", "evidence 1.9: 18.9-27.9", MEASURED),
    Quantity("able_start", 0.2, 0.1, 0.4, "share", "E26", "modelling choice, claim 2.3h", ASSUMED),
    Quantity("conversion_base", 0.004, 0.001, 0.02, "1/term", "E26", "modelling choice", ASSUMED, "q0t"),
    Quantity("conversion_joint", 0.06, 0.01, 0.15, "1/term", "E26", "modelling choice", ASSUMED, "qJ"),
    Quantity("conversion_mixed", 0.1, 0.02, 0.2, "1/term", "E26", "modelling choice", ASSUMED, "qM"),
    Quantity("young_bonus", 1, 0, 2, "multiplier", "E26", "modelling choice, claim 3.3l", ASSUMED, "yb"),
    Quantity("currency_loss", 0.012, 0.005, 0.03, "1/term", "E26", "modelling choice", ASSUMED, "dl"),
    Quantity("retirement", 0.0125, 0.01, 0.02, "1/term", "E26", "modelling choice", ASSUMED, "rho"),
    Quantity("ageing", 0.05, 0.02, 0.1, "1/term", "E26", "modelling choice: ten years young", ASSUMED, "ag"),
    Quantity("hires_double", 0.1, 0, 0.6, "share", "E26", "modelling choice", ASSUMED, "al_D"),
    Quantity(
        "ability_single", 0.35, 0.2, 0.5, "ability", "E26", "modelling choice, claim 2.3g", ASSUMED, "bS"
    ),
    Quantity("ability_double", 0.75, 0.6, 0.9, "ability", "E26", "modelling choice", ASSUMED, "bD"),
    Quantity("ability_expert", 0.85, 0.7, 1, "ability", "E26", "modelling choice", ASSUMED, "bP"),
    Quantity(
        "mixed_learning", 0.05, 0.02, 0.15, "1/term", "E26", "modelling choice, claim 3.3o", ASSUMED, "lm"
    ),
    Quantity(
        "ability_fading", 0.02, 0, 0.05, "1/term toward start", "E26", "modelling choice", ASSUMED, "db"
    ),
    Quantity("certified_start", 0.25, 0.2, 0.6, "share", "E26", "evidence 1.10", MEASURED),
    Quantity(
        "certified_speed",
        0.105,
        0.05,
        0.2,
        "1/term",
        "E26",
        "evidence 1.10-1.11: .25 to .57 in 22 terms",
        DERIVED,
        "lam_cert",
    ),
)
