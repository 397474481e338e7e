"""Who seeks a post in a term: graduates and those who wait, one row a person (E30-E33)."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from iei.experiments.evidence.docking.beginning import State
from iei.experiments.evidence.docking.fields import relevance


def seekers(s: State) -> SimpleNamespace:
    """All persons without a post: home market, college (-1 for who waits), skills, fit to every field."""
    between = relevance(s, s.f.frontier[:, None], s.f.frontier[None, :])
    c, k = np.nonzero(s.graduates)
    number = s.graduates[c, k]
    fit = relevance(s, s.p.curriculum[c, k][:, None, :], s.f.frontier[None, :, :])
    g, j, wait = np.nonzero(s.pool.persons)
    waiting = s.pool.persons[g, j, wait]
    pool_fit = s.pool.relevance[g, j, wait][:, None] * between[j]

    def both(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.concatenate([np.repeat(first, number, axis=0), np.repeat(second, waiting, axis=0)])

    n = int(number.sum() + waiting.sum())
    return SimpleNamespace(
        number=n,
        region=both(s.c.region[c], g),
        field=both(k, j),
        college=both(c, np.full(len(g), -1)),
        wait=both(np.full(len(c), -1), wait),
        general=both(s.graduate_general[c, k], s.pool.general[g, j, wait]),
        practical=both(s.graduate_practical[c, k], s.pool.practical[g, j, wait]),
        fit=both(fit, pool_fit),
        talent=s.b.talent_spread * s.luck("talent").standard_normal(n),
        employer=np.full(n, -1),
        way=np.zeros(n, dtype=np.int64),
    )


def skill_in(
    s: State, who: SimpleNamespace, rows: np.ndarray, field: np.ndarray, own_talent: bool = True
) -> np.ndarray:
    """Effective skill h of E31 in a field, for some persons; without own talent it is that of their group."""
    a = s.b.general_weight
    relevant = np.maximum(who.fit[rows, field] * who.practical[rows], 0)
    return np.clip(who.general[rows] ** a * relevant ** (1 - a) + own_talent * who.talent[rows], 0, 1)


def certified(s: State, who: SimpleNamespace, rows: np.ndarray) -> np.ndarray:
    """E32a: chance that a person of this skill holds a certificate, in the mean of who is alike."""
    z = s.zt["qualification"][who.region[rows]]
    access = s.b.certificate_access + (1 - s.b.certificate_access) * z
    a = s.b.general_weight
    own = who.fit[rows, who.field[rows]] * who.practical[rows]
    return access * who.general[rows] ** a * own ** (1 - a)


def wait(s: State, who: SimpleNamespace) -> None:
    """E33: work outside the sample takes some; the rest wait with fading skill, or give up."""
    b, luck = s.b, s.luck("outside")
    left = np.flatnonzero(who.employer < 0)
    skill = skill_in(s, who, left, who.field[left], own_talent=not s.corrected)
    start = np.log(b.outside_absorption) - np.log1p(-min(b.outside_absorption, 1 - 1e-12))
    chance = 1 / (1 + np.exp(-(start + b.outside_skill_slope * (skill - b.outside_skill_reference))))
    outside = luck.random(len(left)) < chance
    s.tally["outside"] = int(outside.sum())
    stays = left[~outside]
    waited = who.wait[stays] + 1
    limit = s.pool.persons.shape[2]
    s.tally["pool_exits"] = int((waited >= limit).sum())
    stays, waited = stays[waited < limit], waited[waited < limit]
    cell = (who.region[stays], who.field[stays], waited)
    s.pool.persons = np.zeros_like(s.pool.persons)
    np.add.at(s.pool.persons, cell, 1)
    kept = 1 - b.pool_fading
    number = np.maximum(s.pool.persons, 1)
    for name, value in (
        ("general", kept * who.general[stays]),
        ("practical", kept * who.practical[stays]),
        ("relevance", who.fit[stays, who.field[stays]]),
    ):
        total = np.zeros_like(s.pool.general)
        np.add.at(total, cell, value)
        setattr(s.pool, name, total / number)
    s.tally["unemployed"] = int(s.pool.persons.sum())
