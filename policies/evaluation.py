"""Evaluation of activities and publicity (E7, E10-E12, E37)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, DERIVED, Quantity

LEVERS = (
    Lever(
        "evaluation", 1, "share", "evaluate cooperation and publish the results", "1 MU a term at full value"
    ),
    Lever(
        "publicity",
        1,
        "share",
        "kick-off meetings in the regions when it is switched on (claim 1.14)",
        "1 MU at the switch-on",
    ),
)

QUANTITIES = (
    Quantity(
        "evaluation_validity", 0.5, 0, 1, "share", "E37", "modelling choice, claim 2.1h", ASSUMED, "eta"
    ),
    Quantity("evaluation_benefit", 0.6, 0, 2, "MU/term at n=8", "E7", "modelling choice", ASSUMED, "evb"),
    Quantity("reputation", 0.5, 0, 2, "MU/term at n=8", "E9", "modelling choice", ASSUMED, "rep"),
    Quantity("audit_belief_publicity", 0.2, 0, 0.5, "1/term", "E11", "modelling choice", ASSUMED, "zeta_p"),
    Quantity("awareness_publicity", 0.05, 0, 0.2, "1/term", "E11", "modelling choice", ASSUMED, "e3"),
    Quantity("publicity_jump", 0.05, 0.02, 0.1, "share", "1.14", "modelling choice", ASSUMED, "z_pub"),
    Quantity("college_evaluation", 0.35, 0, 1, "utility", "E10", "modelling choice", ASSUMED, "al_V"),
    Quantity(
        "certified_evaluation", 0.1, 0, 0.3, "share added to the target", "E26", "modelling choice", ASSUMED
    ),
    Quantity(
        "dropout_supervision",
        0.3,
        0,
        0.5,
        "share at full evaluation",
        "E27",
        "evidence 4.16: -15 % (half lever)",
        DERIVED,
    ),
    Quantity("score_norm_agreements", 6, 1, 20, "agreements per college", "E37", "modelling choice", ASSUMED),
    Quantity("score_noise", 0.5, 0.3, 0.8, "sd", "E12", "modelling choice, claim 2.1h", ASSUMED, "sd_E0"),
    Quantity("cost_evaluation", 1, 0, 10, "MU/term", "E40", "cost schedule of the levers", ASSUMED),
)


@rule
def validity(standards, behaviour):
    """Validity of the evaluation in [0, 1]: standards make it measure substance (E12, A20)."""
    return behaviour.evaluation_validity + (1.0 - behaviour.evaluation_validity) * standards


@rule
def reward_of_substance(evaluation, standards, places, behaviour):
    """Gain of a substantive enterprise from being evaluated, MU per link and term (E7)."""
    return evaluation * validity(standards, behaviour) * behaviour.evaluation_benefit * places / 8.0


@rule
def reward_of_counting(evaluation, standards, places, behaviour):
    """Gain of a formal enterprise from an evaluation that counts agreements, MU (E7)."""
    return evaluation * (1.0 - validity(standards, behaviour)) * behaviour.evaluation_benefit * places / 8.0


@rule
def score_spread(evaluation, standards, behaviour):
    """Standard deviation of the noise of an evaluation score (E12, A18)."""
    return behaviour.score_noise * (1.0 - 0.7 * evaluation * max(standards, 0.3))
