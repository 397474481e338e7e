"""Joint work of a programme, curricula, practice share, portfolio, seats, intake (A25, E24-E25b, E28)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import (
    INTERNSHIP,
    JOINT_BASE,
    SERVICE,
    STAFF_EXCHANGE,
    State,
    by_region,
    published,
    standard,
    validity,
)
from iei.experiments.evidence.docking.enterprises import form_share
from iei.experiments.evidence.docking.fields import relevance
from iei.experiments.evidence.docking.joint_work import places
from iei.experiments.evidence.docking.teachers import college_mean

RIPE = 6  # terms after which a programme counts as established


def aggregate(s: State) -> None:
    """A25: curriculum substance and coverage of every programme."""
    l, p = s.l, s.p
    cell = l.college * s.K + l.field

    def united(open_: np.ndarray | float) -> np.ndarray:
        rest = np.ones(s.C * s.K)
        np.multiply.at(rest, cell, 1 - open_ * l.substance * l.alive)
        return (1 - rest).reshape(s.C, s.K)

    p.curriculum_substance = united(1.0)
    p.practice_substance = united(form_share(s, INTERNSHIP))
    p.teaching_substance = united(form_share(s, STAFF_EXCHANGE))
    p.frontier_substance = united(form_share(s, SERVICE))
    deep = np.bincount(cell, l.alive & (l.depth >= 2), s.C * s.K)
    p.joint_plan = deep.reshape(s.C, s.K) > 0
    more = 1 + s.b.capital_standard * standard(s, "capital")[s.c.region[l.college]]
    offered = l.substance * (form_share(s, JOINT_BASE) * places(s) * more + l.bought_now) * l.alive
    joint = np.bincount(cell, offered, s.C * s.K).reshape(s.C, s.K)
    base = np.bincount(cell, offered * l.entity, s.C * s.K).reshape(s.C, s.K)
    students = s.h.persons[:, :, 4] + s.h.persons[:, :, 5]
    joint = joint + lent(s, joint, base, students)
    p.coverage = np.where(students > 0, np.minimum(1, joint / np.maximum(students, 1)), 0)


def lent(s: State, joint: np.ndarray, base: np.ndarray, students: np.ndarray) -> np.ndarray:
    """E21: places of joint entities that the own programme cannot fill serve others of region and field."""
    spare = np.minimum(base, np.maximum(0, joint - students))
    short = np.maximum(0, students - joint)
    offered, wanted = by_region(s, spare), by_region(s, short)
    share = np.divide(np.minimum(offered, wanted), wanted, out=np.zeros_like(wanted), where=wanted > 0)
    return short * share[s.c.region]


def adapt_curricula(s: State) -> None:
    """E24, E28: curricula follow the frontier, practice shares their target."""
    b, p, r = s.b, s.p, s.c.region
    speed = np.minimum(
        b.curriculum_speed_maximum,
        (b.curriculum_speed * s.g.school_quality[r])[:, None]
        + b.curriculum_speed_joint * p.frontier_substance
        + (b.curriculum_speed_mandate * s.zt["mandate"] * s.g.Lt)[r][:, None]
        + (b.curriculum_speed_standard * standard(s, "content"))[r][:, None],
    )
    shown = p.frontier_substance[:, :, None]
    aim = shown * s.f.frontier + (1 - shown) * s.f.frontier_public
    moved = p.curriculum + speed[:, :, None] * (aim - p.curriculum)
    p.curriculum = np.where(p.taught[:, :, None], moved, p.curriculum)
    p.relevance = relevance(s, p.curriculum, s.f.frontier) * p.taught
    joint = college_mean(s, (p.practice_substance + p.coverage) / 2)
    aim_tau = np.minimum(
        b.practice_start
        + b.practice_joint * joint
        + b.practice_guidance * s.zt["guidelines"][r]
        + b.practice_mandate * (s.zt["mandate"] * s.g.Lt)[r],
        1 - b.basic_share,
    )
    s.c.practice_share = s.c.practice_share + b.practice_speed * (aim_tau - s.c.practice_share)


def plan_programmes(s: State) -> None:
    """E25-E25b: before an intake a college looks at demand, changes its offer, and plans seats and intake."""
    if s.t % 2:
        return
    believe(s)
    seats = s.m.seats / np.maximum(s.m.seats.sum(axis=1, keepdims=True), 1e-9)
    s.scarcity = np.clip(s.p.believed / np.maximum(seats[s.c.region], 1e-9), 0.2, 5)
    change_portfolio(s)
    offered = s.p.believed * s.p.offered
    offered /= offered.sum(axis=1, keepdims=True)
    s.p.seats_share = s.p.seats_share + s.b.seat_speed * (offered - s.p.seats_share)
    plan_intake(s)
    s.m.seats = by_region(s, s.c.intake[:, None] * s.p.seats_share)


def believe(s: State) -> None:
    """E25a: what colleges plan by; fashion counts as far as attention to demand is lacking."""
    b, r = s.b, s.c.region
    reach = b.attention_reach
    joint = college_mean(s, s.p.curriculum_substance)
    blind = (
        (1 - b.demand_attention)
        * (1 - reach * joint)
        * (1 - reach * s.zt["planning"][r])
        * (1 - reach * s.g.chit[r])
        * (1 - reach * b.attention_platform * s.zt["platform"][r])
        * (1 - reach * s.zt["evaluation"][r] * validity(s)[r])
    )
    weight = s.zt["planning"][r][:, None]
    demand = (1 - weight) * s.p.demand_estimate + weight * s.m.planned[r]
    believed = demand * np.exp(blind[:, None] * s.m.fashion[r])
    s.p.believed = believed / believed.sum(axis=1, keepdims=True)


def change_portfolio(s: State) -> None:
    """E25a: close the field with most seats for its demand, open the one with fewest."""
    b, p = s.b, s.p
    p.age = np.where(p.offered, p.age + 2, p.age)
    draws = s.luck("portfolio").random((s.C, 2))
    for c in range(s.C):
        rate = b.programme_rate / s.c.friction[c]
        old = p.offered[c] & (p.age[c] >= RIPE) & ~p.joint_plan[c]
        if p.offered[c].sum() > b.portfolio_minimum and old.any() and draws[c, 0] < rate:
            k = int(np.argmin(np.where(old, s.scarcity[c], np.inf)))
            if s.scarcity[c, k] < b.close_ratio:
                close(s, c, k)
        new = ~p.offered[c] & ~p.taught[c]
        if p.offered[c].sum() < b.portfolio_maximum and new.any():
            k = int(np.argmax(np.where(new, s.scarcity[c], -np.inf)))
            beside = p.joint_plan[c, (k - 1) % s.K] or p.joint_plan[c, (k + 1) % s.K]
            if s.scarcity[c, k] > b.open_ratio and draws[c, 1] < rate * (1 + b.opening_partner * beside):
                open_programme(s, c, k)


def close(s: State, c: int, k: int) -> None:
    """A closed programme takes no new students; its share goes to the others."""
    s.p.offered[c, k] = False
    s.p.seats_share[c, k] = 0
    s.p.seats_share[c] /= s.p.seats_share[c].sum()
    s.p.taught[c, k] = s.h.persons[c, k].sum() > 0


def open_programme(s: State, c: int, k: int) -> None:
    """A new programme takes its share from the others and starts behind the public frontier."""
    s.p.offered[c, k] = s.p.taught[c, k] = True
    s.p.age[c, k] = 0
    s.p.seats_share[c] *= 1 - s.b.new_share
    s.p.seats_share[c, k] = s.b.new_share
    s.p.curriculum[c, k] = s.f.frontier_public[k] - s.b.new_lag * s.f.drift[k]
    s.p.relevance[c, k] = relevance(s, s.p.curriculum[c, k], s.f.frontier[k])
    s.tally["openings"] = s.tally.get("openings", 0) + 1


def plan_intake(s: State) -> None:
    """E25b: intake follows shortage, placement and the published score, capped and within a band."""
    b, c, r = s.b, s.c, s.c.region
    shortage = (s.p.seats_share * s.scarcity).sum(axis=1) - 1
    fame = published(s, c.score, r)
    mean = np.bincount(r, fame, s.G) / s.g.colleges
    eager = b.intake_placement * (1 + b.intake_publicity * s.zt["publicity"][r])
    change = b.intake_shortage * shortage + eager * (c.placement - c.placement_norm)
    change = np.clip(change + b.intake_score * (fame - mean[r]), -b.intake_speed, b.intake_speed)
    low, high = c.intake_start * (1 - b.intake_range), c.intake_start * (1 + b.intake_range)
    c.intake_level = np.clip(c.intake_level * np.exp(change), low, high)
    c.intake = np.round(c.intake_level).astype(np.int64)
