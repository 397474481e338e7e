"""Law: legal operability, its maturing, and what it is worth to a let-down partner (E2, E3, E7)."""

from policies.lever import Lever
from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "law",
        1,
        "share",
        "supporting laws and rules that can be used in practice",
        "10 MU once for drafting, 2 MU a term at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "law_operability_start",
        0.08,
        0.02,
        0.15,
        "share",
        "E2",
        "modelling choice, claim 2.1b",
        ASSUMED,
        "o_0",
    ),
    Quantity(
        "law_provisions", 2.5, 1, 5, "ratio", "E2", "modelling choice, claim 2.1a", ASSUMED, "n_prov/n_0"
    ),
    Quantity("law_speed", 0.25, 0.15, 0.5, "1/term", "E3", "modelling choice, claim 1.1", ASSUMED, "lam_L"),
    Quantity("legal_compensation", 0.5, 0, 1, "share", "E7", "modelling choice", ASSUMED, "h_c"),
    Quantity("trust_law", 0.5, 0, 1, "share", "E16, E17", "modelling choice", ASSUMED, "g_LT"),
    Quantity("cost_law", 2, 0, 10, "MU/term", "E40", "cost schedule of the levers; 10 MU once more", ASSUMED),
)
