"""How many students a college takes: more where its fields are short and graduates find posts (E25b, B4)."""

import math

from iei.policies.evaluation import score_reading
from iei.sim.base.chance import normal
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.talent.portfolio import shortage_seen
from iei.sim.talent.students import kept
from iei.sim.world.rows import programme_row
from iei.sim.world.tables import STAGES, TERMS_A_YEAR

QUANTITIES = (
    Quantity(
        "intake_speed",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="log intake a year at most",
        equation="E25b",
        source="modelling choice, damps the three-year cycle; 0: intake is constant",
        grade=ASSUMED,
    ),
    Quantity(
        "intake_shortage",
        default=0.1,
        lower=0,
        upper=1,
        unit="1/year",
        equation="E25b",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "intake_placement",
        default=0.3,
        lower=0,
        upper=2,
        unit="1/year",
        equation="E25b",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "intake_publicity",
        default=0.5,
        lower=0,
        upper=2,
        unit="share added at full publicity",
        equation="E25b",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "intake_range",
        default=0.3,
        lower=0,
        upper=0.9,
        unit="share of the intake at the start",
        equation="E25b",
        source="modelling choice, damps the three-year cycle",
        grade=ASSUMED,
    ),
    Quantity(
        "placement_speed",
        default=0.3,
        lower=0.05,
        upper=1,
        unit="1/year",
        equation="E25b",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "placement_norm_speed",
        default=0.1,
        lower=0,
        upper=0.5,
        unit="1/year",
        equation="E25b",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "replaced_besides_start",
        default=0.012,
        lower=0.008,
        upper=0.05,
        unit="1/term",
        equation="E25",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def intake_growth(shortage, placement, norm, publicity, published, behaviour):
    """Growth of a college's intake in one year, log, within plus and minus `intake_speed` (E25b).

    shortage : mean shortage of its fields, weighted by seats; placement, norm : share of its graduates
    placed in the sample, of late and over a long time; publicity : lever in force, more families see it;
    published : joint substance that families read from its score, above the mean of the region (B18)
    """
    seen = behaviour.intake_placement * (1.0 + behaviour.intake_publicity * publicity)
    growth = behaviour.intake_shortage * (shortage - 1.0) + seen * (placement - norm)
    growth += behaviour.intake_score * published
    return min(behaviour.intake_speed, max(-behaviour.intake_speed, growth))


@rule
def plan_intake(world, c, seats):
    """Yearly intake of college `c`, within a band around that of the start (E25b).

    seats : those of its region, persons a year
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    if college.graduations == 0:
        return  # nobody has graduated yet
    mean_shortage = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            mean_shortage += programme.seats_share * shortage_seen(world, c, k, seats)
    policy = world.policies[college.region]
    better = college.score - world.governments[college.region].score_mean
    published = score_reading(better, policy.evaluation, policy.standards, behaviour)
    growth = intake_growth(
        mean_shortage, college.placement, college.placement_norm, policy.publicity, published, behaviour
    )
    level = college.intake_level * math.exp(growth)
    level = min(level, (1.0 + behaviour.intake_range) * college.intake_start)
    college.intake_level = max(level, (1.0 - behaviour.intake_range) * college.intake_start)
    college.intake = int(college.intake_level + 0.5)


@rule
def note_placement(college, worth, behaviour):
    """The share of this term's graduates that found a post in the sample becomes known (E25b).

    worth : what a placement counts for in the eyes of families, 1 without a career channel (B11)

    Means of the first years are plain ones, so that no single year is the norm.
    """
    if college.graduated > 0:
        college.graduations += 1
        first_years = 1.0 / college.graduations
        placed = min(1.0, worth * (1.0 - college.unplaced / college.graduated))
        speed = max(behaviour.placement_speed, first_years)
        college.placement += speed * (placed - college.placement)
        speed = max(behaviour.placement_norm_speed, first_years)
        college.placement_norm += speed * (placed - college.placement_norm)


@rule
def start_intake(college):
    """The intake of the start is what later intakes are measured by."""
    college.intake_level = college.intake
    college.intake_start = college.intake


@rule
def start_intakes(world, g):
    """Yearly intake of the colleges of region `g`: what its posts need, split by size.

    Need: posts times the share that opens in a year, times graduates per need, raised by what drops out.
    Needs `posts_start`.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    government = world.governments[g]
    opening = behaviour.workforce_exit + behaviour.replaced_besides_start
    need = government.posts_start * TERMS_A_YEAR * opening
    need *= behaviour.graduates_per_need * government.graduates_ratio
    need /= kept(1.0 - behaviour.dropout, STAGES)
    total = 0.0
    for i in range(government.colleges):
        total += college_weight(clock.seed, government.first_college + i, behaviour)
    for i in range(government.colleges):
        c = government.first_college + i
        world.colleges[c].intake = int(need * college_weight(clock.seed, c, behaviour) / total + 0.5)


@rule
def college_weight(seed, c, behaviour):
    """Relative size of college `c`: log-normal."""
    return math.exp(behaviour.college_size_spread * normal(seed, 0, Purpose.COLLEGE_SIZE, c, 0))
