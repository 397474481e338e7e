"""Formation of links: proposals, answers, own offers and introductions (E13, E14)."""

import numpy as np

from iei.sim.base.chance import uniform
from iei.sim.base.compilation import rule
from iei.sim.base.ordering import ascending
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.cooperation.links import fade_memories, sign
from iei.sim.cooperation.search import accepts, is_partner, proposals_of, willing
from iei.sim.cooperation.stable_formation import match_by_deferred_acceptance
from iei.sim.world.rows import programme_row

QUANTITIES = (
    Quantity(
        "own_proposal_awareness",
        default=0.8,
        lower=0.5,
        upper=1,
        unit="share",
        equation="E13",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "matching_switch",
        default=0,
        lower=0,
        upper=1,
        unit="0 sequential search, 1 deferred acceptance",
        equation="E14",
        source="modelling choice",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
)


@rule(allocates=True)
def partner_lists(world):
    """Enterprises linked to each college, shape (colleges, largest capacity); -1 is an empty place."""
    largest = 1
    for c in range(world.colleges.shape[0]):
        largest = max(largest, world.colleges[c].link_capacity)
        world.colleges[c].links = 0
    partners = np.full((world.colleges.shape[0], largest), -1)
    for l in range(world.clock[0].links):
        link = world.links[l]
        college = world.colleges[link.college]
        partners[link.college, college.links] = link.enterprise
        college.links += 1
    return partners


@rule(allocates=True)
def search_order(world):
    """Colleges in the order in which they search in this term: random, and the same in every run mode."""
    clock = world.clock[0]
    for c in range(world.colleges.shape[0]):
        rank = uniform(clock.seed, clock.term, Purpose.SEARCH_ORDER, c, 0)
        world.colleges[c].search_rank = rank
    return ascending(world.colleges["search_rank"])


@rule(allocates=True)
def seek_partners(world, c, partners):
    """College `c` proposes and enterprises answer at once (E13, E14)."""
    chosen = proposals_of(world, c, partners)
    for i in range(chosen.shape[0]):
        e = chosen[i]
        college = world.colleges[c]
        full = college.links >= college.link_capacity
        if e >= 0 and not full and willing(world, e) and accepts(world, e, c, Purpose.ACCEPTANCE):
            partners[c, college.links] = e
            sign(world, c, e, False, False)


@rule
def offer_partnership(world, e, partners):
    """An enterprise that knows what cooperation is worth proposes itself (E13, claim 2.4a)."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    if enterprise.awareness <= world.behaviour[0].own_proposal_awareness or not willing(world, e):
        return
    home = world.governments[enterprise.region]
    everywhere = world.colleges.shape[0]
    elsewhere = 1.0 / world.behaviour[0].elsewhere_rarity
    u = uniform(clock.seed, clock.term, Purpose.OWN_PROPOSAL, e, 0)
    mark = u * (home.colleges + (everywhere - home.colleges) * elsewhere)
    if mark < home.colleges:
        c = home.first_college + int(mark)
    else:
        c = int((mark - home.colleges) / elsewhere)
        if c >= home.first_college:
            c += home.colleges
    if c >= everywhere:
        return
    college = world.colleges[c]
    teaches = world.programmes[programme_row(clock, c, enterprise.industry)].offered
    if teaches and college.links < college.link_capacity and not is_partner(partners, c, college.links, e):
        partners[c, college.links] = e
        sign(world, c, e, False, True)


@rule
def introduce_pairs(world, g, partners):
    """The council of region `g` introduces willing enterprises to colleges (E13, A22, claim 3.2a)."""
    clock = world.clock[0]
    government = world.governments[g]
    pairs = int(world.behaviour[0].brokered_pairs * government.council_effect + 0.5)
    for pair in range(pairs):
        u = uniform(clock.seed, clock.term, Purpose.BROKER_ENTERPRISE, g, pair)
        e = government.first_enterprise + int(u * government.enterprises)
        u = uniform(clock.seed, clock.term, Purpose.BROKER_COLLEGE, g, pair)
        start = int(u * government.colleges)
        if willing(world, e):
            for step in range(government.colleges):
                c = government.first_college + (start + step) % government.colleges
                college = world.colleges[c]
                teaches = world.programmes[programme_row(clock, c, world.enterprises[e].industry)].offered
                room = college.links < college.link_capacity
                if teaches and room and not is_partner(partners, c, college.links, e):
                    if accepts(world, e, c, Purpose.BROKER_ACCEPTANCE):
                        partners[c, college.links] = e
                        sign(world, c, e, True, False)
                    break


@rule
def finish_formation(world, partners):
    """Offers of enterprises and introductions of councils, after the colleges searched."""
    for e in range(world.enterprises.shape[0]):
        offer_partnership(world, e, partners)
    for g in range(world.governments.shape[0]):
        introduce_pairs(world, g, partners)
    for e in range(world.enterprises.shape[0]):
        fade_memories(world, e)


@rule(allocates=True)
def form_links(world):
    """Colleges search in random order, aware enterprises offer, councils introduce (E13, E14)."""
    partners = partner_lists(world)
    if world.behaviour[0].matching_switch > 0.0:
        match_by_deferred_acceptance(world, partners)
    else:
        order = search_order(world)
        for i in range(order.shape[0]):
            seek_partners(world, order[i], partners)
    finish_formation(world, partners)
