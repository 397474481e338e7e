"""The team of a college: theory beside practice, titles, and what experts learn of teaching (E26b-E26d)."""

from iei.agents.choice import logistic
from iei.sim.base.chance import whole
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity

QUANTITIES = (
    Quantity(
        "theory_start",
        default=0.6,
        lower=0.3,
        upper=0.9,
        unit="ability",
        equation="E26b",
        source="modelling choice, claim 2.3i: a medium level",
        grade=ASSUMED,
        symbol="th_0",
    ),
    Quantity(
        "theory_pass",
        default=0.5,
        lower=0.3,
        upper=0.8,
        unit="ability",
        equation="E26b",
        source="modelling choice, claim 2.3j",
        grade=ASSUMED,
    ),
    Quantity(
        "theory_spread",
        default=0.08,
        lower=0.02,
        upper=0.3,
        unit="ability",
        equation="E26b",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "theory_required",
        default=1,
        lower=0,
        upper=1,
        unit="share of conversions",
        equation="E26b",
        source="modelling choice, claim 2.3j; 0: practice is enough",
        grade=ASSUMED,
    ),
    Quantity(
        "ability_titled",
        default=0.8,
        lower=0.6,
        upper=1,
        unit="ability",
        equation="E26c",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "title_learning",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E26c",
        source="modelling choice, claim 3.3k; 0: titles teach nobody",
        grade=ASSUMED,
    ),
    Quantity(
        "promotion",
        default=0.015,
        lower=0,
        upper=0.1,
        unit="1/term",
        equation="E26c",
        source="modelling choice; .46 of seniors, .28 of the staff",
        grade=ASSUMED,
    ),
    Quantity(
        "promotion_double",
        default=1,
        lower=0,
        upper=3,
        unit="multiplier",
        equation="E26c",
        source="modelling choice, claim 3.3k",
        grade=ASSUMED,
    ),
    Quantity(
        "teaching_start",
        default=0.4,
        lower=0.1,
        upper=0.8,
        unit="ability",
        equation="E26d",
        source="modelling choice, claim 3.3o",
        grade=ASSUMED,
    ),
    Quantity(
        "teaching_needed",
        default=0.3,
        lower=0,
        upper=1,
        unit="share of an expert's practice teaching",
        equation="E26d",
        source="modelling choice, claim 3.3o; 0: who can do can teach",
        grade=ASSUMED,
    ),
    Quantity(
        "mutual_learning",
        default=0.1,
        lower=0,
        upper=0.3,
        unit="1/term",
        equation="E26d",
        source="modelling choice, claim 3.3o; 0: experts learn nothing from staff",
        grade=ASSUMED,
    ),
)

START_TITLED = 105  # partner word of the draws at the start


@rule
def passes_theory(theory, behaviour):
    """Share of teachers who pass in theory where the mean ability is `theory` (E26b)."""
    return logistic((theory - behaviour.theory_pass) / behaviour.theory_spread)


@rule
def both_pass(theory, behaviour):
    """Of those who pass in practice, the share that passes in theory as well (E26b, 2.3j)."""
    return 1.0 - behaviour.theory_required * (1.0 - passes_theory(theory, behaviour))


@rule
def promotion_rate(double_share, behaviour):
    """Chance in one term that a senior teacher gets a senior title, more with double qualification (E26c)."""
    return min(1.0, behaviour.promotion * (1.0 + behaviour.promotion_double * double_share))


@rule
def promoted_and_retired(titled, seniors, retired, rate):
    """Expected flows of titles in one term, persons: of those who stay some are promoted (E26c).

    seniors : before anybody leaves; retired : of these. Titled teachers retire like all seniors.
    """
    if seniors == 0:
        return 0.0, 0.0
    share = titled / seniors
    return (seniors - retired) * (1.0 - share) * rate, retired * share


