"""Which terms a number speaks of: the last years of a run, and the years in which a policy is in force."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

import numpy as np

from iei.sim.outcomes import LATE_TERMS, mean_where_defined
from iei.sim.run.scenario import Scenario

FIRST_YEAR = 2012.5  # term 0 is autumn 2012


@dataclass(frozen=True)
class Window:
    """Terms from `first` up to, but without, `end`."""

    first: int
    end: int

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Mean over the window of values of shape (n, terms), shape (n,); terms without a value left out."""
        return mean_where_defined(values[:, self.first : self.end], axis=1)

    @property
    def years(self) -> str:
        """The calendar years that it spans."""
        first, last = (floor(FIRST_YEAR + term / 2) for term in (self.first, self.end - 1))
        return f"{first}" if first == last else f"{first}–{last}"


def in_force(scenario: Scenario) -> Window | None:
    """From the first term in which any lever is in force to the last one; None without a lever."""
    if not scenario.levers:
        return None
    start, terms = scenario.world.policy_start, scenario.terms
    first = max(start + min(setting.start for setting in scenario.levers), 0)
    ends = [terms if setting.end is None else start + setting.end for setting in scenario.levers]
    return Window(first, min(max(ends), terms))


def last_years(scenario: Scenario) -> Window:
    """The last `LATE_TERMS` terms of a run, of which none lies before the policy."""
    force = in_force(scenario)
    first = max(scenario.terms - LATE_TERMS, 0 if force is None else force.first)
    return Window(min(first, scenario.terms - 1), scenario.terms)


def withdrawn(scenario: Scenario) -> bool:
    """Whether the policy has ended before the last years of the run have."""
    force = in_force(scenario)
    return force is not None and force.end < scenario.terms
