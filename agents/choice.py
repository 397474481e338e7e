"""The decision rule of all deciders: perceived utility, habit, imitation, logit (E5, E6)."""

import math

from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity("keep_probability", 0.15, 0.1, 0.8, "share", "E6", "modelling choice", CALIBRATED, "1-r"),
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
    Quantity("imitation_share", 0.08, 0, 1, "share", "E6", "modelling choice", CALIBRATED, "m"),
    Quantity("choice_intensity", 4, 1, 10, "1/utility", "E6", "modelling choice", ASSUMED, "beta"),
    Quantity("norm_strength", 0.05, 0, 0.5, "utility", "E5", "modelling choice", CALIBRATED, "J_n"),
    Quantity("random_choice", 0.005, 0.001, 0.03, "share", "E6", "modelling choice", ASSUMED, "mu"),
    Quantity("taste_spread", 0.55, 0.2, 0.8, "utility", "E5", "modelling choice", CALIBRATED, "het"),
    Quantity(
        "status_quo_value", 1.05, 0, 1.5, "utility", "E5", "modelling choice for fact F2", CALIBRATED, "a_N"
    ),
    Quantity("habit", 0, 0, 0.5, "utility", "E5", "modelling choice", ASSUMED, "hab"),
)

NONE, FORMAL, SUBSTANTIVE = 0, 1, 2  # strategies of an enterprise
PASSIVE, ACTIVE = 0, 1  # strategies of a college
NEAR_PEER = 0.8  # chance to look at a peer of the same region and class (A3)


@rule
def logistic(x):
    """1 / (1 + exp(-x)), safe for any x."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    grown = math.exp(x)
    return grown / (1.0 + grown)


@rule
def logit_choice(value_none, value_formal, value_substantive, intensity, u):
    """Strategy 0, 1 or 2 with probability proportional to exp(intensity * value) (E6).

    u : uniform number in (0, 1). Source: McFadden (1974); Brock and Durlauf (2001).
    """
    best = max(value_none, value_formal, value_substantive)
    none = math.exp(intensity * (value_none - best))
    formal = math.exp(intensity * (value_formal - best))
    substantive = math.exp(intensity * (value_substantive - best))
    mark = u * (none + formal + substantive)
    if mark < none:
        return NONE
    if mark < none + formal:
        return FORMAL
    return SUBSTANTIVE


@rule
def imitates(value_other, value_own, intensity, u):
    """Whether a peer's strategy is copied: Fermi rule (E6; Traulsen, Nowak and Pacheco 2006)."""
    return u < logistic(intensity * (value_other - value_own))


@rule
def another(row, first, number, u):
    """One of the `number` rows from `first` on, other than `row`; `row` itself when there is no other."""
    if number < 2:
        return row
    chosen = first + int(u * (number - 1))
    return chosen + 1 if chosen >= row else chosen


@rule
def norm(share, behaviour):
    """Utility of doing what this share of the peers does (E5)."""
    return behaviour.norm_strength * share
