"""Standards: qualification standards and standards of cooperation (E7, E9, E12, E24, E31)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "qualification",
        upper=1,
        unit="share",
        about="vocational qualification standards",
        cost="{cost_standards} MU a term at full value, shared with standards",
    ),
    Lever(
        "standards",
        upper=1,
        unit="share",
        about="standardised content, form, evaluation, examination and capital input",
        cost="{cost_standards} MU a term at full value, shared with qualification",
    ),
)

QUANTITIES = (
    Quantity(
        "standards_cost_saving",
        default=0.15,
        lower=0,
        upper=0.4,
        unit="share of fixed cost",
        equation="E7",
        source="modelling choice, claim 3.1d",
        grade=ASSUMED,
    ),
    Quantity(
        "qualification_rent_loss",
        default=0.1,
        lower=0,
        upper=0.4,
        unit="share of rent",
        equation="E7",
        source="modelling choice, claim 3.2c",
        grade=ASSUMED,
    ),
    Quantity(
        "qualification_poaching",
        default=0.5,
        lower=0,
        upper=2,
        unit="share added to poaching hazard",
        equation="E34",
        source="modelling choice, claim 3.2c",
        grade=ASSUMED,
    ),
    Quantity(
        "curriculum_speed_standard",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E24",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lam_c",
    ),
    Quantity(
        "cost_standards",
        default=2,
        lower=0,
        upper=10,
        unit="MU/term",
        equation="E40",
        source="cost schedule of the levers; qual and std share it (max of the two)",
        grade=ASSUMED,
    ),
    Quantity(
        "hiring_noise_qualification",
        default=0.75,
        lower=0,
        upper=1,
        unit="share",
        equation="E31",
        source="modelling choice",
        grade=ASSUMED,
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


@rule
def standards_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.qualification = behaviour.cost_standards * paid.qualification
    spending.standards = behaviour.cost_standards * max(0.0, paid.standards - paid.qualification)
