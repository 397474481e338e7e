"""Tripartite council of government, colleges and enterprises (E4).

The example of a family of levers: what is set (`LEVERS`), what is assumed (`QUANTITIES`), the terms that it
adds to equations, one rule each, and what it costs (`council_running_cost`).
"""

import math

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity

LEVERS = (
    Lever(
        "council",
        upper=1,
        unit="share",
        about="standing council in which all three sides sit",
        cost="a staff of {staff_council} a region and {council_attendance} persons a member at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "council_speed",
        default=0.2,
        lower=0.1,
        upper=0.3,
        unit="1/term",
        equation="E4",
        source="modelling choice, claim 3.2h",
        grade=ASSUMED,
        symbol="lam_chi",
    ),
    Quantity(
        "council_overload",
        default=1.25,
        lower=0.5,
        upper=5,
        unit="members per eligible agent of the region",
        equation="E4",
        source="modelling choice",
        grade=ASSUMED,
        symbol="n_max",
    ),
    Quantity(
        "council_cost_saving",
        default=0.3,
        lower=0,
        upper=0.6,
        unit="share of fixed cost",
        equation="E4, E7",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "awareness_council",
        default=0.03,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="e4",
    ),
    Quantity(
        "college_admin_council",
        default=0.3,
        lower=0,
        upper=1,
        unit="share",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_ca",
    ),
    Quantity(
        "brokered_pairs",
        default=6,
        lower=0,
        upper=20,
        unit="pairs/region/term at full council",
        equation="E13",
        source="modelling choice, claim 3.2a",
        grade=ASSUMED,
    ),
    Quantity(
        "hazard_council",
        default=1.2,
        lower=0,
        upper=2,
        unit="log of the whole hazard at full council",
        equation="E15",
        source="modelling choice for fact F10",
        grade=CALIBRATED,
        symbol="g_ch",
    ),
    Quantity(
        "trust_council",
        default=0.3,
        lower=0,
        upper=1,
        unit="share",
        equation="E17",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_cT",
    ),
    Quantity(
        "pooling_strength",
        default=0.8,
        lower=0,
        upper=1,
        unit="share at full council",
        equation="E23",
        source="modelling choice",
        grade=ASSUMED,
        symbol="om_c",
    ),
    Quantity(
        "staff_council",
        default=1,
        lower=0,
        upper=5,
        unit="persons/region",
        equation="E40",
        source="a secretary",
        grade=ASSUMED,
    ),
    Quantity(
        "council_attendance",
        default=0.02,
        lower=0,
        upper=0.2,
        unit="persons/member",
        equation="E40",
        source="meetings, a member is a college or enterprise with a link",
        grade=ASSUMED,
    ),
)


@rule
def council_effect(capacity, maturity, members, eligible, behaviour):
    """Effect chit of a council in [0, 1]: too many members make it slow (E4, A14)."""
    load = members / (behaviour.council_overload * max(eligible, 1))
    return capacity * maturity * max(0.0, 1.0 - load)


@rule
def pooled_error(own_error, mean_error, effect, behaviour):
    """Log error of a demand estimate after members pooled their estimates (E23, A27)."""
    weight = behaviour.pooling_strength * effect
    return (1.0 - weight) * own_error + weight * mean_error


@rule
def council_saving(effect, behaviour):
    """Factor on the fixed cost of cooperation (E4, E7)."""
    return 1.0 - behaviour.council_cost_saving * effect


@rule
def council_stability(effect, behaviour):
    """Factor on the whole hazard of a link (E15, A23)."""
    return math.exp(-behaviour.hazard_council * effect)


@rule
def council_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    persons = behaviour.staff_council + behaviour.council_attendance * government.members
    spending.council = staff_cost(persons * paid.council, behaviour)
