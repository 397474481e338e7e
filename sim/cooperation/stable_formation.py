"""Links by deferred acceptance: the switch in place of sequential search (E14).

Colleges propose in the order of their scores; an enterprise holds the best acceptable proposals up to its
free capacity, by its own score. With quotas and additive scores the outcome is pairwise stable
(Gale and Shapley 1962; Sotomayor 1999).
"""

import numpy as np

from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.cooperation.links import remembered_trust, sign
from iei.sim.cooperation.search import accepts, proposals_of, willing
from iei.sim.world.rows import programme_row


@rule
def enterprise_score(world, c, e):
    """Score of college `c` for enterprise `e`: relevance of the curriculum, trust, closeness."""
    behaviour = world.behaviour[0]
    enterprise = world.enterprises[e]
    programme = world.programmes[programme_row(world.clock[0], c, enterprise.industry)]
    score = programme.relevance + remembered_trust(world, e, c)
    if enterprise.region == world.colleges[c].region:
        score += behaviour.proximity
    return score


@rule
def worst_held(world, held, held_number, e):
    """Place of the lowest-scored proposal that enterprise `e` holds."""
    worst = 0
    for i in range(held_number[e]):
        if enterprise_score(world, held[e, i], e) < enterprise_score(world, held[e, worst], e):
            worst = i
    return worst


@rule(allocates=True)
def match_by_deferred_acceptance(world, partners):
    """Colleges propose, enterprises hold the best, until nobody proposes; then links are signed (E14)."""
    colleges = world.colleges.shape[0]
    most = int(max(world.behaviour[0].proposals_active, world.behaviour[0].proposals_passive, 1.0))
    wishes = np.full((colleges, most), -1)
    room = np.zeros(colleges, dtype=np.int64)
    asked = np.zeros(colleges, dtype=np.int64)
    largest = 1
    for e in range(world.enterprises.shape[0]):
        largest = max(largest, world.enterprises[e].link_capacity)
    held = np.full((world.enterprises.shape[0], largest), -1)
    held_number = np.zeros(world.enterprises.shape[0], dtype=np.int64)
    for c in range(colleges):
        college = world.colleges[c]
        room[c] = college.link_capacity - college.links
        chosen = proposals_of(world, c, partners)
        for i in range(chosen.shape[0]):
            wishes[c, i] = chosen[i]
    again = True
    while again:
        again = False
        for c in range(colleges):
            while room[c] > 0 and asked[c] < most and wishes[c, asked[c]] >= 0:
                e = wishes[c, asked[c]]
                asked[c] += 1
                if willing(world, e) and accepts(world, e, c, Purpose.ACCEPTANCE):
                    free = world.enterprises[e].link_capacity - world.enterprises[e].links
                    if held_number[e] < free:
                        held[e, held_number[e]] = c
                        held_number[e] += 1
                        room[c] -= 1
                    else:
                        worst = worst_held(world, held, held_number, e)
                        loser = held[e, worst]
                        if enterprise_score(world, c, e) > enterprise_score(world, loser, e):
                            held[e, worst] = c
                            room[c] -= 1
                            room[loser] += 1
                            again = True
    for e in range(world.enterprises.shape[0]):
        for i in range(held_number[e]):
            c = held[e, i]
            partners[c, world.colleges[c].links] = e
            sign(world, c, e, False, False)
