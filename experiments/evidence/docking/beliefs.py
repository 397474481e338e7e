"""Scores and beliefs at the end of a term (E11, E12, A51)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import FORMAL, SUBSTANTIVE, State, published, score_spread
from iei.experiments.evidence.docking.enterprises import look_around, subsidy_per_link
from iei.experiments.evidence.docking.partnerships import both_substantive


def evaluate(s: State) -> None:
    """E12, E11: publish scores, then everybody learns from what happened."""
    b, l, e, r = s.b, s.l, s.e, s.e.region
    look_around(s)
    luck = s.luck("score")
    spread = score_spread(s)
    s.c.substance = np.bincount(l.college, l.alive * l.substance, s.C) / np.maximum(s.c.links, 1)
    e.score = e.substance + spread[r] * luck.standard_normal(s.E)
    s.c.score = s.c.substance + spread[s.c.region] * luck.standard_normal(s.C)
    good = both_substantive(s) & (l.trust >= b.good_experience_trust)
    good_e = np.bincount(l.enterprise[good], minlength=s.E) > 0
    good_c = np.bincount(l.college[good], minlength=s.C) > 0
    xs = np.bincount(r, e.strategy == SUBSTANTIVE, s.G) / s.g.enterprises
    learn_enterprises(s, good_e, xs)
    learn_colleges(s, good_c, xs)
    learn_skill_gain(s)


def peers_mean(s: State, value: np.ndarray) -> np.ndarray:
    """Mean over the other enterprises linked to the same colleges; the own value where there is none."""
    l, alive = s.l, s.l.alive
    total = np.bincount(l.college, alive * value[l.enterprise], s.C)
    number = np.bincount(l.college[alive], minlength=s.C)
    others = np.bincount(l.enterprise, alive * (total[l.college] - value[l.enterprise]), s.E)
    count = np.bincount(l.enterprise, alive * (number[l.college] - 1), s.E)
    return np.where(count > 0, others / np.maximum(count, 1), value)


def learn_enterprises(s: State, good: np.ndarray, xs: np.ndarray) -> None:
    """E11: perceived audit probability and awareness of enterprises."""
    b, e, r = s.b, s.e, s.e.region
    rate, evaluation = s.g.audit_rate[r], s.zt["evaluation"][r]
    ph, psi = e.audit_belief, e.awareness
    linked = (
        ph
        + b.audit_belief_own * (e.audited - ph)
        + b.audit_belief_peer * (peers_mean(s, ph) - ph)
        + b.audit_belief_publicity * evaluation * (rate - ph)
    )
    alone = ph + b.audit_belief_idle * (rate - ph)
    e.audit_belief = np.clip(np.where(e.links > 0, linked, alone), 0, 1)
    subsidy, belief = subsidy_per_link(s), ph
    if s.corrected:  # what a link received in this term, credits included, and the new belief
        subsidy, belief = e.received / np.maximum(e.links, 1), e.audit_belief
    bought = (e.strategy == FORMAL) & (subsidy > b.crowding_subsidy_minimum * e.places / 8)
    crowded = bought & (belief * s.g.quality[r] < b.crowding_detection_maximum)
    e.awareness = np.clip(
        psi
        + b.awareness_experience * good * (1 - psi)
        + b.awareness_peers * (peers_mean(s, psi) - psi)
        + b.awareness_publicity * evaluation * xs[r] * (1 - psi)
        + b.awareness_council * s.g.chit[r] * (1 - psi)
        - b.awareness_fading * (psi - e.awareness_start)
        - b.awareness_crowding * psi * crowded,
        0,
        1,
    )


def learn_colleges(s: State, good: np.ndarray, xs: np.ndarray) -> None:
    """E11: awareness of colleges, without peers and crowding out, with the own score (B18)."""
    b, r, psi = s.b, s.c.region, s.c.awareness
    psi = (
        psi
        + b.awareness_experience * good * (1 - psi)
        + b.awareness_publicity * s.zt["evaluation"][r] * xs[r] * (1 - psi)
        + b.awareness_council * s.g.chit[r] * (1 - psi)
        - b.awareness_fading * (psi - b.awareness_start)
    )
    psi = psi + b.awareness_score * published(s, s.c.score, r) * (1 - psi)
    s.c.awareness = np.clip(psi, 0, 1)


def learn_skill_gain(s: State) -> None:
    """A51: what training brings, from own hires, from partners' programmes and from published results."""
    b, e, l, r = s.b, s.e, s.l, s.e.region
    market = (r, e.industry)
    known = s.hired.open_number[market] > 0
    base = s.hired.open_skill[market] / np.maximum(s.hired.open_number[market], 1)

    def learn(rate: np.ndarray | float, skill: np.ndarray, number: np.ndarray) -> None:
        seen = known & (number > 0)
        gain = np.where(seen, skill / np.maximum(number, 1) - base, e.skill_gain)
        e.skill_gain = np.clip(e.skill_gain + rate * (gain - e.skill_gain), 0, 1)

    learn(b.skill_gain_learning, s.hired.own_skill, s.hired.own_number)
    skill = np.bincount(l.enterprise, l.alive * s.hired.programme_skill[l.college, l.field], s.E)
    number = np.bincount(l.enterprise, l.alive * s.hired.programme_number[l.college, l.field], s.E)
    learn(b.skill_gain_partners, skill, number)
    published_rate = b.skill_gain_published * s.zt["evaluation"][r]
    learn(published_rate, s.hired.link_skill[market], s.hired.link_number[market])
