"""Teachers: their age and qualification, their abilities, and experts who teach part-time (E26)."""

import math

from iei.sim.base.chance import uniform, whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, DERIVED, MEASURED, Quantity
from iei.sim.talent.curriculum import adapted, joint_intensity

YOUNG_START = 0.4  # share of teachers under 40; ageing and retirement keep it (A28)
YEARS_OF_STUDY = 3
YOUNG, SENIOR = 0, 1  # partner words of the draws of the two age bands
START_YOUNG, START_SENIOR = 101, 102  # partner words of the draws at the start

QUANTITIES = (
    Quantity("students_per_teacher", 20, 12, 30, "ratio", "E26", "evidence 1.9: 18.9-27.9", MEASURED),
    Quantity("able_start", 0.2, 0.1, 0.4, "share", "E26", "modelling choice, claim 2.3h", ASSUMED),
    Quantity("conversion_base", 0.004, 0.001, 0.02, "1/term", "E26", "modelling choice", ASSUMED, "q0t"),
    Quantity("conversion_joint", 0.06, 0.01, 0.15, "1/term", "E26", "modelling choice", ASSUMED, "qJ"),
    Quantity("conversion_mixed", 0.1, 0.02, 0.2, "1/term", "E26", "modelling choice", ASSUMED, "qM"),
    Quantity("young_bonus", 1, 0, 2, "multiplier", "E26", "modelling choice, claim 3.3l", ASSUMED, "yb"),
    Quantity("currency_loss", 0.012, 0.005, 0.03, "1/term", "E26", "modelling choice", ASSUMED, "dl"),
    Quantity("retirement", 0.0125, 0.01, 0.02, "1/term", "E26", "modelling choice", ASSUMED, "rho"),
    Quantity("hires_double", 0.1, 0, 0.6, "share", "E26", "modelling choice", ASSUMED, "al_D"),
    Quantity(
        "ability_single", 0.35, 0.2, 0.5, "ability", "E26", "modelling choice, claim 2.3g", ASSUMED, "bS"
    ),
    Quantity("ability_double", 0.75, 0.6, 0.9, "ability", "E26", "modelling choice", ASSUMED, "bD"),
    Quantity("ability_expert", 0.85, 0.7, 1, "ability", "E26", "modelling choice", ASSUMED, "bP"),
    Quantity(
        "mixed_learning", 0.05, 0.02, 0.15, "1/term", "E26", "modelling choice, claim 3.3o", ASSUMED, "lm"
    ),
    Quantity(
        "ability_fading", 0.02, 0, 0.05, "1/term toward start", "E26", "modelling choice", ASSUMED, "db"
    ),
    Quantity("certified_start", 0.25, 0.2, 0.6, "share", "E26", "evidence 1.10", MEASURED),
    Quantity(
        "certified_speed",
        0.105,
        0.05,
        0.2,
        "1/term",
        "E26",
        "evidence 1.10-1.11: .25 to .57 in 22 terms",
        DERIVED,
        "lam_cert",
    ),
)


@rule
def conversion_rate(intensity, exchange, expert_share, bonus, behaviour):
    """Chance in one term that a single-qualified teacher becomes double-qualified (E26).

    intensity : joint work of the college in [0, 1]; exchange : effective lever for practice in enterprises
    bonus : multiplier for the age band, 1 + young_bonus for the young and 1 for seniors
    """
    hazard = behaviour.conversion_base
    hazard += behaviour.conversion_joint * intensity
    hazard += behaviour.conversion_exchange * exchange
    hazard += behaviour.conversion_mixed * expert_share
    return 1.0 - math.exp(-hazard * bonus)


@rule
def band_flows(single, double, leaving, conversion, loss):
    """Expected flows of one age band in one term, persons (E26).

    leaving : share of the band that turns senior or retires, before any training
    Returns (single who leave, double who leave, single who become double, double who become single). With
    one band, a share `al` of double-qualified hires and constant rates, the double-qualified share tends to
    [(1 - rho) q + rho al] / [1 - (1 - rho)(1 - dl - q)].
    """
    single_leaving = single * leaving
    double_leaving = double * leaving
    converted = (single - single_leaving) * conversion
    lost = (double - double_leaving) * loss
    return single_leaving, double_leaving, converted, lost


@rule
def whole_flows(single, double, leaving, conversion, loss, seed, term, purpose, c, band):
    """`band_flows` in whole persons, never more than there are; `purpose` is that of leaving."""
    flows = band_flows(single, double, leaving, conversion, loss)
    single_leaving = min(single, whole(flows[0], seed, term, purpose, c, 0))
    double_leaving = min(double, whole(flows[1], seed, term, purpose, c, 1))
    converted = whole(flows[2], seed, term, Purpose.TEACHER_CONVERSION, c, band)
    lost = whole(flows[3], seed, term, Purpose.TEACHER_LOSS, c, band)
    converted = min(single - single_leaving, converted)
    lost = min(double - double_leaving, lost)
    return single_leaving, double_leaving, converted, lost


@rule
def recruit_professional(world, c, draw):
    """Take one worker out of an enterprise of the region as a full-time teacher (claim 3.3n).

    The search starts at a random enterprise and ends at the first with a worker. Returns the row of the
    enterprise, or -1 if the region has no worker.
    """
    clock = world.clock[0]
    government = world.governments[world.colleges[c].region]
    start = int(uniform(clock.seed, clock.term, Purpose.EXPERT_HIRE, c, draw) * government.enterprises)
    for step in range(government.enterprises):
        e = government.first_enterprise + (start + step) % government.enterprises
        if world.enterprises[e].workers > 0:
            world.enterprises[e].workers -= 1
            return e
    return -1


