"""Teachers: their age and qualification, their abilities, and experts who teach part-time (E26)."""

from iei.sim.base.chance import whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, DERIVED, MEASURED, Quantity
from iei.sim.talent.curriculum import adapted
from iei.sim.talent.staff import renew_staff
from iei.sim.talent.team import expert_practice, learn_from_each_other, start_team

YEARS_OF_STUDY = 3  # three intakes are enrolled at a time
START_YOUNG, START_SENIOR = 101, 102  # partner words of the draws at the start

QUANTITIES = (
    Quantity(
        "students_per_teacher",
        default=20,
        lower=12,
        upper=30,
        unit="ratio",
        equation="E26",
        source="evidence 1.9: 18.9-27.9",
        grade=MEASURED,
    ),
    Quantity(
        "able_start",
        default=0.2,
        lower=0.1,
        upper=0.4,
        unit="share",
        equation="E26",
        source="modelling choice, claim 2.3h",
        grade=ASSUMED,
    ),
    Quantity(
        "conversion_base",
        default=0.004,
        lower=0.001,
        upper=0.02,
        unit="1/term",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="q0t",
    ),
    Quantity(
        "conversion_joint",
        default=0.06,
        lower=0.01,
        upper=0.15,
        unit="1/term",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="qJ",
    ),
    Quantity(
        "conversion_mixed",
        default=0.1,
        lower=0.02,
        upper=0.2,
        unit="1/term",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="qM",
    ),
    Quantity(
        "young_bonus",
        default=1,
        lower=0,
        upper=2,
        unit="multiplier",
        equation="E26",
        source="modelling choice, claim 3.3l",
        grade=ASSUMED,
        symbol="yb",
    ),
    Quantity(
        "currency_loss",
        default=0.012,
        lower=0.005,
        upper=0.03,
        unit="1/term",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="dl",
    ),
    Quantity(
        "retirement",
        default=0.0125,
        lower=0.01,
        upper=0.02,
        unit="1/term",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="rho",
    ),
    Quantity(
        "hires_double",
        default=0.1,
        lower=0,
        upper=0.6,
        unit="share",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="al_D",
    ),
    Quantity(
        "ability_single",
        default=0.35,
        lower=0.2,
        upper=0.5,
        unit="ability",
        equation="E26",
        source="modelling choice, claim 2.3g",
        grade=ASSUMED,
        symbol="bS",
    ),
    Quantity(
        "ability_double",
        default=0.75,
        lower=0.6,
        upper=0.9,
        unit="ability",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="bD",
    ),
    Quantity(
        "ability_expert",
        default=0.85,
        lower=0.7,
        upper=1,
        unit="ability",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="bP",
    ),
    Quantity(
        "mixed_learning",
        default=0.05,
        lower=0.02,
        upper=0.15,
        unit="1/term",
        equation="E26",
        source="modelling choice, claim 3.3o",
        grade=ASSUMED,
        symbol="lm",
    ),
    Quantity(
        "ability_fading",
        default=0.02,
        lower=0,
        upper=0.05,
        unit="1/term toward start",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
        symbol="db",
    ),
    Quantity(
        "certified_start",
        default=0.25,
        lower=0.2,
        upper=0.6,
        unit="share",
        equation="E26",
        source="evidence 1.10",
        grade=MEASURED,
    ),
    Quantity(
        "certified_speed",
        default=0.105,
        lower=0.05,
        upper=0.2,
        unit="1/term",
        equation="E26",
        source="evidence 1.10-1.11: .25 to .57 in 22 terms",
        grade=DERIVED,
        symbol="lam_cert",
    ),
    Quantity(
        "young_start",
        default=0.4,
        lower=0.1,
        upper=0.9,
        unit="share",
        equation="E26",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


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
    """Practice-teaching ability P of a college, in [0, 1] (E26, E26d)."""
    double = college.young_double + college.senior_double
    single = college.young_single + college.senior_single
    staff = college.ability_single
    if single + double > 0:
        staff = (college.ability_single * single + college.ability_double * double) / (single + double)
    experts = expert_practice(college.expert_teaching, behaviour)
    return (1.0 - college.expert_share) * staff + college.expert_share * experts


@rule
def certify(world, c):
    """Certificates follow their target, which evaluation raises; no ability follows from them (A29)."""
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    if world.clock[0].term < 0:
        return  # the certificate is younger than the warm-up
    evaluation = world.policies[college.region].evaluation
    target = world.governments[college.region].certified_target
    target = min(1.0, target + behaviour.certified_evaluation * evaluation)
    college.certified = adapted(college.certified, target, behaviour.certified_speed)


@rule
def teach(world):
    """Staff, abilities, experts and certificates of every college (E26)."""
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
        experts_before = college.expert_share
        target = behaviour.expert_share_maximum * world.policies[college.region].part_time_experts
        college.expert_share = adapted(college.expert_share, target, behaviour.expert_adjustment)
        learn_from_each_other(college, experts_before, behaviour)
        certify(world, c)
        college.practice_ability = practice_ability(college, behaviour)


@rule
def start_teachers(world, c):
    """Teachers of college `c` at the start of term 0: one for every 20 students of three intakes.

    Needs `intake`. A share `young_start` is young, which ageing and retirement keep (A28); the able share
    is the same in both age bands.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    government = world.governments[college.region]
    students = YEARS_OF_STUDY * college.intake
    college.teachers = max(1, int(students / behaviour.students_per_teacher + 0.5))
    young = int(behaviour.young_start * college.teachers + 0.5)
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
    start_team(world, c)
    college.certified = government.certified_start
    college.practice_ability = practice_ability(college, behaviour)
