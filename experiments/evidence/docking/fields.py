"""Frontiers, fashion, posts, and what colleges and planners know of demand (E22, E23, E25a, E29)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import State


def shock(s: State) -> None:
    """E22, E25a, E29: what nobody here decides."""
    b, f = s.b, s.f
    luck = s.luck("shock")
    f.frontier_public = f.frontier_last
    f.frontier_last = f.frontier
    noise = b.frontier_noise * luck.standard_normal(f.frontier.shape)
    f.frontier = f.frontier + b.frontier_drift * f.drift + noise
    rho = b.fashion_persistence
    spread = b.fashion_spread * np.sqrt(1 - rho**2)
    s.m.fashion = rho * s.m.fashion + spread * luck.standard_normal(s.m.fashion.shape)
    f.growth = b.growth_persistence * f.growth + b.field_growth_noise * luck.standard_normal(s.K)
    firm = b.firm_growth_noise * luck.standard_normal(s.E)
    base = s.e.posts_base * np.exp(f.growth[s.e.industry] + firm)
    total = np.bincount(s.e.region, base, s.G)
    s.e.posts_base = base * (s.g.posts_start / total)[s.e.region]
    open_posts(s)
    s.p.relevance = relevance(s, s.p.curriculum, s.f.frontier)


def open_posts(s: State) -> None:
    """E29: posts and vacancies; a whole number of them, the nearest."""
    s.e.posts = s.e.posts_base * s.m.posts_factor[s.e.region, s.e.industry]
    s.e.vacancies = np.maximum(0, np.round(s.e.posts - s.e.workers)).astype(np.int64)
    posts = np.zeros((s.G, s.K))
    np.add.at(posts, (s.e.region, s.e.industry), s.e.posts)
    s.m.posts = posts


def relevance(s: State, curriculum: np.ndarray, frontier: np.ndarray) -> np.ndarray:
    """Relevance m of E22 for curricula (..., M) and frontiers that fit their shape."""
    squared = ((curriculum - frontier) ** 2).sum(axis=-1)
    return np.exp(-squared / (2 * s.b.relevance_width**2))


def answer_skill(s: State) -> None:
    """E29, B5: posts follow what hires can do, against the mean of the terms before the policy start."""
    b, m = s.b, s.m
    m.hired_number = m.hired_number + b.hired_skill_speed * (s.hired.number - m.hired_number)
    m.hired_skill = m.hired_skill + b.hired_skill_speed * (s.hired.skill - m.hired_skill)
    skill = np.where(m.hired_number > 0, m.hired_skill / np.maximum(m.hired_number, 1e-9), np.nan)
    if s.policy_start - b.skill_reference_terms <= s.t < s.policy_start:
        m.reference.append(skill)
    if m.reference and s.t >= s.policy_start:
        known = np.isfinite(m.reference)
        reference = np.where(known, m.reference, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        usable = (reference > 0) & np.isfinite(skill)
        ratio = np.where(usable, skill, 1) / np.where(usable, reference, 1)
        m.posts_factor = m.posts_factor + b.posts_speed * (ratio**b.posts_elasticity - m.posts_factor)


def kalman_gain(s: State, spread: np.ndarray | float) -> np.ndarray:
    """K of E23: gain of the steady filter of a random walk."""
    q = (s.b.field_growth_noise / (1 - s.b.growth_persistence)) ** 2
    return 1 / (0.5 + np.sqrt(0.25 + np.asarray(spread) ** 2 / q))


def inform(s: State) -> None:
    """E23: signals of demand, pooling in the council, the planner's forecast."""
    b, r = s.b, s.c.region
    luck = s.luck("signal")
    true = s.m.posts / s.m.posts.sum(axis=1, keepdims=True)
    noise = b.signal_noise * np.sqrt(1 - b.signal_noise_platform * s.zt["platform"][r])
    spread = noise[:, None] * (1 - s.p.curriculum_substance)
    signal = true[r] * np.exp(spread * luck.standard_normal((s.C, s.K)))
    signal /= signal.sum(axis=1, keepdims=True)
    estimate = s.p.demand_estimate
    estimate = estimate + kalman_gain(s, spread) * (signal - estimate)
    estimate /= estimate.sum(axis=1, keepdims=True)
    s.p.demand_estimate = pooled(s, estimate, true)
    plan = true * np.exp(b.planner_noise * luck.standard_normal(true.shape))
    plan /= plan.sum(axis=1, keepdims=True)
    if not s.m.planned.any():
        s.m.planned = plan
    s.m.planned = s.m.planned + kalman_gain(s, b.planner_noise) * (plan - s.m.planned)
    s.m.planned /= s.m.planned.sum(axis=1, keepdims=True)


def pooled(s: State, estimate: np.ndarray, true: np.ndarray) -> np.ndarray:
    """E23, A27: members of the council (colleges with a link) take over part of their mean log error."""
    r = s.c.region
    member = s.c.links > 0
    error = np.log(estimate / true[r])
    number = np.bincount(r[member], minlength=s.G)
    total = np.zeros((s.G, s.K))
    np.add.at(total, r[member], error[member])
    mean = total / np.maximum(number, 1)[:, None]
    weight = (s.b.pooling_strength * s.g.chit)[r][:, None] * member[:, None]
    result = true[r] * np.exp((1 - weight) * error + weight * mean[r])
    return result / result.sum(axis=1, keepdims=True)
