"""How links end and begin: hazard, memory, search, acceptance, brokerage (E13-E15)."""

from __future__ import annotations

import numpy as np

from iei.experiments.evidence.docking.beginning import (
    INTERNSHIP,
    NONE,
    SUBSTANTIVE,
    State,
    logistic,
    published,
)


def dissolve_links(s: State) -> None:
    """E15: links end; the enterprise remembers its partner's trust, and memories drift back."""
    b, l, r = s.b, s.l, s.l.region
    drift_memories(s)
    withdrawn = s.e.strategy[l.enterprise] == NONE
    passive = l.passive_terms >= b.passive_limit
    hazard = b.exit_hazard * np.exp(-(b.exit_trust * l.trust + l.coupling + s.g.Lt[r]))
    hazard = hazard + b.exit_withdrawal * withdrawn * np.where(l.entity, b.exit_withdrawal_entity, 1.0)
    hazard = (hazard + passive) * np.exp(-b.hazard_council * s.g.chit[r])
    closed = ~s.p.taught[l.college, l.field]
    ends = l.alive & ((s.luck("end").random(l.slots) < np.minimum(1, hazard)) | closed)
    s.tally["links_ended"] = int(ends.sum())
    s.tally["ended_age"] = int(l.age[ends].sum())
    for i in np.flatnonzero(ends):
        remember(s, int(l.enterprise[i]), int(l.college[i]), float(l.trust[i]))
        if l.entity[i]:
            s.e.cash[l.enterprise[i]] += b.joint_entity_refund * b.joint_entity_cost
    l.alive &= ~ends
    clear(s, ends)


def clear(s: State, rows: np.ndarray) -> None:
    """Places of links that ended are empty."""
    for name in (
        *("depth", "age", "substantive_age", "passive_terms", "trust", "substance", "coupling"),
        *("effort_e", "effort_c", "bought", "subsidy", "surplus"),
    ):
        getattr(s.l, name)[rows] = 0
    s.l.entity[rows] = False
    s.l.modes[rows] = False


def drift_memories(s: State) -> None:
    """A52: remembered trust drifts back to that of a stranger and is forgotten within .01 of it."""
    start = s.b.trust_start
    s.memory_trust += s.b.trust_memory_fading * (start - s.memory_trust)
    s.memory_college[np.abs(s.memory_trust - start) < 0.01] = -1


def remember(s: State, enterprise: int, college: int, trust: float) -> None:
    """The last partners of an enterprise; the oldest memory gives way."""
    others = s.memory_college[enterprise] != college
    for table, new in ((s.memory_college, college), (s.memory_trust, trust)):
        kept = table[enterprise][others]
        row = np.concatenate([[new], kept])[: table.shape[1]]
        filler = np.full(table.shape[1] - len(row), -1 if table is s.memory_college else 0)
        table[enterprise] = np.concatenate([row, filler])


def past_trust(s: State, enterprises: np.ndarray, college: int) -> np.ndarray:
    """T_past of E13: remembered trust, or that of strangers."""
    known = s.memory_college[enterprises] == college
    trust = np.where(known, s.memory_trust[enterprises], 0).max(axis=1, initial=0)
    return np.where(known.any(axis=1), trust, s.b.trust_start)


class Rivals:
    """Free places and existing pairs while links are formed one after another."""

    def __init__(self, s: State) -> None:
        self.s = s
        self.paired = np.zeros((s.C, s.E), dtype=bool)
        self.paired[s.l.college[s.l.alive], s.l.enterprise[s.l.alive]] = True
        self.room_c = s.c.link_capacity - self.paired.sum(axis=1)
        self.room_e = s.e.link_capacity - self.paired.sum(axis=0)
        self.reads = s.b.score_pull * published(s, s.c.score, s.c.region)
        self.first_slot = np.concatenate([[0], np.cumsum(s.e.link_capacity)[:-1]])
        self.signed = 0

    def possible(self, college: int, enterprise: int) -> bool:
        """Whether the pair is new and both have a free place."""
        return bool(
            not self.paired[college, enterprise] and self.room_c[college] > 0 and self.room_e[enterprise] > 0
        )

    def accepts(self, college: int, enterprise: int, draw: float) -> bool:
        """E14: whether the enterprise says yes."""
        if self.s.e.strategy[enterprise] == NONE or not self.possible(college, enterprise):
            return False
        x = self.s.b.choice_intensity * self.s.e.willingness[enterprise] + self.reads[college]
        return draw < float(logistic(np.asarray(x)))

    def sign(self, college: int, enterprise: int) -> None:
        """A new link: depth 1, internships, remembered trust."""
        s, l = self.s, self.s.l
        slots = np.arange(s.e.link_capacity[enterprise]) + self.first_slot[enterprise]
        i = int(slots[~l.alive[slots]][0])
        l.alive[i] = True
        l.college[i] = college
        l.depth[i] = 1
        l.trust[i] = past_trust(s, np.array([enterprise]), college)[0]
        l.modes[i] = False
        l.modes[i, INTERNSHIP] = True
        self.paired[college, enterprise] = True
        self.room_c[college] -= 1
        self.room_e[enterprise] -= 1
        self.signed += 1


