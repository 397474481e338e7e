"""Equal budgets: every policy scaled until it spends the same, so that policies compare at one price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iei.experiments.analyse.contrasts import SPENDING
from iei.experiments.execute.campaign import Campaign
from iei.experiments.plan.cells import Cell
from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.sim.run.scenario import Scenario

TOLERANCE = 0.02  # share of the budget
STEPS = 25


def upper(lever: str) -> float:
    """Largest value of a lever."""
    return LEVERS[LEVER_NAMES.index(lever)].upper


def scaled(scenario: Scenario, factor: float) -> Scenario:
    """The scenario with every lever value times `factor`, each at most at its upper bound."""
    levers = tuple(
        replace(setting, value=min(setting.value * factor, upper(setting.lever)))
        for setting in scenario.levers
    )
    return replace(scenario, levers=tuple(setting for setting in levers if setting.value > 0))


def largest_factor(scenario: Scenario) -> float:
    """The factor at which the last lever reaches its upper bound."""
    return max((upper(setting.lever) / setting.value for setting in scenario.levers), default=1.0)


def equalised(
    cells: Sequence[Cell],
    budget: float,
    replicates: int,
    campaign: Campaign,
) -> list[Cell]:
    """Cells whose mean spending on the experiment's own seeds is `budget` MU a term, within 2 %.

    Cells without levers stay as they are. A policy that cannot spend so much, even with every lever
    at its bound, stays at its dearest and its note says so.
    """
    return [
        cell if not cell.scenario.levers else equalise(cell, budget, replicates, campaign) for cell in cells
    ]


def equalise(cell: Cell, budget: float, replicates: int, campaign: Campaign) -> Cell:
    """One cell scaled to the budget by bisection; spending need not be smooth in the factor."""

    def at(factor: float) -> Cell:
        return replace(cell, scenario=scaled(cell.scenario, factor))

    def spending(candidate: Cell) -> float:
        campaign.complete([candidate], range(replicates), quietly=True)
        return float(campaign.labelled_runs([candidate], replicates)[SPENDING].mean())

    low, high = 0.0, largest_factor(cell.scenario)
    dearest = spending(at(high))
    if dearest < budget * (1 - TOLERANCE):
        note = f"cannot spend {budget:g} MU/term: {dearest:.4g} with every lever at its bound"
        campaign.say(f"{cell.label}: {note}")
        return replace(at(high), note=note)
    best, best_spending, factor = at(high), dearest, high
    for _ in range(STEPS):
        if abs(best_spending - budget) <= TOLERANCE * budget:
            note = f"levers times {factor:.4g} to spend {best_spending:.4g} MU/term"
            campaign.say(f"{cell.label}: {note}")
            return replace(best, note=note)
        factor = 0.5 * (low + high)
        best = at(factor)
        best_spending = spending(best)
        low, high = (factor, high) if best_spending < budget else (low, factor)
    note = f"spends {best_spending:.4g} MU/term: no scale of its levers comes within 2 % of {budget:g}"
    campaign.say(f"{cell.label}: {note}")
    return replace(best, note=note)
