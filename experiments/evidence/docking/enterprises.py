"""Enterprises: what they see, their utilities and their strategy (E5-E9)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import (
    APPRENTICESHIP,
    JOINT_BASE,
    SUBSTANCE,
    SUBSTANTIVE,
    State,
    of_enterprises,
    standard,
    validity,
)
from iei.experiments.evidence.docking.choice import revised, share_of_peers


def form_share(s: State, form: int) -> np.ndarray:
    """f_m of E18 for every link; a joint entity is a joint base."""
    open_ = s.l.modes[:, form] | (s.l.entity if form == JOINT_BASE else False)
    return s.b.form_absent + (1 - s.b.form_absent) * open_


def look_around(s: State) -> None:
    """Section 2, phase 3: an enterprise's links in the mean, and the partners of a college."""
    e, l, alive = s.e, s.l, s.l.alive
    n = np.bincount(l.enterprise[alive], minlength=s.E)

    def mean(values: np.ndarray, empty: float) -> np.ndarray:
        total = np.bincount(l.enterprise, alive * values, s.E)
        return np.where(n > 0, total / np.maximum(n, 1), empty)

    e.links = n
    e.trust = mean(l.trust, s.b.trust_start)
    e.coupling = mean(l.coupling, 0.0)
    e.apprentice = mean(form_share(s, APPRENTICESHIP), 0.0)
    e.substance = mean(l.substance, 0.0)
    e.deepest = np.zeros(s.E, dtype=np.int64)
    np.maximum.at(e.deepest, l.enterprise[alive], l.depth[alive])
    partner = e.strategy[l.enterprise] == SUBSTANTIVE
    s.c.links = np.bincount(l.college[alive], minlength=s.C)
    s.c.partners = np.bincount(l.college[alive & partner], minlength=s.C)


def fixed_cost(s: State) -> np.ndarray:
    """Phi of E7, a link."""
    b, r = s.b, s.e.region
    saved = (
        (1 - b.council_cost_saving * s.g.chit)
        * (1 - b.standards_cost_saving * standard(s, "form"))
        * (1 - b.liaison_cost_saving * s.g.s_l)
    )
    return b.fixed_cost * s.e.fixed_cost_factor * saved[r]


def prescription(s: State) -> np.ndarray:
    """Factor p of E7: what a prescribed curriculum adds to the cost of training."""
    most = np.maximum(standard(s, "content"), s.zt["mandate"] * s.g.Lt)
    return (1 + s.b.instruction_share * s.b.prescribed_unused * most)[s.e.region]


def productive_return(s: State, substance: np.ndarray, enterprise: np.ndarray | None = None) -> np.ndarray:
    """r_w of E7: trainees' output over variable cost at a substance weight."""
    r = s.e.productive_return if enterprise is None else s.e.productive_return[enterprise]
    return np.maximum(0, r - s.b.productive_return_depth_slope * (substance - SUBSTANCE[2]))


def wage_share(s: State) -> np.ndarray:
    """Wage share om of E7, a market (G, K)."""
    return s.b.wage_slope_alone + s.b.wage_slope_density * s.m.density


def long_run_benefit(s: State) -> np.ndarray:
    """R of E7: what one trainee is worth to the enterprise later, MU."""
    b, e, r = s.b, s.e, s.e.region
    density = s.m.density[r, e.industry]
    hold = 1 - b.services_separation * s.zt["employment_services"][r] * e.mean_match
    quits = b.separation_quits * b.separation * hold + b.quit_mismatch * (1 - e.mean_match)
    pi = np.clip(b.turnover_density * density + b.annuity_separation * (b.workforce_exit + quits), 0, 1)
    annuity = 1 / (1 - b.discount * (1 - pi))
    rent = e.skill_gain * (1 - wage_share(s)[r, e.industry]) * e.productivity * annuity
    rent = rent * (1 - b.qualification_rent_loss * s.zt["qualification"][r])
    stay = b.retention_base + b.retention_order_gain * of_enterprises(s, "orders")
    stay = np.minimum(0.95, stay + b.retention_joint_gain * e.apprentice * (e.deepest == 5))
    return stay * (rent + b.hiring_saving)


