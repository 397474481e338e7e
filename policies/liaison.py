"""Liaison offices, guidelines and reform of college administration (E10, E13, E16, E17, E28)."""

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "liaison",
        upper=1,
        unit="share",
        about="liaison offices at colleges and large enterprises",
        cost="a staff of {staff_liaison} a region and {liaison_officers} persons a college at full value",
    ),
    Lever(
        "guidelines",
        upper=1,
        unit="share",
        about="guidelines and manuals for cooperation",
        cost="a staff of {staff_liaison} a region at full value, shared with liaison",
    ),
    Lever(
        "reform",
        upper=1,
        unit="share",
        about="reform of college administration toward the market",
        cost="a staff of {staff_reform} a region at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "liaison_cost_saving",
        default=0.15,
        lower=0,
        upper=0.4,
        unit="share of fixed cost",
        equation="E7",
        source="modelling choice, claim 3.3c, 3.3e",
        grade=ASSUMED,
    ),
    Quantity(
        "college_friction_reform",
        default=0.05,
        lower=0.02,
        upper=0.1,
        unit="1/term",
        equation="3.3a",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lam_xi",
    ),
    Quantity(
        "college_admin_liaison",
        default=0.5,
        lower=0,
        upper=1,
        unit="share",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_l",
    ),
    Quantity(
        "trust_liaison",
        default=0.4,
        lower=0,
        upper=1,
        unit="share",
        equation="E16",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_lT",
    ),
    Quantity(
        "practice_guidance",
        default=0.1,
        lower=0,
        upper=0.3,
        unit="share",
        equation="E28",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "staff_liaison",
        default=1.5,
        lower=0,
        upper=5,
        unit="persons/region",
        equation="E40",
        source="the office of the region; guidelines share it (max of the two)",
        grade=ASSUMED,
    ),
    Quantity(
        "liaison_officers",
        default=0.1,
        lower=0,
        upper=1,
        unit="persons/college",
        equation="E40",
        source="what the government adds to a college's own office",
        grade=ASSUMED,
    ),
    Quantity(
        "staff_reform",
        default=1,
        lower=0,
        upper=5,
        unit="persons/region",
        equation="E40",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "guidelines_weight",
        default=0.5,
        lower=0,
        upper=1,
        unit="weight",
        equation="E7, E10",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def support(liaison, guidelines, behaviour):
    """Strength of liaison offices with guidelines, which count less (E7, E10, A20)."""
    return min(1.0, liaison + behaviour.guidelines_weight * guidelines)


@rule
def liaison_saving(liaison, guidelines, behaviour):
    """Factor on the enterprise's fixed cost of cooperation (E7)."""
    return 1.0 - behaviour.liaison_cost_saving * support(liaison, guidelines, behaviour)


@rule
def administration(friction, liaison, guidelines, council, behaviour):
    """Administrative burden of an active college, utility (E10)."""
    burden = friction * behaviour.college_admin
    burden *= 1.0 - behaviour.college_admin_liaison * support(liaison, guidelines, behaviour)
    return burden * (1.0 - behaviour.college_admin_council * council)


@rule
def reformed(friction, reform, behaviour):
    """Friction xi >= 1 after one term of reform (claim 3.3a)."""
    return friction - behaviour.college_friction_reform * reform * (friction - 1.0)


@rule
def liaison_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    offices = behaviour.staff_liaison + behaviour.liaison_officers * government.colleges
    spending.liaison = staff_cost(offices * paid.liaison, behaviour)
    beyond_liaison = max(0.0, paid.guidelines - paid.liaison)
    spending.guidelines = staff_cost(behaviour.staff_liaison * beyond_liaison, behaviour)
    spending.reform = staff_cost(behaviour.staff_reform * paid.reform, behaviour)
