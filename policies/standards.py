"""Standards: qualification standards and standards of cooperation (E7, E9, E12, E24, E25, E31).

Standards of cooperation have five parts, each with an effect of its own (claim 3.1d, B15): content (curricula
follow it, and enterprises train what they do not need), form (agreements cost less), evaluation (it measures
substance, audits find more), examination (enterprises see skill) and capital (practice places). A policy sets
all by one number, or names the parts that it sets: ``standards: {value: 1, parts: [content, capital]}``.
"""

from iei.policies.lever import Lever
from iei.policies.mandate import mandated
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, DERIVED, Quantity

LEVERS = (
    Lever(
        "qualification",
        upper=1,
        unit="share",
        about="vocational qualification standards",
        cost="a staff of {staff_standards} a region at full value, shared with standards",
    ),
    Lever(
        "standards",
        upper=1,
        unit="share",
        about="standards of content, form, evaluation, examination and capital input; `parts` names some",
        cost="a staff of {staff_standards} a region at full value, shared with qualification",
    ),
)

PARTS = ("content", "form", "evaluation", "examination", "capital")  # of the standards of cooperation
NUMBER_OF_PARTS = len(PARTS)

QUANTITIES = (
    Quantity(
        "standards_content",
        default=1,
        lower=0,
        upper=1,
        unit="share of the lever",
        equation="3.1d",
        source="modelling choice, B15: 0 where a policy names other parts",
        grade=ASSUMED,
    ),
    Quantity(
        "standards_form",
        default=1,
        lower=0,
        upper=1,
        unit="share of the lever",
        equation="3.1d",
        source="modelling choice, B15: 0 where a policy names other parts",
        grade=ASSUMED,
    ),
    Quantity(
        "standards_evaluation",
        default=1,
        lower=0,
        upper=1,
        unit="share of the lever",
        equation="3.1d",
        source="modelling choice, B15: 0 where a policy names other parts",
        grade=ASSUMED,
    ),
    Quantity(
        "standards_examination",
        default=1,
        lower=0,
        upper=1,
        unit="share of the lever",
        equation="3.1d",
        source="modelling choice, B15: 0 where a policy names other parts",
        grade=ASSUMED,
    ),
    Quantity(
        "standards_capital",
        default=1,
        lower=0,
        upper=1,
        unit="share of the lever",
        equation="3.1d",
        source="modelling choice, B15: 0 where a policy names other parts",
        grade=ASSUMED,
    ),
    Quantity(
        "examination_standard",
        default=0.5,
        lower=0,
        upper=1,
        unit="share of what qualification leaves",
        equation="E31",
        source="modelling choice, B15; 0: examinations are those of qualification alone",
        grade=ASSUMED,
    ),
    Quantity(
        "capital_standard",
        default=0.15,
        lower=0,
        upper=0.5,
        unit="share of places added",
        equation="E25",
        source="modelling choice, B15; 0: the standard of capital adds no place",
        grade=ASSUMED,
        symbol="n_std",
    ),
    Quantity(
        "instruction_share",
        default=0.4,
        lower=0,
        upper=1,
        unit="share of training cost",
        equation="E7",
        source="modelling choice, B15: the rest is paid for work, which no curriculum prescribes",
        grade=ASSUMED,
    ),
    Quantity(
        "prescribed_unused",
        default=0.17,
        lower=0,
        upper=0.5,
        unit="share of instruction",
        equation="E7",
        source="evidence 4.28; 0: costless",
        grade=DERIVED,
        symbol="q_u",
    ),
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
        "staff_standards",
        default=1,
        lower=0,
        upper=5,
        unit="persons/region",
        equation="E40",
        source="upkeep; qualification and standards share it (max of the two)",
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
    return 1.0 - behaviour.standards_cost_saving * (standards * behaviour.standards_form)


@rule
def prescription(policy, law_in_force, behaviour):
    """Factor on the cost of trainees: what standards or a duty prescribe is not all of use (E7, B15).

    The same curriculum is paid once, whether a standard or a mandate in force prescribes it.
    """
    content = policy.standards * behaviour.standards_content
    prescribed = max(content, mandated(policy.mandate, law_in_force))
    return 1.0 + behaviour.instruction_share * behaviour.prescribed_unused * prescribed


@rule
def places_demanded(standards, behaviour):
    """Factor on the practice places of a link: the standard of capital input (B15, claim 3.1d)."""
    return 1.0 + behaviour.capital_standard * (standards * behaviour.standards_capital)


@rule
def examined(qualification, standards, behaviour):
    """How far examinations show skill, in [0, 1]: by qualification or the standard of cooperation (E31)."""
    standard = standards * behaviour.standards_examination * behaviour.examination_standard
    return qualification + (1.0 - qualification) * standard


@rule
def parts_in_force(behaviour):
    """Share of the five parts that a policy of standards sets (E40)."""
    parts = behaviour.standards_content + behaviour.standards_form + behaviour.standards_evaluation
    return (parts + behaviour.standards_examination + behaviour.standards_capital) / NUMBER_OF_PARTS


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
    spending.qualification = staff_cost(behaviour.staff_standards * paid.qualification, behaviour)
    standards = paid.standards * parts_in_force(behaviour)
    beyond_qualification = max(0.0, standards - paid.qualification)
    spending.standards = staff_cost(behaviour.staff_standards * beyond_qualification, behaviour)
