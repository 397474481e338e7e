"""Curricula follow the frontier, practice shares follow joint work (E24, E28)."""

from iei.policies.mandate import mandated
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, DERIVED, Quantity
from iei.sim.talent.fields import relevance
from iei.sim.world.rows import programme_row

QUANTITIES = (
    Quantity(
        "curriculum_speed",
        default=0.06,
        lower=0.03,
        upper=0.2,
        unit="1/term",
        equation="E24",
        source="F17: half-life 3-5 years with review",
        grade=DERIVED,
        symbol="lam0",
    ),
    Quantity(
        "curriculum_speed_joint",
        default=0.15,
        lower=0,
        upper=0.5,
        unit="1/term",
        equation="E24",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lam_J",
    ),
    Quantity(
        "practice_speed",
        default=0.05,
        lower=0.02,
        upper=0.1,
        unit="1/term",
        equation="E28",
        source="modelling choice",
        grade=ASSUMED,
        symbol="lam_tau",
    ),
    Quantity(
        "practice_start",
        default=0.3,
        lower=0.2,
        upper=0.5,
        unit="share",
        equation="E28",
        source="modelling choice",
        grade=ASSUMED,
        symbol="tau_0",
    ),
    Quantity(
        "practice_joint",
        default=0.4,
        lower=0,
        upper=0.6,
        unit="share",
        equation="E28",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "basic_share",
        default=0.45,
        lower=0.4,
        upper=0.5,
        unit="share",
        equation="E28",
        source="modelling choice",
        grade=ASSUMED,
        symbol="f_basic",
    ),
    Quantity(
        "curriculum_speed_maximum",
        default=0.9,
        lower=0.3,
        upper=1,
        unit="1/term",
        equation="E24",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "curriculum_lag_start",
        default=0.25,
        lower=0,
        upper=1,
        unit="skill distance",
        equation="E24",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def adapted(position, target, speed):
    """`position` after it moved toward `target` by the share `speed` of the gap.

    With a target that drifts by v a term the lag after the drift tends to v / speed; with a target that
    takes random steps of spread s its mean square tends to s^2 / (speed (2 - speed)).
    """
    return position + speed * (target - position)


@rule
def curriculum_speed(substance, school_quality, mandate_in_force, standards, behaviour):
    """Share of the gap to its target that a curriculum closes in one term (E24).

    substance : joint substance of the programme's links, 1 - prod(1 - J) (A25)
    mandate_in_force : effective mandate times law in force
    """
    speed = behaviour.curriculum_speed * school_quality
    speed += behaviour.curriculum_speed_joint * substance
    speed += behaviour.curriculum_speed_mandate * mandate_in_force
    speed += behaviour.curriculum_speed_standard * (standards * behaviour.standards_content)
    return min(behaviour.curriculum_speed_maximum, speed)


@rule
def distance_squared(one, other, components):
    """Squared distance of two positions in skill space over its first `components` components (E22)."""
    total = 0.0
    for m in range(components):
        gap = one[m] - other[m]
        total += gap * gap
    return total


@rule
def relevance_to(world, position, k):
    """Relevance m of a curriculum position to the present frontier of field `k` (E22)."""
    distance = distance_squared(position, world.fields[k].frontier, world.clock[0].components)
    return relevance(distance, world.behaviour[0])


@rule
def adapt_programme(world, c, k):
    """The curriculum of a programme moves toward what the college knows of the frontier (E24).

    Partners show the present frontier, as far as their work is substantive; everybody knows that of one
    year ago.
    """
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    government = world.governments[g]
    policy = world.policies[g]
    programme = world.programmes[programme_row(world.clock[0], c, k)]
    field = world.fields[k]
    substance = programme.frontier_substance  # as far as service and R&D show it (B17)
    duty = mandated(policy.mandate, government.law_in_force)
    speed = curriculum_speed(substance, government.school_quality, duty, policy.standards, behaviour)
    for m in range(world.clock[0].components):
        known = adapted(field.frontier_public[m], field.frontier[m], substance)
        programme.curriculum[m] = adapted(programme.curriculum[m], known, speed)
    programme.relevance = relevance_to(world, programme.curriculum, k)


@rule
def joint_intensity(world, c):
    """Joint work of the teachers of college `c`, in [0, 1], weighted by the seats of its programmes.

    The mean of what one deep partner can do (as far as staff is exchanged, B17) and of what needs a place
    for every student (coverage) (A25).
    """
    clock = world.clock[0]
    total = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            total += programme.seats_share * (programme.teaching_substance + programme.coverage) / 2.0
    return min(1.0, total)


@rule
def practice_intensity(world, c):
    """The same as far as it makes practice hours: what internships open, and places (E28, B17)."""
    clock = world.clock[0]
    total = 0.0
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        if programme.offered:
            total += programme.seats_share * (programme.practice_substance + programme.coverage) / 2.0
    return min(1.0, total)


@rule
def practice_target(intensity, guidelines, mandate_in_force, behaviour):
    """Practice share of teaching hours that a college aims at; basic teaching is kept (E28, 3.3i)."""
    target = behaviour.practice_start + behaviour.practice_joint * intensity
    target += behaviour.practice_guidance * guidelines + behaviour.practice_mandate * mandate_in_force
    return min(target, 1.0 - behaviour.basic_share)


@rule
def adapt_curricula(world):
    """Curricula and practice shares adapt; what is closed is taught to the end (E24, E28)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        policy = world.policies[college.region]
        law = world.governments[college.region].law_in_force
        for k in range(clock.fields):
            if world.programmes[programme_row(clock, c, k)].taught:
                adapt_programme(world, c, k)
        target = practice_target(
            practice_intensity(world, c), policy.guidelines, mandated(policy.mandate, law), behaviour
        )
        college.practice_share = adapted(college.practice_share, target, behaviour.practice_speed)


@rule
def start_programmes(world, c):
    """Curricula of college `c` at the start of term 0: behind the frontier along its drift.

    The practice share is at its start value.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    for k in range(clock.fields):
        programme = world.programmes[programme_row(clock, c, k)]
        field = world.fields[k]
        if programme.offered:
            for m in range(clock.components):
                programme.curriculum[m] = field.frontier[m] - behaviour.curriculum_lag_start * field.drift[m]
            programme.relevance = relevance_to(world, programme.curriculum, k)
    world.colleges[c].practice_share = behaviour.practice_start
