"""Evaluation of activities and publicity (E7, E10-E12, E37)."""

from iei.policies.lever import Lever
from iei.policies.public_wage import staff_cost
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, DERIVED, Quantity
from iei.sim.world.tables import REFERENCE_PLACES

LEVERS = (
    Lever(
        "evaluation",
        upper=1,
        unit="share",
        about="evaluate cooperation and publish the results",
        cost="{evaluators_college} persons a college and {evaluators_enterprise} an enterprise at full value",
    ),
    Lever(
        "publicity",
        upper=1,
        unit="share",
        about="kick-off meetings in the regions when it is switched on (claim 1.14)",
        cost="{publicity_work} person-terms a region at the switch-on",
    ),
)

QUANTITIES = (
    Quantity(
        "evaluation_validity",
        default=0.5,
        lower=0,
        upper=1,
        unit="share",
        equation="E37",
        source="modelling choice, claim 2.1h",
        grade=ASSUMED,
        symbol="eta",
    ),
    Quantity(
        "evaluation_benefit",
        default=0.6,
        lower=0,
        upper=2,
        unit="MU/term at n=8",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
        symbol="evb",
    ),
    Quantity(
        "reputation",
        default=0.5,
        lower=0,
        upper=2,
        unit="MU/term at n=8",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
        symbol="rep",
    ),
    Quantity(
        "audit_belief_publicity",
        default=0.2,
        lower=0,
        upper=0.5,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="zeta_p",
    ),
    Quantity(
        "awareness_publicity",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="e3",
    ),
    Quantity(
        "publicity_jump",
        default=0.05,
        lower=0.02,
        upper=0.1,
        unit="share",
        equation="1.14",
        source="modelling choice",
        grade=ASSUMED,
        symbol="z_pub",
    ),
    Quantity(
        "college_evaluation",
        default=0.35,
        lower=0,
        upper=1,
        unit="utility",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="al_V",
    ),
    Quantity(
        "certified_evaluation",
        default=0.1,
        lower=0,
        upper=0.3,
        unit="share added to the target",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "dropout_supervision",
        default=0.3,
        lower=0,
        upper=0.5,
        unit="share at full evaluation",
        equation="E27",
        source="evidence 4.16: -15 % (half lever)",
        grade=DERIVED,
    ),
    Quantity(
        "score_norm_agreements",
        default=6,
        lower=1,
        upper=20,
        unit="agreements per college",
        equation="E37",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "score_noise",
        default=0.5,
        lower=0.3,
        upper=0.8,
        unit="sd",
        equation="E12",
        source="modelling choice, claim 2.1h",
        grade=ASSUMED,
        symbol="sd_E0",
    ),
    Quantity(
        "evaluators_college",
        default=0.1,
        lower=0,
        upper=1,
        unit="persons/college",
        equation="E40",
        source="five weeks a college and year",
        grade=ASSUMED,
    ),
    Quantity(
        "evaluators_enterprise",
        default=0.005,
        lower=0,
        upper=0.05,
        unit="persons/enterprise",
        equation="E40",
        source="a day an enterprise and year",
        grade=ASSUMED,
    ),
    Quantity(
        "publicity_work",
        default=0.5,
        lower=0,
        upper=2.5,
        unit="person-terms",
        equation="E40",
        source="meetings at the switch-on",
        grade=ASSUMED,
    ),
    Quantity(
        "score_noise_evaluation",
        default=0.7,
        lower=0,
        upper=1,
        unit="share at full evaluation",
        equation="E12",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "score_standards_minimum",
        default=0.3,
        lower=0,
        upper=1,
        unit="share",
        equation="E12",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "score_prior_spread",
        default=0.25,
        lower=0.05,
        upper=0.5,
        unit="sd of joint substance",
        equation="E12",
        source="spread of joint substance between agents in runs without policy",
        grade=ASSUMED,
        symbol="sd_J",
    ),
    Quantity(
        "score_pull",
        default=6,
        lower=0,
        upper=20,
        unit="log odds per unit of substance",
        equation="E13, E14",
        source="modelling choice, B18; 0: nobody reads scores",
        grade=ASSUMED,
        symbol="b_E",
    ),
    Quantity(
        "awareness_score",
        default=0.2,
        lower=0,
        upper=1,
        unit="1/term",
        equation="E11",
        source="modelling choice, B18",
        grade=ASSUMED,
        symbol="e7",
    ),
    Quantity(
        "intake_score",
        default=0.3,
        lower=0,
        upper=1,
        unit="log intake per unit of substance",
        equation="E25b",
        source="modelling choice, B18",
        grade=ASSUMED,
    ),
)


@rule
def validity(standards, behaviour):
    """Validity of the evaluation in [0, 1]: standards make it measure substance (E12, A20)."""
    standard = standards * behaviour.standards_evaluation
    return behaviour.evaluation_validity + (1.0 - behaviour.evaluation_validity) * standard


@rule
def reward_of_substance(evaluation, standards, places, behaviour):
    """Gain of a substantive enterprise from being evaluated, MU per link and term (E7)."""
    seen = evaluation * validity(standards, behaviour)
    return seen * behaviour.evaluation_benefit * places / REFERENCE_PLACES


@rule
def reward_of_counting(evaluation, standards, places, behaviour):
    """Gain of a formal enterprise from an evaluation that counts agreements, MU (E7)."""
    seen = evaluation * (1.0 - validity(standards, behaviour))
    return seen * behaviour.evaluation_benefit * places / REFERENCE_PLACES


@rule
def score_spread(evaluation, standards, behaviour):
    """Standard deviation of the noise of an evaluation score (E12, A18)."""
    common = max(standards * behaviour.standards_evaluation, behaviour.score_standards_minimum)
    return behaviour.score_noise * (1.0 - behaviour.score_noise_evaluation * evaluation * common)


@rule
def score_reading(score, evaluation, standards, behaviour):
    """Joint substance that readers of a published score expect, above that of whom nobody knows (E12, B18).

    Only what is evaluated is published; a score counts by its precision, the share of its spread that is
    substance and not noise.
    """
    noise = score_spread(evaluation, standards, behaviour)
    substance = behaviour.score_prior_spread * behaviour.score_prior_spread
    return evaluation * substance / (substance + noise * noise) * score


@rule
def evaluation_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    persons = behaviour.evaluators_college * government.colleges
    persons += behaviour.evaluators_enterprise * government.enterprises
    spending.evaluation = staff_cost(persons * paid.evaluation, behaviour)
    spending.publicity = 0.0  # paid at the kick-off meetings
