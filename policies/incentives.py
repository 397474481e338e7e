"""Incentives: subsidy per agreement and tax credit on training cost (E8)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, DERIVED, MEASURED, Quantity
from iei.sim.world.tables import NEWCOMER_SUBSTANCE, REFERENCE_PLACES

LEVERS = (
    Lever(
        "subsidy",
        upper=8,
        unit="MU per link of 8 places and term",
        about="money for every registered agreement",
        cost="what is paid out, over the leading capacity",
        targeted=True,
        entitlement=True,
    ),
    Lever(
        "tax_credit",
        upper=0.5,
        unit="share of cost",
        about="share of training cost set against education surcharges payable (law today: .30)",
        cost="revenue forgone, over the leading capacity",
        targeted=True,
        entitlement=True,
    ),
)

QUANTITIES = (
    Quantity(
        "taxable_share",
        default=0.0065,
        lower=0.003,
        upper=0.02,
        unit="share of value added",
        equation="E8",
        source="evidence 2.3: 5 % of VAT 13 %",
        grade=DERIVED,
        symbol="cap_tax",
    ),
    Quantity(
        "pretended_cost",
        default=0.6,
        lower=0,
        upper=1,
        unit="share",
        equation="E8",
        source="modelling choice",
        grade=ASSUMED,
        symbol="nu",
    ),
    Quantity(
        "takeup_base",
        default=0.4,
        lower=0.2,
        upper=0.5,
        unit="share",
        equation="E8",
        source="modelling choice",
        grade=ASSUMED,
        symbol="u0",
    ),
    Quantity(
        "subsidy_start_terms",
        default=2,
        lower=1,
        upper=6,
        unit="term",
        equation="E8",
        source="evidence 4.1: paid for 12 months",
        grade=MEASURED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "substance_payment_maximum",
        default=2,
        lower=1,
        upper=4,
        unit="multiplier",
        equation="E8",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

BASES = ("agreement", "start", "first", "joint_substance")  # what a subsidy is paid for
AGREEMENT, START, FIRST, JOINT_SUBSTANCE = 0, 1, 2, 3  # positions in `BASES`


@rule
def take_up(law_in_force, behaviour):
    """Share of a nominal incentive that is realised (E8)."""
    return behaviour.takeup_base + (1.0 - behaviour.takeup_base) * law_in_force


@rule
def subsidy_amount(value, places, law_in_force, behaviour):
    """Subsidy for one link, MU per term; `value` is MU per link of 8 places (E8)."""
    return value * places / REFERENCE_PLACES * take_up(law_in_force, behaviour)


@rule
def substance_payment(amount, substance, behaviour):
    """Subsidy paid for verified joint substance: the full amount at depth 2 with full trust (E8)."""
    return amount * min(substance / NEWCOMER_SUBSTANCE, behaviour.substance_payment_maximum)


@rule
def credit_limit(value_added, profit, behaviour):
    """Education surcharges payable, MU per term: nothing in a loss-making term (E8, A9)."""
    return behaviour.taxable_share * max(value_added, 0.0) if profit > 0.0 else 0.0


@rule
def tax_credit_amount(value, cost, limit, law_in_force, behaviour):
    """Tax credit on `cost`, MU per term, never above `limit` (E8, A9)."""
    return min(value * take_up(law_in_force, behaviour) * cost, limit)
