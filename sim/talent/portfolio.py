"""Which programmes a college offers: it closes what is wanted least and opens what is wanted most (E25a, B2).

A programme that is closed takes no new students and teaches its cohorts to the end: `offered` says whether
it takes students, `taught` whether it has any.
"""

from iei.sim.base.chance import uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.talent.curriculum import relevance_to
from iei.sim.world.rows import groups_at, market_row, neighbour_field, programme_row
from iei.sim.world.tables import STAGES

LEAST_SHORTAGE, MOST_SHORTAGE = 0.2, 5.0  # beyond these a ratio of two noisy shares says nothing more
LEAST_SEATS = 1e-9  # share of the seats of a field in which nobody has any

QUANTITIES = (
    Quantity(
        "programme_rate",
        default=0.4,
        lower=0,
        upper=1,
        unit="chance a year at friction 1",
        equation="E25a",
        source="China 2021-2024: 5-10 % of programmes change a year; 0: a college keeps its fields",
        grade=ASSUMED,
    ),
    Quantity(
        "open_ratio",
        default=1.25,
        lower=1,
        upper=3,
        unit="demand over seats",
        equation="E25a",
        source="modelling choice; nearer to one programmes change on noise",
        grade=ASSUMED,
    ),
    Quantity(
        "close_ratio",
        default=0.75,
        lower=0,
        upper=1,
        unit="demand over seats",
        equation="E25a",
        source="modelling choice; nearer to one programmes change on noise",
        grade=ASSUMED,
    ),
    Quantity(
        "portfolio_minimum",
        default=2,
        lower=1,
        upper=12,
        unit="fields",
        equation="E25a",
        source="modelling choice",
        grade=ASSUMED,
        integer=True,
    ),
    Quantity(
        "portfolio_maximum",
        default=4,
        lower=1,
        upper=12,
        unit="fields",
        equation="E25a",
        source="modelling choice",
        grade=ASSUMED,
        integer=True,
    ),
    Quantity(
        "new_share",
        default=0.15,
        lower=0.02,
        upper=0.5,
        unit="share of intake",
        equation="E25a",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "new_ability",
        default=0.8,
        lower=0.3,
        upper=1,
        unit="multiplier for three years",
        equation="E25a, E27",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "new_lag",
        default=0.12,
        lower=0,
        upper=0.5,
        unit="skill distance behind the public frontier",
        equation="E25a, E24",
        source="modelling choice: else opening would be a gift",
        grade=ASSUMED,
    ),
    Quantity(
        "opening_partner",
        default=0.5,
        lower=0,
        upper=2,
        unit="share added to the chance",
        equation="E25a",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "opening_cost",
        default=50,
        lower=0,
        upper=300,
        unit="MU a programme",
        equation="E25a",
        source="modelling choice: rooms, equipment and a review",
        grade=ASSUMED,
    ),
)


@rule
def count_seats(world):
    """Seats of the last intake in every market, persons a year."""
    clock = world.clock[0]
    for m in range(world.markets.shape[0]):
        world.markets[m].seats = 0.0
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        for k in range(clock.fields):
            programme = world.programmes[programme_row(clock, c, k)]
            if programme.offered:
                market = world.markets[market_row(clock, college.region, k)]
                market.seats += college.intake * programme.seats_share


@rule
def region_seats(world, g):
    """Seats of all fields of region `g`, persons a year."""
    clock = world.clock[0]
    total = 0.0
    for k in range(clock.fields):
        total += world.markets[market_row(clock, g, k)].seats
    return total


@rule
def shortage(believed, seats_share):
    """How short a field is: share of demand over share of the region's seats (E25a)."""
    return min(MOST_SHORTAGE, max(LEAST_SHORTAGE, believed / max(seats_share, LEAST_SEATS)))


@rule
def shortage_seen(world, c, k, seats):
    """Shortage of field `k` as college `c` sees it; `seats` : those of its region, persons a year."""
    clock = world.clock[0]
    market = world.markets[market_row(clock, world.colleges[c].region, k)]
    return shortage(world.programmes[programme_row(clock, c, k)].believed, market.seats / seats)