def subsidy_per_link(s: State) -> np.ndarray:
    """E8: subsidy for a registered link and term, basis agreement."""
    rate = s.b.takeup_base + (1 - s.b.takeup_base) * s.g.Lt
    eligible = s.e.excluded_until <= s.t
    return of_enterprises(s, "subsidy") * s.e.places / 8 * rate[s.e.region] * eligible


def tax_credit(s: State, cost: np.ndarray, links: np.ndarray) -> np.ndarray:
    """E8: credit a link for a declared cost a link; the limit holds for all links of an enterprise."""
    rate = s.b.takeup_base + (1 - s.b.takeup_base) * s.g.Lt
    limit = s.b.taxable_share * s.e.value_added / np.maximum(links, 1)
    credit = np.minimum(of_enterprises(s, "tax_credit") * rate[s.e.region] * cost, limit)
    return np.where((s.e.profit > 0) & (s.e.excluded_until <= s.t), np.maximum(credit, 0), 0)


def loss_on_detection(s: State, subsidy: np.ndarray, credit: np.ndarray) -> np.ndarray:
    """X of E9."""
    r, n = s.e.region, s.e.places
    law = s.g.Lt[r]
    fine = law * of_enterprises(s, "penalty") * s.b.fine * n / 8
    return law * (subsidy + credit) + fine + s.zt["evaluation"][r] * s.b.reputation * n / 8


def weigh_enterprises(s: State) -> None:
    """E5, E7: perceived utility of none, formal and substantive cooperation."""
    b, e, r = s.b, s.e, s.e.region
    n = e.places
    rung = SUBSTANCE[np.minimum(np.maximum(e.deepest + 1, 2), 5)]
    phi = fixed_cost(s)
    variable = b.trainee_cost * n * rung
    p = prescription(s)
    gross = phi + p * variable
    net = phi + (p - productive_return(s, rung)) * variable
    positive = np.maximum(net, 0)
    subsidy = subsidy_per_link(s)
    credit_f = tax_credit(s, b.pretended_cost * gross, e.links)
    credit_s = tax_credit(s, gross, e.links)
    valid = validity(s)[r]
    reward = b.evaluation_benefit * s.zt["evaluation"][r] * n / 8
    threat = e.audit_belief * s.g.quality[r] * loss_on_detection(s, subsidy, credit_f)
    own_fixed = b.fixed_cost * e.fixed_cost_factor
    formal = e.image + subsidy + credit_f + reward * (1 - valid) - b.formal_cost * own_fixed - threat
    partner = e.trust + (1 - e.trust) * b.leak
    substantive = (
        e.image
        + subsidy
        + credit_s
        + reward * valid
        + e.awareness * n * rung * long_run_benefit(s) * partner
        - net
        + (1 - partner) * positive * s.g.Lt[r] * b.legal_compensation
        + e.coupling * b.coupling_gain * n * rung
        - b.machine_return * positive
    )
    money = np.stack([np.zeros(s.E), formal, substantive], axis=1)
    group = r * 4 + e.size_class
    doing = e.strategy[:, None] == np.arange(3)
    share = np.stack([share_of_peers(group, doing[:, k]) for k in range(3)], axis=1)
    taste = np.stack([e.taste_none + b.status_quo_value, e.taste_formal, e.taste_substantive], axis=1)
    e.value = money / e.scale[:, None] + b.norm_strength * share + taste + b.habit * doing
    e.willingness = e.value[:, 1:].max(axis=1) - e.value[:, 0]
    e.value[:, SUBSTANTIVE] = np.where(e.cash < net, -np.inf, e.value[:, SUBSTANTIVE])
    transfers = subsidy + credit_s
    e.attentive = np.abs(transfers - e.transfers_seen) > b.attention_threshold * e.scale
    e.transfers_seen = transfers


def choose_strategies(s: State) -> None:
    """E6 for enterprises; near peers are those of the same region and size class."""
    e = s.e
    group = e.region * 4 + e.size_class
    e.strategy = revised(s, "strategy", e.strategy, e.value, group, s.b.keep_probability, e.attentive)
