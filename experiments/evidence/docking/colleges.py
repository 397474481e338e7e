"""Colleges: what an active role is worth to them, and how they take it (E5, E6, E10)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import State, validity
from iei.experiments.evidence.docking.choice import revised, share_of_peers


def choose_roles(s: State) -> None:
    """E10: utility of an active over a passive role; what is decided now is done after a delay."""
    b, c, r = s.b, s.c, s.c.region
    zt = {name: value[r] for name, value in s.zt.items()}
    quality = (b.college_partner_prior + c.partners) / (1 + c.links)
    able = (c.young_double + c.senior_double) / np.maximum(c.teachers, 1)
    admin = c.friction * b.college_admin * (1 - b.college_admin_liaison * s.g.s_l[r])
    gain = (
        c.awareness / b.awareness_start * (b.college_employment + b.college_social) * quality
        + b.college_evaluation * zt["evaluation"] * validity(s)[r]
        + b.college_mandate * s.g.Lt[r] * zt["mandate"]
        + b.college_teacher * (able - b.college_able_reference)
        + b.college_surplus * c.surplus / (c.surplus + b.college_surplus_half)
        - b.college_academic * b.college_teacher_time
        - admin * (1 - b.college_admin_council * s.g.chit[r])
    )
    active = c.strategy == 1
    value = np.zeros((s.C, 2))
    value[:, 0] = b.norm_strength * share_of_peers(r, ~active)
    value[:, 1] = gain + b.norm_strength * share_of_peers(r, active) + c.taste
    value[np.arange(s.C), c.decided] += b.habit
    c.decided = revised(s, "role", c.decided, value, r, b.college_keep, np.zeros(s.C, dtype=bool))
    c.queue.append(c.decided.copy())
    c.strategy = c.queue.pop(0)
    c.friction = c.friction - b.college_friction_reform * zt["reform"] * (c.friction - 1)
