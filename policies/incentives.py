"""Incentives: subsidy per agreement and tax credit on training cost (E8)."""

from policies.lever import Lever
from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, DERIVED, MEASURED, Quantity

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
