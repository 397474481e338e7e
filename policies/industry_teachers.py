"""Colleges hire professionals from industry and young double-qualified teachers (E26a)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "industry_teachers",
        upper=1,
        unit="share",
        about="professionals and young double-qualified teachers among the hires of colleges; only as fast "
        "as teachers retire",
        cost="{industry_hire_pay} person-terms of pay a double-qualified hire at full value",
        group="people",
    ),
)

QUANTITIES = (
    Quantity(
        "industry_professionals",
        default=0.5,
        lower=0,
        upper=0.6,
        unit="share of other hires at full value",
        equation="E26a",
        source="modelling choice, claim 3.3n",
        grade=ASSUMED,
    ),
    Quantity(
        "industry_recruits",
        default=0.3,
        lower=0,
        upper=0.4,
        unit="share of other hires at full value",
        equation="E26a",
        source="modelling choice, claim 3.3l",
        grade=ASSUMED,
    ),
    Quantity(
        "industry_hire_pay",
        default=2,
        lower=0,
        upper=10,
        unit="person-terms/hire",
        equation="E40",
        source="a year of mean wage",
        grade=ASSUMED,
    ),
)


@rule
def professionals_share(industry, hires_double, behaviour):
    """Share of a college's hires who are professionals from industry (E26a)."""
    return hires_double + (1.0 - hires_double) * behaviour.industry_professionals * industry


@rule
def recruits_share(industry, hires_double, behaviour):
    """Share of a college's hires who are young and double-qualified without coming from industry (E26a)."""
    return (1.0 - hires_double) * behaviour.industry_recruits * industry
