"""The list of links: signing, ending, remembering, and what agents know of their own links.

Live links are the first `clock.links` rows, in order of signing.
"""

from iei.agents.choice import ACTIVE, NONE, SUBSTANTIVE
from iei.policies.incentives import FIRST, START
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.cooperation.forms import form_share
from iei.sim.world.rows import memory_row, peers_row
from iei.sim.world.tables import APPRENTICESHIP, FORMAL_AGREEMENT, INTERNSHIP

QUANTITIES = (
    Quantity(
        "trust_memory_fading",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E16",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "partner_memory",
        default=4,
        lower=0,
        upper=16,
        unit="former partners",
        equation="E15",
        source="modelling choice, A52",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
)

FORGOTTEN = 0.01  # remembered trust this near the start value frees its row (A52)


@rule
def remembered_trust(world, e, c):
    """Trust of enterprise `e` toward college `c`: remembered from a former link, or the start value (A52)."""
    clock = world.clock[0]
    for i in range(clock.memory):
        former = world.memories[memory_row(clock, e, i)]
        if former.college == c:
            return former.trust
    return world.behaviour[0].trust_start


@rule
def remember(world, e, c, trust):
    """Keep the trust of an ended link, in an empty row or in that with the least to remember (A52)."""
    clock = world.clock[0]
    start = world.behaviour[0].trust_start
    weakest = -1
    distance = 2.0
    for i in range(clock.memory):
        former = world.memories[memory_row(clock, e, i)]
        if former.college == c or former.college < 0:
            weakest = i
            break
        if abs(former.trust - start) < distance:
            distance = abs(former.trust - start)
            weakest = i
    if weakest >= 0:
        former = world.memories[memory_row(clock, e, weakest)]
        former.college = c
        former.trust = trust


@rule
def fade_memories(world, e):
    """Remembered trust drifts back to the start value and is forgotten when it is near (A52)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for i in range(clock.memory):
        former = world.memories[memory_row(clock, e, i)]
        if former.college >= 0:
            former.trust += behaviour.trust_memory_fading * (behaviour.trust_start - former.trust)
            if abs(former.trust - behaviour.trust_start) < FORGOTTEN:
                former.college = -1
                former.trust = 0.0


@rule
def sign(world, c, e, brokered, proposed_by_enterprise):
    """A new link between college `c` and enterprise `e`: a formal agreement in one form (E14)."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    college = world.colleges[c]
    link = world.links[clock.links]
    link.college = c
    link.enterprise = e
    link.field = enterprise.industry
    link.depth = FORMAL_AGREEMENT
    link.trust = remembered_trust(world, e, c)
    link.age = 0
    link.substantive_age = 0
    link.passive_terms = 0
    link.rose = False
    link.effort_enterprise = 0.0
    link.effort_college = 0.0
    link.substance = 0.0
    link.coupling = 0.0
    link.modes = 1 << INTERNSHIP
    link.joint_entity = False
    link.brokered = brokered
    link.proposed_by_enterprise = proposed_by_enterprise
    link.first_agreement = enterprise.agreements_ever == 0
    link.audited = False
    link.detected = False
    link.subsidy = 0.0
    link.element_index = 0.0
    link.weakest_element = 0.0
    link.whole_process = 0.0
    link.benefit_enterprise = 0.0
    link.practice_spending = 0.0
    enterprise.agreements_ever += 1
    enterprise.links += 1
    college.links += 1
    clock.links += 1


@rule
def subsidised(link, basis, behaviour):
    """Whether the subsidy rule pays for this link in this term (E8)."""
    young = link.age < behaviour.subsidy_start_terms
    if basis == START:
        return young
    if basis == FIRST:
        return young and link.first_agreement
    return True


@rule
def clear_knowledge(world):
    """Forget what agents knew of their links, before it is counted anew."""
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.links = 0
        enterprise.trust = 0.0
        enterprise.deepest = 0
        enterprise.coupling = 0.0
        enterprise.subsidised_share = 0.0
        enterprise.apprentice_share = 0.0
        enterprise.trainees = 0.0
        enterprise.substance = 0.0
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        college.links = 0
        college.substantive_partners = 0
        college.partner_awareness = 0.0
        college.partner_audit_belief = 0.0
        college.substance = 0.0
    for g in range(world.governments.shape[0]):
        world.governments[g].links = 0
        world.governments[g].members = 0
        world.governments[g].mean_substance = 0.0


@rule
def survey_links(world):
    """What every agent knows of its own links: numbers, means, the deepest (A5)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    clear_knowledge(world)
    for l in range(clock.links):
        link = world.links[l]
        enterprise = world.enterprises[link.enterprise]
        college = world.colleges[link.college]
        government = world.governments[enterprise.region]
        enterprise.links += 1
        enterprise.trust += link.trust
        enterprise.deepest = max(enterprise.deepest, link.depth)
        enterprise.coupling += link.coupling
        enterprise.apprentice_share += form_share(link, APPRENTICESHIP, behaviour)
        enterprise.substance += link.substance
        enterprise.trainees += enterprise.places * (
            1.0 + behaviour.joint_entity_places if link.joint_entity else 1.0
        )
        if subsidised(link, clock.subsidy_basis, behaviour):
            enterprise.subsidised_share += 1.0
        college.links += 1
        college.partner_awareness += enterprise.awareness
        college.partner_audit_belief += enterprise.audit_belief
        college.substance += link.substance
        if enterprise.strategy == SUBSTANTIVE:
            college.substantive_partners += 1
        government.links += 1
        government.mean_substance += link.substance
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        if enterprise.links > 0:
            enterprise.trust /= enterprise.links
            enterprise.coupling /= enterprise.links
            enterprise.apprentice_share /= enterprise.links
            enterprise.substance /= enterprise.links
            enterprise.subsidised_share /= enterprise.links
            world.governments[enterprise.region].members += 1
        else:
            enterprise.trust = behaviour.trust_start
            newcomer = clock.subsidy_basis != FIRST or enterprise.agreements_ever == 0
            enterprise.subsidised_share = 1.0 if newcomer else 0.0
        enterprise.passive_agreement = enterprise.links > 0 and enterprise.strategy != SUBSTANTIVE
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        if college.links > 0:
            college.substance /= college.links
            world.governments[college.region].members += 1
    for g in range(world.governments.shape[0]):
        if world.governments[g].links > 0:
            world.governments[g].mean_substance /= world.governments[g].links


@rule
def count_strategies(world):
    """Who does what, by peers and by region, before anybody revises."""
    for p in range(world.peers.shape[0]):
        world.peers[p].formal = 0
        world.peers[p].substantive = 0
    for g in range(world.governments.shape[0]):
        world.governments[g].active_colleges = 0
        world.governments[g].substantive_share = 0.0
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        peers = world.peers[peers_row(enterprise.region, enterprise.size_class)]
        if enterprise.strategy == SUBSTANTIVE:
            peers.substantive += 1
            world.governments[enterprise.region].substantive_share += 1.0
        elif enterprise.strategy != NONE:
            peers.formal += 1
    strong = 0
    for c in range(world.colleges.shape[0]):
        if world.colleges[c].strategy == ACTIVE:
            world.governments[world.colleges[c].region].active_colleges += 1
    for g in range(world.governments.shape[0]):
        government = world.governments[g]
        government.substantive_share /= max(government.enterprises, 1)
        if government.strong_lead:
            strong += 1
    for g in range(world.governments.shape[0]):
        world.governments[g].share_strong = strong / world.governments.shape[0]
