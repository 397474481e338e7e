"""The staff of a college: training, ageing, retirement and hiring of its teachers (E26)."""

import math

from iei.policies.industry_teachers import professionals_share, recruits_share
from iei.policies.public_wage import staff_cost
from iei.sim.base.chance import uniform, whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.talent.curriculum import joint_intensity
from iei.sim.talent.team import both_pass, renew_titles
from iei.sim.world.rows import groups_of

YOUNG, SENIOR = 0, 1  # partner words of the draws of the two age bands


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
    single_flow, double_flow, conversions, losses = band_flows(single, double, leaving, conversion, loss)
    single_leaving = min(single, whole(single_flow, seed, term, purpose, c, 0))
    double_leaving = min(double, whole(double_flow, seed, term, purpose, c, 1))
    converted = whole(conversions, seed, term, Purpose.TEACHER_CONVERSION, c, band)
    lost = whole(losses, seed, term, Purpose.TEACHER_LOSS, c, band)
    return (
        single_leaving,
        double_leaving,
        min(single - single_leaving, converted),
        min(double - double_leaving, lost),
    )


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
    """Hire `hires` young teachers; professionals and some others arrive double-qualified (E26a, 3.3l)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    industry = world.policies[college.region].industry_teachers
    professionals = professionals_share(industry, behaviour.hires_double, behaviour)
    wanted = whole(hires * professionals, clock.seed, clock.term, Purpose.TEACHER_HIRE, c, 0)
    double = 0
    for draw in range(min(hires, wanted)):
        e = recruit_professional(world, c, draw)
        if e >= 0:
            double += 1
            count_professional(world, e)
    recruits = hires * recruits_share(industry, behaviour.hires_double, behaviour)
    double += min(hires - double, whole(recruits, clock.seed, clock.term, Purpose.TEACHER_RECRUIT, c, 0))
    pay_for_hires(world, college.region, double)
    college.young_double += double
    college.young_single += hires - double
    world.tallies[clock.tallied, college.region].teacher_hires += hires


@rule
def pay_for_hires(world, g, double):
    """Government of region `g` pays for `double` double-qualified hires of a college (E40)."""
    paid = world.paid[g].industry_teachers
    if paid > 0.0:
        behaviour = world.behaviour[0]
        world.spending[g].industry_teachers += staff_cost(
            behaviour.industry_hire_pay * paid * double, behaviour
        )


@rule
def count_professional(world, e):
    """Count a worker of enterprise `e` who became a teacher."""
    clock = world.clock[0]
    enterprise = world.enterprises[e]
    for row in groups_of(clock, enterprise):
        world.tallies[clock.tallied, row].moved_to_teaching += 1


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
    passing = both_pass(college.theory, behaviour)
    seniors = college.senior_single + college.senior_double
    senior_double_share = college.senior_double / max(seniors, 1)
    young = whole_flows(
        college.young_single,
        college.young_double,
        behaviour.retirement / behaviour.young_start,
        passing * conversion_rate(intensity, exchange, experts, bonus, behaviour),
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
        behaviour.retirement / (1.0 - behaviour.young_start),
        passing * conversion_rate(intensity, exchange, experts, 1.0, behaviour),
        behaviour.currency_loss,
        clock.seed,
        clock.term,
        Purpose.TEACHER_RETIREMENT,
        c,
        SENIOR,
    )
    single_aged, double_aged, young_converted, young_lost = young
    single_retired, double_retired, senior_converted, senior_lost = senior
    college.young_single += young_lost - young_converted - single_aged
    college.young_double += young_converted - young_lost - double_aged
    college.senior_single += single_aged + senior_lost - senior_converted - single_retired
    college.senior_double += double_aged + senior_converted - senior_lost - double_retired
    retired = single_retired + double_retired
    world.tallies[clock.tallied, college.region].teacher_retirements += retired
    renew_titles(world, c, seniors, senior_double_share, retired)
    recruit(world, c, retired)


@rule
def conversion_rate(intensity, exchange, expert_share, bonus, behaviour):
    """Chance in one term that a single-qualified teacher comes to pass in practice (E26).

    intensity : joint work of the college in [0, 1]; exchange : effective lever for practice in enterprises
    bonus : multiplier for the age band, 1 + young_bonus for the young and 1 for seniors
    """
    hazard = behaviour.conversion_base
    hazard += behaviour.conversion_joint * intensity
    hazard += behaviour.conversion_exchange * exchange
    hazard += behaviour.conversion_mixed * expert_share
    return 1.0 - math.exp(-hazard * bonus)
