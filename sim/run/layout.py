"""Laying out a world: every table allocated, every column filled that does not depend on the seed."""

from __future__ import annotations

import math

import numpy as np

from iei.agents.tables import COLLEGES, ENTERPRISES, GOVERNMENTS
from iei.policies.catalogue import LEVER_NAMES, POLICIES, SPENDING
from iei.policies.standards import PARTS
from iei.sim.base.compilation import compiled
from iei.sim.outcomes.tallies import TALLIES
from iei.sim.run.behaviour import behaviour_record
from iei.sim.run.lever_setting import BASES, TARGETINGS
from iei.sim.run.scenario import Scenario
from iei.sim.world.rows import market_rows, table_rows
from iei.sim.world.settings import WorldSettings
from iei.sim.world.tables import (
    CLOCK,
    COHORTS,
    FIELDS,
    LINKS,
    MARKETS,
    MEMORIES,
    NEWCOMER_SUBSTANCE,
    PEERS,
    POOLS,
    PROGRAMMES,
    SIZES,
    TIERS,
    World,
)

REFERENCE_DENSITY = 12.5  # enterprises per market for which density_half is stated (A48)
# Views of a table as plain numbers, one position a column.
VALUES = {
    "policy_values": "policies",
    "reached_values": "reached",
    "paid_values": "paid",
    "paid_reached_values": "paid_reached",
    "spending_values": "spending",
    "tally_values": "tallies",
}
SHARED = ("behaviour", "plans", "targets", "market_members")  # no rule writes these


def lay_out(scenario: Scenario) -> World:
    """The world of a scenario before its first draw.

    Deterministic: two calls give equal worlds. The seed is 0 and agents' own traits (productivity,
    tastes, intake, …) are empty; the start rules of a run fill them.
    """
    settings = scenario.world
    colleges_by_region = settings.colleges_by_region()
    enterprises_by_size = np.array(
        [
            settings.enterprises_by_size(region, enterprises)
            for region, enterprises in zip(settings.regions, settings.enterprises_by_region(), strict=True)
        ]
    )
    enterprises = lay_out_enterprises(scenario, enterprises_by_size)
    colleges = COLLEGES.rows(settings.colleges)
    colleges["region"] = np.repeat(np.arange(len(settings.regions)), colleges_by_region)
    colleges["link_capacity"] = settings.college_link_capacity
    clock = lay_out_clock(scenario)
    markets, market_members = lay_out_markets(scenario, enterprises)
    regions, fields = len(settings.regions), settings.fields
    capacity = min(int(enterprises["link_capacity"].sum()), int(colleges["link_capacity"].sum()))
    remembered = int(clock["memory"][0])
    rows = table_rows(regions, settings.colleges, fields)
    tables = {
        "clock": clock,
        "behaviour": behaviour_record(
            {**scenario.behaviour, "graduates_per_need": settings.graduates_per_need, **parts_of(scenario)}
        ),
        "plans": lay_out_plans(scenario),
        "trials": np.zeros((regions, len(LEVER_NAMES))),
        "policies": POLICIES.rows(regions),
        "reached": POLICIES.rows(rows["reached"]),
        "paid": POLICIES.rows(regions),
        "paid_reached": POLICIES.rows(rows["reached"]),
        "spending": SPENDING.rows(regions),
        "targets": lay_out_targets(scenario),
        "governments": lay_out_governments(scenario, enterprises_by_size.sum(axis=1), colleges_by_region),
        "colleges": colleges,
        "programmes": PROGRAMMES.rows(rows["programmes"]),
        "cohorts": COHORTS.rows(rows["cohorts"]),
        "enterprises": enterprises,
        "links": LINKS.rows(max(capacity, 1)),
        "memories": MEMORIES.rows(max(settings.enterprises * remembered, 1)),
        "markets": markets,
        "market_members": market_members,
        "peers": lay_out_peers(enterprises_by_size),
        "pools": POOLS.rows(rows["pools"]),
        "fields": FIELDS.rows(fields),
        "tallies": TALLIES.rows(scenario.terms * rows["groups"]).reshape(scenario.terms, -1),
    }
    return assembled(tables)


def assembled(tables: dict[str, np.ndarray]) -> World:
    """The world of these arrays, with the number views of its tables of levers and tallies.

    Uncompiled rules see columns as attributes of rows only through `numpy.recarray`.
    """
    values = {name: as_numbers(tables[table]) for name, table in VALUES.items()}
    if not compiled():
        tables = {k: a.view(np.recarray) if a.dtype.names else a for k, a in tables.items()}
    return World(**tables, **values)


