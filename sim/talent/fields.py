"""Skill fields: the moving frontier, relevance to it, and demand for each field (E22, E29)."""

import math

import numpy as np

from iei.sim.base.chance import normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.talent.skill_demand import answer_skill
from iei.sim.world.rows import market_row, own_market

QUANTITIES = (
    Quantity(
        "frontier_drift",
        default=0.015,
        lower=0.005,
        upper=0.03,
        unit="per term",
        equation="E22",
        source="modelling choice",
        grade=ASSUMED,
        symbol="v",
    ),
    Quantity(
        "frontier_noise",
        default=0.01,
        lower=0,
        upper=0.05,
        unit="per term",
        equation="E22",
        source="modelling choice",
        grade=ASSUMED,
        symbol="sig_v",
    ),
    Quantity(
        "field_distance",
        default=0.55,
        lower=0.3,
        upper=1,
        unit="-",
        equation="E32",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "relevance_width",
        default=0.45,
        lower=0.2,
        upper=0.5,
        unit="-",
        equation="E22",
        source="modelling choice",
        grade=ASSUMED,
        symbol="sig_m",
    ),
    Quantity(
        "field_growth_noise",
        default=0.008,
        lower=0,
        upper=0.05,
        unit="per term",
        equation="E29",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "growth_persistence",
        default=0.8,
        lower=0,
        upper=0.95,
        unit="1/term",
        equation="E29",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "firm_growth_noise",
        default=0.01,
        lower=0,
        upper=0.05,
        unit="per term",
        equation="E29",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "posts_spread",
        default=0.25,
        lower=0,
        upper=1,
        unit="sd log",
        equation="E29",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def relevance(distance_squared, behaviour):
    """Relevance m in (0, 1] of a curriculum at this squared distance from the frontier (E22)."""
    width = behaviour.relevance_width
    return math.exp(-distance_squared / (2.0 * width * width))


@rule
def move_frontier(world, k):
    """Drift of the frontier of field `k` by one term, remembering what was known a year ago (E22)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    field = world.fields[k]
    for m in range(clock.components):
        noise = normal(clock.seed, clock.term, Purpose.FRONTIER_NOISE, k, m)
        field.frontier_public[m] = field.frontier_last[m]
        field.frontier_last[m] = field.frontier[m]
        field.frontier[m] += behaviour.frontier_drift * field.drift[m] + behaviour.frontier_noise * noise
    shock = behaviour.field_growth_noise * normal(clock.seed, clock.term, Purpose.FIELD_GROWTH, k, 0)
    field.growth = behaviour.growth_persistence * field.growth + shock


@rule(allocates=True)
def grow_posts(world):
    """Posts follow the growth of their field, noise, and what hires can do (E29).

    Without the last each region's total stays constant (A35).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    total = np.zeros(clock.regions)
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        noise = normal(clock.seed, clock.term, Purpose.ENTERPRISE_GROWTH, e, 0)
        growth = world.fields[enterprise.industry].growth + behaviour.firm_growth_noise * noise
        enterprise.posts_base *= math.exp(growth)
        total[enterprise.region] += enterprise.posts_base
    for m in range(world.markets.shape[0]):
        world.markets[m].posts = 0.0
        answer_skill(world.markets[m], behaviour)
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        g = enterprise.region
        enterprise.posts_base *= world.governments[g].posts_start / total[g]
        market = world.markets[market_row(clock, g, enterprise.industry)]
        enterprise.posts = enterprise.posts_base * market.posts_factor
        market.posts += enterprise.posts


@rule
def start_fields(world):
    """Fields on a ring in the first two components, drifting along fixed random directions."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    fields = clock.fields
    radius = behaviour.field_distance / (2.0 * math.sin(math.pi / fields))
    for k in range(fields):
        field = world.fields[k]
        angle = 2.0 * math.pi * k / fields
        field.frontier[0] = radius * math.cos(angle)
        field.frontier[1] = radius * math.sin(angle)
        length = 0.0
        for m in range(clock.components):
            step = normal(clock.seed, 0, Purpose.DRIFT_DIRECTION, k, m)
            field.drift[m] = step
            length += step * step
        for m in range(clock.components):
            field.drift[m] /= math.sqrt(length)
            field.frontier_last[m] = field.frontier[m]
            field.frontier_public[m] = field.frontier[m]


@rule
def start_posts(world):
    """Total posts by region and market at the start."""
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.posts_base = enterprise.posts
        world.governments[enterprise.region].posts_start += enterprise.posts
        market = world.markets[own_market(world.clock[0], enterprise)]
        market.posts += enterprise.posts
