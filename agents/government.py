"""The government of a region: levers in force, law and council, budget, score and utility (E1-E4, E37-E40).

How it chooses its lead is in `iei.agents.lead`.
"""

from iei.agents.budget import funded, lead_share
from iei.agents.choice import logistic
from iei.policies.catalogue import LEVER_NAMES, LEVERS, running_costs
from iei.policies.council import council_effect
from iei.policies.departments import execution_delay_terms, leading_capacity, leaning
from iei.policies.law import matured, operability_target
from iei.policies.supervision import detection_quality
from iei.sim.base.chance import normal, uniform
from iei.sim.base.compilation import rule
from iei.sim.base.purpose import Purpose
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.world.rows import SIZE_CLASSES, reach_row

QUANTITIES = (
    Quantity(
        "lead_weak",
        default=0.4,
        lower=0,
        upper=1,
        unit="share",
        equation="E38a",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "adaptive_switch",
        default=0,
        lower=0,
        upper=1,
        unit="1 lets governments search over lever values",
        equation="E39",
        source="modelling choice",
        grade=ASSUMED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "adaptive_step",
        default=0.1,
        lower=0.01,
        upper=0.5,
        unit="share of the lever's range",
        equation="E39",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

DEPARTMENTS = LEVER_NAMES.index("departments")
UPPER = tuple(float(lever.upper) for lever in LEVERS)


@rule
def lever_value(world, g, lever, term):
    """Raw value of a lever as the policy sets it in `term`, shifted by adaptive search (E39)."""
    if term < 0:
        return 0.0
    value = world.plans[term, g, lever]
    if world.behaviour[0].adaptive_switch > 0.0:
        return min(UPPER[lever], max(0.0, value + world.trials[g, lever]))
    return value


@rule
def strongest_lever(world, g, term):
    """The strongest lever that the policy sets in region `g`, share of its range: what there is to lead."""
    strongest = 0.0
    for lever in range(world.policy_values.shape[1]):
        strongest = max(strongest, lever_value(world, g, lever, term) / UPPER[lever])
    return strongest


@rule
def govern(world, g):
    """Region `g`: capacity, levers in force, their running cost, law and council (E1-E4)."""
    term = world.clock[0].term
    behaviour = world.behaviour[0]
    government = world.governments[g]
    policy = world.policies[g]
    led = lead_share(government, behaviour)
    government.has_levers = strongest_lever(world, g, term) > 0.0
    departments = lever_value(world, g, DEPARTMENTS, term) * led * funded(government, DEPARTMENTS)
    weakest = min(
        government.support_education, government.support_human_resources, government.support_industry
    )
    government.capacity = leading_capacity(government.capacity_intrinsic, weakest, departments)
    government.audit_support = leaning(government.support_education, departments, behaviour)
    government.placement_support = leaning(government.support_human_resources, departments, behaviour)
    government.incentive_support = leaning(government.support_industry, departments, behaviour)
    delay = execution_delay_terms(government.capacity, behaviour)
    for lever in range(world.policy_values.shape[1]):
        raw = min(lever_value(world, g, lever, term), lever_value(world, g, lever, term - delay))
        share = led * funded(government, lever)
        world.paid_values[g, lever] = raw * share
        world.policy_values[g, lever] = government.capacity * raw * share
    policy.subsidy *= government.incentive_support
    policy.tax_credit *= government.incentive_support
    aim_levers(world, g)
    running_costs(world.spending[g], world.paid[g], government, behaviour)
    government.law = matured(government.law, operability_target(policy.law, behaviour), behaviour.law_speed)
    government.law_in_force = government.capacity * government.law
    government.council_maturity = matured(
        government.council_maturity, world.paid[g].council, behaviour.council_speed
    )
    government.council_effect = council_effect(
        government.capacity,
        government.council_maturity,
        government.members,
        government.enterprises + government.colleges,
        behaviour,
    )
    government.detection_quality = detection_quality(
        government.law_in_force, government.council_effect, policy.standards, behaviour
    )


@rule
def aim_levers(world, g):
    """Levers of region `g`, in force and paid for, as they reach each size class and field."""
    clock = world.clock[0]
    for size in range(SIZE_CLASSES):
        for k in range(clock.fields):
            row = reach_row(clock, g, size, k)
            for lever in range(world.policy_values.shape[1]):
                reach = world.targets[lever, size, k]
                world.reached_values[row, lever] = world.policy_values[g, lever] * reach
                world.paid_reached_values[row, lever] = world.paid_values[g, lever] * reach


@rule
def counted_agreements(government, behaviour):
    """What an evaluation that counts sees: agreements over those expected, at most 1 (E37)."""
    return min(government.links / max(government.colleges, 1) / behaviour.score_norm_agreements, 1.0)


@rule
def unfilled_posts(government):
    """Open posts of a region over its posts (E38)."""
    return government.vacancies / max(government.posts_start, 1.0)


@rule
def assess(world, g):
    """Score of region `g` and utility of its government (E37, E38)."""
    behaviour = world.behaviour[0]
    government = world.governments[g]
    valid = behaviour.evaluation_validity
    agreements = counted_agreements(government, behaviour)
    government.score = (1.0 - valid) * agreements + valid * government.mean_substance
    growth = 0.0
    placed = 0.0
    if government.output_last > 0.0 and government.output > 0.0:
        growth = government.output / government.output_last - 1.0
        placed = government.wages_placed / government.output
    unfilled = unfilled_posts(government)
    spending = government.spent / government.budget if government.budget > 0.0 else 0.0
    government.utility = (
        behaviour.government_benefit_weight * (growth + placed - unfilled)
        - behaviour.government_cost_weight * spending
        + behaviour.government_score_weight * government.score
        - max(0.0, -government.reserve) / max(government.budget, 1.0)
    )
    government.output_last = government.output
    government.led_strongly = government.strong_lead


@rule
def search_levers(world, g):
    """Adaptive search of region `g`: judge the last trial, imitate a better region, try anew (E39).

    Works only with `adaptive_switch`; a trial moves one lever that the policy uses by a share of its range.
    """
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    government = world.governments[g]
    seed = clock.seed
    term = clock.term
    lever = government.trial_lever
    if lever >= 0 and government.utility < government.utility_last:
        world.trials[g, lever] -= government.trial_step * UPPER[lever]
    other = int(uniform(seed, term, Purpose.GOVERNMENT_IMITATION, g, 0) * clock.regions)
    u = uniform(seed, term, Purpose.GOVERNMENT_IMITATION, g, 1)
    better = world.governments[other].utility - government.utility
    if better > 0.0 and u < logistic(behaviour.choice_intensity * better) - 0.5:
        for j in range(world.trials.shape[1]):
            world.trials[g, j] = world.trials[other, j]
    government.trial_lever = -1
    government.utility_last = government.utility
    lever = int(uniform(seed, term, Purpose.GOVERNMENT_TRIAL, g, 0) * world.trials.shape[1])
    if term >= 0 and world.plans[term, g, lever] > 0.0:
        up = uniform(seed, term, Purpose.GOVERNMENT_TRIAL, g, 1) < 0.5
        government.trial_lever = lever
        government.trial_step = behaviour.adaptive_step if up else -behaviour.adaptive_step
        world.trials[g, lever] += government.trial_step * UPPER[lever]


@rule
def start_government(world, g):
    """Seed-dependent state of region `g` at the start of term 0."""
    seed = world.clock[0].seed
    behaviour = world.behaviour[0]
    government = world.governments[g]
    taste = normal(seed, 0, Purpose.GOVERNMENT_TASTE, g, 0)
    government.taste_lead = behaviour.government_taste_spread * taste
    government.budget_scale = 1.0
