"""The order of a term and what is measured of it (section 2 of docs/model.md)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from iei.experiments.evidence.docking.beginning import FORMAL, SUBSTANTIVE, State, begin
from iei.experiments.evidence.docking.beliefs import evaluate
from iei.experiments.evidence.docking.colleges import choose_roles
from iei.experiments.evidence.docking.courses import adapt_curricula, aggregate, plan_programmes
from iei.experiments.evidence.docking.enterprises import choose_strategies, look_around, weigh_enterprises
from iei.experiments.evidence.docking.fields import inform, shock
from iei.experiments.evidence.docking.governments import close_governments, lead, rule_regions
from iei.experiments.evidence.docking.joint_work import cooperate
from iei.experiments.evidence.docking.money import close_cash, supervise
from iei.experiments.evidence.docking.partnerships import both_substantive, dissolve_links, form_links
from iei.experiments.evidence.docking.placement import place
from iei.experiments.evidence.docking.students import learn
from iei.experiments.evidence.docking.teachers import teach
from iei.experiments.evidence.docking.workforce import produce
from iei.sim.run.engine import Prepared

PHASES = (
    shock,
    lead,
    rule_regions,
    inform,
    look_around,
    weigh_enterprises,
    choose_strategies,
    choose_roles,
    dissolve_links,
    form_links,
    cooperate,
    supervise,
    aggregate,
    teach,
    adapt_curricula,
    plan_programmes,
    learn,
    place,
    produce,
    evaluate,
    close_cash,
    close_governments,
)


def run(prepared: Prepared, seed: int, corrected: bool = False) -> pd.DataFrame:
    """One run of the second implementation: outcomes by term, under the names of the engine's outcomes."""
    s = begin(prepared, seed, corrected)
    while s.t < s.terms:
        step(s)
    return pd.DataFrame(s.rows, index=pd.RangeIndex(len(s.rows), name="term"))


def step(s: State) -> None:
    """One term."""
    s.tally = {}
    for phase in PHASES:
        phase(s)
    s.rows.append(measured(s))
    s.t += 1


def ratio(part: float, of: float) -> float:
    """A share, or no number where there is nothing to share."""
    return float(part) / float(of) if of else float("nan")


def measured(s: State) -> dict[str, float]:
    """Outcomes of this term."""
    l, e, c, alive = s.l, s.e, s.c, s.l.alive
    links = int(alive.sum())
    linked = np.bincount(l.enterprise[alive], minlength=s.E) > 0
    performs = e.strategy[l.enterprise] == SUBSTANTIVE
    t = s.tally
    placed = t["link"] + t["open"] + t["other_field"] + t["other_region"]
    graduation = t["graduates"] > 0
    seekers = s.before.seekers if graduation else 0
    practical = (s.graduates * s.graduate_practical).sum()
    teachers = c.teachers.sum()
    double = (c.young_double + c.senior_double).sum()
    on = s.g.raw.any(axis=1)
    lag = np.sqrt(((s.p.curriculum - s.f.frontier) ** 2).sum(axis=2))
    return {
        "linked_share": linked.mean(),
        "substantive_share": (e.strategy == SUBSTANTIVE).mean(),
        "formal_share": (e.strategy == FORMAL).mean(),
        "training_share": (linked & (e.strategy == SUBSTANTIVE)).mean(),
        "links": links,
        "formal_link_share": ratio((alive & ~performs).sum(), links),
        "deep_share": ratio((alive & (l.depth >= 3)).sum(), links),
        "mean_depth": ratio(l.depth[alive].sum(), links),
        "joint_substance": ratio(l.substance[alive].sum(), links),
        "trust": ratio(l.trust[alive].sum(), links),
        "links_substantive": both_substantive(s).sum(),
        "links_signed": t["links_signed"],
        "links_ended": t["links_ended"],
        "joint_entities": (alive & l.entity).sum(),
        "colleges_linked_share": (np.bincount(l.college[alive], minlength=s.C) > 0).mean(),
        "colleges_active_share": (c.strategy == 1).mean(),
        "awareness": e.awareness.mean(),
        "audit_belief": e.audit_belief.mean(),
        "law": s.g.law.mean(),
        "strong_lead_share": ratio((s.g.strong & on).sum(), on.sum()),
        "practical_skill": ratio(practical, s.graduates.sum()),
        "general_skill": ratio((s.graduates * s.graduate_general).sum(), s.graduates.sum()),
        "practice_ability": ratio((c.practice_ability * c.teachers).sum(), teachers),
        "double_qualified_able": ratio(double, teachers),
        "practice_share": ratio((c.practice_share[:, None] * s.p.taught).sum(), s.p.taught.sum()),
        "curriculum_lag": ratio(lag[s.p.taught].sum(), s.p.taught.sum()),
        "employment_rate": ratio(placed + t["outside"], seekers),
        "employment_own_field": ratio(t["link"] + t["open"] + t["other_region"], seekers),
        "employment_other_field": ratio(t["other_field"], seekers),
        "link_placement_share": ratio(t["link"], placed),
        "vacancy_rate": ratio(e.vacancies.sum(), e.posts.sum()),
        "worker_skill": ratio((e.mean_skill * e.workers).sum(), e.workers.sum()),
        "skill_gain_belief": e.skill_gain.mean(),
        "seat_gap_in_region": seat_gap(s),
        "unemployed": t["unemployed"],
        "graduates": t["graduates"],
        "public_spending": s.g.spent.sum(),
    }


def seat_gap(s: State) -> float:
    """Total-variation distance of seats and posts by field in each region, weighted by posts (E36)."""
    seats = s.m.seats / np.maximum(s.m.seats.sum(axis=1, keepdims=True), 1e-9)
    total = s.m.posts.sum(axis=1)
    posts = s.m.posts / total[:, None]
    return float((np.abs(seats - posts).sum(axis=1) / 2 * total).sum() / total.sum())
