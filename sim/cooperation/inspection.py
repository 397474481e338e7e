"""Supervision of links: which are audited, what is found, what it costs (E9, A15)."""

import numpy as np

from iei.agents.choice import SUBSTANTIVE
from iei.agents.enterprise import levers_reaching
from iei.policies.supervision import audit_number, fine_amount
from iei.sim.base.chance import normal, uniform
from iei.sim.base.compilation import rule
from iei.sim.base.ordering import ascending
from iei.sim.base.purpose import Purpose


@rule
def audit_priority(world, l):
    """Links with the smallest priority are audited: at random, or low substance first (E9)."""
    clock = world.clock[0]
    link = world.links[l]
    if clock.risk_based_audit:
        noise = normal(clock.seed, clock.term, Purpose.AUDIT, link.enterprise, link.college)
        return link.substance + world.behaviour[0].audit_risk_noise * noise
    return uniform(clock.seed, clock.term, Purpose.AUDIT, link.enterprise, link.college)


@rule(allocates=True)
def audit_links(world):
    """Audit as many links of each region as the lever and the staff allow (E9, A14)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    left = np.zeros(clock.regions, dtype=np.int64)
    any_audit = False
    for g in range(clock.regions):
        government = world.governments[g]
        policy = world.policies[g]
        left[g] = audit_number(
            policy.audit,
            government.links,
            government.enterprises,
            policy.departments,
            government.audit_support,
            behaviour,
        )
        any_audit = any_audit or left[g] > 0
        government.audits = 0
        government.detections = 0
    for e in range(world.enterprises.shape[0]):
        world.enterprises[e].audited = False
    priority = np.zeros(clock.links)
    for l in range(clock.links):
        world.links[l].audited = False
        world.links[l].detected = False
        if any_audit:
            priority[l] = audit_priority(world, l)
    if any_audit:
        order = ascending(priority)
        for i in range(clock.links):
            link = world.links[order[i]]
            enterprise = world.enterprises[link.enterprise]
            reached = levers_reaching(world, link.enterprise).audit > 0.0
            if reached and left[enterprise.region] > 0:
                left[enterprise.region] -= 1
                audit(world, order[i])
    for g in range(clock.regions):
        government = world.governments[g]
        government.audit_rate = government.audits / government.links if government.links > 0 else 0.0


@rule
def audit(world, l):
    """One audit: an enterprise that does not perform is found out with probability q (E9, A15)."""
    clock = world.clock[0]
    link = world.links[l]
    enterprise = world.enterprises[link.enterprise]
    government = world.governments[enterprise.region]
    government.audits += 1
    link.audited = True
    enterprise.audited = True
    if enterprise.strategy != SUBSTANTIVE:
        u = uniform(clock.seed, clock.term, Purpose.DETECTION, link.enterprise, link.college)
        if u < government.detection_quality:
            link.detected = True
            government.detections += 1


@rule
def sanction(world, l, transfers):
    """Clawback, fine and exclusion of a detected link; returns (clawback, fine) in MU (E9, A15).

    transfers : subsidy and credit that the link received in this term, MU
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    link = world.links[l]
    enterprise = world.enterprises[link.enterprise]
    law = world.governments[enterprise.region].law_in_force
    penalty = levers_reaching(world, link.enterprise).penalty
    u = uniform(clock.seed, clock.term, Purpose.EXCLUSION, link.enterprise, link.college)
    if u < law:
        enterprise.excluded_until = clock.term + 1 + int(behaviour.exclusion_terms)
    return law * transfers, fine_amount(penalty, enterprise.places, law, behaviour)
