"""Production, wages, quits, poaching, movers (E34)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import State, whole
from iei.experiments.evidence.docking.enterprises import wage_share
from iei.experiments.evidence.docking.fields import answer_skill, open_posts


def produce(s: State) -> None:
    """Hires work, some leave, rivals and movers fill posts, and posts answer skill."""
    b, e, r = s.b, s.e, s.e.region
    draws = s.luck("workforce").random((s.E, 5)).T
    hires = s.hired.of_enterprise
    total = np.maximum(e.workers + hires, 1)
    e.mean_skill = (e.mean_skill * e.workers + s.hired.enterprise_skill) / total
    e.mean_match = (e.mean_match * e.workers + s.hired.enterprise_fit) / total
    e.certified_skill = (e.certified_skill * e.workers + s.hired.enterprise_cert) / total
    e.workers = e.workers + hires
    if not s.corrected:
        work(s)
    early = np.minimum(whole(s.hired.early_quits, draws[0]), hires)
    stock = e.workers - early
    hold = 1 - b.services_separation * s.zt["employment_services"][r] * e.mean_match
    rate = b.separation_quits * b.separation * hold + b.quit_mismatch * (1 - e.mean_match)
    quits = np.minimum(whole(stock * rate, draws[1]), stock)
    exits = np.minimum(whole((stock - quits) * b.workforce_exit, draws[2]), stock - quits)
    e.workers = stock - quits - exits
    s.tally.update(
        hires=int(hires.sum()), early=int(early.sum()), quits=int(quits.sum()), exits=int(exits.sum())
    )
    poach(s, draws[3], draws[4])
    open_posts(s)
    move(s, early + quits)
    if s.corrected:  # who is there after the moves of the term produces
        work(s)
    answer_skill(s)
    open_posts(s)


def work(s: State) -> None:
    """Output and mean wage (E34, E34a)."""
    b, e, r = s.b, s.e, s.e.region
    e.workers_paid = e.workers.copy()
    e.value_added = e.productivity * e.workers * e.mean_skill
    step = 1 + b.career_wage_step * s.zt["career_channel"][r] * e.certified_skill
    share = wage_share(s)[r, e.industry]
    e.wage = s.g.wage_level[r] * (b.wage_floor + share * e.productivity * e.mean_skill) * step


def poach(s: State, draw: np.ndarray, choice: np.ndarray) -> None:
    """E34: fresh trainees are lost to a random rival of the market."""
    b, e = s.b, s.e
    hazard = b.poaching_hazard * (1 + b.qualification_poaching * s.zt["qualification"][e.region])
    lost = np.minimum(whole(s.hired.own_number * hazard, draw), e.workers)
    s.tally["poached"] = 0
    for i in np.flatnonzero(lost):
        same = (e.region == e.region[i]) & (e.industry == e.industry[i])
        rivals = np.flatnonzero(same & (np.arange(s.E) != i))
        if len(rivals):
            rival = rivals[int(choice[i] * len(rivals))]
            blend(s, rival, int(lost[i]), e.mean_skill[i], e.mean_match[i], e.certified_skill[i])
            e.workers[i] -= lost[i]
            s.tally["poached"] += int(lost[i])


def blend(s: State, i: int, persons: int, skill: float, fit: float, cert: float) -> None:
    """Persons join enterprise `i`; its means are weighted by heads."""
    e = s.e
    total = e.workers[i] + persons
    if total:
        for name, value in (("mean_skill", skill), ("mean_match", fit), ("certified_skill", cert)):
            column = getattr(e, name)
            column[i] = (column[i] * e.workers[i] + value * persons) / total
    e.workers[i] = total


def move(s: State, quitters: np.ndarray) -> None:
    """E34: who quit, early or later, fills vacancies of the same market pro rata; the rest leave."""
    e, luck = s.e, s.luck("movers")
    s.tally["movers"] = 0
    for g in range(s.G):
        for k in range(s.K):
            rows = np.flatnonzero((e.region == g) & (e.industry == k))
            n = int(quitters[rows].sum())
            seek = int(s.b.mover_rehire * n + luck.random())
            moved = min(seek, int(e.vacancies[rows].sum()))
            if not moved:
                continue
            weights = quitters[rows] / n
            skill, fit = weights @ e.mean_skill[rows], weights @ e.mean_match[rows]
            cert = weights @ e.certified_skill[rows]
            taken = luck.multivariate_hypergeometric(e.vacancies[rows], moved, method="marginals")
            for i, persons in zip(rows[taken > 0], taken[taken > 0], strict=True):
                blend(s, int(i), int(persons), float(skill), float(fit), float(cert))
            s.tally["movers"] += moved
