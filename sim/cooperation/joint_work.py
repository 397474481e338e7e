"""Joint work on a link: substance, trust, depth, forms of cooperation, coupling (E16-E19)."""

from iei.agents.choice import ACTIVE, SUBSTANTIVE
from iei.policies.law import trust_protection
from iei.policies.mandate import mandated
from iei.sim.base.chance import uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity
from iei.sim.cooperation.forms import adopt_modes
from iei.sim.world.tables import JOINT_CURRICULUM, JOINT_DELIVERY, JOINT_EMPLOYMENT, SUBSTANCE_OF_DEPTH

QUANTITIES = (
    Quantity(
        "leak",
        default=0.1,
        lower=0.05,
        upper=0.2,
        unit="share",
        equation="E16",
        source="modelling choice",
        grade=ASSUMED,
        symbol="eps",
    ),
    Quantity(
        "trust_start",
        default=0.35,
        lower=0.1,
        upper=0.5,
        unit="share",
        equation="E16",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="T0",
    ),
    Quantity(
        "trust_gain",
        default=0.16,
        lower=0.05,
        upper=0.4,
        unit="1/term",
        equation="E16",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="eta+",
    ),
    Quantity(
        "trust_loss",
        default=0.3,
        lower=0.1,
        upper=0.6,
        unit="1/term",
        equation="E16",
        source="modelling choice",
        grade=ASSUMED,
        symbol="eta-",
    ),
    Quantity(
        "trust_fading_passive",
        default=0.03,
        lower=0,
        upper=0.1,
        unit="1/term",
        equation="E16",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "depth_up",
        default=0.22,
        lower=0.2,
        upper=0.5,
        unit="1/term",
        equation="E17",
        source="modelling choice, claim 1.5",
        grade=CALIBRATED,
        symbol="u",
    ),
    Quantity(
        "depth_down",
        default=0.15,
        lower=0.05,
        upper=0.4,
        unit="1/term",
        equation="E17",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "coupling_effort",
        default=1,
        lower=0,
        upper=1,
        unit="share of coupling",
        equation="E16",
        source="modelling choice, B19: common interest keeps some work going; 0: none",
        grade=ASSUMED,
        symbol="g_k",
    ),
    Quantity(
        "coupling_growth",
        default=0.06,
        lower=0.03,
        upper=0.1,
        unit="1/term",
        equation="E19",
        source="modelling choice",
        grade=ASSUMED,
        symbol="e_k",
    ),
    Quantity(
        "coupling_fading",
        default=0.03,
        lower=0,
        upper=0.1,
        unit="1/term",
        equation="E19",
        source="modelling choice",
        grade=ASSUMED,
        symbol="d_k",
    ),
    Quantity(
        "coupling_maximum",
        default=0.35,
        lower=0.2,
        upper=0.45,
        unit="share",
        equation="E19",
        source="modelling choice",
        grade=ASSUMED,
        symbol="kap_max",
    ),
)

TRUST_THRESHOLD = (0.0, 0.0, 0.25, 0.4, 0.5, 0.6)  # thr_d: trust that rung d needs


@rule
def effort(performs, coupling, behaviour):
    """Substantive effort of one side: 1, or the leak that even a formal partner gives off (E16).

    Where interests are coupled, a side that no longer performs keeps some of the work going (B19).
    """
    if performs:
        return 1.0
    return behaviour.leak + (1.0 - behaviour.leak) * behaviour.coupling_effort * coupling


@rule
def next_trust(trust, enterprise_performs, college_performs, law, liaison, behaviour):
    """Trust on a link after one term: slow gain, fast loss, softened by law and liaison (E16)."""
    if enterprise_performs and college_performs:
        return trust + behaviour.trust_gain * (1.0 - trust)
    if enterprise_performs or college_performs:
        loss = behaviour.trust_loss * trust_protection(law, behaviour)
        return trust * (1.0 - loss * (1.0 - behaviour.trust_liaison * liaison))
    return trust * (1.0 - behaviour.trust_fading_passive)


@rule
def depth_threshold(depth, law, council, behaviour):
    """Trust that a link needs to reach rung `depth` (E17)."""
    lowered = trust_protection(law, behaviour) * (1.0 - behaviour.trust_council * council)
    return TRUST_THRESHOLD[depth] * lowered


@rule
def next_depth(depth, trust, both, law, council, ease, mandate, u, u_mandate, behaviour):
    """Depth of a link after one term: one rung up, one down, or none (E17, A24).

    both : whether both sides are substantive
    ease : 1 + guidelines + liaison, multiplies the chance to rise
    mandate : chance that a duty replaces trust and substance up to the joint curriculum
    u, u_mandate : uniform numbers in (0, 1)
    """
    if depth < JOINT_EMPLOYMENT:
        trusted = both and trust >= depth_threshold(depth + 1, law, council, behaviour)
        ordered = depth < JOINT_CURRICULUM and u_mandate < mandate
        if (trusted or ordered) and u < behaviour.depth_up * ease:
            return depth + 1
    if not both and depth > 1 and u > 1.0 - behaviour.depth_down:
        return depth - 1
    return depth


@rule
def next_coupling(coupling, depth, both, behaviour):
    """Common interest on a link: grows in deep substantive work only, below one half (E19, claim 1.6)."""
    step = -behaviour.coupling_fading * coupling
    if both and depth >= JOINT_DELIVERY:
        step += behaviour.coupling_growth * (behaviour.coupling_maximum - coupling)
    return max(0.0, coupling + step)


@rule
def work_together(world, l):
    """One term of joint work on link `l`: trust, depth, substance, forms, coupling (E16-E19)."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    link = world.links[l]
    e = link.enterprise
    c = link.college
    g = world.enterprises[e].region
    government = world.governments[g]
    policy = world.policies[g]
    enterprise_performs = world.enterprises[e].strategy == SUBSTANTIVE
    college_performs = world.colleges[c].strategy == ACTIVE
    both = enterprise_performs and college_performs
    law = government.law_in_force
    link.trust = next_trust(link.trust, enterprise_performs, college_performs, law, policy.liaison, behaviour)
    before = link.depth
    link.depth = next_depth(
        before,
        link.trust,
        both,
        law,
        government.council_effect,
        1.0 + policy.guidelines + policy.liaison,
        mandated(policy.mandate, law),
        uniform(clock.seed, clock.term, Purpose.DEPTH, e, c),
        uniform(clock.seed, clock.term, Purpose.MANDATE, e, c),
        behaviour,
    )
    link.rose = link.depth > before
    link.effort_enterprise = effort(enterprise_performs, link.coupling, behaviour)
    link.effort_college = effort(college_performs, link.coupling, behaviour)
    link.substance = SUBSTANCE_OF_DEPTH[link.depth] * link.effort_enterprise * link.effort_college
    adopt_modes(world, link)
    link.coupling = next_coupling(link.coupling, link.depth, both, behaviour)
    link.age += 1
    link.substantive_age = link.substantive_age + 1 if both else 0
    link.passive_terms = 0 if enterprise_performs or college_performs else link.passive_terms + 1
