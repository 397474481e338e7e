"""A flood, relief for it, and what both do: one example of everything that an extension may declare.

iei compare --config-dir own_folder extensions=[flood_relief] 'policies=[relief]' world=classroom
"""

from iei.agents.mesa_agents import Enterprise
from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.base.table import Column
from iei.sim.outcomes.definition import COMPARED, MONEY, Outcome, ratio
from iei.sim.run.schedule import Phase

LEVERS = (
    Lever(
        "flood_relief",
        upper=1,
        unit="share",
        about="share of the loss by a flood that government pays back",
        cost="what is paid back",
    ),
)

QUANTITIES = (
    Quantity(
        "flood_term",
        default=22,
        lower=0,
        upper=200,
        unit="term",
        equation="-",
        source="an example",
        grade=ASSUMED,
        integer=True,
    ),
    Quantity(
        "flood_loss",
        default=20,
        lower=0,
        upper=100,
        unit="MU/enterprise",
        equation="-",
        source="an example",
        grade=ASSUMED,
    ),
)

COLUMNS = {
    "tallies": (
        Column("flood_losses", float, unit="MU/term", about="losses of enterprises by the flood"),
        Column("flood_relief_paid", float, unit="MU/term", about="what government paid of them"),
    )
}


@rule
def flood(world):
    """A shock: in one term every enterprise loses money, of which government pays a share."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for g in range(world.governments.shape[0]):
        world.spending[g].flood_relief = 0.0
    if clock.term != behaviour.flood_term:
        return
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        relief = world.policies[enterprise.region].flood_relief * behaviour.flood_loss
        enterprise.cash += relief - behaviour.flood_loss
        world.spending[enterprise.region].flood_relief += relief
        tally = world.tallies[clock.tallied, enterprise.region]
        tally.flood_losses += behaviour.flood_loss
        tally.flood_relief_paid += relief


@rule
def costlier_council(effect, behaviour):
    """Replaces the rule of what a council saves of the fixed cost: here it is half as much."""
    return 1.0 - 0.5 * behaviour.council_cost_saving * effect


class CarefulEnterprise(Enterprise):
    """An enterprise that signs nothing new while its cash is gone."""

    def choose(self) -> int:
        """The usual choice, and no more than a formal agreement without cash."""
        return super().choose() if self.state.cash > 0 else min(super().choose(), 1)


PHASES = {"supervise": (Phase(flood, equations="-", why="before the accounts of the term"),)}
REPLACED = {"iei.policies.council.council_saving": costlier_council}
AGENTS = {"enterprise": CarefulEnterprise}
OUTCOMES = (
    Outcome(
        "flood_relief_share",
        label="losses by the flood that government paid",
        unit="share of losses",
        better="more",
        group=MONEY,
        summary="policy",
        about="relief over losses, in the term of the flood",
        shown=(COMPARED,),
        of=lambda s: ratio(s.flood_relief_paid, s.flood_losses),
    ),
)
