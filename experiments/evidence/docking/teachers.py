"""Teachers: experience, theory, titles, part-time experts, hires (E26, E26a-E26d)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import State, logistic, whole


def teach(s: State) -> None:
    """One term of a college's staff; `s.from_work` are the professionals hired from enterprises, a region."""
    b, c, r = s.b, s.c, s.c.region
    draws = s.luck("teachers").random((s.C, 12)).T
    zt = {name: value[r] for name, value in s.zt.items()}
    part_before = c.expert_share
    aim = b.expert_share_maximum * zt["part_time_experts"]
    c.expert_share = part_before + b.expert_adjustment * (aim - part_before)
    drive = (
        b.conversion_base
        + b.conversion_joint * college_mean(s, (s.p.teaching_substance + s.p.coverage) / 2)
        + b.conversion_exchange * zt["teacher_exchange"]
        + b.conversion_mixed * c.expert_share
    )
    passes = logistic((c.theory - b.theory_pass) / b.theory_spread)
    theory = 1 - b.theory_required * (1 - passes)
    able_young = (1 - np.exp(-drive * (1 + b.young_bonus))) * theory
    able_senior = (1 - np.exp(-drive)) * theory
    ageing, retiring = b.retirement / b.young_start, b.retirement / (1 - b.young_start)
    # first some leave their band
    aged_s, aged_d = whole(c.young_single * ageing, draws[0]), whole(c.young_double * ageing, draws[1])
    gone_s, gone_d = whole(c.senior_single * retiring, draws[2]), whole(c.senior_double * retiring, draws[3])
    gone_t = np.minimum(whole(c.titled * retiring, draws[4]), gone_s + gone_d)
    stay_ys, stay_yd = c.young_single - aged_s, c.young_double - aged_d
    stay_ss, stay_sd = c.senior_single - gone_s, c.senior_double - gone_d
    # then some of the rest change
    up_y, down_y = whole(stay_ys * able_young, draws[5]), whole(stay_yd * b.currency_loss, draws[6])
    up_s, down_s = whole(stay_ss * able_senior, draws[7]), whole(stay_sd * b.currency_loss, draws[8])
    hires = gone_s + gone_d
    industry = (1 - b.hires_double) * zt["industry_teachers"]
    professionals = np.minimum(
        hires, whole(hires * (b.hires_double + b.industry_professionals * industry), draws[9])
    )
    recruits = whole(hires * b.industry_recruits * industry, draws[10])
    double = np.minimum(hires, professionals + recruits)
    untitled = np.maximum(0, stay_ss + stay_sd - (c.titled - gone_t))
    share = stay_sd / np.maximum(stay_ss + stay_sd, 1)
    promoted = whole(untitled * b.promotion * (1 + b.promotion_double * share), draws[11])
    c.titled = np.clip(c.titled - gone_t, 0, stay_ss + stay_sd) + np.minimum(promoted, untitled)
    c.young_single = stay_ys - up_y + down_y + hires - double
    c.young_double = stay_yd + up_y - down_y + double
    c.senior_single = stay_ss - up_s + down_s + aged_s
    c.senior_double = stay_sd + up_s - down_s + aged_d
    learn_as_team(s, part_before)
    take_from_enterprises(s, professionals)


def college_mean(s: State, values: np.ndarray) -> np.ndarray:
    """Mean over a college's programmes, weighted by seats."""
    return (values * s.p.seats_share).sum(axis=1) / np.maximum(s.p.seats_share.sum(axis=1), 1e-9)


def learn_as_team(s: State, part_before: np.ndarray) -> None:
    """E26, E26b-E26d: abilities, theory, experts' teaching, certificates, practice-teaching ability P."""
    b, c, r = s.b, s.c, s.c.region
    part = c.expert_share
    for name, start in (("ability_single", b.ability_single), ("ability_double", b.ability_double)):
        now = getattr(c, name)
        learnt = b.mixed_learning * part * np.maximum(0, b.ability_expert - now)
        setattr(c, name, now + learnt - b.ability_fading * (now - start))
    share = c.titled / np.maximum(c.teachers, 1)
    learnt = b.title_learning * share * np.maximum(0, b.ability_titled - c.theory)
    c.theory = c.theory + learnt - b.ability_fading * (c.theory - b.theory_start)
    new = np.divide(np.maximum(0, part - part_before), part, out=np.zeros(s.C), where=part > 0)
    teaching = (1 - new) * c.expert_teaching + new * b.teaching_start
    learnt = b.mutual_learning * (1 - part) * np.maximum(0, c.theory - teaching)
    c.expert_teaching = teaching + learnt - b.ability_fading * (teaching - b.teaching_start)
    double = c.young_double + c.senior_double
    mean = c.ability_single * (c.teachers - double) + c.ability_double * double
    expert = b.ability_expert * (1 - b.teaching_needed * (1 - c.expert_teaching))
    c.practice_ability = (1 - part) * mean / np.maximum(c.teachers, 1) + part * expert
    aim = s.g.certified_target[r] + b.certified_evaluation * s.zt["evaluation"][r]
    c.certified = c.certified + b.certified_speed * (aim - c.certified)


def take_from_enterprises(s: State, professionals: np.ndarray) -> None:
    """E26a: each professional was a worker of an enterprise of the region."""
    luck = s.luck("professionals")
    wanted = np.bincount(s.c.region, professionals, s.G).astype(int)
    for region in range(s.G):
        rows = np.flatnonzero(s.e.region == region)
        taken = luck.multivariate_hypergeometric(s.e.workers[rows], int(wanted[region]), method="marginals")
        s.e.workers[rows] -= taken
    s.tally["moved_to_teaching"] = int(wanted.sum())
    s.e.vacancies = np.maximum(0, np.round(s.e.posts - s.e.workers)).astype(np.int64)
