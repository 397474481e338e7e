"""Students: intake, learning with teachers and in enterprises, drop-out, graduation (E27, A30, A31).

Students of a programme in one stage are a cohort: a whole number of persons with their mean skills. A
programme takes six terms; intake and graduation fall in even terms.
"""

from iei.agents.enterprise import levers_reaching
from iei.sim.base.chance import whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.cooperation.joint_entities import joint_places, last_year_students
from iei.sim.talent.curriculum import adapted
from iei.sim.world.rows import cohort_row, field_row, programme_row
from iei.sim.world.tables import LAST_YEAR, STAGES, TERMS_A_YEAR

START_COHORT = 103  # partner word of the draws at the start

QUANTITIES = (
    Quantity(
        "learning_practical",
        default=1.1,
        lower=0.5,
        upper=2,
        unit="1/term",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lp",
    ),
    Quantity(
        "school_ceiling",
        default=0.6,
        lower=0.5,
        upper=0.7,
        unit="skill",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
        symbol="h_cap",
    ),
    Quantity(
        "learning_joint",
        default=0.4,
        lower=0.1,
        upper=0.6,
        unit="1/term in the last year",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lJ",
    ),
    Quantity(
        "learning_general",
        default=0.13,
        lower=0.05,
        upper=0.3,
        unit="1/term",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lg",
    ),
    Quantity(
        "general_start",
        default=0.25,
        lower=0.1,
        upper=0.4,
        unit="skill",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
        symbol="hG0",
    ),
    Quantity(
        "practical_start",
        default=0.1,
        lower=0,
        upper=0.3,
        unit="skill",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
        symbol="hP0",
    ),
    Quantity(
        "dropout",
        default=0.012,
        lower=0.005,
        upper=0.02,
        unit="1/term",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
        symbol="do_s",
    ),
    Quantity(
        "dropout_coverage",
        default=0.3,
        lower=0,
        upper=0.5,
        unit="share at full coverage",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "practice_share_before",
        default=0.3,
        lower=0.1,
        upper=0.6,
        unit="share",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "practice_ability_before",
        default=0.43,
        lower=0.1,
        upper=0.8,
        unit="ability",
        equation="E27",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def next_practical_skill(skill, school_speed, joint_speed, behaviour):
    """Mean practical skill after one more term (E27, A30).

    school_speed : share closed of the gap to what schools alone can teach, the ceiling h_cap
    joint_speed : share closed of the gap to full skill, by joint delivery in the last year
    """
    step = school_speed * max(behaviour.school_ceiling - skill, 0.0) + joint_speed * (1.0 - skill)
    return min(1.0, skill + step)


@rule
def next_joint_gain(gain, skill, coverage, school_speed, behaviour):
    """Practical skill of students with a joint place above those without, after one more term (E27).

    skill : mean of the cohort before the term; coverage : share with a joint place. The mean itself follows
    `next_practical_skill`; the gain tells whom it belongs to (A51).
    """
    if coverage <= 0.0:
        return gain
    with_place = min(1.0, skill + (1.0 - coverage) * gain)
    without = max(0.0, skill - coverage * gain)
    with_place = next_practical_skill(with_place, school_speed, behaviour.learning_joint, behaviour)
    return max(0.0, with_place - next_practical_skill(without, school_speed, 0.0, behaviour))


@rule
def next_general_skill(skill, practice_share, order_share, behaviour):
    """Mean general skill after one more term: theory hours teach it, order classes narrow it (E27, E30)."""
    speed = behaviour.learning_general * (1.0 - practice_share)
    return adapted(skill, 1.0, speed * (1.0 - behaviour.order_narrowing * order_share))


@rule
def drop_out_rate(coverage, evaluation, behaviour):
    """Share of a cohort that leaves in one term; supervision and joint places lower it (A30)."""
    rate = behaviour.dropout * (1.0 - behaviour.dropout_supervision * evaluation)
    return rate * (1.0 - behaviour.dropout_coverage * coverage)


@rule
def school_speed(college, school_quality, behaviour):
    """Share of the gap to the school ceiling that practice teaching closes in one term, at most 1 (E27)."""
    speed = behaviour.learning_practical * school_quality * college.practice_share
    return min(1.0, speed * college.practice_ability)


@rule
def under_order(world, link):
    """Share of the trainees of a link who are under an order agreement (E30)."""
    return min(1.0, levers_reaching(world, link.enterprise).orders)


@rule
def commit_orders(world):
    """Share of every programme's last-year students who are trained under order (E30)."""
    clock = world.clock[0]
    for p in range(world.programmes.shape[0]):
        world.programmes[p].order_share = 0.0
    for l in range(clock.links):
        link = world.links[l]
        students = last_year_students(world, link.college, link.field)
        if students > 0:
            places = joint_places(link, world.enterprises[link.enterprise], world.behaviour[0])
            committed = under_order(world, link) * places * link.substance / students
            programme = world.programmes[programme_row(clock, link.college, link.field)]
            programme.order_share = min(1.0, programme.order_share + committed)


@rule
def learn_one_term(world, c, k, stage):
    """The students of one cohort learn, and some drop out (E27)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    g = college.region
    programme = world.programmes[programme_row(clock, c, k)]
    row = cohort_row(clock, c, k, stage)
    cohort = world.cohorts[row]
    coverage = 0.0
    order_share = 0.0
    if stage >= LAST_YEAR:
        coverage = programme.coverage
        order_share = programme.order_share
        count_interns(world, g, k, cohort.persons, coverage)
    speed = school_speed(college, world.governments[g].school_quality, behaviour)
    if programme.age < STAGES:
        speed *= behaviour.new_ability
    cohort.joint_gain = next_joint_gain(cohort.joint_gain, cohort.practical_skill, coverage, speed, behaviour)
    cohort.practical_skill = next_practical_skill(
        cohort.practical_skill, speed, behaviour.learning_joint * coverage, behaviour
    )
    cohort.general_skill = next_general_skill(
        cohort.general_skill, college.practice_share, order_share, behaviour
    )
    rate = drop_out_rate(coverage, world.policies[g].evaluation, behaviour)
    leaving = whole(cohort.persons * rate, clock.seed, clock.term, Purpose.DROP_OUT, row, 0)
    leaving = min(cohort.persons, leaving)
    cohort.persons -= leaving
    world.tallies[clock.tallied, g].drop_outs += leaving
    world.tallies[clock.tallied, field_row(clock, k)].drop_outs += leaving


@rule
def count_interns(world, g, k, persons, coverage):
    """Count practice places of last-year students; those found without a partner often mismatch (2.4f)."""
    clock = world.clock[0]
    mismatch = persons * (1.0 - coverage) * (1.0 - world.behaviour[0].internship_self_match)
    region = world.tallies[clock.tallied, g]
    field = world.tallies[clock.tallied, field_row(clock, k)]
    region.interns += persons
    field.interns += persons
    region.internship_mismatches += mismatch
    field.internship_mismatches += mismatch


@rule
def graduate(world, c, k):
    """Students who finished the last stage are handed over to the labour market."""
    clock = world.clock[0]
    programme = world.programmes[programme_row(clock, c, k)]
    last = world.cohorts[cohort_row(clock, c, k, STAGES - 1)]
    programme.graduates = last.persons
    programme.graduate_general_skill = last.general_skill
    programme.graduate_practical_skill = last.practical_skill
    programme.trainee_advantage = (1.0 - programme.coverage) * last.joint_gain
    last.persons = 0


@rule
def advance(world, c, k):
    """Every cohort moves one stage up; the first stage is empty then."""
    clock = world.clock[0]
    for stage in range(STAGES - 1, 0, -1):
        before = world.cohorts[cohort_row(clock, c, k, stage - 1)]
        cohort = world.cohorts[cohort_row(clock, c, k, stage)]
        cohort.persons = before.persons
        cohort.general_skill = before.general_skill
        cohort.practical_skill = before.practical_skill
        cohort.joint_gain = before.joint_gain
    world.cohorts[cohort_row(clock, c, k, 0)].persons = 0


@rule
def enrol(world, c, k):
    """New students fill the planned seats of a programme (E25)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    p = programme_row(clock, c, k)
    g = world.colleges[c].region
    seats = world.colleges[c].intake * world.programmes[p].seats_share
    first = world.cohorts[cohort_row(clock, c, k, 0)]
    first.persons = whole(seats, clock.seed, clock.term, Purpose.INTAKE, p, 0)
    first.general_skill = behaviour.general_start
    first.practical_skill = behaviour.practical_start
    first.joint_gain = 0.0
    region = world.tallies[clock.tallied, g]
    field = world.tallies[clock.tallied, field_row(clock, k)]
    region.seats += seats
    field.seats += seats
    region.intake += first.persons
    field.intake += first.persons


@rule
def learn(world):
    """Learn, drop out, graduate, advance and, in even terms, enrol (A31)."""
    clock = world.clock[0]
    commit_orders(world)
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        college.students = 0
        for k in range(clock.fields):
            programme = world.programmes[programme_row(clock, c, k)]
            if programme.taught:
                for stage in range(STAGES):
                    learn_one_term(world, c, k, stage)
                graduate(world, c, k)
                advance(world, c, k)
                if clock.term % TERMS_A_YEAR == 0 and programme.offered:
                    enrol(world, c, k)
                students = enrolled(world, c, k)
                college.students += students
                programme.taught = programme.offered or students > 0


@rule
def enrolled(world, c, k):
    """Students of a programme in all stages, persons."""
    total = 0
    for stage in range(STAGES):
        total += world.cohorts[cohort_row(world.clock[0], c, k, stage)].persons
    return total


@rule
def kept(share, terms):
    """What is left after `terms` terms if `share` is left after each."""
    left = 1.0
    for _ in range(terms):
        left *= share
    return left


@rule
def start_cohorts(world, c):
    """Students of college `c` at the start of term 0, an even term: stages 1, 3 and 5 are occupied.

    Skills are those of school alone: without partners, at the practice hours and ability of the start.
    Needs `intake` and seat shares.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    school = behaviour.practice_share_before * behaviour.practice_ability_before
    school *= behaviour.learning_practical
    theory = (1.0 - behaviour.practice_share_before) * behaviour.learning_general
    ceiling = behaviour.school_ceiling
    college.students = 0
    for k in range(clock.fields):
        p = programme_row(clock, c, k)
        if world.programmes[p].offered:
            for stage in range(1, STAGES, TERMS_A_YEAR):
                row = cohort_row(clock, c, k, stage)
                cohort = world.cohorts[row]
                left = college.intake * world.programmes[p].seats_share * kept(1.0 - behaviour.dropout, stage)
                cohort.persons = whole(
                    left, clock.seed, clock.term, Purpose.START_ROUNDING, row, START_COHORT
                )
                cohort.general_skill = 1.0 - (1.0 - behaviour.general_start) * kept(1.0 - theory, stage)
                gap = (ceiling - behaviour.practical_start) * kept(1.0 - school, stage)
                cohort.practical_skill = ceiling - gap
                college.students += cohort.persons
