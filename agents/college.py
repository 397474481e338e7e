"""The college: its table, its interests and its choice of an active or passive role."""

from iei.agents.choice import ACTIVE, NEAR_PEER, PASSIVE, another, imitates, logistic, norm
from iei.policies.evaluation import validity
from iei.policies.liaison import administration, reformed
from iei.sim.base.chance import normal, uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity
from iei.sim.base.table import Column, Table

COLLEGES = Table(
    "colleges",
    "a college",
    Column("region", int, "row", "region", 0),
    Column("link_capacity", int, "links", "largest number of links", 1),
    Column("taste", float, "utility", "fixed taste for an active role"),
    Column("friction", float, "multiplier", "administrative friction xi (E10)", 1),
    Column("awareness", float, "share", "perceived share psi of the benefit (E11)", 0, 1),
    Column("strategy", int, "-", "0 passive, 1 active: what is in effect", 0, 1),
    Column("next_role", int, "-", "role chosen in this term, before administration", 0, 1),
    Column("decided", int, "-", "strategy chosen in this term", 0, 1),
    Column("pending", int, "-", "strategies on their way through administration", 0, 1, length=4),
    Column("value_active", float, "utility", "utility of active over passive (E10)"),
    Column("links", int, "count", "live links", 0),
    Column("substantive_partners", int, "count", "links whose enterprise is substantive", 0),
    Column("partner_awareness", float, "share", "sum of awareness over linked enterprises", 0),
    Column("partner_audit_belief", float, "share", "sum of audit beliefs over linked enterprises", 0),
    Column("substance", float, "share", "mean joint substance of its links", 0, 1),
    Column("good_experience", bool, "-", "whether joint work went well in this term (A17)"),
    Column("score", float, "-", "public evaluation score (E12)"),
    Column("cash", float, "MU", "share of joint entities' surplus (A45)", 0),
    Column("search_rank", float, "-", "order in this term's search", 0, 1),
    Column("intake", int, "persons/year", "yearly intake", 0),
    Column("teachers", int, "persons", "teachers", 0),
    Column("young_single", int, "persons", "teachers under 40, single-qualified", 0),
    Column("young_double", int, "persons", "teachers under 40, able in theory and practice", 0),
    Column("senior_single", int, "persons", "teachers over 40, single-qualified", 0),
    Column("senior_double", int, "persons", "teachers over 40, able in theory and practice", 0),
    Column("certified", float, "share", "teachers certified as double-qualified (A29)", 0, 1),
    Column("ability_single", float, "ability", "practical ability of single-qualified teachers", 0, 1),
    Column("ability_double", float, "ability", "practical ability of double-qualified teachers", 0, 1),
    Column("expert_share", float, "share", "part-time enterprise experts in teaching (E26)", 0, 0.5),
    Column("practice_ability", float, "ability", "practice-teaching ability P (E26)", 0, 1),
    Column("practice_share", float, "share", "practice share tau of teaching hours (E28)", 0, 1),
    Column("students", int, "persons", "students", 0),
)

QUANTITIES = (
    Quantity("college_social", 0.3, 0.15, 0.6, "utility", "E10", "modelling choice", ASSUMED, "al_S v_S"),
    Quantity("college_employment", 0.3, 0.15, 0.6, "utility", "E10", "modelling choice", ASSUMED, "al_E v_E"),
    Quantity("college_academic", 0.4, 0.2, 0.8, "utility", "E10", "modelling choice", ASSUMED, "al_A v_A"),
    Quantity("college_teacher", 0.15, 0, 0.5, "utility", "E10", "modelling choice", ASSUMED, "v_D"),
    Quantity("college_teacher_time", 0.3, 0.1, 0.6, "share", "E10", "modelling choice", ASSUMED, "u_t"),
    Quantity("college_admin", 0.3, 0.1, 0.5, "utility", "E10", "modelling choice", CALIBRATED, "adm"),
    Quantity("college_friction", 1.5, 1, 2.5, "multiplier", "E10", "modelling choice", ASSUMED, "xi_c"),
    Quantity(
        "college_partner_prior", 0.5, 0, 1, "share", "E10", "college with no partner", CALIBRATED, "qbar0"
    ),
    Quantity("college_taste_spread", 0.2, 0.1, 0.6, "utility", "E5", "modelling choice", CALIBRATED),
    Quantity("college_delay", 2, 1, 3, "term", "E10", "modelling choice", ASSUMED, "D_c", True),
    Quantity("college_keep", 0.65, 0.1, 0.9, "share", "E6", "modelling choice", ASSUMED),
)

DELAY_ROWS = 4  # length of the vector of pending decisions


@rule
def expected_partner(links, substantive, behaviour):
    """Expected share qbar of substantive partners, with one prior partner (E10, A19)."""
    return (behaviour.college_partner_prior + substantive) / (1.0 + links)


@rule
def active_gain(college, government, policy, behaviour):
    """Utility of an active over a passive college, no unit (E10, A20).

    A college has no money in its utility: social value and employment of its graduates, its evaluation,
    a mandate, teachers' academic time, administrative burden and the prestige of able teachers.
    """
    council = government.council_effect
    awareness = college.awareness / behaviour.awareness_start
    partner = expected_partner(college.links, college.substantive_partners, behaviour)
    able = (college.young_double + college.senior_double) / max(college.teachers, 1)
    gain = (behaviour.college_employment + behaviour.college_social) * partner * awareness
    gain += behaviour.college_evaluation * policy.evaluation * validity(policy.standards, behaviour)
    gain += behaviour.college_mandate * government.law_in_force * policy.mandate
    gain += behaviour.college_teacher * (able - 0.3)
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
    if uniform(seed, term, Purpose.COLLEGE_KEEP, c, 0) < behaviour.college_keep:
        return college.decided
    if uniform(seed, term, Purpose.COLLEGE_RANDOM, c, 0) < behaviour.random_choice:
        return int(uniform(seed, term, Purpose.COLLEGE_RANDOM, c, 1) * 2.0)
    u = uniform(seed, term, Purpose.COLLEGE_CHOICE, c, 0)
    if uniform(seed, term, Purpose.COLLEGE_MODE, c, 0) < behaviour.imitation_share:
        peer = world.colleges[college_peer(world, c)]
        other = peer.value_active if peer.strategy == ACTIVE else 0.0
        own = college.value_active if college.decided == ACTIVE else 0.0
        if imitates(other, own, behaviour.choice_intensity, u):
            return peer.strategy
        return college.decided
    return ACTIVE if u < logistic(behaviour.choice_intensity * college.value_active) else PASSIVE


@rule
def college_peer(world, c):
    """Another college to look at: of the same region with probability .8 (A3)."""
    clock = world.clock[0]
    government = world.governments[world.colleges[c].region]
    near = uniform(clock.seed, clock.term, Purpose.COLLEGE_PEER, c, 0) < NEAR_PEER
    u = uniform(clock.seed, clock.term, Purpose.COLLEGE_PEER, c, 1)
    if near and government.colleges > 1:
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
    fields = clock.fields
    offered = min(clock.fields_per_college, fields)
    for _ in range(offered):  # draw without replacement: the largest key among those left
        best = -1
        best_key = -1.0
        for k in range(fields):
            if not world.programmes[c * fields + k].offered:
                key = uniform(clock.seed, 0, Purpose.COLLEGE_FIELDS, c, k)
                if key > best_key:
                    best_key = key
                    best = k
        world.programmes[c * fields + best].offered = True