def as_numbers(table: np.ndarray) -> np.ndarray:
    """A table of float64 columns as numbers in the same memory, shape (*table.shape, columns)."""
    return table.view(np.ndarray).view(np.float64).reshape(*table.shape, -1)


def parts_of(scenario: Scenario) -> dict[str, float]:
    """Coefficients of the parts of standards that a policy leaves out: 0 where it names others."""
    named = [setting.parts for setting in scenario.levers if setting.parts]
    return {f"standards_{part}": 0.0 for part in PARTS if named and part not in named[0]}


def lay_out_clock(scenario: Scenario) -> np.ndarray:
    """One row: sizes of the world and what holds for the whole run."""
    settings = scenario.world
    clock = CLOCK.rows(1)
    clock["terms"] = scenario.terms
    clock["term"] = -settings.warm_up
    clock["warm_up"] = settings.warm_up
    clock["policy_start"] = settings.policy_start
    clock["regions"] = len(settings.regions)
    clock["fields"] = settings.fields
    clock["components"] = settings.skill_components
    clock["fields_per_college"] = settings.fields_per_college
    clock["memory"] = int(scenario.behaviour["partner_memory"])
    for setting in scenario.levers:
        if setting.basis:
            clock["subsidy_basis"] = BASES.index(setting.basis)
        if setting.targeting:
            clock["risk_based_audit"] = setting.targeting == TARGETINGS[1]
    return clock


def lay_out_plans(scenario: Scenario) -> np.ndarray:
    """Lever values as the policy sets them, shape (terms, G, levers)."""
    settings = scenario.world
    plans = np.zeros((scenario.terms, len(settings.regions), len(LEVER_NAMES)))
    for setting in scenario.levers:
        over_time = [setting.strength(term - settings.policy_start) for term in range(scenario.terms)]
        for g, region in enumerate(settings.regions):
            if setting.reaches(region.name, region.tier):
                plans[:, g, LEVER_NAMES.index(setting.lever)] += over_time
    return plans


def lay_out_targets(scenario: Scenario) -> np.ndarray:
    """1 where a lever reaches size class and field of an enterprise, else 0; shape (levers, 4, K)."""
    targets = np.ones((len(LEVER_NAMES), len(SIZES), scenario.world.fields))
    for setting in scenario.levers:
        reached = targets[LEVER_NAMES.index(setting.lever)]
        if setting.sizes:
            reached[[size not in setting.sizes for size in SIZES], :] = 0
        if setting.fields:
            reached[:, [k not in setting.fields for k in range(scenario.world.fields)]] = 0
    return targets


def lay_out_governments(
    scenario: Scenario, enterprises_by_region: np.ndarray, colleges_by_region: np.ndarray
) -> np.ndarray:
    """One row a region: its traits, its agents' rows, its budget and the law in force at the start."""
    behaviour = scenario.behaviour
    governments = GOVERNMENTS.rows(len(scenario.world.regions))
    for government, region in zip(governments, scenario.world.regions, strict=True):
        government["tier"] = TIERS.index(region.tier)
        government["productivity"] = region.productivity
        government["wage_level"] = region.wage_level
        government["capacity_intrinsic"] = region.capacity_intrinsic
        government["support_education"] = region.support_education
        government["support_human_resources"] = region.support_human_resources
        government["support_industry"] = region.support_industry
        government["awareness_offset"] = region.awareness_offset
        government["school_quality"] = region.school_quality
        government["college_friction"] = region.college_friction
        government["graduates_ratio"] = region.graduates_ratio
        government["certified_target"] = region.certified_target
        government["certified_start"] = behaviour["certified_start"] + region.certified_start_offset
        government["able_start"] = behaviour["able_start"] + region.able_start_offset
        government["budget"] = scenario.world.budget_per_enterprise * region.budget_relative
    governments["budget"] *= enterprises_by_region
    governments["first_enterprise"] = first_rows(enterprises_by_region)
    governments["enterprises"] = enterprises_by_region
    governments["first_college"] = first_rows(colleges_by_region)
    governments["colleges"] = colleges_by_region
    # E2 at law lever 0
    governments["law"] = 1 - math.exp(-behaviour["law_operability_start"] * behaviour["law_provisions"])
    return governments


