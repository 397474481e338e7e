"""The state of a run: tables of term 0 as arrays, coefficients, random numbers and the fixed vectors."""

from __future__ import annotations

import zlib
from types import SimpleNamespace
from typing import Any

import numpy as np

from iei.policies.catalogue import LEVER_NAMES, LEVERS
from iei.sim.run.engine import Prepared, fresh_world
from iei.sim.run.schedule import start

SUBSTANCE = np.array([0.0, 0.1, 0.3, 0.55, 0.8, 1.0])  # w_d of section 1
THRESHOLD = np.array([0.0, 0.0, 0.25, 0.4, 0.5, 0.6])  # thr_d of section 1
NONE, FORMAL, SUBSTANTIVE = 0, 1, 2
INTERNSHIP, ORDER_CLASS, JOINT_BASE, STAFF_EXCHANGE, SERVICE, APPRENTICESHIP = range(6)
STAGES = 6
UPPER = np.array([lever.upper for lever in LEVERS])
PLAIN = ("i", "u", "f", "b")


class State(SimpleNamespace):
    """Everything that a run carries from phase to phase.

    b : coefficients; g, e, c, l, p, h, m, f, pool : governments, enterprises, colleges, links, programmes,
    cohorts, markets, fields and pools; z, zt : levers as paid for and as effective, by name, for all regions
    """

    def luck(self, purpose: str) -> np.random.Generator:
        """Random numbers of this term for one purpose, so that policies share luck as far as they can."""
        return np.random.default_rng([self.seed, self.t, zlib.crc32(purpose.encode())])


def columns(table: Any, shape: tuple[int, ...]) -> SimpleNamespace:
    """Columns of a table as own arrays of the given leading shape."""
    result = SimpleNamespace()
    for name in table.dtype.names:
        column = np.array(table[name])
        if column.dtype.kind in PLAIN:
            whole = column.dtype.kind in "iu"
            kept = column.astype(np.int64 if whole else np.float64)
            setattr(result, name, kept.reshape(shape + column.shape[1:]))
    return result


def begin(prepared: Prepared, seed: int, corrected: bool = False) -> State:
    """A run at the start of term 0: the engine's tables of that moment, before any rule has acted.

    corrected : read the sentences that docs/docking.md names as they stand now, not as they stood
    """
    world = fresh_world(prepared, seed)
    start(world)
    clock = world.clock[0]
    regions, fields = int(clock["regions"]), int(clock["fields"])
    colleges, enterprises = len(world.colleges), len(world.enterprises)
    s = State(
        seed=seed,
        corrected=corrected,
        t=0,
        terms=prepared.scenario.terms,
        policy_start=int(clock["policy_start"]),
        G=regions,
        K=fields,
        C=colleges,
        E=enterprises,
        M=int(clock["components"]),
        b=SimpleNamespace(**prepared.scenario.behaviour),
        plans=np.array(world.plans, dtype=float),
        targets=np.array(world.targets, dtype=float),
        g=columns(world.governments, (regions,)),
        e=columns(world.enterprises, (enterprises,)),
        c=columns(world.colleges, (colleges,)),
        p=columns(world.programmes, (colleges, fields)),
        h=columns(world.cohorts, (colleges, fields, STAGES)),
        m=columns(world.markets, (regions, fields)),
        f=columns(world.fields, (fields,)),
        tally={},
        rows=[],
    )
    for name in ("offered", "taught"):
        setattr(s.p, name, getattr(s.p, name).astype(bool))
    for name in ("frontier", "frontier_last", "frontier_public", "drift"):
        setattr(s.f, name, getattr(s.f, name)[:, : s.M])
    s.p.curriculum = s.p.curriculum[:, :, : s.M]
    s.p.order_share = np.zeros((colleges, fields))
    begin_links(s)
    begin_people(s)
    begin_governments(s)
    return s


def begin_links(s: State) -> None:
    """Empty places for links: an enterprise has as many as its capacity; and memories of former partners."""
    owner = np.repeat(np.arange(s.E), s.e.link_capacity)
    slots = len(owner)
    s.l = SimpleNamespace(enterprise=owner, field=s.e.industry[owner], region=s.e.region[owner], slots=slots)
    for name in ("alive", "entity"):
        setattr(s.l, name, np.zeros(slots, dtype=bool))
    for name in ("college", "depth", "age", "substantive_age", "passive_terms"):
        setattr(s.l, name, np.zeros(slots, dtype=np.int64))
    for name in ("trust", "substance", "coupling", "effort_e", "effort_c", "bought", "subsidy", "surplus"):
        setattr(s.l, name, np.zeros(slots))
    s.l.modes = np.zeros((slots, 6), dtype=bool)
    s.memory_college = np.full((s.E, int(s.b.partner_memory)), -1)
    s.memory_trust = np.zeros((s.E, int(s.b.partner_memory)))


