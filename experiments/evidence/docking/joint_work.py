"""What a link does in a term: effort, trust, depth, forms, coupling, joint entities (E16-E21)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import (
    ORDER_CLASS,
    STAFF_EXCHANGE,
    SUBSTANCE,
    SUBSTANTIVE,
    THRESHOLD,
    State,
)
from iei.experiments.evidence.docking.enterprises import (
    fixed_cost,
    long_run_benefit,
    prescription,
    productive_return,
)


def cooperate(s: State) -> None:
    """One term of joint work on all links; levers are those of the enterprise's region."""
    b, l, r = s.b, s.l, s.l.region
    side_e = s.e.strategy[l.enterprise] == SUBSTANTIVE
    side_c = s.c.strategy[l.college] == 1
    both = l.alive & side_e & side_c
    neither = l.alive & ~side_e & ~side_c
    idle = b.leak + (1 - b.leak) * b.coupling_effort * l.coupling
    l.effort_e = np.where(side_e, 1.0, idle) * l.alive
    l.effort_c = np.where(side_c, 1.0, idle) * l.alive
    l.age += l.alive
    l.substantive_age = np.where(both, l.substantive_age + 1, 0)
    l.passive_terms = np.where(neither, l.passive_terms + 1, 0)
    loss = b.trust_loss * (1 - b.trust_law * s.g.Lt[r]) * (1 - b.trust_liaison * s.zt["liaison"][r])
    gained = l.trust + b.trust_gain * (1 - l.trust)
    l.trust = np.where(
        both, gained, np.where(neither, l.trust * (1 - b.trust_fading_passive), l.trust * (1 - loss))
    )
    l.trust *= l.alive
    climb(s, both)
    l.substance = SUBSTANCE[l.depth] * l.effort_e * l.effort_c * l.alive
    adopt_forms(s)
    deep = both & (l.depth >= 4)
    grown = b.coupling_growth * deep * (b.coupling_maximum - l.coupling)
    l.coupling = (l.coupling + grown - b.coupling_fading * l.coupling) * l.alive
    found_entities(s)
    share_surplus(s)


def climb(s: State, both: np.ndarray) -> None:
    """E17: one draw a link serves up and, mirrored, down."""
    b, l, r = s.b, s.l, s.l.region
    luck = s.luck("depth")
    draw, by_duty = luck.random(l.slots), luck.random(l.slots)
    ease = (1 - b.trust_law * s.g.Lt[r]) * (1 - b.trust_council * s.g.chit[r])
    threshold = THRESHOLD[np.minimum(l.depth + 1, 5)] * ease
    chance = np.minimum(1, b.depth_up * (1 + s.zt["guidelines"][r] + s.zt["liaison"][r]))
    duty = (by_duty < s.zt["mandate"][r] * s.g.Lt[r]) & (l.depth < 3)
    free = l.alive & (l.depth < 5) & ((both & (l.trust >= threshold)) | duty)
    up = free & (draw < chance)
    down = l.alive & ~both & ~up & (l.depth > 1) & (draw > 1 - b.depth_down)
    l.depth = l.depth + up - down


def adopt_forms(s: State) -> None:
    """E18: each missing form is adopted with a chance."""
    b, l, r = s.b, s.l, s.l.region
    draws = s.luck("forms").random((l.slots, 6))
    chance = np.repeat((b.mode_adoption * l.substance * (l.depth >= b.forms_from_depth))[:, None], 6, axis=1)
    chance[:, ORDER_CLASS] += b.form_push * s.zt["orders"][r]
    chance[:, STAFF_EXCHANGE] += b.form_push * s.zt["teacher_exchange"][r]
    l.modes |= (draws < chance) & l.alive[:, None]


def places(s: State) -> np.ndarray:
    """Trainee places of every link; a joint entity has more (E21)."""
    return s.e.places[s.l.enterprise] * np.where(s.l.entity, 1 + s.b.joint_entity_places, 1.0)


def found_entities(s: State) -> None:
    """E21: mature links of enterprises that can pay become joint entities."""
    b, l = s.b, s.l
    draw = s.luck("entity").random(l.slots)
    ripe = (
        l.alive
        & ~l.entity
        & (l.depth == 5)
        & (l.substantive_age >= b.joint_entity_age)
        & (l.coupling >= b.joint_entity_coupling)
        & (s.e.size_class[l.enterprise] > 0)
        & (draw < b.joint_entity_chance)
    )
    for i in np.flatnonzero(ripe):
        if s.e.cash[l.enterprise[i]] >= b.joint_entity_cost:
            s.e.cash[l.enterprise[i]] -= b.joint_entity_cost
            l.entity[i] = True


def share_surplus(s: State) -> None:
    """E21: a joint entity's surplus goes half to the college, whose half buys places for the coming term.

    The page does not say of what surplus is made: here it is what the joint work of the term is worth to
    the enterprise later, without discount for awareness, less the net cost.
    """
    b, l, e = s.b, s.l, s.l.enterprise
    w, n = SUBSTANCE[l.depth], places(s)
    net = fixed_cost(s)[e] + (prescription(s)[e] - productive_return(s, w, e)) * b.trainee_cost * n * w
    worth = n * l.substance * long_run_benefit(s)[e]
    surplus = np.where(l.entity, np.maximum(0, worth - net), 0)
    l.surplus = b.joint_entity_college_share * surplus
    l.bought_now = l.bought
    l.bought = b.surplus_places * l.surplus / b.practice_place_cost
    s.c.surplus = np.bincount(l.college, l.surplus * l.alive, s.C)
    s.e.shared = np.bincount(e, l.surplus * l.alive, s.E)
