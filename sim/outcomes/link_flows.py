"""How links come and go."""

from __future__ import annotations

import numpy as np

from sim.outcomes.definition import COOPERATION, Outcome, column, ratio, share

OUTCOMES = (
    Outcome(
        "link_survival",
        "links that survive a term",
        "share of links",
        "more",
        COOPERATION,
        "late",
        "1 - ended over live and ended (3.1h)",
        lambda s: np.where(s.links + s.links_ended > 0, 1 - ratio(s.links_ended, s.links + s.links_ended), 0),
    ),
    Outcome(
        "link_duration",
        "age of links that end",
        "terms",
        "more",
        COOPERATION,
        "policy",
        "mean age at the end (F10)",
        share("ended_age", "links_ended"),
    ),
    Outcome(
        "link_age",
        "age of live links",
        "terms",
        "more",
        COOPERATION,
        "late",
        "mean age",
        share("link_age", "links"),
    ),
    Outcome(
        "links_signed",
        "links signed",
        "count/term",
        "",
        COOPERATION,
        "late",
        "new agreements",
        column("links_signed"),
    ),
    Outcome(
        "links_ended",
        "links ended",
        "count/term",
        "",
        COOPERATION,
        "late",
        "ended agreements",
        column("links_ended"),
    ),
    Outcome(
        "cancel_rate",
        "links cancelled early",
        "per link signed",
        "less",
        COOPERATION,
        "policy",
        "ended within four terms (F8)",
        lambda s: ratio(s.links_cancelled, np.maximum(s.links_signed, 1)),
    ),
    Outcome(
        "brokered_share",
        "new links introduced by a council",
        "share of new links",
        "",
        COOPERATION,
        "late",
        "bridge by government (3.2a)",
        share("links_brokered", "links_signed"),
    ),
    Outcome(
        "offered_share",
        "new links proposed by enterprises",
        "share of new links",
        "",
        COOPERATION,
        "late",
        "who seeks whom (2.4a)",
        share("links_offered", "links_signed"),
    ),
)
