"""End of a term: scores, publicity, and what everybody learns (E11, E12, E37; claim 1.14)."""

from iei.agents.beliefs import audit_belief_next, awareness_next, clipped
from iei.agents.choice import FORMAL, SUBSTANTIVE
from iei.agents.enterprise import levers_reaching
from iei.policies.evaluation import score_reading, score_spread
from iei.policies.public_wage import staff_cost
from iei.sim.base.chance import normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.world.tables import REFERENCE_PLACES


@rule
def score_agents(world):
    """Public scores of enterprises and colleges: joint substance with noise (E12, A18)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for g in range(world.governments.shape[0]):
        world.governments[g].score_mean = 0.0
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        policy = levers_reaching(world, e)
        spread = score_spread(policy.evaluation, policy.standards, behaviour)
        noise = normal(clock.seed, clock.term, Purpose.SCORE, e, 0)
        enterprise.score = enterprise.substance + spread * noise
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        policy = world.policies[college.region]
        spread = score_spread(policy.evaluation, policy.standards, behaviour)
        college.score = college.substance + spread * normal(clock.seed, clock.term, Purpose.SCORE, c, 1)
        government = world.governments[college.region]
        government.score_mean += college.score / government.colleges


@rule
def gather_experience(world):
    """What enterprises could learn from their links: partners' partners and good experience (A17)."""
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.peers_awareness = 0.0
        enterprise.peers_audit_belief = 0.0
        enterprise.peers_number = 0
        enterprise.good_experience = False
    for c in range(world.colleges.shape[0]):
        world.colleges[c].good_experience = False
    for l in range(world.clock[0].links):
        link = world.links[l]
        enterprise = world.enterprises[link.enterprise]
        college = world.colleges[link.college]
        others = college.links - 1
        if others > 0:
            enterprise.peers_awareness += college.partner_awareness - enterprise.awareness
            enterprise.peers_audit_belief += college.partner_audit_belief - enterprise.audit_belief
            enterprise.peers_number += others
        if enterprise.strategy == SUBSTANTIVE and link.trust >= world.behaviour[0].good_experience_trust:
            enterprise.good_experience = True
            if link.effort_college >= 1.0:
                college.good_experience = True


@rule
def learn_enterprise(world, e):
    """Beliefs of enterprise `e` at the end of a term (E11, A17)."""
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    government = world.governments[enterprise.region]
    policy = levers_reaching(world, e)
    rate = government.audit_rate
    peers_awareness = enterprise.awareness
    if enterprise.links > 0:
        peers_belief = enterprise.audit_belief
        if enterprise.peers_number > 0:
            peers_awareness = enterprise.peers_awareness / enterprise.peers_number
            peers_belief = enterprise.peers_audit_belief / enterprise.peers_number
        audited = 1.0 if enterprise.audited else 0.0
        enterprise.audit_belief = audit_belief_next(
            enterprise.audit_belief, audited, peers_belief, policy.evaluation, rate, behaviour
        )
    else:
        enterprise.audit_belief += behaviour.audit_belief_idle * (rate - enterprise.audit_belief)
    subsidy = enterprise.received * REFERENCE_PLACES / enterprise.places / max(enterprise.links, 1)
    detection = enterprise.audit_belief * government.detection_quality
    unsupervised = detection < behaviour.crowding_detection_maximum
    bought = subsidy > behaviour.crowding_subsidy_minimum and unsupervised and enterprise.strategy == FORMAL
    enterprise.awareness = awareness_next(
        enterprise.awareness,
        enterprise.awareness_start,
        1.0 if enterprise.good_experience else 0.0,
        peers_awareness,
        policy.evaluation * government.substantive_share,
        government.council_effect,
        1.0 if bought else 0.0,
        behaviour,
    )


@rule
def learn_college(world, c):
    """Awareness of college `c` at the end of a term (E11; the college meets no crowding out).

    What is published of its own joint work shows it what that is worth, by the precision of scores (B18).
    """
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    government = world.governments[college.region]
    college.awareness = awareness_next(
        college.awareness,
        behaviour.awareness_start,
        1.0 if college.good_experience else 0.0,
        college.awareness,
        world.policies[college.region].evaluation * government.substantive_share,
        government.council_effect,
        0.0,
        behaviour,
    )
    policy = world.policies[college.region]
    published = score_reading(college.score, policy.evaluation, policy.standards, behaviour)
    step = behaviour.awareness_score * published * (1.0 - college.awareness)
    college.awareness = clipped(college.awareness + step)


@rule
def hold_kickoff(world, g):
    """Kick-off meetings in the term in which publicity starts: awareness jumps, pay-offs do not (1.14)."""
    policy = world.policies[g]
    government = world.governments[g]
    if policy.publicity <= 0.0:
        government.publicity_held = False
        return
    if government.publicity_held:
        return
    government.publicity_held = True
    work = world.behaviour[0].publicity_work * world.paid[g].publicity
    world.spending[g].publicity += staff_cost(work, world.behaviour[0])
    jump = world.behaviour[0].publicity_jump * policy.publicity
    for i in range(government.enterprises):
        enterprise = world.enterprises[government.first_enterprise + i]
        enterprise.awareness = clipped(enterprise.awareness + jump * (1.0 - enterprise.awareness))
    for i in range(government.colleges):
        college = world.colleges[government.first_college + i]
        college.awareness = clipped(college.awareness + jump * (1.0 - college.awareness))


@rule
def count_graduate_wages(world):
    """What became of the graduates of this term, by region, for the governments (E38, E38a)."""
    for g in range(world.governments.shape[0]):
        government = world.governments[g]
        tally = world.tallies[world.clock[0].tallied, g]
        government.wages_placed = tally.wages_placed
        if tally.graduates > 0.0 and tally.seekers_before > 0.0:
            placed = tally.placed_link + tally.placed_open + tally.placed_spill_region
            government.placed_in_field = min(1.0, placed / tally.seekers_before)
