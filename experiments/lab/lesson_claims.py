"""Conclusions of the lesson sheets: what each says in words, and the contrast that must bear it out."""

from __future__ import annotations

from dataclasses import dataclass

from iei.experiments.lab.windows import Window

AGREEMENTS = '{"subsidy":8}'
JOINT_WORK = '{"subsidy":{"value":8,"basis":"joint_substance"}}'
AS_DEAR_AS_COUNCIL = '{"subsidy":1.9}'
MONEY, SUPERVISED = "incentives", "incentives,supervision"
LAW, DEPARTMENTS = "incentives,supervision,law", "incentives,supervision,departments"
ENFORCED = "incentives,supervision,law,departments"
PULSE, PACKAGE = "subsidy_pulse", "package_half_withdrawn"
WHILE_PAID, TWO_YEARS_LATER = Window(20, 26), Window(28, 32)
AT_THE_END, AFTER_TWO_YEARS = Window(36, 40), Window(42, 46)
FIRST_YEAR = Window(20, 22)


@dataclass(frozen=True)
class Part:
    """The effect of a policy on one outcome: with it less without, under the same luck.

    Parameters
    ----------
    policy : levers, or names of policy files joined by commas, as a link has them
    outcome : name of the outcome
    window : terms that each run is averaged over; None for the last years, as in the lab's sentence
    behaviour : coefficients that differ from their defaults, (name, value)
    sign : 1, or -1 for an effect that is subtracted
    """

    policy: str
    outcome: str = "substantive_share"
    window: Window | None = None
    behaviour: tuple[tuple[str, float], ...] = ()
    sign: int = 1


@dataclass(frozen=True)
class Claim:
    """A sentence, and whether the sum of its parts is "more" than nothing, "less" or "none" (not seen).

    In the sentence ``{0}``, ``{1}`` … stand for the parts, ``{sum}``, ``{lower}`` and ``{upper}`` for their
    sum and its 95 % interval, in the unit shown on the page; ``{u0}`` and ``{usum}`` have no plus sign.

    Parameters
    ----------
    pairs : pairs that decide it in worlds of another seed; as many as the lab has where it is a close thing
    within : what "none" allows either way, in the model's unit; None for what the page calls not visible
    """

    says: str
    sentence: str
    parts: tuple[Part, ...]
    pairs: int = 60
    within: float | None = None


def minus(policy: str, outcome: str = "substantive_share", window: Window | None = None) -> Part:
    """An effect that is subtracted."""
    return Part(policy, outcome, window, sign=-1)


