"""A modern employment system: services for graduates and contracts that hold (E7, E29, E31, E34)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever(
        "employment_services",
        upper=1,
        unit="share",
        about="longer lists of posts, posts known before they fall vacant, contracts for those who fit",
        cost="{adviser_work} person-terms a graduate at full value, over the last year",
        group="people",
    ),
)

QUANTITIES = (
    Quantity(
        "services_list",
        default=0.5,
        lower=0,
        upper=2,
        unit="share added to the list",
        equation="E31",
        source="modelling choice, claim 3.2m",
        grade=ASSUMED,
    ),
    Quantity(
        "services_notice",
        default=0.8,
        lower=0,
        upper=1,
        unit="share of the posts that exits vacate",
        equation="E29a",
        source="modelling choice, claim 3.2m",
        grade=ASSUMED,
    ),
    Quantity(
        "services_early_quits",
        default=0.3,
        lower=0,
        upper=0.8,
        unit="share of early quits, of those who fit",
        equation="E34",
        source="modelling choice, claim 3.2m",
        grade=ASSUMED,
    ),
    Quantity(
        "services_separation",
        default=0.3,
        lower=0,
        upper=0.8,
        unit="share of ordinary separation, of those who fit",
        equation="E34",
        source="modelling choice, claim 3.2m",
        grade=ASSUMED,
    ),
    Quantity(
        "adviser_work",
        default=0.01,
        lower=0,
        upper=0.1,
        unit="person-terms/graduate",
        equation="E40",
        source="an adviser for 100 graduates a term, and the register of posts",
        grade=ASSUMED,
    ),
)


@rule
def list_factor(platform, services, behaviour):
    """Factor on the number of posts that a person applies for (E31)."""
    return 1.0 + platform + behaviour.services_list * services


@rule
def notice_share(services, behaviour):
    """Share of the posts that exits will vacate in a term that are offered before (E29a)."""
    return behaviour.services_notice * services


@rule
def early_quits_kept(services, match, behaviour):
    """Factor on early quits: contracts hold those who fit (E34)."""
    return 1.0 - behaviour.services_early_quits * services * match


@rule
def separation_kept(services, match, behaviour):
    """Factor on ordinary separation: contracts hold those who fit (E34)."""
    return 1.0 - behaviour.services_separation * services * match
