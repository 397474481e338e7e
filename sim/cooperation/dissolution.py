"""Dissolution of links (E15)."""

import math

from iei.agents.choice import NONE
from iei.policies.council import council_stability
from iei.sim.base.chance import uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity
from iei.sim.cooperation.links import remember
from iei.sim.world.rows import programme_row

QUANTITIES = (
    Quantity(
        "exit_hazard",
        default=0.05,
        lower=0.02,
        upper=0.15,
        unit="1/term",
        equation="E15",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="h0",
    ),
    Quantity(
        "exit_withdrawal",
        default=0.95,
        lower=0.3,
        upper=1,
        unit="share",
        equation="E15",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "passive_limit",
        default=12,
        lower=4,
        upper=20,
        unit="term",
        equation="E15",
        source="modelling choice",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "exit_trust",
        default=1,
        lower=0,
        upper=4,
        unit="weight",
        equation="E15",
        source="modelling choice",
        grade=CALIBRATED,
    ),
    Quantity(
        "exit_withdrawal_entity",
        default=0.3,
        lower=0,
        upper=1,
        unit="multiplier",
        equation="E15",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "joint_entity_refund",
        default=0.75,
        lower=0,
        upper=1,
        unit="share",
        equation="E21",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "early_end_age",
        default=4,
        lower=1,
        upper=12,
        unit="term",
        equation="E15",
        source="modelling choice",
        grade=ASSUMED,
        integer=True,
    ),
)


@rule
def end_probability(link, withdrawn, government, behaviour):
    """Chance that a link ends in this term (E15, A2, A23, A26).

    withdrawn : whether the enterprise no longer wants any cooperation
    """
    hold = behaviour.exit_trust * link.trust + link.coupling + government.law_in_force
    hazard = behaviour.exit_hazard * math.exp(-hold)
    if withdrawn:
        hazard += behaviour.exit_withdrawal * (behaviour.exit_withdrawal_entity if link.joint_entity else 1.0)
    if link.passive_terms >= behaviour.passive_limit:
        hazard += 1.0
    return min(1.0, hazard * council_stability(government.council_effect, behaviour))


@rule
def note_end(enterprise, link, withdrawn, behaviour):
    """Keep for the tallies of the term that a link of this enterprise ends."""
    enterprise.links_ended += 1
    enterprise.ended_age += link.age
    if link.age <= behaviour.early_end_age:
        enterprise.links_cancelled += 1
    if withdrawn:
        enterprise.links_withdrawn += 1


@rule
def dissolve_links(world):
    """Links end, partners remember; the rest moves up, in order (E15)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.links_ended = 0
        enterprise.links_cancelled = 0
        enterprise.links_withdrawn = 0
        enterprise.ended_age = 0
    kept = 0
    for l in range(clock.links):
        link = world.links[l]
        e = link.enterprise
        enterprise = world.enterprises[e]
        withdrawn = enterprise.strategy == NONE
        chance = end_probability(link, withdrawn, world.governments[enterprise.region], behaviour)
        if not world.programmes[programme_row(clock, link.college, link.field)].taught:
            chance = 1.0  # its last cohort has left
        if uniform(clock.seed, clock.term, Purpose.LINK_END, e, link.college) < chance:
            remember(world, e, link.college, link.trust)
            note_end(enterprise, link, withdrawn, behaviour)
            if link.joint_entity:
                enterprise.cash += behaviour.joint_entity_refund * behaviour.joint_entity_cost
        else:
            if kept != l:
                world.links[kept] = world.links[l]
            kept += 1
    clock.links = kept