@rule
def recruit(world, c, hires):
    """Hire `hires` young teachers; of them professionals from industry arrive double-qualified (3.3l)."""
    clock = world.clock[0]
    college = world.colleges[c]
    wanted = whole(
        hires * world.behaviour[0].hires_double, clock.seed, clock.term, Purpose.TEACHER_HIRE, c, 0
    )
    double = 0
    for draw in range(min(hires, wanted)):
        e = recruit_professional(world, c, draw)
        if e >= 0:
            double += 1
            count_professional(world, e)
    college.young_double += double
    college.young_single += hires - double
    world.tallies[clock.term, college.region].teacher_hires += hires


@rule
def count_professional(world, e):
    """Count a worker of enterprise `e` who became a teacher."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    sizes = clock.regions
    world.tallies[clock.term, enterprise.region].moved_to_teaching += 1
    world.tallies[clock.term, sizes + enterprise.size_class].moved_to_teaching += 1
    world.tallies[clock.term, sizes + 4 + enterprise.industry].moved_to_teaching += 1


@rule
def renew_staff(world, c):
    """Training, ageing, retirement and hiring of the teachers of college `c`; their number stays (E26)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    exchange = world.policies[college.region].teacher_exchange
    intensity = joint_intensity(world, c)
    experts = college.expert_share
    bonus = 1.0 + behaviour.young_bonus
    young = whole_flows(
        college.young_single,
        college.young_double,
        behaviour.retirement / YOUNG_START,
        conversion_rate(intensity, exchange, experts, bonus, behaviour),
        behaviour.currency_loss,
        clock.seed,
        clock.term,
        Purpose.TEACHER_AGEING,
        c,
        YOUNG,
    )
    senior = whole_flows(
        college.senior_single,
        college.senior_double,
        behaviour.retirement / (1.0 - YOUNG_START),
        conversion_rate(intensity, exchange, experts, 1.0, behaviour),
        behaviour.currency_loss,
        clock.seed,
        clock.term,
        Purpose.TEACHER_RETIREMENT,
        c,
        SENIOR,
    )
    college.young_single += young[3] - young[2] - young[0]
    college.young_double += young[2] - young[3] - young[1]
    college.senior_single += young[0] + senior[3] - senior[2] - senior[0]
    college.senior_double += young[1] + senior[2] - senior[3] - senior[1]
    retired = senior[0] + senior[1]
    world.tallies[clock.term, college.region].teacher_retirements += retired
    recruit(world, c, retired)


@rule
def next_ability(ability, start, expert_share, behaviour):
    """Practical ability of school teachers after one term in a mixed team (E26, 3.3o, A28).

    They catch up with the experts in proportion to the gap, and without experts fade to where they started.
    Without fading the gap shrinks by 1 - lm * expert_share a term.
    """
    gain = behaviour.mixed_learning * expert_share * max(behaviour.ability_expert - ability, 0.0)
    return ability + gain + behaviour.ability_fading * (start - ability)


@rule
def practice_ability(college, behaviour):
    """Practice-teaching ability P of a college, in [0, 1] (E26)."""
    double = college.young_double + college.senior_double
    single = college.young_single + college.senior_single
    staff = college.ability_single
    if single + double > 0:
        staff = (college.ability_single * single + college.ability_double * double) / (single + double)
    return (1.0 - college.expert_share) * staff + college.expert_share * behaviour.ability_expert


@rule
def certify(world, c):
    """Certificates follow their target, which evaluation raises; no ability follows from them (A29)."""
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    evaluation = world.policies[college.region].evaluation
    target = world.governments[college.region].certified_target
    target = min(1.0, target + behaviour.certified_evaluation * evaluation)
    college.certified = adapted(college.certified, target, behaviour.certified_speed)


@rule
def teach(world):
    """Phase 10: staff, abilities, experts and certificates of every college (E26)."""
    behaviour = world.behaviour[0]
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        renew_staff(world, c)
        college.ability_single = next_ability(
            college.ability_single, behaviour.ability_single, college.expert_share, behaviour
        )
        college.ability_double = next_ability(
            college.ability_double, behaviour.ability_double, college.expert_share, behaviour
        )
        target = behaviour.expert_share_maximum * world.policies[college.region].part_time_experts
        college.expert_share = adapted(college.expert_share, target, behaviour.expert_adjustment)
        certify(world, c)
        college.practice_ability = practice_ability(college, behaviour)


@rule
def start_teachers(world, c):
    """Teachers of college `c` at the start of term 0: one for every 20 students of three intakes.

    Needs `intake`. Two fifths are young; the able share is the same in both age bands.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    government = world.governments[college.region]
    students = YEARS_OF_STUDY * college.intake
    college.teachers = max(1, int(students / behaviour.students_per_teacher + 0.5))
    young = int(YOUNG_START * college.teachers + 0.5)
    senior = college.teachers - young
    able = government.able_start
    college.young_double = min(
        young, whole(young * able, clock.seed, clock.term, Purpose.START_ROUNDING, c, START_YOUNG)
    )
    college.senior_double = min(
        senior, whole(senior * able, clock.seed, clock.term, Purpose.START_ROUNDING, c, START_SENIOR)
    )
    college.young_single = young - college.young_double
    college.senior_single = senior - college.senior_double
    college.ability_single = behaviour.ability_single
    college.ability_double = behaviour.ability_double
    college.expert_share = 0.0
    college.certified = government.certified_start
    college.practice_ability = practice_ability(college, behaviour)
