"""How enterprises and colleges revise what they do: habit, chance, a look at a peer, or a logit (E5, E6)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import State, logistic


def share_of_peers(group: np.ndarray, doing: np.ndarray) -> np.ndarray:
    """Share of the other agents of one's group that do something; 0 for who is alone (E5)."""
    size = np.bincount(group)
    number = np.bincount(group, doing)
    others = size[group] - 1
    return np.divide(number[group] - doing, others, out=np.zeros(len(group)), where=others > 0)


def near_or_any(group: np.ndarray, draws: np.ndarray, near: float) -> np.ndarray:
    """Another agent: of one's group with probability `near`, else anybody; oneself where nobody else is."""
    n = len(group)
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], group)
    size = np.bincount(group)[group]
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n)
    own = rank - first
    step = 1 + np.floor(draws[:, 1] * np.maximum(size - 1, 0)).astype(np.int64)
    beside = order[first + (own + step) % size]
    step = 1 + np.floor(draws[:, 1] * max(n - 1, 0)).astype(np.int64)
    anybody = (np.arange(n) + step) % n
    return np.where((draws[:, 0] < near) & (size > 1), beside, anybody)


def revised(
    s: State,
    purpose: str,
    present: np.ndarray,
    value: np.ndarray,
    group: np.ndarray,
    keep: float,
    attentive: np.ndarray,
) -> np.ndarray:
    """E6: new strategies of all agents, who know what all did last term.

    value : (agents, strategies); minus infinity is out of reach
    group : peers who are near
    attentive : revises for certain (A2)
    """
    b, n = s.b, len(present)
    draws = s.luck(purpose).random((n, 6))
    mine = np.arange(n)
    peer = near_or_any(group, draws[:, 2:4], b.near_peer)
    there, here = value[peer, present[peer]], value[mine, present]
    gap = np.where(np.isfinite(there), there, -1e9) - np.where(np.isfinite(here), here, -1e9)
    copies = (draws[:, 4] < logistic(b.choice_intensity * gap)) & np.isfinite(value[mine, present[peer]])
    weight = np.exp(b.choice_intensity * (value - value.max(axis=1, keepdims=True)))
    total = np.cumsum(weight, axis=1)
    weighed = (draws[:, 5, None] * total[:, -1:] >= total).sum(axis=1)
    reach = np.isfinite(value)
    at_random = np.argmax(
        np.where(reach, np.cumsum(reach, axis=1), 0) > (draws[:, 5] * reach.sum(axis=1))[:, None], axis=1
    )
    new = weighed
    looks = draws[:, 1] < b.random_choice + b.imitation_share
    new = np.where(looks, np.where(copies, present[peer], present), new)
    new = np.where(draws[:, 1] < b.random_choice, at_random, new)
    kept = (draws[:, 0] < keep) & ~attentive
    new = np.where(kept, present, new)
    return np.where(reach[mine, new], new, weighed)
