"""Law: legal operability, its maturing, and what it is worth to a let-down partner (E2, E3, E7)."""

import math

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "law",
        upper=1,
        unit="share",
        about="supporting laws and rules that can be used in practice",
        cost="{law_drafting} person-terms once for drafting, a staff of {staff_law} a region at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "law_operability_start",
        default=0.08,
        lower=0.02,
        upper=0.15,
        unit="share",
        equation="E2",
        source="modelling choice, claim 2.1b",
        grade=ASSUMED,
        symbol="o_0",
    ),
    Quantity(
        "law_provisions",
        default=2.5,
        lower=1,
        upper=5,
        unit="ratio",
        equation="E2",
        source="modelling choice, claim 2.1a",
        grade=ASSUMED,
        symbol="n_prov/n_0",
    ),
    Quantity(
        "law_speed",
        default=0.25,
        lower=0.15,
        upper=0.5,
        unit="1/term",
        equation="E3",
        source="modelling choice, claim 1.1",
        grade=ASSUMED,
        symbol="lam_L",
    ),
    Quantity(
        "legal_compensation",
        default=0.5,
        lower=0,
        upper=1,
        unit="share",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
        symbol="h_c",
    ),
    Quantity(
        "trust_law",
        default=0.5,
        lower=0,
        upper=1,
        unit="share",
        equation="E16, E17",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_LT",
    ),
    Quantity(
        "staff_law",
        default=1,
        lower=0,
        upper=5,
        unit="persons/region",
        equation="E40",
        source="who explains and applies it",
        grade=ASSUMED,
    ),
    Quantity(
        "law_drafting",
        default=5,
        lower=0,
        upper=15,
        unit="person-terms",
        equation="E40",
        source="drafting and consultation, once",
        grade=ASSUMED,
    ),
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


@rule
def law_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.law = staff_cost(behaviour.staff_law * paid.law, behaviour)
    if paid.law > 0.0 and not government.law_drafted:
        spending.law += staff_cost(behaviour.law_drafting, behaviour)
        government.law_drafted = True
