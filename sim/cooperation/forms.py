"""Forms of cooperation: which are adopted, and what each opens (E18, B17).

Internships open practice hours, order classes placement, joint bases places, staff exchange teachers, service
and R&D the frontier, apprenticeship retention. A link without the form has only `form_absent` of what its
joint work would give through that channel.
"""

from iei.agents.enterprise import levers_reaching
from iei.sim.base.chance import uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity
from iei.sim.world.tables import FORMS, JOINT_BASE, ORDER_CLASS, STAFF_EXCHANGE

QUANTITIES = (
    Quantity(
        "mode_adoption",
        default=0.05,
        lower=0.02,
        upper=0.1,
        unit="1/term",
        equation="E18",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="mu_m",
    ),
    Quantity(
        "forms_from_depth",
        default=4,
        lower=1,
        upper=5,
        unit="rung",
        equation="E18",
        source="modelling choice for claim 2.2d, B17: shallow cooperation has a single form; 1: any link",
        grade=ASSUMED,
        integer=True,
    ),
    Quantity(
        "form_push",
        default=0.2,
        lower=0,
        upper=1,
        unit="1/term at full lever",
        equation="E18",
        source="modelling choice, B17: orders bring order classes, teacher exchange brings staff exchange",
        grade=ASSUMED,
    ),
    Quantity(
        "form_absent",
        default=0.5,
        lower=0,
        upper=1,
        unit="share of the channel's gain",
        equation="E18",
        source="modelling choice, B17; 1: forms are only counted",
        grade=ASSUMED,
        symbol="f_0",
    ),
)


@rule
def form_share(link, form, behaviour):
    """Share of a channel's gain that a link has: all with its form, `form_absent` without (E18, B17).

    A joint entity is a joint base.
    """
    if (link.modes >> form) & 1 or (form == JOINT_BASE and link.joint_entity):
        return 1.0
    return behaviour.form_absent


@rule
def adoption_chance(link, form, policy, behaviour):
    """Chance that a missing form is adopted in a term: found in joint work, or brought by a lever (E18)."""
    chance = 0.0
    if link.depth >= behaviour.forms_from_depth:
        chance = behaviour.mode_adoption * link.substance
    if form == ORDER_CLASS:
        chance += behaviour.form_push * policy.orders
    elif form == STAFF_EXCHANGE:
        chance += behaviour.form_push * policy.teacher_exchange
    return chance


@rule
def adopt_modes(world, link):
    """Each form of cooperation that is missing is adopted with a small probability (E18)."""
    clock = world.clock[0]
    policy = levers_reaching(world, link.enterprise)
    for mode in range(FORMS):
        if not (link.modes >> mode) & 1:
            partner = link.college * FORMS + mode
            u = uniform(clock.seed, clock.term, Purpose.MODE_ADOPTION, link.enterprise, partner)
            if u < adoption_chance(link, mode, policy, world.behaviour[0]):
                link.modes |= 1 << mode
