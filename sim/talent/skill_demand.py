"""Better graduates create posts: enterprises want more people where those they hire can do more (E29, B5)."""

import math

from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

QUANTITIES = (
    Quantity(
        "posts_elasticity",
        default=0.3,
        lower=0,
        upper=1,
        unit="elasticity",
        equation="E29",
        source="modelling choice, B5; 0: posts do not depend on skill",
        grade=ASSUMED,
    ),
    Quantity(
        "posts_speed",
        default=0.1,
        lower=0.01,
        upper=1,
        unit="1/term",
        equation="E29",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "hired_skill_speed",
        default=0.15,
        lower=0.02,
        upper=1,
        unit="1/term",
        equation="E29",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "skill_reference_terms",
        default=12,
        lower=1,
        upper=60,
        unit="terms before the policy start",
        equation="E29",
        source="modelling choice",
        grade=ASSUMED,
        integer=True,
    ),
)


@rule
def note_hired_skill(market, clock, behaviour):
    """Smoothed effective skill of a market's hires, and its mean before the policy start (E29).

    Hires are weighted by their number, since most come in the terms of graduation.
    """
    speed = behaviour.hired_skill_speed
    market.hired_number += speed * (market.link_hires + market.open_hires - market.hired_number)
    market.hired_skill += speed * (market.link_skill + market.open_skill - market.hired_skill)
    first = clock.policy_start - behaviour.skill_reference_terms
    if first <= clock.term < clock.policy_start and market.hired_number > 0.0:
        market.reference_terms += 1
        skill = market.hired_skill / market.hired_number
        market.skill_reference += (skill - market.skill_reference) / market.reference_terms


@rule
def answer_skill(market, behaviour):
    """Posts wanted over those at the reference skill move to an elastic answer (E29)."""
    if market.skill_reference > 0.0 and market.hired_number > 0.0:
        ratio = market.hired_skill / market.hired_number / market.skill_reference
        target = math.pow(ratio, behaviour.posts_elasticity)
        market.posts_factor += behaviour.posts_speed * (target - market.posts_factor)
