"""When an answer stands: how many pairs are enough for what the page shows.

Pairs are added until every number that the page states or draws has a 95 % interval that is narrow enough.
What is narrow enough is declared here and does not ask whether the interval holds zero: stopping as soon as a
difference is "significant" would find differences where there are none, stopping at a width does not. From
`FIRST_LOOK` pairs on the width is looked at a few times only, at the ends of the stages.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from iei.experiments.analyse.statistics import Interval, mean_interval
from iei.experiments.lab.bands import Effect, effect
from iei.experiments.lab.sentence import PAPER, SPENDING, SUBSTANCE
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.windows import Window, in_force, last_years, withdrawn
from iei.experiments.lab.words import is_share
from iei.sim.run.scenario import Scenario

FIRST_LOOK = 40  # pairs: bands of fewer rest on too little, and their spread is not well known either
NARROW_SHARE = 0.01  # half-width that is narrow enough for a share: one percentage point
NARROW_LEVEL = 0.05  # the same for other outcomes, of the larger of both means
NARROW_PART = 0.15  # and, whatever the unit, of the number itself


def stands(twins: Twins, graphs: tuple[str, ...]) -> bool:
    """Whether these pairs are enough for the sentence and for graphs of these outcomes."""
    if twins.pairs < FIRST_LOOK:
        return False
    return all(narrow(twins, outcome, window) for outcome, window in stated(twins.scenario, graphs))


def stated(scenario: Scenario, graphs: tuple[str, ...]) -> Iterator[tuple[str, Window]]:
    """What the page says or draws, as outcomes with the terms over which they are averaged."""
    late, force = last_years(scenario), in_force(scenario)
    if force is None:
        spoken = [(SUBSTANCE, late)]
    elif withdrawn(scenario):
        spoken = [(SUBSTANCE, force), (SPENDING, force), (SUBSTANCE, late), (PAPER, late)]
    else:
        spoken = [(SUBSTANCE, late), (PAPER, late), (SPENDING, late)]
    yield from dict.fromkeys([*spoken, *((outcome, late) for outcome in graphs)])


def narrow(twins: Twins, outcome: str, window: Window) -> bool:
    """Whether the effect on an outcome is known well enough; without a policy, its mean.

    An outcome that has no value in any pair will hardly get one by more of them.
    """
    found = effect(twins, outcome, window)
    said = found.difference if twins.scenario.levers else level(twins, outcome, window)
    return bool(np.isnan(said.mean) or said.half_width <= wide(found, said))


def level(twins: Twins, outcome: str, window: Window) -> Interval:
    """Mean of an outcome without the policy, with its interval."""
    return mean_interval(window.mean(twins.of(outcome)[1]))


def wide(found: Effect, said: Interval) -> float:
    """The largest half-width of a number that is narrow enough, in the outcome's unit."""
    higher = max(abs(found.policy), abs(found.baseline))
    least = NARROW_SHARE if is_share(found.outcome) else NARROW_LEVEL * higher
    return float(max(least, NARROW_PART * abs(said.mean)))
