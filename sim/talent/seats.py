"""Seats: how a college divides its intake over its fields, once a year before the intake (E25)."""

import math

from iei.sim.base.chance import normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.talent.attention import believe
from iei.sim.talent.curriculum import adapted
from iei.sim.talent.information import follows, follows_all
from iei.sim.talent.intake import plan_intake
from iei.sim.talent.portfolio import count_seats, plan_portfolio, region_seats
from iei.sim.world.rows import market_row, programme_row
from iei.sim.world.tables import TERMS_A_YEAR

QUANTITIES = (
    Quantity(
        "seat_speed",
        default=0.15,
        lower=0.05,
        upper=0.24,
        unit="1/intake",
        equation="E25",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lam_seat",
    ),
    Quantity(
        "seat_error_start",
        default=0.35,
        lower=0,
        upper=1,
        unit="sd log",
        equation="E25",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def next_seat_share(share, wanted, behaviour):
    """Share of the seats at the next intake: it moves toward the share that is wanted (E25)."""
    return adapted(share, wanted, behaviour.seat_speed)


@rule
def plan_seats(world, c):
    """Seat shares of all programmes of college `c` at the next intake; they keep summing to one (E25)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    wanted = 1.0
    if behaviour.fashion_spread > 0.0 or follows_all(behaviour):
        wanted = 0.0
        for k in range(clock.fields):
            programme = world.programmes[programme_row(clock, c, k)]
            if programme.offered:
                wanted += programme.believed
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            share = next_seat_share(programme.seats_share, programme.believed / wanted, behaviour)
            programme.seats_share = min(1.0, max(0.0, share))


@rule
def plan_year(world, c):
    """College `c` decides what it offers, for how many, and how many in all (E25, E25a, E25b)."""
    behaviour = world.behaviour[0]
    seats = region_seats(world, world.colleges[c].region)
    believe(world, c)
    if behaviour.programme_rate > 0.0 and seats > 0.0:
        plan_portfolio(world, c, seats)
    plan_seats(world, c)
    if behaviour.intake_speed > 0.0 and seats > 0.0:
        plan_intake(world, c, seats)


@rule
def plan_programmes(world):
    """Before an intake every college plans, knowing the seats of the last one (E25, E25a, E25b)."""
    clock = world.clock[0]
    for p in range(world.programmes.shape[0]):
        if world.programmes[p].offered:
            world.programmes[p].age += 1
    if clock.term % TERMS_A_YEAR == 0:
        count_seats(world)
        for c in range(world.colleges.shape[0]):
            plan_year(world, c)


@rule
def start_seats(world, c):
    """Seats and estimates of college `c` at the start: true posts with a log error, and they are believed."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    offered = 0.0
    followed = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, behaviour):
            error = behaviour.seat_error_start * normal(clock.seed, clock.term, Purpose.SEAT_SHARES, c, k)
            posts = max(world.markets[market_row(clock, g, k)].posts, 1.0)
            programme.demand_estimate = posts * math.exp(error)
            followed += programme.demand_estimate
            if programme.offered:
                programme.seats_share = programme.demand_estimate
                offered += programme.seats_share
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if follows(programme, behaviour):
            programme.demand_estimate /= followed
        if programme.offered:
            programme.seats_share /= offered
