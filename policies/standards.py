"""Standards: qualification standards and standards of cooperation (E7, E9, E12, E24, E31)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "qualification",
        1,
        "share",
        "vocational qualification standards",
        "2 MU a term at full value, shared with standards",
    ),
    Lever(
        "standards",
        1,
        "share",
        "standardised content, form, evaluation, examination and capital input",
        "2 MU a term at full value, shared with qualification",
    ),
)

QUANTITIES = (
    Quantity(
        "standards_cost_saving",
        0.15,
        0,
        0.4,
        "share of fixed cost",
        "E7",
        "modelling choice, claim 3.1d",
        ASSUMED,
    ),
    Quantity(
        "qualification_rent_loss", 0.1, 0, 0.4, "share of rent", "E7", "modelling choice, claim 3.2c", ASSUMED
    ),
    Quantity(
        "qualification_poaching",
        0.5,
        0,
        2,
        "share added to poaching hazard",
        "E34",
        "modelling choice, claim 3.2c",
        ASSUMED,
    ),
    Quantity(
        "curriculum_speed_standard", 0.05, 0, 0.2, "1/term", "E24", "modelling choice", ASSUMED, "lam_c"
    ),
    Quantity(
        "cost_standards",
        2,
        0,
        10,
        "MU/term",
        "E40",
        "cost schedule of the levers; qual and std share it (max of the two)",
        ASSUMED,
    ),
)


@rule
def standards_saving(standards, behaviour):
    """Factor on the fixed cost of cooperation: a common form (E7)."""
    return 1.0 - behaviour.standards_cost_saving * standards


@rule
def rent_kept(qualification, behaviour):
    """Factor on the training rent: certificates show skill to rivals (E7)."""
    return 1.0 - behaviour.qualification_rent_loss * qualification


@rule
def poaching_hazard(qualification, behaviour):
    """Chance that a fresh trainee is poached; certificates make skill visible to rivals (E34)."""
    return min(1.0, behaviour.poaching_hazard * (1.0 + behaviour.qualification_poaching * qualification))
