"""What colleges plan by: demand as they know it, the planner's forecast, and fashion (E25a, B3).

Fields are in fashion for other reasons than demand: what applicants ask for, what is cheap to open. Whoever
plans jointly, is planned, sits in a council, reads the platform or is evaluated by substance sees past it.
How far, `attention_reach`, is an assumption that sets the size of what policy can mend.
"""

import math

from iei.policies.evaluation import validity
from iei.sim.base.chance import normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.talent.information import follows, follows_all
from iei.sim.world.rows import market_row, programme_row

FASHION_START = 1  # partner word of the draws at the start

QUANTITIES = (
    Quantity(
        "fashion_spread",
        default=0.8,
        lower=0,
        upper=2,
        unit="sd log share",
        equation="E25a",
        source="modelling choice; 0: colleges plan by demand alone",
        grade=ASSUMED,
        symbol="sd_f",
    ),
    Quantity(
        "fashion_persistence",
        default=0.95,
        lower=0,
        upper=0.99,
        unit="1/term",
        equation="E25a",
        source="modelling choice",
        grade=ASSUMED,
        symbol="rho_f",
    ),
    Quantity(
        "demand_attention",
        default=0.4,
        lower=0,
        upper=1,
        unit="share",
        equation="E25a",
        source="modelling choice; 1: fashion counts for nothing",
        grade=ASSUMED,
        symbol="att0",
    ),
    Quantity(
        "attention_reach",
        default=0.75,
        lower=0,
        upper=1,
        unit="share at full strength",
        equation="E25a",
        source="modelling choice without evidence: it sets how much of the gap policy can close",
        grade=ASSUMED,
        symbol="r",
    ),
    Quantity(
        "attention_platform",
        default=0.5,
        lower=0,
        upper=1,
        unit="share of attention_reach",
        equation="E25a",
        source="modelling choice: to be told is less than to sit at the table",
        grade=ASSUMED,
        symbol="r_p",
    ),
)


@rule
def joint_plans(world, c):
    """Joint curriculum substance of the programmes of college `c`, weighted by seats, in [0, 1] (E25a)."""
    clock = world.clock[0]
    total = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            total += programme.seats_share * programme.curriculum_substance
    return min(1.0, total)


@rule
def blindness(joint, planning, council, platform, evaluated, behaviour):
    """Weight 1 - att of fashion beside demand in a college's plans, in [0, 1] (E25a).

    joint : joint curriculum substance; planning, platform : levers in force; council : its effect chit;
    evaluated : evaluation in force times its validity
    """
    reach = behaviour.attention_reach
    blind = (1.0 - behaviour.demand_attention) * (1.0 - reach * joint)
    blind *= (1.0 - reach * planning) * (1.0 - reach * council)
    blind *= 1.0 - reach * behaviour.attention_platform * platform
    return blind * (1.0 - reach * evaluated)


@rule
def blindness_of(world, c):
    """Weight of fashion in the plans of college `c` under the levers of its region (E25a)."""
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    policy = world.policies[g]
    evaluated = policy.evaluation * validity(policy.standards, behaviour)
    council = world.governments[g].council_effect
    return blindness(joint_plans(world, c), policy.planning, council, policy.platform, evaluated, behaviour)


@rule
def wanted_share(estimate, planned, planning):
    """Share of demand after the planner's forecast has its weight (E25)."""
    return (1.0 - planning) * estimate + planning * planned


@rule
def believe(world, c):
    """Shares of the fields with which college `c` plans: demand, the planner's forecast, fashion (E25a).

    They sum to one over the fields that the college follows.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    planning = world.policies[g].planning
    blind = blindness_of(world, c)
    planned_total = 0.0
    for k in range(clock.fields):
        if follows(world.programmes[programme_row(clock, c, k)], behaviour):
            planned_total += world.markets[market_row(clock, g, k)].planned_share
    total = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        programme.believed = 0.0
        if follows(programme, behaviour):
            market = world.markets[market_row(clock, g, k)]
            planned = programme.demand_estimate
            if planned_total > 0.0:
                planned = market.planned_share / planned_total
            share = wanted_share(programme.demand_estimate, planned, planning)
            programme.believed = share * math.exp(blind * market.fashion)
            total += programme.believed
    if behaviour.fashion_spread > 0.0 or follows_all(behaviour):
        for k in range(clock.fields):
            world.programmes[programme_row(clock, c, k)].believed /= total


@rule
def start_fashion(world):
    """Fashion of every field and region at the start, from its stationary law (E25a)."""
    clock = world.clock[0]
    spread = world.behaviour[0].fashion_spread
    for m in range(world.markets.shape[0]):
        draw = normal(clock.seed, 0, Purpose.FIELD_FASHION, m, FASHION_START)
        world.markets[m].fashion = spread * draw


@rule
def move_fashion(world):
    """Fashion of every field and region moves on: it persists, and returns to nothing (E25a)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    persistence = behaviour.fashion_persistence
    step = behaviour.fashion_spread * math.sqrt(1.0 - persistence * persistence)
    for m in range(world.markets.shape[0]):
        market = world.markets[m]
        draw = normal(clock.seed, clock.term, Purpose.FIELD_FASHION, m, 0)
        market.fashion = persistence * market.fashion + step * draw
