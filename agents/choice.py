"""The decision rule of all deciders: perceived utility, habit, imitation, logit (E5, E6)."""

import math

from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity(
        "keep_probability",
        default=0.19,
        lower=0.1,
        upper=0.8,
        unit="share",
        equation="E6",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="1-r",
    ),
    Quantity(
        "attention_threshold",
        default=0.1,
        lower=0.02,
        upper=1,
        unit="share of scale",
        equation="E6",
        source="modelling choice for fact F7; a larger change of the own transfers triggers revision",
        grade=ASSUMED,
    ),
    Quantity(
        "imitation_share",
        default=0.1,
        lower=0,
        upper=1,
        unit="share",
        equation="E6",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="m",
    ),
    Quantity(
        "choice_intensity",
        default=1.9,
        lower=1,
        upper=10,
        unit="1/utility",
        equation="E6",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="beta",
    ),
    Quantity(
        "norm_strength",
        default=0.05,
        lower=0,
        upper=0.5,
        unit="utility",
        equation="E5",
        source="modelling choice",
        grade=ASSUMED,
        symbol="J_n",
    ),
    Quantity(
        "random_choice",
        default=0.005,
        lower=0.001,
        upper=0.03,
        unit="share",
        equation="E6",
        source="modelling choice",
        grade=ASSUMED,
        symbol="mu",
    ),
    Quantity(
        "taste_spread",
        default=0.5,
        lower=0.2,
        upper=0.8,
        unit="utility",
        equation="E5",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="het",
    ),
    Quantity(
        "status_quo_value",
        default=0.78,
        lower=0,
        upper=1.5,
        unit="utility",
        equation="E5",
        source="modelling choice for fact F2",
        grade=CALIBRATED,
        symbol="a_N",
    ),
    Quantity(
        "habit",
        default=0,
        lower=0,
        upper=0.5,
        unit="utility",
        equation="E5",
        source="modelling choice",
        grade=ASSUMED,
        symbol="hab",
    ),
    Quantity(
        "near_peer",
        default=0.8,
        lower=0,
        upper=1,
        unit="share",
        equation="E6",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

NONE, FORMAL, SUBSTANTIVE = 0, 1, 2  # strategies of an enterprise
STRATEGIES = 3  # how many they are
PASSIVE, ACTIVE = 0, 1  # strategies of a college
ROLES = 2  # how many they are
# How an agent came to its choice; `choose_strategy` and `choose_role` write it in the column `reason`.
REASONS = ("not_yet", "kept", "attentive", "weighed", "random", "imitated", "not_imitated", "overridden")
NOT_YET, KEPT, ATTENTIVE, WEIGHED, TRIED, IMITATED, NOT_IMITATED, OVERRIDDEN = range(len(REASONS))


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
