"""The interests of an enterprise: cost, long-run benefit and utility of cooperation (E7)."""

from iei.policies.council import council_saving
from iei.policies.evaluation import reward_of_counting, reward_of_substance
from iei.policies.incentives import JOINT_SUBSTANCE, credit_limit, substance_payment, tax_credit_amount
from iei.policies.law import compensation
from iei.policies.liaison import liaison_saving
from iei.policies.orders import retention
from iei.policies.standards import rent_kept, standards_saving
from iei.policies.supervision import fine_amount, loss_on_detection
from iei.sim.base.compilation import rule

SUBSTANCE_OF_DEPTH = (0.0, 0.1, 0.3, 0.55, 0.8, 1.0)  # w_d
NEWCOMER_SUBSTANCE = 0.3  # w_2: what a newcomer plans for (A4)


@rule
def next_substance(depth):
    """Substance weight w+ that an enterprise looks forward to: one rung up, at least w_2 (E7)."""
    return max(SUBSTANCE_OF_DEPTH[min(depth + 1, 5)], NEWCOMER_SUBSTANCE)


@rule
def wage_share(density, behaviour):
    """Share om of a worker's marginal product that is paid as wage (E7, A8)."""
    return min(1.0, behaviour.wage_slope_alone + behaviour.wage_slope_density * density)


@rule
def annuity(turnover, behaviour):
    """Expected discounted terms that a retained worker stays: 1 / (1 - del (1 - pi)) (E7)."""
    return 1.0 / (1.0 - behaviour.discount * (1.0 - turnover))


@rule
def productive_share(productive_return, substance, behaviour):
    """Trainees' output over variable cost, falling with depth (E7, A7)."""
    slope = behaviour.productive_return_depth_slope
    return max(0.0, productive_return - slope * (substance - NEWCOMER_SUBSTANCE))


@rule
def fixed_cost(enterprise, policy, council, behaviour):
    """Fixed cost of one substantive link, MU per term, after what policies save (E7)."""
    cost = behaviour.fixed_cost * enterprise.fixed_cost_factor * council_saving(council, behaviour)
    cost *= standards_saving(policy.standards, behaviour)
    return cost * liaison_saving(policy.liaison, policy.guidelines, behaviour)


@rule
def formal_cost(enterprise, behaviour):
    """Cost of a formal agreement, MU per link and term (A6)."""
    return behaviour.formal_cost * behaviour.fixed_cost * enterprise.fixed_cost_factor


@rule
def variable_cost(enterprise, substance, behaviour):
    """Cost of the trainees of one link at substance weight `substance`, MU per term (E7)."""
    return behaviour.trainee_cost * enterprise.places * substance


@rule
def benefit_per_trainee(enterprise, density, policy, behaviour):
    """Long-run benefit R of one trainee, MU: rent on the skill gain plus saved hiring cost (E7).

    With `om` = 1 the rent is zero (Becker 1964); without rivals there is no turnover (A8).
    """
    rent = enterprise.skill_gain * (1.0 - wage_share(density, behaviour)) * enterprise.productivity
    rent *= annuity(behaviour.turnover_density * density, behaviour)
    rent *= rent_kept(policy.qualification, behaviour)
    stay = retention(
        policy.orders, enterprise.deepest, behaviour.retention_joint_gain, behaviour.retention_base, behaviour
    )
    return stay * (rent + behaviour.hiring_saving)


@rule
def utilities(enterprise, government, density, policy, expected_subsidy, credit, term, basis, behaviour):
    """Per-term utility of formal and of substantive cooperation over none, MU per link (E7).

    expected_subsidy : MU per term for one link under the subsidy rule
    credit : effective tax credit rate times targeting, share of cost
    basis : what the subsidy is paid for, see `iei.policies.incentives.BASES`
    Returns (formal, substantive, transfers expected if substantive, cost to be paid in cash).
    """
    law = government.law_in_force
    council = government.council_effect
    places = enterprise.places
    ahead = next_substance(enterprise.deepest)
    fixed = fixed_cost(enterprise, policy, council, behaviour)
    variable = variable_cost(enterprise, ahead, behaviour)
    gross = fixed + variable
    net = gross - productive_share(enterprise.productive_return, ahead, behaviour) * variable
    partner = enterprise.trust + (1.0 - enterprise.trust) * behaviour.leak

    subsidy_formal = expected_subsidy
    subsidy_substantive = expected_subsidy
    if basis == JOINT_SUBSTANCE:
        subsidy_formal = substance_payment(expected_subsidy, SUBSTANCE_OF_DEPTH[1] * behaviour.leak * partner)
        subsidy_substantive = substance_payment(expected_subsidy, ahead * partner)
    limit = credit_limit(enterprise.value_added, enterprise.profit, behaviour) / max(enterprise.links, 1)
    credit_formal = tax_credit_amount(credit, behaviour.pretended_cost * gross, limit, law, behaviour)
    credit_substantive = tax_credit_amount(credit, gross, limit, law, behaviour)
    if term < enterprise.excluded_until:
        subsidy_formal = subsidy_substantive = credit_formal = credit_substantive = 0.0

    loss = loss_on_detection(
        subsidy_formal + credit_formal,
        fine_amount(policy.penalty, places, law, behaviour),
        policy.evaluation,
        places,
        law,
        behaviour,
    )
    formal = enterprise.image + subsidy_formal + credit_formal - formal_cost(enterprise, behaviour)
    formal += reward_of_counting(policy.evaluation, policy.standards, places, behaviour)
    formal -= enterprise.audit_belief * government.detection_quality * loss

    benefit = benefit_per_trainee(enterprise, density, policy, behaviour)
    substantive = enterprise.image + subsidy_substantive + credit_substantive - net
    substantive += enterprise.awareness * places * ahead * benefit * partner
    substantive += compensation(net, partner, law, behaviour)
    substantive += reward_of_substance(policy.evaluation, policy.standards, places, behaviour)
    substantive += enterprise.coupling * behaviour.coupling_gain * places * ahead
    substantive -= behaviour.machine_return * max(net, 0.0)
    return formal, substantive, subsidy_substantive + credit_substantive, net