@rule
def fields_offered(world, c):
    """Fields that college `c` offers, count."""
    clock = world.clock[0]
    offered = 0
    for k in range(clock.fields):
        if world.programmes[programme_row(clock, c, k)].offered:
            offered += 1
    return offered


@rule
def field_to_close(world, c, seats):
    """The offered field of college `c` that is wanted least, or -1 (E25a).

    Only below `close_ratio`, when it is as old as one cohort, and without a partner with a joint plan.
    """
    clock = world.clock[0]
    least = world.behaviour[0].close_ratio
    field = -1
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        settled = programme.offered and programme.age >= STAGES
        if settled and not programme.joint_plan:
            ratio = shortage_seen(world, c, k, seats)
            if ratio < least:
                least = ratio
                field = k
    return field


@rule
def field_to_open(world, c, seats):
    """The field that college `c` neither offers nor teaches and that is wanted most, or -1 (E25a)."""
    clock = world.clock[0]
    most = world.behaviour[0].open_ratio
    field = -1
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if not programme.offered and not programme.taught:
            ratio = shortage_seen(world, c, k, seats)
            if ratio > most:
                most = ratio
                field = k
    return field


@rule
def has_partner_near(world, c, k):
    """Whether college `c` has a partner with a joint plan in a field beside field `k`."""
    clock = world.clock[0]
    before = world.programmes[programme_row(clock, c, neighbour_field(clock, k, -1))]
    after = world.programmes[programme_row(clock, c, neighbour_field(clock, k, 1))]
    return before.joint_plan or after.joint_plan


@rule
def close_programme(world, c, k):
    """College `c` takes no more students in field `k`; its other programmes share the seats (E25a)."""
    clock = world.clock[0]
    closed = world.programmes[programme_row(clock, c, k)]
    closed.offered = False
    closed.seats_share = 0.0
    left = 0.0
    for j in range(clock.fields):
        left += world.programmes[programme_row(clock, c, j)].seats_share
    offered = fields_offered(world, c)
    for j in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, j)]
        if programme.offered:
            programme.seats_share = programme.seats_share / left if left > 0.0 else 1.0 / offered
    for row in groups_at(clock, world.colleges[c].region, k):
        world.tallies[clock.tallied, row].closings += 1


@rule
def open_programme(world, c, k):
    """College `c` opens field `k`: seats from the others, a curriculum behind the public frontier (E25a)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for j in range(clock.fields):
        world.programmes[programme_row(clock, c, j)].seats_share *= 1.0 - behaviour.new_share
    programme = world.programmes[programme_row(clock, c, k)]
    programme.offered = True
    programme.taught = True
    programme.age = 0
    programme.seats_share = behaviour.new_share
    field = world.fields[k]
    for m in range(clock.components):
        programme.curriculum[m] = field.frontier_public[m] - behaviour.new_lag * field.drift[m]
    programme.relevance = relevance_to(world, programme.curriculum, k)
    for row in groups_at(clock, world.colleges[c].region, k):
        world.tallies[clock.tallied, row].openings += 1
        world.tallies[clock.tallied, row].opening_cost += behaviour.opening_cost


@rule
def plan_portfolio(world, c, seats):
    """College `c` closes at most one field and opens at most one, as its administration allows (E25a).

    seats : those of its region, persons a year
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    chance = behaviour.programme_rate / world.colleges[c].friction
    least = field_to_close(world, c, seats)
    closes = uniform(clock.seed, clock.term, Purpose.PROGRAMME_CLOSE, c, 0) < chance
    if closes and least >= 0 and fields_offered(world, c) > behaviour.portfolio_minimum:
        close_programme(world, c, least)
    most = field_to_open(world, c, seats)
    if most >= 0 and has_partner_near(world, c, most):
        chance *= 1.0 + behaviour.opening_partner
    opens = uniform(clock.seed, clock.term, Purpose.PROGRAMME_OPEN, c, 0) < chance
    if opens and most >= 0 and fields_offered(world, c) < behaviour.portfolio_maximum:
        open_programme(world, c, most)
