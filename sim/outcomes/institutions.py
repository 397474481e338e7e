"""Beliefs, law, government and supervision."""

from __future__ import annotations

import numpy as np

from iei.sim.outcomes.definition import (
    COOPERATION,
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


OUTCOMES = (
    Outcome(
        "awareness",
        "awareness of enterprises",
        "share",
        "more",
        COOPERATION,
        "late",
        "perceived share of the long-run benefit (2.2c, 2.4h)",
        share("awareness", "enterprises"),
    ),
    Outcome(
        "college_awareness",
        "awareness of colleges",
        "share",
        "more",
        COOPERATION,
        "late",
        "perceived share of the benefit (2.2c)",
        share("college_awareness", "colleges"),
    ),
    Outcome(
        "audit_belief",
        "perceived audit probability",
        "share",
        "",
        COOPERATION,
        "late",
        "mean over enterprises (3.1e)",
        share("audit_belief", "enterprises"),
    ),
    Outcome(
        "friction",
        "administrative friction of colleges",
        "multiplier",
        "less",
        COOPERATION,
        "late",
        "mean xi (2.3b, 3.3a)",
        share("friction", "colleges"),
    ),
    Outcome(
        "law",
        "legal operability",
        "share",
        "",
        COOPERATION,
        "late",
        "mean L (2.1a, 2.1b, 3.1a)",
        share("law", "governments"),
    ),
    Outcome(
        "capacity",
        "leading capacity of government",
        "share",
        "",
        COOPERATION,
        "late",
        "mean kap (2.1i, 2.2a, 2.2h)",
        share("capacity", "governments"),
    ),
    Outcome(
        "council_effect",
        "effect of councils",
        "share",
        "",
        COOPERATION,
        "late",
        "mean chit (3.2h)",
        share("council", "governments"),
    ),
    Outcome(
        "strong_lead_share",
        "governments with a strong lead",
        "share of governments",
        "",
        COOPERATION,
        "late",
        "choice of lead (2.2a)",
        share("strong_lead", "governments"),
    ),
    Outcome(
        "government_score",
        "regional evaluation score",
        "share",
        "",
        COOPERATION,
        "late",
        "counted agreements and verified substance (2.1h)",
        share("government_score", "governments"),
    ),
    Outcome(
        "audits", "audits", "count/term", "", COOPERATION, "policy", "audits done (2.1g)", column("audits")
    ),
    Outcome(
        "detections",
        "detections",
        "count/term",
        "",
        COOPERATION,
        "policy",
        "found out (2.1c)",
        column("detections"),
    ),
    Outcome(
        "detection_rate",
        "detections per audit",
        "share of audits",
        "",
        COOPERATION,
        "policy",
        "what audits find",
        share("detections", "audits"),
    ),
    Outcome(
        "regional_gap",
        "regional gap in the share of enterprises that train",
        "share (sd over regions)",
        "less",
        COOPERATION,
        "late",
        "spread over regions (2.2b)",
        _regional_gap,
        False,
    ),
    Outcome(
        "score_validity",
        "correlation of score and substance",
        "-1 to 1",
        "more",
        COOPERATION,
        "policy",
        "whether results can be evaluated (2.1h)",
        _score_validity,
    ),
    Outcome(
        "government_utility",
        "utility of governments",
        "utility",
        "more",
        COOPERATION,
        "late",
        "social benefit, spending and score (3.1g)",
        share("government_utility", "governments"),
    ),
)