def begin_people(s: State) -> None:
    """Pools of job seekers are empty; what rules look back at has its value before anything has happened."""
    s.pool = SimpleNamespace(
        persons=np.zeros((s.G, s.K, int(s.b.pool_limit)), dtype=np.int64),
        general=np.zeros((s.G, s.K, int(s.b.pool_limit))),
        practical=np.zeros((s.G, s.K, int(s.b.pool_limit))),
        relevance=np.zeros((s.G, s.K, int(s.b.pool_limit))),
    )
    s.e.transfers_seen = np.zeros(s.E)
    s.e.excluded_until = np.zeros(s.E, dtype=np.int64)
    s.e.attentive = np.zeros(s.E, dtype=bool)
    s.e.declared = np.zeros(s.E)
    s.e.audited = np.zeros(s.E, dtype=bool)
    s.c.decided = np.zeros(s.C, dtype=np.int64)
    s.c.queue = [np.zeros(s.C, dtype=np.int64) for _ in range(int(s.b.college_delay))]
    s.c.surplus = np.zeros(s.C)
    s.m.reference = []
    s.m.planned = np.zeros((s.G, s.K))
    s.last_year_graduates = [np.zeros(s.G), np.zeros(s.G)]
    weights = s.c.intake[:, None] * s.p.seats_share
    s.m.seats = by_region(s, weights)


def begin_governments(s: State) -> None:
    """Weak lead everywhere, nothing paid yet."""
    s.g.kap0 = s.g.capacity_intrinsic
    s.g.support = np.stack([s.g.support_education, s.g.support_human_resources, s.g.support_industry])
    s.g.kap = s.g.kap0 * s.g.support.min(axis=0)
    s.g.strong = np.zeros(s.G, dtype=bool)
    s.g.chi = np.zeros(s.G)
    s.g.chit = np.zeros(s.G)
    s.g.Lt = s.g.kap * s.g.law
    s.g.raw = np.zeros((s.G, len(LEVER_NAMES)))
    s.g.office_scale, s.g.transfer_scale = np.ones(s.G), np.ones(s.G)
    s.g.cost_at_full_lead = np.zeros(s.G)
    s.g.started = np.zeros((s.G, len(LEVER_NAMES)), dtype=bool)
    s.z = {name: np.zeros(s.G) for name in LEVER_NAMES}
    s.zt = {name: np.zeros(s.G) for name in LEVER_NAMES}
    for name in ("utility", "output_last", "placed_in_field", "wages_placed", "unfilled", "score", "reserve"):
        setattr(s.g, name, np.zeros(s.G))
    s.g.mean_substance = np.zeros(s.G)


def by_region(s: State, values: np.ndarray) -> np.ndarray:
    """Sum over the colleges of each region; values (C, ...)."""
    result = np.zeros((s.G, *values.shape[1:]))
    np.add.at(result, s.c.region, values)
    return result


def of_enterprises(s: State, lever: str) -> np.ndarray:
    """Effective value of a lever for each enterprise, as far as the policy targets it."""
    target = s.targets[LEVER_NAMES.index(lever)][s.e.size_class, s.e.industry]
    return s.zt[lever][s.e.region] * target


def whole(amount: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Whole persons without bias: floor(x + u), E27."""
    return np.floor(amount + draw).astype(np.int64)


def logistic(x: np.ndarray) -> np.ndarray:
    """1/(1 + exp(-x)) without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.clip(x, -700, 700)))


def liaison_strength(s: State) -> np.ndarray:
    """s_l of E7, a region."""
    return np.minimum(1, s.zt["liaison"] + s.b.guidelines_weight * s.zt["guidelines"])


def standard(s: State, part: str) -> np.ndarray:
    """Effective standards as far as they set a part (B15)."""
    return s.zt["standards"] * getattr(s.b, f"standards_{part}")


def validity(s: State) -> np.ndarray:
    """Validity v = eta + (1 - eta) zt_standards of E7, a region."""
    return s.b.evaluation_validity + (1 - s.b.evaluation_validity) * standard(s, "evaluation")


def published(s: State, score: np.ndarray, region: np.ndarray) -> np.ndarray:
    """rd(score) of E12: what readers expect of who has this score."""
    z = s.zt["evaluation"][region]
    spread = score_spread(s)[region]
    prior = s.b.score_prior_spread**2
    return z * prior / (prior + spread**2) * score


def score_spread(s: State) -> np.ndarray:
    """sd_E of E12, a region."""
    sharper = np.maximum(standard(s, "evaluation"), s.b.score_standards_minimum)
    return s.b.score_noise * (1 - s.b.score_noise_evaluation * s.zt["evaluation"] * sharper)
