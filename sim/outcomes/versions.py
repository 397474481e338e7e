"""Versions of outcomes: an outcome that is added or changed sets no stored run aside.

The version of the rules does not depend on outcomes, which are computed from what the rules counted. Each
outcome has a version of its own, a hash over all that its number is made of beside the tallies.
"""

from __future__ import annotations

import hashlib
from functools import cache

from iei.sim.base.code_cache import fingerprint
from iei.sim.outcomes import OUTCOMES
from iei.sim.outcomes.coverage import counted
from iei.sim.outcomes.definition import Outcome
from iei.sim.outcomes.summary import LATE_TERMS, mean_where_defined, window


@cache
def common_fingerprints() -> tuple[str, ...]:
    """Fingerprints of what every outcome's number goes through."""
    return tuple(map(fingerprint, (window, mean_where_defined, counted)))


@cache
def outcome_version(outcome: Outcome) -> str:
    """Hash over an outcome's function, all that it calls, and the terms that its summary is a mean of."""
    parts = [outcome.name, outcome.summary, str(outcome.grouped), str(LATE_TERMS)]
    parts += [fingerprint(outcome.of), *common_fingerprints()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


def outcome_versions() -> dict[str, str]:
    """Version of every outcome, by name."""
    return {name: outcome_version(outcome) for name, outcome in OUTCOMES.items()}
