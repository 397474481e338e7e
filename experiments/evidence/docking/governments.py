"""Governments: levers in force, departments, law, council, lead and budget (E1-E4, E37-E40)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import (
    UPPER,
    State,
    liaison_strength,
    logistic,
    standard,
    validity,
)
from iei.experiments.evidence.docking.choice import near_or_any
from iei.policies.catalogue import LEVER_NAMES

TRANSFERS = ("subsidy", "tax_credit")
EVALUATION = LEVER_NAMES.index("evaluation")
STANDARDS = LEVER_NAMES.index("standards")
DEPARTMENTS = LEVER_NAMES.index("departments")


def lead(s: State) -> None:
    """E38a, E6: every cycle a government weighs a strong against a weak lead."""
    if s.t % int(s.b.evaluation_cycle) or s.b.adaptive_switch:
        return
    b, g, luck = s.b, s.g, s.luck("lead")
    plan = s.plans[min(s.t, len(s.plans) - 1)]
    reach = (plan / UPPER).max(axis=1)
    links = count_links(s)
    agreements = np.minimum(1, links / g.colleges / b.score_norm_agreements)
    valid = validity(s)
    if s.corrected:  # of the standards as the policy sets them
        set_ = plan[:, STANDARDS] * b.standards_evaluation
        valid = b.evaluation_validity + (1 - b.evaluation_validity) * set_
    social = 2 * g.unfilled + 1 - g.placed_in_field
    score = (1 - valid) * (1 - agreements) + valid * (1 - g.mean_substance)
    offices, transfers = wanted(s, {name: plan[:, i] for i, name in enumerate(LEVER_NAMES)})
    cost = s.g.cost_at_full_lead if s.corrected else offices + transfers
    gain = (
        b.lead_effect_expected
        * (1 - b.lead_weak)
        * g.kap
        * reach
        * (b.government_benefit_weight * social + b.lead_evaluation * plan[:, EVALUATION] * score)
        - b.government_cost_weight * (1 - b.lead_weak) * cost / g.budget
        - b.government_admin
    )
    strong_peers = (g.strong.sum() - g.strong) / max(s.G - 1, 1)
    value = np.stack([b.government_norm * (1 - strong_peers), gain + g.taste_lead], axis=1)
    value[:, 1] += b.government_norm * strong_peers
    draws = luck.random((s.G, 5))
    peer = near_or_any(np.zeros(s.G, dtype=np.int64), draws[:, 2:4], 1.0)
    copied = draws[:, 4] < logistic(b.choice_intensity * (g.utility[peer] - g.utility))
    weighed = draws[:, 4] < logistic(b.choice_intensity * (value[:, 1] - value[:, 0]))
    new = weighed.copy()
    looks = draws[:, 1] < b.government_random + b.government_imitation
    new[looks] = np.where(copied, g.strong[peer], g.strong)[looks]
    at_random = draws[:, 1] < b.government_random
    new[at_random] = draws[at_random, 4] < 0.5
    g.strong = np.where(draws[:, 0] < b.government_keep, g.strong, new)


def rule_regions(s: State) -> None:
    """E1-E4, E40: what levers are in force, and what capacity, law and council make of them."""
    b, g = s.b, s.g
    now = s.plans[min(s.t, len(s.plans) - 1)]
    g.lead = np.where(g.strong, 1.0, b.lead_weak)
    if s.corrected:  # departments support at once, and what they support works sooner
        s_i = g.support + now[:, DEPARTMENTS] * g.lead * g.office_scale * (1 - g.support)
        g.kap = g.kap0 * s_i.min(axis=0)
    delay = np.round(b.execution_delay * (1 - g.kap)).astype(int)
    raw = np.zeros_like(now)
    for i in range(s.G):
        before = s.plans[s.t - delay[i], i] if s.t >= delay[i] else np.zeros(len(LEVER_NAMES))
        raw[i] = np.minimum(now[i], before)
    g.raw = raw
    want = {name: raw[:, i] * g.lead for i, name in enumerate(LEVER_NAMES)}
    if not s.corrected:
        g.office_scale, g.transfer_scale = rationed(s, *wanted(s, want))
    for name in LEVER_NAMES:
        s.z[name] = want[name] * (g.transfer_scale if name in TRANSFERS else g.office_scale)
    if not s.corrected:
        s_i = g.support + s.z["departments"] * (1 - g.support)
        g.kap = g.kap0 * s_i.min(axis=0)
    g.l_education, g.l_human, g.l_industry = 1 - b.department_lean * (1 - s_i)
    for name in LEVER_NAMES:
        s.zt[name] = s.z[name] if name == "departments" else g.kap * s.z[name]
    for name in TRANSFERS:
        s.zt[name] = s.zt[name] * g.l_industry
    operable = b.law_operability_start + s.zt["law"] * (1 - b.law_operability_start)
    target = 1 - np.exp(-operable * b.law_provisions)
    g.law = g.law + b.law_speed * (target - g.law)
    g.Lt = g.kap * g.law
    g.chi = g.chi + b.council_speed * (s.z["council"] - g.chi)
    crowd = members(s) / (b.council_overload * (g.enterprises + g.colleges))
    g.chit = g.kap * g.chi * np.maximum(0, 1 - crowd)
    g.quality = 1 - (1 - b.detection_base) * (1 - b.detection_law * g.Lt) * (
        1 - b.detection_council * g.chit
    ) * (1 - b.detection_standards * standard(s, "evaluation"))
    g.s_l = liaison_strength(s)
    kick_off(s)


def kick_off(s: State) -> None:
    """Publicity of E11, and what levers cost once when they are switched on."""
    begun = (s.g.raw > 0) & ~s.g.started
    s.g.started |= s.g.raw > 0
    jump = np.where(begun[:, LEVER_NAMES.index("publicity")], s.zt["publicity"] * s.b.publicity_jump, 0)
    s.e.awareness = s.e.awareness + jump[s.e.region] * (1 - s.e.awareness)
    s.c.awareness = s.c.awareness + jump[s.c.region] * (1 - s.c.awareness)
    wage = s.b.public_wage
    s.g.once = wage * s.b.law_drafting * begun[:, LEVER_NAMES.index("law")]
    s.g.once = (
        s.g.once + wage * s.b.publicity_work * s.z["publicity"] * begun[:, LEVER_NAMES.index("publicity")]
    )


def count_links(s: State) -> np.ndarray:
    """Live links of the enterprises of each region."""
    return np.bincount(s.l.region[s.l.alive], minlength=s.G).astype(float)


def members(s: State) -> np.ndarray:
    """Enterprises and colleges of each region that have a link (E4)."""
    linked_e = np.unique(s.l.enterprise[s.l.alive])
    linked_c = np.unique(s.l.college[s.l.alive])
    enterprises = np.bincount(s.e.region[linked_e], minlength=s.G)
    return enterprises + np.bincount(s.c.region[linked_c], minlength=s.G)


def audit_number(s: State, z: np.ndarray, departments: np.ndarray) -> np.ndarray:
    """E9: audits of each region, not yet rounded."""
    b = s.b
    staff = (b.audit_staff + b.audit_staff_departments * departments) * s.g.enterprises
    s_education = s.g.support[0] + departments * (1 - s.g.support[0])
    return (1 - b.department_lean * (1 - s_education)) * np.minimum(z * count_links(s), staff)


def offices(s: State, z: dict[str, np.ndarray], audits: np.ndarray) -> np.ndarray:
    """Running costs of section 11 for values `z` as paid for, MU a region; without transfers."""
    b, g = s.b, s.g
    teachers = np.bincount(s.c.region, s.c.teachers, s.G)
    experts = np.bincount(s.c.region, s.c.expert_share * s.c.teachers, s.G)
    places = np.bincount(s.l.region, s.l.alive * s.e.places[s.l.enterprise], s.G)
    graduates = (s.last_year_graduates[0] + s.last_year_graduates[1]) / 2
    double_hires = teachers * b.retirement * (1 - b.hires_double)
    double_hires = double_hires * (b.industry_professionals + b.industry_recruits)
    examined = graduates
    if s.corrected:  # only who may be certified is examined; hires by the lever scale with it
        examined = graduates * (b.certificate_access + (1 - b.certificate_access) * s.zt["qualification"])
        double_hires = double_hires * s.zt["industry_teachers"]
    persons = (
        b.staff_departments * z["departments"]
        + b.staff_law * z["law"]
        + b.audit_work * audits
        + (b.evaluators_college * g.colleges + b.evaluators_enterprise * g.enterprises) * z["evaluation"]
        + b.staff_platform * z["platform"]
        + (b.staff_council + b.council_attendance * members(s)) * z["council"]
        + b.staff_liaison * np.maximum(z["liaison"], z["guidelines"])
        + b.liaison_officers * g.colleges * z["liaison"]
        + b.staff_reform * z["reform"]
        + b.exchange_substitutes * g.colleges * z["teacher_exchange"]
        + b.expert_time * experts * (z["part_time_experts"] > 0)
        + b.staff_standards * np.maximum(z["qualification"], z["standards"])
        + b.staff_mandate * z["mandate"]
        + b.staff_planning * z["planning"]
        + b.examiner_work * examined * z["career_channel"]
        + b.adviser_work * graduates * z["employment_services"]
        + b.industry_hire_pay * double_hires * z["industry_teachers"]
    )
    return b.public_wage * persons + b.cost_order * places * z["orders"]


def wanted(s: State, z: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """E40: what offices and transfers would cost at these values; transfers by the links of the last term."""
    b, g = s.b, s.g
    office = offices(s, z, audit_number(s, g.kap * z["audit"], z["departments"]))
    share = 1 - b.department_lean * (1 - g.support[2])
    take_up = b.takeup_base + (1 - b.takeup_base) * g.Lt
    n = s.e.places[s.l.enterprise]
    subsidy = np.bincount(s.l.region, s.l.alive * n / 8, s.G) * share * take_up * z["subsidy"]
    rate = (g.kap * share * take_up * z["tax_credit"])[s.e.region]
    limit = b.taxable_share * s.e.value_added * (s.e.profit > 0)
    credit = np.bincount(s.e.region, np.minimum(rate * s.e.declared, limit), s.G) / g.kap
    return office, subsidy + credit


def rationed(s: State, office: np.ndarray, transfer: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """E40, B23: the share of offices and of transfers that the budget pays for."""
    b = s.b
    reserve = np.maximum(0, s.g.reserve) if s.corrected else s.g.reserve
    limit = s.g.budget * (1 + b.soft_budget) + reserve / b.reserve_use_terms
    least = b.budget_scale_minimum

    def scale(room: np.ndarray, want: np.ndarray) -> np.ndarray:
        return np.clip(np.divide(room, want, out=np.ones(s.G), where=want > 0), least, 1)

    if int(b.rationing) == 0:
        both = scale(limit, office + transfer)
        return both, both
    if int(b.rationing) == 1:
        of_office = scale(limit, office)
        return of_office, scale(np.maximum(0, limit - of_office * office), transfer)
    of_transfer = scale(b.entitlement_cap * limit, transfer)
    return scale(np.maximum(0, limit - of_transfer * transfer), office), of_transfer


def close_governments(s: State) -> None:
    """E37, E38, E40: score, utility and reserve of every government at the end of a term."""
    b, g = s.b, s.g
    office = offices(s, s.z, s.audits) + g.once
    spent = office + s.paid - s.fines - s.clawback
    on = g.raw.any(axis=1)
    reserve = np.clip(g.reserve + g.budget - spent, None, b.reserve_limit * g.budget)
    g.reserve = np.where(on, reserve, g.reserve)
    if s.corrected:  # what was spent in this term, at full funding, rations the next one
        office, transfer = office / g.office_scale, s.paid / g.transfer_scale
        g.cost_at_full_lead = (office + transfer) / g.lead
        g.office_scale, g.transfer_scale = rationed(s, office, transfer)
    links = count_links(s)
    substance = np.bincount(s.l.region, s.l.alive * s.l.substance, s.G)
    g.mean_substance = np.divide(substance, links, out=np.zeros(s.G), where=links > 0)
    counted = np.minimum(1, links / g.colleges / b.score_norm_agreements)
    eta = b.evaluation_validity
    g.score = (1 - eta) * counted + eta * g.mean_substance
    output = np.bincount(s.e.region, s.e.value_added, s.G)
    growth = np.divide(output, g.output_last, out=np.ones(s.G), where=g.output_last > 0) - 1
    posts = np.bincount(s.e.region, s.e.posts, s.G)
    g.unfilled = np.bincount(s.e.region, s.e.vacancies, s.G) / posts
    g.utility = (
        b.government_benefit_weight * (growth + g.wages_placed / output - g.unfilled)
        - b.government_cost_weight * spent / g.budget
        + b.government_score_weight * g.score
        - np.maximum(0, -g.reserve) / g.budget
    )
    g.output_last = output
    g.spent = spent
