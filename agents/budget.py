"""Budgets: what a region pays for its levers, and what is cut when the money is short (E40, A37, B23).

Offices and inspectors are hired; subsidies and tax credits are open-ended: whoever qualifies is paid. Which
of them gives way is the switch `rationing`.
"""

from iei.policies.catalogue import LEVERS
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

PROPORTIONAL, ENTITLEMENTS_LAST, ENTITLEMENTS_CAPPED = range(3)

QUANTITIES = (
    Quantity(
        "soft_budget",
        default=0,
        lower=0,
        upper=1,
        unit="share",
        equation="E39",
        source="modelling choice",
        grade=ASSUMED,
        symbol="sb",
    ),
    Quantity(
        "rationing",
        default=ENTITLEMENTS_LAST,
        lower=PROPORTIONAL,
        upper=ENTITLEMENTS_CAPPED,
        unit="0: all levers alike, 1: open-ended transfers last, 2: these capped and paid first",
        equation="E40",
        source="modelling choice, B23: posts are budgeted, entitlements are cut by decree within a year",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "entitlement_cap",
        default=0.5,
        lower=0,
        upper=1,
        unit="share of what can be spent",
        equation="E40",
        source="modelling choice, B23; acts under rationing 2",
        grade=ASSUMED,
    ),
    Quantity(
        "reserve_limit",
        default=4,
        lower=0,
        upper=20,
        unit="budgets",
        equation="E40",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "reserve_use_terms",
        default=4,
        lower=1,
        upper=20,
        unit="term",
        equation="E40",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "budget_scale_minimum",
        default=0.05,
        lower=0.01,
        upper=1,
        unit="share",
        equation="E40",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

ENTITLED = tuple(lever.entitlement for lever in LEVERS)


@rule
def lead_share(government, behaviour):
    """Share of every lever that the lead lets through and pays for (E38a)."""
    return 1.0 if government.strong_lead else behaviour.lead_weak


@rule
def funded(government, lever):
    """Share of a lever that the budget of a region pays for (A37, B23)."""
    return government.transfer_scale if ENTITLED[lever] else government.budget_scale


@rule
def affordable(limit, wanted):
    """Share of what is wanted that `limit` pays for, at most all of it; none where nothing is left."""
    if limit <= 0.0:
        return 0.0
    return min(1.0, limit / wanted) if wanted > 0.0 else 1.0


@rule
def ration(offices, transfers, limit, behaviour):
    """Shares of offices and of open-ended transfers that `limit` pays for (A37, B23).

    offices, transfers, limit : MU per term; the first two at full funding
    """
    if behaviour.rationing == PROPORTIONAL:
        scale = affordable(limit, offices + transfers)
        return scale, scale
    if behaviour.rationing == ENTITLEMENTS_LAST:
        return affordable(limit, offices), affordable(max(0.0, limit - offices), transfers)
    reserved = min(transfers, behaviour.entitlement_cap * limit)
    return affordable(limit - reserved, offices), affordable(reserved, transfers)


@rule
def settle_budget(world, g):
    """Accounts of region `g` at the end of a term: reserve and what the budget allows next (E40, A37)."""
    behaviour = world.behaviour[0]
    government = world.governments[g]
    offices = 0.0
    transfers = 0.0
    in_use = False
    for lever in range(world.spending_values.shape[1]):
        in_use = in_use or world.paid_values[g, lever] > 0.0
        if ENTITLED[lever]:
            transfers += world.spending_values[g, lever]
        else:
            offices += world.spending_values[g, lever]
    spent = offices + transfers
    net = spent - government.fines - government.clawback
    government.spent = net
    offices /= government.budget_scale
    transfers /= government.transfer_scale
    share = lead_share(government, behaviour)
    if share > 0.0:
        government.cost_full_lead = (offices + transfers) / share
    if not in_use and spent == 0.0:
        government.budget_scale = 1.0
        government.transfer_scale = 1.0
        government.returned = government.budget
        return
    reserve = government.reserve + government.budget - net
    government.returned = max(0.0, reserve - behaviour.reserve_limit * government.budget)
    government.reserve = reserve - government.returned
    limit = government.budget * (1.0 + behaviour.soft_budget)
    limit += max(government.reserve, 0.0) / behaviour.reserve_use_terms
    for_offices, for_transfers = ration(offices, transfers, limit, behaviour)
    government.budget_scale = max(behaviour.budget_scale_minimum, for_offices)
    government.transfer_scale = max(behaviour.budget_scale_minimum, for_transfers)
