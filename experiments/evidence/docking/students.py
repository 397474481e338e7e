"""Students: learn, drop out, advance, graduate, enrol (E27, A31)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import ORDER_CLASS, STAGES, State, whole
from iei.experiments.evidence.docking.courses import RIPE
from iei.experiments.evidence.docking.enterprises import form_share
from iei.experiments.evidence.docking.joint_work import places

LAST_YEAR = 4  # first of the stages of the last year


def learn(s: State) -> None:
    """E27: one term of all cohorts; graduates are left in `s.graduates` (C, K)."""
    b, h, r = s.b, s.h, s.c.region
    draws = s.luck("students").random((s.C, s.K, STAGES + 1))
    tau = s.c.practice_share[:, None, None]
    last = np.arange(STAGES) >= LAST_YEAR
    covered = s.p.coverage[:, :, None] * last
    young = np.where(s.p.age < RIPE, b.new_ability, 1.0)[:, :, None]
    speed = b.learning_practical * (s.g.school_quality[r] * s.c.practice_ability)[:, None, None] * tau * young
    school = speed * np.maximum(0, b.school_ceiling - h.practical_skill)
    trained = h.practical_skill + (1 - s.p.coverage[:, :, None]) * h.joint_gain
    h.joint_gain = h.joint_gain + last * b.learning_joint * np.maximum(0, 1 - trained) * (covered > 0)
    h.practical_skill = h.practical_skill + school + b.learning_joint * covered * (1 - h.practical_skill)
    narrow = 1 - b.order_narrowing * order_share(s)[:, :, None] * last
    rate = b.learning_general * (1 - tau) * narrow
    h.general_skill = h.general_skill + rate * (1 - h.general_skill)
    calm = 1 - b.dropout_supervision * s.zt["evaluation"][r][:, None, None]
    leave = b.dropout * calm * (1 - b.dropout_coverage * covered)
    lost = whole(h.persons * leave, draws[:, :, :STAGES])
    h.persons = h.persons - lost
    s.tally["drop_outs"] = int(lost.sum())
    advance(s)
    enrol(s, draws[:, :, STAGES])
    s.p.taught = s.p.offered | (h.persons.sum(axis=2) > 0)


def order_share(s: State) -> np.ndarray:
    """Share of the last year's students who are in an order class (C, K)."""
    l = s.l
    amount = s.zt["orders"][l.region] * form_share(s, ORDER_CLASS) * l.substance * places(s) * l.alive
    number = np.bincount(l.college * s.K + l.field, amount, s.C * s.K).reshape(s.C, s.K)
    students = s.h.persons[:, :, LAST_YEAR:].sum(axis=2)
    return np.minimum(1, number / np.maximum(students, 1))


def advance(s: State) -> None:
    """Everybody moves on a stage; the last stage graduates in even terms."""
    h = s.h
    s.graduates = h.persons[:, :, -1].copy()
    s.graduate_general = h.general_skill[:, :, -1].copy()
    s.graduate_practical = h.practical_skill[:, :, -1].copy()
    s.graduate_advantage = h.joint_gain[:, :, -1] * (1 - s.p.coverage)
    for name, first in (
        ("persons", 0),
        ("general_skill", s.b.general_start),
        ("practical_skill", s.b.practical_start),
        ("joint_gain", 0.0),
    ):
        table = getattr(h, name)
        table[:, :, 1:] = table[:, :, :-1].copy()
        table[:, :, 0] = first
    s.tally["graduates"] = int(s.graduates.sum())


def enrol(s: State, draw: np.ndarray) -> None:
    """New students in even terms."""
    s.tally["intake"] = 0
    if s.t % 2 == 0:
        new = whole(s.c.intake[:, None] * s.p.seats_share * s.p.offered, draw)
        s.h.persons[:, :, 0] = new
        s.tally["intake"] = int(new.sum())
