"""How a government chooses between a strong and a weak lead (E38a, E5, E6)."""

from iei.agents.choice import IMITATED, KEPT, NOT_IMITATED, TRIED, WEIGHED, another, imitates, logistic
from iei.agents.government import counted_agreements, lever_value, strongest_lever, unfilled_posts
from iei.policies.catalogue import LEVER_NAMES
from iei.policies.evaluation import validity
from iei.sim.base.chance import four_uniforms, uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity

QUANTITIES = (
    Quantity(
        "government_benefit_weight",
        default=1,
        lower=0,
        upper=5,
        unit="-",
        equation="E38a",
        source="modelling choice",
        grade=ASSUMED,
        symbol="b1 v_J",
    ),
    Quantity(
        "government_score_weight",
        default=0.5,
        lower=0,
        upper=5,
        unit="-",
        equation="E38a",
        source="modelling choice",
        grade=ASSUMED,
        symbol="b3",
    ),
    Quantity(
        "government_cost_weight",
        default=0.5,
        lower=0,
        upper=5,
        unit="-",
        equation="E38a",
        source="modelling choice",
        grade=ASSUMED,
        symbol="b2",
    ),
    Quantity(
        "government_admin",
        default=0.15,
        lower=0,
        upper=1,
        unit="-",
        equation="E38a",
        source="modelling choice",
        grade=ASSUMED,
        symbol="admin_g",
    ),
    Quantity(
        "government_norm",
        default=0.2,
        lower=0,
        upper=1,
        unit="-",
        equation="E5",
        source="modelling choice",
        grade=ASSUMED,
        symbol="J_g",
    ),
    Quantity(
        "evaluation_cycle",
        default=4,
        lower=1,
        upper=10,
        unit="term",
        equation="E38a",
        source="modelling choice",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "government_taste_spread",
        default=0.3,
        lower=0,
        upper=1,
        unit="utility",
        equation="E38a",
        source="modelling choice, A36",
        grade=ASSUMED,
    ),
    Quantity(
        "lead_interest",
        default=1,
        lower=0,
        upper=1,
        unit="share",
        equation="E38a",
        source="modelling choice, B20; 0: joint substance as such and a constant gain of score",
        grade=ASSUMED,
    ),
    Quantity(
        "lead_effect_expected",
        default=1,
        lower=0,
        upper=2,
        unit="share of the room at full reach",
        equation="E38a",
        source="modelling choice, B20",
        grade=ASSUMED,
        symbol="e_g",
    ),
    Quantity(
        "lead_evaluation",
        default=3,
        lower=0,
        upper=5,
        unit="utility of the whole score at full evaluation",
        equation="E38a",
        source="modelling choice, B20",
        grade=ASSUMED,
        symbol="b4",
    ),
    Quantity(
        "government_keep",
        default=0.3,
        lower=0,
        upper=0.9,
        unit="share of cycles",
        equation="E6",
        source="modelling choice, B20",
        grade=ASSUMED,
    ),
    Quantity(
        "government_imitation",
        default=0.15,
        lower=0,
        upper=1,
        unit="share of cycles",
        equation="E6",
        source="modelling choice, B20",
        grade=ASSUMED,
    ),
    Quantity(
        "government_random",
        default=0.005,
        lower=0,
        upper=0.03,
        unit="share of cycles",
        equation="E6",
        source="modelling choice, B20",
        grade=ASSUMED,
    ),
)

EVALUATION = LEVER_NAMES.index("evaluation")
STANDARDS = LEVER_NAMES.index("standards")


@rule
def score_room(government, valid, behaviour):
    """What the score of a region lacks to its best, in [0, 1] (E37, E38a).

    An evaluation that counts is satisfied by agreements, a valid one by joint substance.
    """
    agreements = counted_agreements(government, behaviour)
    return (1.0 - valid) * (1.0 - agreements) + valid * (1.0 - government.mean_substance)


@rule
def social_room(government):
    """What society lacks in a region: output of open posts, placement in the field, filled posts (E38)."""
    unfilled = unfilled_posts(government)
    output = unfilled  # a post that is filled produces
    return output + (1.0 - government.placed_in_field) + unfilled


@rule
def expected_gain(government, strongest, evaluation, standards, behaviour):
    """What a government expects of a strong over a weak lead before its cost, no unit (E38a, B20).

    strongest : the strongest lever of the policy, share of its range; with none there is nothing to lead
    evaluation, standards : these levers as the policy sets them; whoever evaluates sits above
    """
    reach = (1.0 - behaviour.lead_weak) * government.capacity * strongest * behaviour.lead_effect_expected
    valid = validity(standards, behaviour)
    judged = behaviour.lead_evaluation * evaluation * score_room(government, valid, behaviour)
    return reach * (behaviour.government_benefit_weight * social_room(government) + judged)


@rule
def lead_gain(government, admin_cost, strongest, evaluation, standards, behaviour):
    """Utility of a strong over a weak lead, no unit (E38a, A36, B20).

    admin_cost : cost of the levers at full lead, share of the budget
    """
    held_back = 1.0 - behaviour.lead_weak
    given = behaviour.government_benefit_weight * government.mean_substance
    given += behaviour.government_score_weight * behaviour.evaluation_validity * held_back
    expected = expected_gain(government, strongest, evaluation, standards, behaviour)
    gain = (1.0 - behaviour.lead_interest) * given + behaviour.lead_interest * expected
    gain -= behaviour.government_cost_weight * held_back * admin_cost
    return gain - behaviour.government_admin


@rule
def weigh_lead(world, g):
    """Perceived value of a strong over a weak lead in region `g`: E38a with a norm and a taste (E5)."""
    term = world.clock[0].term
    behaviour = world.behaviour[0]
    government = world.governments[g]
    cost = government.cost_full_lead / government.budget if government.budget > 0.0 else 0.0
    strongest = strongest_lever(world, g, term)
    evaluation = lever_value(world, g, EVALUATION, term)
    standards = lever_value(world, g, STANDARDS, term)
    value = lead_gain(government, cost, strongest, evaluation, standards, behaviour) + government.taste_lead
    value += behaviour.government_norm * (2.0 * government.share_strong - 1.0)
    government.lead_value = value


@rule
def choose_lead(world, g):
    """Whether government `g` leads strongly: keep, imitate a better region, weigh or try (E6, E38a, B20).

    Regions are compared by what they are judged by, their utility of the cycle that ended (E38).
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    government = world.governments[g]
    weigh_lead(world, g)
    government.peer = -1
    keep, error, mode, who = four_uniforms(clock.seed, clock.term, Purpose.GOVERNMENT_REVISION, g, 0)
    u = uniform(clock.seed, clock.term, Purpose.GOVERNMENT_CHOICE, g, 0)
    if keep < behaviour.government_keep:
        government.reason = KEPT
        return government.led_strongly
    if error < behaviour.government_random:
        government.reason = TRIED
        return u < 0.5
    if mode < behaviour.government_imitation and clock.regions > 1:
        government.peer = another(g, 0, clock.regions, who)
        peer = world.governments[government.peer]
        if imitates(peer.utility, government.utility, behaviour.choice_intensity, u):
            government.reason = IMITATED
            return peer.led_strongly
        government.reason = NOT_IMITATED
        return government.led_strongly
    government.reason = WEIGHED
    return u < logistic(behaviour.choice_intensity * government.lead_value)


@rule
def revises(world):
    """Whether this term ends an evaluation cycle of governments (E38a)."""
    clock = world.clock[0]
    return clock.term > -clock.warm_up and clock.term % int(world.behaviour[0].evaluation_cycle) == 0
