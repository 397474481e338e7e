"""Tripartite council of government, colleges and enterprises (E4)."""

import math

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity

LEVERS = (
    Lever(
        "council", 1, "share", "standing council in which all three sides sit", "4 MU a term at full value"
    ),
)

QUANTITIES = (
    Quantity(
        "council_speed", 0.2, 0.1, 0.3, "1/term", "E4", "modelling choice, claim 3.2h", ASSUMED, "lam_chi"
    ),
    Quantity(
        "council_overload",
        1.25,
        0.5,
        5,
        "members per eligible agent of the region",
        "E4",
        "modelling choice",
        ASSUMED,
        "n_max",
    ),
    Quantity(
        "council_cost_saving", 0.3, 0, 0.6, "share of fixed cost", "E4, E7", "modelling choice", ASSUMED
    ),
    Quantity("awareness_council", 0.03, 0, 0.2, "1/term", "E11", "modelling choice", ASSUMED, "e4"),
    Quantity("college_admin_council", 0.3, 0, 1, "share", "E10", "modelling choice", ASSUMED, "g_ca"),
    Quantity(
        "brokered_pairs",
        6,
        0,
        20,
        "pairs/region/term at full council",
        "E13",
        "modelling choice, claim 3.2a",
        ASSUMED,
    ),
    Quantity(
        "hazard_council",
        1.2,
        0,
        2,
        "log of the whole hazard at full council",
        "E15",
        "modelling choice for fact F10",
        CALIBRATED,
        "g_ch",
    ),
    Quantity("trust_council", 0.3, 0, 1, "share", "E17", "modelling choice", ASSUMED, "g_cT"),
    Quantity(
        "pooling_strength", 0.8, 0, 1, "share at full council", "E23", "modelling choice", ASSUMED, "om_c"
    ),
    Quantity("cost_council", 4, 0, 10, "MU/term", "E40", "cost schedule of the levers", ASSUMED),
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
