"""Law: legal operability, its maturing, and what it is worth to a let-down partner (E2, E3, E7)."""

import math

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

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


@rule
def operability_target(law, behaviour):
    """Legal operability L that the law lever leads to: provisions count only if operable (E2)."""
    operable = behaviour.law_operability_start + law * (1.0 - behaviour.law_operability_start)
    return 1.0 - math.exp(-operable * behaviour.law_provisions)


@rule
def matured(present, target, speed):
    """One term of maturing toward a target at `speed` per term (E3, E4)."""
    return present + speed * (target - present)


@rule
def compensation(cost, partner_substance, law_in_force, behaviour):
    """What law makes a let-down partner get back, MU per link and term (E7, A13)."""
    return (1.0 - partner_substance) * max(cost, 0.0) * law_in_force * behaviour.legal_compensation


@rule
def trust_protection(law_in_force, behaviour):
    """Factor in [0, 1] by which law lowers trust thresholds and trust losses (E16, E17)."""
    return 1.0 - behaviour.trust_law * law_in_force
