"""Beliefs, law, government and supervision."""

from __future__ import annotations

import numpy as np

from iei.policies.catalogue import LEVERS
from iei.policies.lever import Lever
from iei.sim.outcomes.definition import (
    COOPERATION,
    IN_RUNS,
    Array,
    Outcome,
    Sums,
    column,
    correlation,
    ratio,
    share,
    shares,
)


def _regional_gap(s: Sums) -> Array:
    """Standard deviation over regions of the share of enterprises that train, weighted by enterprises."""
    weight = shares(s.by_region("enterprises"))
    share = np.where(weight > 0, ratio(s.by_region("training"), s.by_region("enterprises")), 0)
    mean = (weight * share).sum(-1, keepdims=True)
    return np.sqrt((weight * (share - mean) ** 2).sum(-1))


def _score_validity(s: Sums) -> Array:
    """Correlation over enterprises of the public score with true joint substance; NaN without spread."""
    squares = s.score_squared, s.enterprise_substance_squared
    return correlation(s.enterprises, s.score, s.enterprise_substance, squares, s.score_product)


def force_outcome(lever: Lever) -> Outcome:
    """The outcome of what is in force of a lever."""
    return Outcome(
        f"in_force_{lever.name}",
        label=f"{lever.name.replace('_', ' ')} in force",
        unit=lever.unit,
        better="",
        group=COOPERATION,
        summary="policy",
        about="what arrives of the value set: after capacity, lead, delay and the budget's cut (E1, A37)",
        of=share(f"in_force_{lever.name}", "governments"),
    )


OUTCOMES = (
    Outcome(
        "awareness",
        label="awareness of enterprises",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="perceived share of the long-run benefit (2.2c, 2.4h)",
        shown=(IN_RUNS,),
        of=share("awareness", "enterprises"),
    ),
    Outcome(
        "college_awareness",
        label="awareness of colleges",
        unit="share",
        better="more",
        group=COOPERATION,
        summary="late",
        about="perceived share of the benefit (2.2c)",
        of=share("college_awareness", "colleges"),
    ),
    Outcome(
        "audit_belief",
        label="perceived audit probability",
        unit="share",
        better="",
        group=COOPERATION,
        summary="late",
        about="mean over enterprises (3.1e)",
        of=share("audit_belief", "enterprises"),
    ),
    Outcome(
        "friction",
        label="administrative friction of colleges",
        unit="multiplier",
        better="less",
        group=COOPERATION,
        summary="late",
        about="mean xi (2.3b, 3.3a)",
        of=share("friction", "colleges"),
    ),
    Outcome(
        "law",
        label="legal operability",
        unit="share",
        better="",
        group=COOPERATION,
        summary="late",
        about="mean L (2.1a, 2.1b, 3.1a)",
        of=share("law", "governments"),
    ),
    Outcome(
        "capacity",
        label="leading capacity of government",
        unit="share",
        better="",
        group=COOPERATION,
        summary="late",
        about="mean kap (2.1i, 2.2a, 2.2h)",
        of=share("capacity", "governments"),
    ),
    Outcome(
        "council_effect",
        label="effect of councils",
        unit="share",
        better="",
        group=COOPERATION,
        summary="late",
        about="mean chit (3.2h)",
        of=share("council", "governments"),
    ),
    Outcome(
        "strong_lead_share",
        label="governments with a strong lead",
        unit="share of governments",
        better="",
        group=COOPERATION,
        summary="late",
        about="choice of lead where a lever is on (2.2a); without one there is nothing to lead",
        of=share("strong_lead", "leading"),
    ),
    Outcome(
        "government_score",
        label="regional evaluation score",
        unit="share",
        better="",
        group=COOPERATION,
        summary="late",
        about="counted agreements and verified substance (2.1h)",
        of=share("government_score", "governments"),
    ),
    Outcome(
        "audits",
        label="audits",
        unit="count/term",
        better="",
        group=COOPERATION,
        summary="policy",
        about="audits done (2.1g)",
        of=column("audits"),
    ),
    Outcome(
        "detections",
        label="detections",
        unit="count/term",
        better="",
        group=COOPERATION,
        summary="policy",
        about="found out (2.1c)",
        of=column("detections"),
    ),
    Outcome(
        "detection_rate",
        label="detections per audit",
        unit="share of audits",
        better="",
        group=COOPERATION,
        summary="policy",
        about="what audits find",
        of=share("detections", "audits"),
    ),
    Outcome(
        "regional_gap",
        label="regional gap in the share of enterprises that train",
        unit="share (sd over regions)",
        better="less",
        group=COOPERATION,
        summary="late",
        about="spread over regions (2.2b)",
        of=_regional_gap,
        grouped=False,
    ),
    Outcome(
        "score_validity",
        label="correlation of score and substance",
        unit="-1 to 1",
        better="more",
        group=COOPERATION,
        summary="policy",
        about="whether results can be evaluated (2.1h)",
        of=_score_validity,
    ),
    Outcome(
        "government_utility",
        label="utility of governments",
        unit="utility",
        better="more",
        group=COOPERATION,
        summary="late",
        about="social benefit, spending and score (3.1g)",
        of=share("government_utility", "governments"),
    ),
    Outcome(
        "effective_strength",
        label="strength of the policy that is in force",
        unit="share of the strength set",
        better="",
        group=COOPERATION,
        summary="policy",
        about="mean over the levers set of what is in force over what is set (E1, A37, B23)",
        shown=(IN_RUNS,),
        of=share("strength", "levers_set"),
    ),
    *(force_outcome(lever) for lever in LEVERS),
)