@rule
def renew_titles(world, c, seniors, double_share, retired):
    """Senior titles of college `c` after promotion and retirement, never more than seniors (E26c).

    seniors, double_share : of the senior age band before the term; retired : persons who left it
    """
    clock = world.clock[0]
    college = world.colleges[c]
    rate = promotion_rate(double_share, world.behaviour[0])
    promoted, leaving = promoted_and_retired(college.titled, seniors, retired, rate)
    leaving = min(college.titled, whole(leaving, clock.seed, clock.term, Purpose.TITLE_RETIREMENT, c, 0))
    college.titled += whole(promoted, clock.seed, clock.term, Purpose.TITLE_PROMOTION, c, 0) - leaving
    college.titled = min(college.titled, college.senior_single + college.senior_double)


@rule
def next_theory(theory, titled_share, behaviour):
    """Theory of the staff after one term: those with a senior title pass on what they know (E26c)."""
    gap = max(behaviour.ability_titled - theory, 0.0)
    gain = behaviour.title_learning * titled_share * gap
    return theory + gain + behaviour.ability_fading * (behaviour.theory_start - theory)


@rule
def next_teaching(teaching, theory, newcomers, staff_share, behaviour):
    """Teaching ability of the experts after one term beside the staff (E26d, 3.3o).

    newcomers : share of them who are new and begin where experts begin; staff_share : of the team, from
    whom they learn. It fades toward the start, since experts come and go.
    """
    teaching += newcomers * (behaviour.teaching_start - teaching)
    gain = behaviour.mutual_learning * staff_share * max(theory - teaching, 0.0)
    return teaching + gain + behaviour.ability_fading * (behaviour.teaching_start - teaching)


@rule
def expert_practice(teaching, behaviour):
    """What an expert adds to practice teaching: practice, as far as teaching needs no teacher (E26d)."""
    return behaviour.ability_expert * (1.0 - behaviour.teaching_needed * (1.0 - teaching))


@rule
def learn_from_each_other(college, experts_before, behaviour):
    """Staff learn theory from titled colleagues, experts learn teaching from staff (E26c, E26d)."""
    college.theory = next_theory(college.theory, college.titled / max(college.teachers, 1), behaviour)
    newcomers = 0.0
    if college.expert_share > experts_before:
        newcomers = (college.expert_share - experts_before) / college.expert_share
    staff_share = 1.0 - college.expert_share
    college.expert_teaching = next_teaching(
        college.expert_teaching, college.theory, newcomers, staff_share, behaviour
    )


@rule
def start_team(world, c):
    """Titles, theory and experts' teaching of college `c` at the start of term 0. Needs its staff.

    Titles and theory are where they stay at the start's share of double-qualified teachers.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    seniors = college.senior_single + college.senior_double
    rate = promotion_rate(college.senior_double / max(seniors, 1), behaviour)
    leaving = min(1.0, behaviour.retirement / (1.0 - behaviour.young_start))
    share = resting_titles(rate, leaving)
    titled = whole(share * seniors, clock.seed, clock.term, Purpose.START_ROUNDING, c, START_TITLED)
    college.titled = min(seniors, titled)
    college.theory = resting_theory(college.titled / max(college.teachers, 1), behaviour)
    college.expert_teaching = behaviour.teaching_start


@rule
def resting_titles(rate, leaving):
    """Share of seniors with a senior title that promotion and retirement keep (E26c)."""
    stay = 1.0 - leaving
    changing = 1.0 - stay * (1.0 - rate)
    return stay * rate / changing if changing > 0.0 else 0.0


@rule
def resting_theory(titled_share, behaviour):
    """Theory that fading and learning from titled colleagues keep (E26c)."""
    learning = behaviour.title_learning * titled_share
    pull = learning + behaviour.ability_fading
    if pull <= 0.0 or behaviour.theory_start >= behaviour.ability_titled:
        return behaviour.theory_start
    return (learning * behaviour.ability_titled + behaviour.ability_fading * behaviour.theory_start) / pull
