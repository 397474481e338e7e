"""Dissolution of links (E15)."""

import math

from agents.choice import NONE
from policies.council import council_stability
from sim.base.chance import uniform
from sim.base.compilation import rule
from sim.base.purpose import Purpose
from sim.base.quantity import ASSUMED, CALIBRATED, Quantity
from sim.links import remember
from sim.tallies import count_end

QUANTITIES = (
    Quantity("exit_hazard", 0.05, 0.01, 0.08, "1/term", "E15", "modelling choice", CALIBRATED, "h0"),
    Quantity("exit_withdrawal", 0.95, 0.3, 1, "share", "E15", "modelling choice", CALIBRATED),
    Quantity("passive_limit", 12, 4, 20, "term", "E15", "modelling choice", ASSUMED, "", True),
)


@rule
def end_probability(link, withdrawn, government, behaviour):
    """Chance that a link ends in this term (E15, A2, A23, A26).

    withdrawn : whether the enterprise no longer wants any cooperation
    """
    hold = 2.0 * link.trust + link.coupling + government.law_in_force
    hazard = behaviour.exit_hazard * math.exp(-hold)
    if withdrawn:
        hazard += behaviour.exit_withdrawal * (0.3 if link.joint_entity else 1.0)
    if link.passive_terms >= behaviour.passive_limit:
        hazard += 1.0
    return min(1.0, hazard * council_stability(government.council_effect, behaviour))


@rule
def dissolve_links(world):
    """Phase 6: links end, partners remember; the rest moves up, in order (E15)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    kept = 0
    for l in range(clock.links):
        link = world.links[l]
        e = link.enterprise
        enterprise = world.enterprises[e]
        withdrawn = enterprise.strategy == NONE
        chance = end_probability(link, withdrawn, world.governments[enterprise.region], behaviour)
        if uniform(clock.seed, clock.term, Purpose.LINK_END, e, link.college) < chance:
            remember(world, e, link.college, link.trust)
            count_end(world, link, withdrawn)
            if link.joint_entity:
                enterprise.cash += 0.75 * behaviour.joint_entity_cost
        else:
            if kept != l:
                world.links[kept] = world.links[l]
            kept += 1
    clock.links = kept
