"""The college: its table, its interests and its choice of an active or passive role."""

from iei.agents.choice import (
    ACTIVE,
    IMITATED,
    KEPT,
    NOT_IMITATED,
    PASSIVE,
    ROLES,
    TRIED,
    WEIGHED,
    another,
    imitates,
    logistic,
    norm,
)
from iei.policies.evaluation import validity
from iei.policies.liaison import administration, reformed
from iei.sim.base.chance import four_uniforms, normal, uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity
from iei.sim.world.rows import programme_row
from iei.sim.world.tables import STAGES

QUANTITIES = (
    Quantity(
        "college_social",
        default=0.38,
        lower=0.15,
        upper=0.6,
        unit="utility",
        equation="E10",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="al_S v_S",
    ),
    Quantity(
        "college_employment",
        default=0.42,
        lower=0.15,
        upper=0.6,
        unit="utility",
        equation="E10",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="al_E v_E",
    ),
    Quantity(
        "college_academic",
        default=0.4,
        lower=0.2,
        upper=0.8,
        unit="utility",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="al_A v_A",
    ),
    Quantity(
        "college_teacher",
        default=0.15,
        lower=0,
        upper=0.5,
        unit="utility",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="v_D",
    ),
    Quantity(
        "college_teacher_time",
        default=0.3,
        lower=0.1,
        upper=0.6,
        unit="share",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="u_t",
    ),
    Quantity(
        "college_admin",
        default=0.22,
        lower=0.1,
        upper=0.5,
        unit="utility",
        equation="E10",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="adm",
    ),
    Quantity(
        "college_friction",
        default=1.6,
        lower=1,
        upper=2.5,
        unit="multiplier",
        equation="E10",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="xi_c",
    ),
    Quantity(
        "college_partner_prior",
        default=0.43,
        lower=0,
        upper=1,
        unit="share",
        equation="E10",
        source="college with no partner",
        grade=CALIBRATED,
        symbol="qbar0",
    ),
    Quantity(
        "college_taste_spread",
        default=0.2,
        lower=0.1,
        upper=0.6,
        unit="utility",
        equation="E5",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "college_delay",
        default=2,
        lower=1,
        upper=3,
        unit="term",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
        symbol="D_c",
        integer=True,
    ),
    Quantity(
        "college_keep",
        default=0.65,
        lower=0.1,
        upper=0.9,
        unit="share",
        equation="E6",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "college_able_reference",
        default=0.3,
        lower=0,
        upper=1,
        unit="share",
        equation="E10",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "college_surplus",
        default=0.15,
        lower=0,
        upper=0.5,
        unit="utility",
        equation="E10",
        source="modelling choice, B19; 0: money is no interest of a college",
        grade=ASSUMED,
        symbol="v_K",
    ),
    Quantity(
        "college_surplus_half",
        default=5,
        lower=0.5,
        upper=50,
        unit="MU/term",
        equation="E10",
        source="modelling choice: surplus that counts half",
        grade=ASSUMED,
    ),
    Quantity(
        "college_size_spread",
        default=0.3,
        lower=0,
        upper=1,
        unit="sd log",
        equation="E25",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

DELAY_ROWS = 4  # length of the vector of pending decisions


@rule
def expected_partner(links, substantive, behaviour):
    """Expected share qbar of substantive partners, with one prior partner (E10, A19)."""
    return (behaviour.college_partner_prior + substantive) / (1.0 + links)


@rule
def active_gain(college, government, policy, behaviour):
    """Utility of an active over a passive college, no unit (E10, A20).

    Social value and employment of its graduates, its evaluation, a mandate, teachers' academic time,
    administrative burden, the prestige of able teachers, and its share of joint entities' surplus (B19).
    """
    council = government.council_effect
    awareness = college.awareness / behaviour.awareness_start
    partner = expected_partner(college.links, college.substantive_partners, behaviour)
    able = (college.young_double + college.senior_double) / max(college.teachers, 1)
    gain = (behaviour.college_employment + behaviour.college_social) * partner * awareness
    gain += behaviour.college_evaluation * policy.evaluation * validity(policy.standards, behaviour)
    gain += behaviour.college_mandate * government.law_in_force * policy.mandate
    gain += behaviour.college_teacher * (able - behaviour.college_able_reference)
    gain += behaviour.college_surplus * college.surplus / (college.surplus + behaviour.college_surplus_half)
    gain -= behaviour.college_academic * behaviour.college_teacher_time
    return gain - administration(college.friction, policy.liaison, policy.guidelines, council, behaviour)


@rule
def weigh_college(world, c):
    """Perceived value of an active role of college `c`; its friction after reform (E5, E10, 3.3a)."""
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    government = world.governments[college.region]
    policy = world.policies[college.region]
    college.friction = reformed(college.friction, policy.reform, behaviour)
    share = government.active_colleges / max(government.colleges, 1)
    value = active_gain(college, government, policy, behaviour) + college.taste
    value += norm(share, behaviour) - norm(1.0 - share, behaviour)
    if college.strategy == ACTIVE:
        value += behaviour.habit
    else:
        value -= behaviour.habit
    college.value_active = value


@rule
def choose_role(world, c):
    """Role that college `c` decides on: keep, imitate, weigh or try at random (E6)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    seed = clock.seed
    term = clock.term
    college.peer = -1
    keep, error, mode, u = four_uniforms(seed, term, Purpose.COLLEGE_CHOICE, c, 0)
    if keep < behaviour.college_keep:
        college.reason = KEPT
        return college.decided
    if error < behaviour.random_choice:
        college.reason = TRIED
        return int(u * ROLES)
    if mode < behaviour.imitation_share:
        college.peer = college_peer(world, c)
        peer = world.colleges[college.peer]
        other = peer.value_active if peer.strategy == ACTIVE else 0.0
        own = college.value_active if college.decided == ACTIVE else 0.0
        if imitates(other, own, behaviour.choice_intensity, u):
            college.reason = IMITATED
            return peer.strategy
        college.reason = NOT_IMITATED
        return college.decided
    college.reason = WEIGHED
    return ACTIVE if u < logistic(behaviour.choice_intensity * college.value_active) else PASSIVE


@rule
def college_peer(world, c):
    """Another college to look at: of the same region with probability `near_peer` (A3)."""
    clock = world.clock[0]
    government = world.governments[world.colleges[c].region]
    near, u, _, _ = four_uniforms(clock.seed, clock.term, Purpose.COLLEGE_PEER, c, 0)
    if near < world.behaviour[0].near_peer and government.colleges > 1:
        return another(c, government.first_college, government.colleges, u)
    return another(c, 0, world.colleges.shape[0], u)


@rule
def take_role(world, c, decision):
    """A decision goes through administration; what was decided `college_delay` terms ago acts (E10)."""
    term = world.clock[0].term
    delay = int(world.behaviour[0].college_delay)
    college = world.colleges[c]
    college.decided = decision
    college.pending[(term + delay) % DELAY_ROWS] = decision
    college.strategy = college.pending[term % DELAY_ROWS]


@rule
def start_college(world, c):
    """Seed-dependent state of college `c` at the start of term 0, fields offered included."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    college = world.colleges[c]
    government = world.governments[college.region]
    college.taste = behaviour.college_taste_spread * normal(clock.seed, 0, Purpose.COLLEGE_TASTE, c, 0)
    college.friction = max(1.0, behaviour.college_friction * government.college_friction)
    college.awareness = behaviour.awareness_start
    offered = min(clock.fields_per_college, clock.fields)
    for _ in range(offered):  # draw without replacement: the largest key among those left
        best = -1
        best_key = -1.0
        for k in range(clock.fields):
            if not world.programmes[programme_row(clock, c, k)].offered:
                key = uniform(clock.seed, 0, Purpose.COLLEGE_FIELDS, c, k)
                if key > best_key:
                    best_key = key
                    best = k
        programme = world.programmes[programme_row(clock, c, best)]
        programme.offered = True
        programme.taught = True
        programme.age = STAGES
