"""The enterprise: its table, its interests and its choice of cooperation."""

import math

from iei.agents.beliefs import clipped
from iei.agents.choice import (
    ATTENTIVE,
    FORMAL,
    IMITATED,
    KEPT,
    NONE,
    NOT_IMITATED,
    STRATEGIES,
    TRIED,
    WEIGHED,
    another,
    imitates,
    logit_choice,
    norm,
)
from iei.agents.enterprise_interests import utilities
from iei.agents.tables import LEAST_RETURN, MOST_RETURN
from iei.policies.incentives import subsidy_amount
from iei.sim.base.chance import four_uniforms, normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.world.rows import market_row, peers_row, reach_row

OUT_OF_REACH = -1000.0  # value of an option that cash does not allow


@rule
def levers_reaching(world, e):
    """Levers in force as they reach enterprise `e`: those targeted at others are 0."""
    enterprise = world.enterprises[e]
    row = reach_row(world.clock[0], enterprise.region, enterprise.size_class, enterprise.industry)
    return world.reached[row]


@rule
def levers_paid_for(world, e):
    """Levers that are paid for as they reach enterprise `e`: those targeted at others are 0."""
    enterprise = world.enterprises[e]
    row = reach_row(world.clock[0], enterprise.region, enterprise.size_class, enterprise.industry)
    return world.paid_reached[row]


@rule
def transfer_offer(world, e):
    """Subsidy for one link (MU per term) and tax credit rate that reach enterprise `e` (E8)."""
    enterprise = world.enterprises[e]
    policy = levers_reaching(world, e)
    law = world.governments[enterprise.region].law_in_force
    subsidy = subsidy_amount(policy.subsidy, enterprise.places, law, world.behaviour[0])
    return subsidy, policy.tax_credit


@rule
def weigh_enterprise(world, e):
    """Perceived utilities of enterprise `e` and whether its transfers changed enough to notice.

    `V = U / scale + norm + taste`, plus the common value of staying out (E5, A1, A2).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    g = enterprise.region
    peers = world.peers[peers_row(g, enterprise.size_class)]
    market = world.markets[market_row(clock, g, enterprise.industry)]
    subsidy, credit = transfer_offer(world, e)
    formal, substantive, transfers, cost = utilities(
        enterprise,
        world.governments[g],
        market.density,
        levers_reaching(world, e),
        subsidy * enterprise.subsidised_share,
        credit,
        clock.term,
        clock.subsidy_basis,
        behaviour,
    )
    share_formal = peers.formal / peers.enterprises
    share_substantive = peers.substantive / peers.enterprises
    share_none = 1.0 - share_formal - share_substantive
    enterprise.value_none = behaviour.status_quo_value + norm(share_none, behaviour) + enterprise.taste_none
    enterprise.value_formal = (
        formal / enterprise.scale + norm(share_formal, behaviour) + enterprise.taste_formal
    )
    enterprise.value_substantive = (
        substantive / enterprise.scale + norm(share_substantive, behaviour) + enterprise.taste_substantive
    )
    if enterprise.cash < cost:
        enterprise.value_substantive = OUT_OF_REACH
    if enterprise.strategy == NONE:
        enterprise.value_none += behaviour.habit
    elif enterprise.strategy == FORMAL:
        enterprise.value_formal += behaviour.habit
    else:
        enterprise.value_substantive += behaviour.habit
    change = abs(transfers - enterprise.transfers_expected)
    enterprise.attentive = change > behaviour.attention_threshold * enterprise.scale
    enterprise.transfers_expected = transfers


@rule
def value_of(enterprise, strategy):
    """Perceived utility of one strategy of an enterprise (E5)."""
    if strategy == NONE:
        return enterprise.value_none
    if strategy == FORMAL:
        return enterprise.value_formal
    return enterprise.value_substantive


@rule
def peer_of(world, e):
    """Another enterprise to look at: same region and size class with probability `near_peer` (A3).

    From all when it is alone in its class; itself only when it is alone in the world.
    """
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    peers = world.peers[peers_row(enterprise.region, enterprise.size_class)]
    near, u, _, _ = four_uniforms(clock.seed, clock.term, Purpose.ENTERPRISE_PEER, e, 0)
    if near < world.behaviour[0].near_peer and peers.enterprises > 1:
        return another(e, peers.first, peers.enterprises, u)
    return another(e, 0, world.enterprises.shape[0], u)


@rule
def choose_strategy(world, e):
    """Strategy of enterprise `e` for this term: keep, imitate, weigh or try at random (E6, A2)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    seed = clock.seed
    term = clock.term
    enterprise.peer = -1
    keep, error, mode, u = four_uniforms(seed, term, Purpose.ENTERPRISE_CHOICE, e, 0)
    keeps = keep < behaviour.keep_probability
    if keeps and not enterprise.attentive:
        enterprise.reason = KEPT
        return enterprise.strategy
    if error < behaviour.random_choice:
        enterprise.reason = TRIED
        return int(u * STRATEGIES)
    if mode < behaviour.imitation_share:
        enterprise.peer = peer_of(world, e)
        peer = world.enterprises[enterprise.peer]
        other = value_of(peer, peer.strategy)
        own = value_of(enterprise, enterprise.strategy)
        if imitates(other, own, behaviour.choice_intensity, u):
            enterprise.reason = IMITATED
            return peer.strategy
        enterprise.reason = NOT_IMITATED
        return enterprise.strategy
    enterprise.reason = ATTENTIVE if keeps else WEIGHED
    return logit_choice(
        enterprise.value_none,
        enterprise.value_formal,
        enterprise.value_substantive,
        behaviour.choice_intensity,
        u,
    )


@rule
def start_enterprise(world, e):
    """Seed-dependent state of enterprise `e` at the start of term 0."""
    seed = world.clock[0].seed
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    government = world.governments[enterprise.region]
    enterprise.productivity = (
        behaviour.productivity
        * government.productivity
        * math.exp(behaviour.productivity_spread * normal(seed, 0, Purpose.ENTERPRISE_PRODUCTIVITY, e, 0))
    )
    spread = behaviour.productive_return_spread * normal(seed, 0, Purpose.PRODUCTIVE_RETURN, e, 0)
    enterprise.productive_return = min(MOST_RETURN, max(LEAST_RETURN, behaviour.productive_return + spread))
    enterprise.taste_none = behaviour.taste_spread * normal(seed, 0, Purpose.ENTERPRISE_TASTE, e, 0)
    enterprise.taste_formal = behaviour.taste_spread * normal(seed, 0, Purpose.ENTERPRISE_TASTE, e, 1)
    enterprise.taste_substantive = behaviour.taste_spread * normal(seed, 0, Purpose.ENTERPRISE_TASTE, e, 2)
    awareness = behaviour.awareness_start + government.awareness_offset
    awareness += behaviour.awareness_start_spread * normal(seed, 0, Purpose.ENTERPRISE_AWARENESS, e, 0)
    enterprise.awareness = clipped(awareness)
    enterprise.awareness_start = enterprise.awareness
    enterprise.audit_belief = behaviour.audit_belief_start
    enterprise.skill_gain = behaviour.skill_gain
    enterprise.posts *= math.exp(behaviour.posts_spread * normal(seed, 0, Purpose.ENTERPRISE_POSTS, e, 0))
    enterprise.subsidised_share = 1.0
    enterprise.trust = behaviour.trust_start
