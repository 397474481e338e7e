"""Who cooperates, and how: enterprises and colleges."""

from __future__ import annotations

from sim.outcomes.definition import COOPERATION, Outcome, ratio, share

OUTCOMES = (
    Outcome(
        "none_share",
        "enterprises without cooperation",
        "share of enterprises",
        "",
        COOPERATION,
        "late",
        "strategy none",
        lambda s: ratio(s.enterprises - s.formal - s.substantive, s.enterprises),
    ),
    Outcome(
        "formal_share",
        "formally cooperating enterprises",
        "share of enterprises",
        "less",
        COOPERATION,
        "late",
        "strategy formal (2.2e)",
        share("formal", "enterprises"),
    ),
    Outcome(
        "substantive_share",
        "substantively cooperating enterprises",
        "share of enterprises",
        "more",
        COOPERATION,
        "late",
        "strategy substantive (2.3d, 2.4i)",
        share("substantive", "enterprises"),
    ),
    Outcome(
        "linked_share",
        "enterprises with a link",
        "share of enterprises",
        "",
        COOPERATION,
        "late",
        "participation, formal or not (F2)",
        share("linked", "enterprises"),
    ),
    Outcome(
        "training_share",
        "enterprises that train",
        "share of enterprises",
        "more",
        COOPERATION,
        "late",
        "substantive and with a link",
        share("training", "enterprises"),
    ),
    Outcome(
        "colleges_active_share",
        "active colleges",
        "share of colleges",
        "more",
        COOPERATION,
        "late",
        "role active (2.4b)",
        share("colleges_active", "colleges"),
    ),
    Outcome(
        "colleges_linked_share",
        "colleges with a link",
        "share of colleges",
        "",
        COOPERATION,
        "late",
        "schools that take part (F2)",
        share("colleges_linked", "colleges"),
    ),
)