def lay_out_enterprises(scenario: Scenario, by_region_and_size: np.ndarray) -> np.ndarray:
    """One row an enterprise, sorted by region and size class; shape (E,).

    `by_region_and_size` holds the numbers of enterprises, shape (G, 4). Fields are dealt out in row
    order, so that every run of neighbouring rows has nearly the field shares of its region.
    """
    behaviour, sizes = scenario.behaviour, scenario.world.sizes
    by_region = by_region_and_size.sum(axis=1)
    enterprises = ENTERPRISES.rows(scenario.world.enterprises)
    enterprises["region"] = np.repeat(np.arange(len(by_region)), by_region)
    size_class = np.concatenate([np.repeat(np.arange(len(SIZES)), counts) for counts in by_region_and_size])
    enterprises["size_class"] = size_class
    ranks = field_ranks(int(by_region.max()), scenario.world.fields, scenario.world.field_inequality)
    position = np.arange(len(enterprises)) - np.repeat(first_rows(by_region), by_region)
    enterprises["industry"] = (ranks[position] + enterprises["region"]) % scenario.world.fields

    head = np.array([size.head for size in sizes], dtype=float)
    places = np.array([size.places for size in sizes])
    factor = np.array([size.fixed_cost_factor for size in sizes])
    # E7 with A6; A4
    image = behaviour["image_value"] * places ** behaviour["image_size_exponent"]
    scale = behaviour["fixed_cost"] * factor + 0.5 * behaviour["trainee_cost"] * places * NEWCOMER_SUBSTANCE
    enterprises["places"] = places[size_class]
    enterprises["link_capacity"] = np.array([size.link_capacity for size in sizes])[size_class]
    enterprises["fixed_cost_factor"] = factor[size_class]
    enterprises["image"] = image[size_class]
    enterprises["scale"] = scale[size_class]
    enterprises["posts"] = head[size_class]  # before noise
    return enterprises


def field_ranks(count: int, fields: int, inequality: float) -> np.ndarray:
    """Rank of the field of the first, second, … enterprise of a region, shape (count,).

    The field of rank r has the share ``inequality^r`` (normalised). Its j-th enterprise is due at
    ``(j + 1/2) / share``, and the enterprises come in the order of these due times (the method of
    Sainte-Laguë), so that not only the whole but every beginning of the list has nearly these shares.
    """
    shares = np.array([inequality**rank for rank in range(fields)])
    shares /= shares.sum()
    candidates = [math.ceil(count * share) + fields for share in shares]
    due = np.concatenate([(np.arange(n) + 0.5) / share for n, share in zip(candidates, shares, strict=True)])
    return np.repeat(np.arange(fields), candidates)[np.argsort(due, kind="stable")[:count]]


def density_scales(settings: WorldSettings) -> np.ndarray:
    """Enterprises per market over `REFERENCE_DENSITY`, were all local labour markets alike, shape (G,) (A48).

    A region of many local labour markets spreads its enterprises over them: more of them make a market
    as dense as elsewhere.
    """
    labour_markets = np.array([region.labour_markets for region in settings.regions])
    of_one = settings.enterprises / (labour_markets.sum() * settings.fields) / REFERENCE_DENSITY
    return of_one * labour_markets


def lay_out_markets(scenario: Scenario, enterprises: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Markets (G * K rows) and the enterprises sorted by market, shape (E,)."""
    fields = scenario.world.fields
    market = market_rows(enterprises["region"], enterprises["industry"], fields)
    counts = np.bincount(market, minlength=table_rows(len(scenario.world.regions), 0, fields)["markets"])
    markets = MARKETS.rows(len(counts))
    markets["first"] = first_rows(counts)
    markets["enterprises"] = counts
    others = np.maximum(counts - 1, 0)
    scale = np.repeat(density_scales(scenario.world), fields)
    markets["density"] = others / (others + scenario.behaviour["density_half"] * scale)  # A8, A48
    return markets, np.argsort(market, kind="stable").astype(np.int64)


def lay_out_peers(by_region_and_size: np.ndarray) -> np.ndarray:
    """One row for each region and size class; `by_region_and_size` has shape (G, 4)."""
    peers = PEERS.rows(by_region_and_size.size)
    peers["first"] = first_rows(by_region_and_size.ravel())
    peers["enterprises"] = by_region_and_size.ravel()
    return peers


def first_rows(counts: np.ndarray) -> np.ndarray:
    """First row of each block when blocks of `counts` rows follow each other."""
    return np.cumsum(counts) - counts