CLAIMS = {
    "agreements_feed_paper": Claim(
        "more",
        "Paid for agreements, formal cooperation changes by {0} points (95 % interval {lower} to "
        "{upper}): paper.",
        (Part(AGREEMENTS, "formal_share"),),
    ),
    "agreements_feed_substance": Claim(
        "more",
        "Substantive cooperation changes by {0} points ({lower} to {upper}): money for paper buys some "
        "substance, too.",
        (Part(AGREEMENTS),),
    ),
    "joint_work_feeds_no_paper": Claim(
        "less",
        "Paid for joint work that is done, formal cooperation changes by {0} points, which is {sum} against "
        "the first ({lower} to {upper}): no paper.",
        (Part(JOINT_WORK, "formal_share"), minus(AGREEMENTS, "formal_share")),
    ),
    "joint_work_feeds_substance": Claim(
        "more",
        "Substantive cooperation changes by {0} points ({lower} to {upper}).",
        (Part(JOINT_WORK),),
    ),
    "one_gets_what_one_pays_for": Claim(
        "more",
        "Substance less paper is {sum} points better under the second ({lower} to {upper}): one gets what "
        "one pays for.",
        (
            Part(JOINT_WORK),
            minus(JOINT_WORK, "formal_share"),
            minus(AGREEMENTS),
            Part(AGREEMENTS, "formal_share"),
        ),
    ),
    "joint_work_costs_less": Claim(
        "less",
        "In the same years the first costs {u1} MU a term, the second {u0} MU ({sum} MU, {lower} to "
        "{upper}).",
        (Part(JOINT_WORK, "public_spending"), minus(AGREEMENTS, "public_spending")),
    ),
    "agreements_crowd_out": Claim(
        "less",
        "Awareness of what cooperation is good for changes by {0} points under the first ({lower} to "
        "{upper}): paid agreements crowd it out.",
        (Part(AGREEMENTS, "awareness"),),
    ),
    "joint_work_does_not_crowd_out": Claim(
        "more",
        "Under the second it stands {sum} points higher than under the first ({lower} to {upper}).",
        (Part(JOINT_WORK, "awareness"), minus(AGREEMENTS, "awareness")),
    ),
    "supervision_alone": Claim(
        "more",
        "Money alone makes {u3} points of substantive cooperation, with supervision {u1}, with "
        "supervision and law {u0}. What law adds is {usum} points more than what supervision adds ({lower} "
        "to {upper}): rules that nobody can enforce change little.",
        (Part(LAW), minus(SUPERVISED), minus(SUPERVISED), Part(MONEY)),
    ),
    "supervision_paper": Claim(
        "none",
        "Paper cooperation stands {0} points above the world without a policy with supervision and {1} "
        "without ({sum} points, {lower} to {upper}): less than a point either way. It does not vanish.",
        (Part(SUPERVISED, "formal_share"), minus(MONEY, "formal_share")),
        within=0.01,
    ),
    "departments_inspect": Claim(
        "more",
        "Departments added to money and supervision make {usum} points more ({lower} to {upper}): {0} "
        "points.",
        (Part(DEPARTMENTS), minus(SUPERVISED)),
    ),
    "law_matters_more": Claim(
        "more",
        "Law is worth {usum} points more than departments ({lower} to {upper}).",
        (Part(LAW), minus(DEPARTMENTS)),
    ),
    "both_matter_most": Claim(
        "more",
        "Both together reach {u0} points, {usum} more than law alone ({lower} to {upper}): rules that "
        "can be enforced make the same money work.",
        (Part(ENFORCED), minus(LAW)),
    ),
    "departments_audit": Claim(
        "more",
        "With law and departments {u0} links a term are audited instead of {u1} ({sum}, {lower} to {upper}): "
        "what is ordered is carried out as far as there are people to do it.",
        (Part(ENFORCED, "audits"), minus(SUPERVISED, "audits")),
    ),
    "council_substance": Claim(
        "more",
        "Substantive cooperation changes by {0} points ({lower} to {upper}).",
        (Part("council"),),
    ),
    "council_no_paper": Claim(
        "more",
        "Formal cooperation changes by {1} points: unlike money, a council does not feed paper "
        "(difference {sum} points, {lower} to {upper}).",
        (Part("council"), minus("council", "formal_share")),
    ),
    "council_takes_time": Claim(
        "more",
        "The effect does not come at once: it is {1} points in the first year (2022–2023) and {0} in "
        "the last years ({sum} points more, {lower} to {upper}).",
        (Part("council"), minus("council", window=FIRST_YEAR)),
    ),
    "council_awareness": Claim(
        "more",
        "Awareness changes by {0} points ({lower} to {upper}).",
        (Part("council", "awareness"),),
    ),
    "council_links": Claim(
        "more",
        "There are {u0} more links ({lower} to {upper}).",
        (Part("council", "links"),),
    ),
    "council_not_introductions": Claim(
        "none",
        "Without introductions (`brokered_pairs` = 0) the council's effect differs by {sum} points "
        "({lower} to {upper}): less than half a point either way. Introductions are what one sees of a "
        "council, not what it does.",
        (Part("council", behaviour=(("brokered_pairs", 0.0),)), minus("council")),
        pairs=200,
    ),
    "council_saves_costs": Claim(
        "less",
        "Where it does not lower the cost of coordination (`council_cost_saving` = 0) the effect is "
        "{0} instead of {1} points ({sum}, {lower} to {upper}).",
        (Part("council", behaviour=(("council_cost_saving", 0.0),)), minus("council")),
    ),
    "council_makes_aware": Claim(
        "less",
        "Where it does not make its members aware of what cooperation is good for "
        "(`awareness_council` = 0) the effect is {0} instead of {1} points ({sum}, {lower} to {upper}).",
        (Part("council", behaviour=(("awareness_council", 0.0),)), minus("council")),
    ),
    "council_costs_as_much": Claim(
        "none",
        "The council costs {u0} MU a term, a subsidy of 1.9 MU for every agreement {u1}: about the same "
        "({sum}, {lower} to {upper}).",
        (Part("council", "public_spending"), minus(AS_DEAR_AS_COUNCIL, "public_spending")),
        within=3.0,
    ),
    "council_against_money": Claim(
        "more",
        "The council makes {0} points of substance and {1} of paper, the money {2} and {3}: substance less "
        "paper is {sum} points better under the council ({lower} to {upper}).",
        (
            Part("council"),
            minus("council", "formal_share"),
            minus(AS_DEAR_AS_COUNCIL),
            Part(AS_DEAR_AS_COUNCIL, "formal_share"),
        ),
    ),
    "pulse_works_while_paid": Claim(
        "more",
        "While the subsidy is paid (2022–2025) substantive cooperation changes by {0} points ({lower}"
        " to {upper}).",
        (Part(PULSE, window=WHILE_PAID),),
    ),
    "pulse_paper_while_paid": Claim(
        "more",
        "Formal cooperation changes by {0} points in the same years ({lower} to {upper}).",
        (Part(PULSE, "formal_share", WHILE_PAID),),
    ),
    "pulse_goes_quickly": Claim(
        "less",
        "Of that {0} points are left one to three years after its end (2026–2028; {sum} points, "
        "{lower} to {upper}).",
        (Part(PULSE, window=TWO_YEARS_LATER), minus(PULSE, window=WHILE_PAID)),
    ),
    "pulse_leaves_nothing": Claim(
        "none",
        "In the last years nothing can be seen of it ({0} points, {lower} to {upper}).",
        (Part(PULSE),),
        pairs=200,
    ),
    "package_works": Claim(
        "more",
        "The package: {0} points of substantive cooperation in its last two years (2030–2032; {lower}"
        " to {upper}).",
        (Part(PACKAGE, window=AT_THE_END),),
    ),
    "package_fades": Claim(
        "less",
        "One to three years after its end (2033–2035) {0} points are left ({sum} points, {lower} to "
        "{upper}).",
        (Part(PACKAGE, window=AFTER_TWO_YEARS), minus(PACKAGE, window=AT_THE_END)),
    ),
    "package_leaves_something": Claim(
        "more",
        "In the last years, up to ten years after its end, {0} points are left ({lower} to {upper}): "
        "it fades too, but slowly.",
        (Part(PACKAGE),),
    ),
    "package_leaves_more": Claim(
        "more",
        "That is {sum} points more than the subsidy leaves ({lower} to {upper}).",
        (Part(PACKAGE), minus(PULSE)),
    ),
    "package_leaves_trust": Claim(
        "more",
        "Trust in links is then still {0} points higher ({lower} to {upper}).",
        (Part(PACKAGE, "trust"),),
    ),
    "package_leaves_depth": Claim(
        "more",
        "The share of deep links is {0} points higher ({lower} to {upper}).",
        (Part(PACKAGE, "deep_share"),),
    ),
    "package_leaves_awareness": Claim(
        "more",
        "Awareness is {0} points higher ({lower} to {upper}).",
        (Part(PACKAGE, "awareness"),),
    ),
}
