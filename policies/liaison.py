"""Liaison offices, guidelines and reform of college administration (E10, E13, E16, E17, E28)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "liaison",
        1,
        "share",
        "liaison offices at colleges and large enterprises",
        "3 MU a term and .2 MU a college at full value",
    ),
    Lever(
        "guidelines",
        1,
        "share",
        "guidelines and manuals for cooperation",
        "3 MU a term at full value, shared with liaison",
    ),
    Lever(
        "reform",
        1,
        "share",
        "reform of college administration toward the market",
        "2 MU a term at full value",
    ),
)

QUANTITIES = (
    Quantity(
        "liaison_cost_saving",
        0.15,
        0,
        0.4,
        "share of fixed cost",
        "E7",
        "modelling choice, claim 3.3c, 3.3e",
        ASSUMED,
    ),
    Quantity(
        "college_friction_reform", 0.05, 0.02, 0.1, "1/term", "3.3a", "modelling choice", ASSUMED, "lam_xi"
    ),
    Quantity("college_admin_liaison", 0.5, 0, 1, "share", "E10", "modelling choice", ASSUMED, "g_l"),
    Quantity("trust_liaison", 0.4, 0, 1, "share", "E16", "modelling choice", ASSUMED, "g_lT"),
    Quantity("practice_guidance", 0.1, 0, 0.3, "share", "E28", "modelling choice", ASSUMED),
    Quantity(
        "cost_liaison",
        3,
        0,
        10,
        "MU/term",
        "E40",
        "cost schedule of the levers; guidelines share it (max of the two)",
        ASSUMED,
    ),
    Quantity(
        "cost_liaison_college", 0.2, 0, 2, "MU/college/term", "E40", "cost schedule of the levers", ASSUMED
    ),
    Quantity("cost_reform", 2, 0, 10, "MU/term", "E40", "modelling choice", ASSUMED),
)


@rule
def support(liaison, guidelines):
    """Strength of liaison offices with guidelines, which count half (E7, E10, A20)."""
    return min(1.0, liaison + 0.5 * guidelines)


@rule
def liaison_saving(liaison, guidelines, behaviour):
    """Factor on the enterprise's fixed cost of cooperation (E7)."""
    return 1.0 - behaviour.liaison_cost_saving * support(liaison, guidelines)


@rule
def administration(friction, liaison, guidelines, council, behaviour):
    """Administrative burden of an active college, utility (E10)."""
    burden = friction * behaviour.college_admin
    burden *= 1.0 - behaviour.college_admin_liaison * support(liaison, guidelines)
    return burden * (1.0 - behaviour.college_admin_council * council)


@rule
def reformed(friction, reform, behaviour):
    """Friction xi >= 1 after one term of reform (claim 3.3a)."""
    return friction - behaviour.college_friction_reform * reform * (friction - 1.0)
