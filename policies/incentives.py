"""Incentives: subsidy per agreement and tax credit on training cost (E8)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, DERIVED, MEASURED, Quantity

LEVERS = (
    Lever(
        "subsidy",
        8,
        "MU per link of 8 places and term",
        "money for every registered agreement",
        "what is paid out, over the leading capacity",
        True,
    ),
    Lever(
        "tax_credit",
        0.5,
        "share of cost",
        "share of training cost set against education surcharges payable (law today: .30)",
        "revenue forgone, over the leading capacity",
        True,
    ),
)

QUANTITIES = (
    Quantity(
        "taxable_share",
        0.0065,
        0.003,
        0.02,
        "share of value added",
        "E8",
        "evidence 2.3: 5 % of VAT 13 %",
        DERIVED,
        "cap_tax",
    ),
    Quantity("pretended_cost", 0.6, 0, 1, "share", "E8", "modelling choice", ASSUMED, "nu"),
    Quantity("takeup_base", 0.4, 0.2, 0.5, "share", "E8", "modelling choice", ASSUMED, "u0"),
    Quantity(
        "subsidy_start_terms", 2, 1, 6, "term", "E8", "evidence 4.1: paid for 12 months", MEASURED, "", True
    ),
)

BASES = ("agreement", "start", "first", "joint_substance")  # what a subsidy is paid for
AGREEMENT, START, FIRST, JOINT_SUBSTANCE = 0, 1, 2, 3


@rule
def take_up(law_in_force, behaviour):
    """Share of a nominal incentive that is realised (E8)."""
    return behaviour.takeup_base + (1.0 - behaviour.takeup_base) * law_in_force


@rule
def subsidy_amount(value, places, law_in_force, behaviour):
    """Subsidy for one link, MU per term; `value` is MU per link of 8 places (E8)."""
    return value * places / 8.0 * take_up(law_in_force, behaviour)


@rule
def substance_payment(amount, substance):
    """Subsidy paid for verified joint substance: the full amount at depth 2 with full trust (E8)."""
    return amount * min(substance / 0.3, 2.0)


@rule
def credit_limit(value_added, profit, behaviour):
    """Education surcharges payable, MU per term: nothing in a loss-making term (E8, A9)."""
    return behaviour.taxable_share * max(value_added, 0.0) if profit > 0.0 else 0.0


@rule
def tax_credit_amount(value, cost, limit, law_in_force, behaviour):
    """Tax credit on `cost`, MU per term, never above `limit` (E8, A9)."""
    return min(value * take_up(law_in_force, behaviour) * cost, limit)
