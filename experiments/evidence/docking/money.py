"""Supervision, transfers and enterprises' cash (E8, E9, E40)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import SUBSTANCE, SUBSTANTIVE, State, of_enterprises
from iei.experiments.evidence.docking.enterprises import (
    fixed_cost,
    prescription,
    productive_return,
    subsidy_per_link,
    tax_credit,
)
from iei.experiments.evidence.docking.governments import audit_number, count_links
from iei.experiments.evidence.docking.joint_work import places


def cost_of_training(s: State) -> tuple[np.ndarray, np.ndarray]:
    """Gross cost of every link as it is, and trainees' output; only substantive enterprises train."""
    l, e = s.l, s.l.enterprise
    train = l.alive & (s.e.strategy[e] == SUBSTANTIVE)
    w = SUBSTANCE[l.depth]
    variable = s.b.trainee_cost * places(s) * w
    gross = (fixed_cost(s)[e] + prescription(s)[e] * variable) * train
    return gross, productive_return(s, w, e) * variable * train


def supervise(s: State) -> None:
    """E9, E8: audits, what they cost who is found out, subsidies and credits."""
    b, l, e = s.b, s.l, s.l.enterprise
    gross, output = cost_of_training(s)
    formal = l.alive & (s.e.strategy[e] != SUBSTANTIVE)
    paper = s.b.formal_cost * b.fixed_cost * s.e.fixed_cost_factor
    planned = fixed_cost(s) + prescription(s) * b.trainee_cost * s.e.places * SUBSTANCE[2]
    number = np.bincount(e[l.alive], minlength=s.E)
    declared = np.where(formal, b.pretended_cost * planned[e], gross) * l.alive
    s.e.declared = np.bincount(e, declared, s.E)
    credit = tax_credit(s, s.e.declared / np.maximum(number, 1), number) * number
    subsidy = subsidy_per_link(s) * number
    s.e.received = subsidy + credit
    region = s.e.region
    s.paid = np.bincount(region, s.e.received, s.G) / np.maximum(s.g.kap, 1e-9)
    audit(s, formal, subsidy / np.maximum(number, 1), credit / np.maximum(number, 1))
    s.e.training_cost = np.bincount(e, gross, s.E) + np.bincount(e, formal * paper[e], s.E)
    s.e.training_output = np.bincount(e, output, s.E)


def audit(s: State, formal: np.ndarray, subsidy: np.ndarray, credit: np.ndarray) -> None:
    """E9: links of a region are drawn for audit alike; only who is not substantive can be found out."""
    b, l, e, r = s.b, s.l, s.l.enterprise, s.l.region
    luck = s.luck("audit")
    order, found, shut = luck.random(l.slots), luck.random(l.slots), luck.random(l.slots)
    number = np.round(audit_number(s, s.zt["audit"], s.zt["departments"])).astype(int)
    audited = np.zeros(l.slots, dtype=bool)
    for region in range(s.G):
        rows = np.flatnonzero(l.alive & (r == region))
        audited[rows[np.argsort(order[rows])[: number[region]]]] = True
    links = count_links(s)
    s.audits = np.bincount(r[audited], minlength=s.G).astype(float)
    s.g.audit_rate = np.divide(s.audits, links, out=np.zeros(s.G), where=links > 0)
    detected = audited & formal & (found < s.g.quality[r])
    s.e.audited = np.bincount(e[audited], minlength=s.E) > 0
    law = s.g.Lt[r]
    back = detected * law * (subsidy + credit)[e]
    fine = detected * law * of_enterprises(s, "penalty")[e] * b.fine * s.e.places[e] / 8
    s.e.penalties = np.bincount(e, back + fine, s.E)
    s.fines = np.bincount(r, fine, s.G)
    s.clawback = np.bincount(r, back, s.G)
    out = detected & (shut < law)
    s.e.excluded_until[e[out]] = s.t + 1 + int(b.exclusion_terms)
    s.tally["detections"] = int(detected.sum())


def close_cash(s: State) -> None:
    """E40, A50: cash of enterprises at the end of a term."""
    b, e = s.b, s.e
    wages = e.wage * e.workers_paid
    rent = e.value_added - wages
    training = e.training_output - e.training_cost + e.received - e.penalties - e.shared
    e.cash = b.cash_kept * e.cash + (1 - b.other_overhead) * rent + training
    e.profit = rent + training