def form_links(s: State) -> None:
    """E13, E14: colleges search in random order, aware enterprises propose, councils introduce."""
    luck = s.luck("search")
    rivals = Rivals(s)
    order = np.argsort(luck.random(s.C))
    gumbel_seen = luck.gumbel(size=(s.C, s.E))
    gumbel_liked = luck.gumbel(size=(s.C, s.E))
    answers = luck.random((s.C, s.E))
    reads = s.b.score_pull * published(s, s.e.score, s.e.region)
    for college in order:
        search(s, rivals, int(college), gumbel_seen[college], gumbel_liked[college], answers[college], reads)
    offer_partnerships(s, rivals)
    introduce(s, rivals)
    s.tally["links_signed"] = rivals.signed


def search(
    s: State,
    rivals: Rivals,
    college: int,
    seen: np.ndarray,
    liked: np.ndarray,
    answers: np.ndarray,
    reads: np.ndarray,
) -> None:
    """E13: whom one college sees, and to whom it proposes."""
    b, region = s.b, s.c.region[college]
    pool = np.flatnonzero(s.p.offered[college, s.e.industry] & ~rivals.paired[college])
    if not len(pool):
        return
    number = int(np.round(b.visible_base * (1 + s.zt["platform"][region] + s.zt["liaison"][region])))
    near = s.e.region[pool] == region
    weight = np.where(near, 0.0, -np.log(b.elsewhere_rarity)) + seen[pool]
    visible = np.argsort(-weight)[:number]
    pool, near = pool[visible], near[visible]
    score = (
        b.size_preference * np.log(s.e.places[pool])
        + s.p.relevance[college, s.e.industry[pool]]
        + past_trust(s, pool, college)
        + b.proximity * near
        + reads[pool]
        + liked[pool]
    )
    proposals = b.proposals_active if s.c.strategy[college] else b.proposals_passive
    for enterprise in pool[np.argsort(-score)[: int(proposals)]]:
        if rivals.accepts(college, int(enterprise), answers[enterprise]):
            rivals.sign(college, int(enterprise))


def offer_partnerships(s: State, rivals: Rivals) -> None:
    """E13: enterprises that are aware enough propose to one college of their region and field."""
    luck = s.luck("own proposal")
    draws = luck.random(s.E)
    aware = (s.e.awareness > s.b.own_proposal_awareness) & (s.e.strategy != NONE)
    for enterprise in np.flatnonzero(aware):
        teaches = s.p.offered[:, s.e.industry[enterprise]] & (s.c.region == s.e.region[enterprise])
        if s.corrected:  # any college, elsewhere rarer; the proposal is lost if it cannot take it
            home = s.c.region == s.e.region[enterprise]
            weight = np.cumsum(np.where(home, 1.0, 1 / s.b.elsewhere_rarity))
            college = int(np.searchsorted(weight, draws[enterprise] * weight[-1], side="right"))
            if s.p.offered[college, s.e.industry[enterprise]] and rivals.possible(college, int(enterprise)):
                rivals.sign(college, int(enterprise))
            continue
        choices = [i for i in np.flatnonzero(teaches) if rivals.possible(int(i), int(enterprise))]
        if choices:
            rivals.sign(int(choices[int(draws[enterprise] * len(choices))]), int(enterprise))


def introduce(s: State, rivals: Rivals) -> None:
    """E13: the council of a region introduces pairs of which both still have room."""
    luck = s.luck("broker")
    for region in range(s.G):
        pairs = int(np.round(s.b.brokered_pairs * s.g.chit[region]))
        draws = luck.random((64, 3))
        for k in range(min(pairs, len(draws))):
            colleges = np.flatnonzero((s.c.region == region) & (rivals.room_c > 0))
            if not len(colleges):
                break
            college = int(colleges[int(draws[k, 0] * len(colleges))])
            open_ = (s.e.region == region) & (rivals.room_e > 0) & s.p.offered[college, s.e.industry]
            enterprises = np.flatnonzero(open_ & ~rivals.paired[college])
            if len(enterprises):
                enterprise = int(enterprises[int(draws[k, 1] * len(enterprises))])
                if rivals.accepts(college, enterprise, draws[k, 2]):
                    rivals.sign(college, enterprise)


def both_substantive(s: State) -> np.ndarray:
    """Live links of which both sides are substantive."""
    return s.l.alive & (s.e.strategy[s.l.enterprise] == SUBSTANTIVE) & (s.c.strategy[s.l.college] == 1)
