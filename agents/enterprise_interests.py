"""The interests of an enterprise: cost, long-run benefit and utility of cooperation (E7)."""

from iei.agents.turnover import annuity, expected_turnover
from iei.policies.council import council_saving
from iei.policies.evaluation import reward_of_counting, reward_of_substance
from iei.policies.incentives import JOINT_SUBSTANCE, credit_limit, substance_payment, tax_credit_amount
from iei.policies.law import compensation
from iei.policies.liaison import liaison_saving
from iei.policies.orders import retention
from iei.policies.standards import prescription, rent_kept, standards_saving
from iei.policies.supervision import fine_amount, loss_on_detection
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, DERIVED, Quantity
from iei.sim.world.tables import FORMAL_AGREEMENT, JOINT_EMPLOYMENT, NEWCOMER_SUBSTANCE, SUBSTANCE_OF_DEPTH

QUANTITIES = (
    Quantity(
        "image_value",
        default=0.335,
        lower=0,
        upper=2,
        unit="MU/term/link at n=1",
        equation="E7",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="img",
    ),
    Quantity(
        "image_size_exponent",
        default=0.7,
        lower=0,
        upper=1,
        unit="-",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "formal_cost",
        default=0.075,
        lower=0.05,
        upper=0.6,
        unit="share of c0 Gam",
        equation="E7",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="cF",
    ),
    Quantity(
        "fixed_cost",
        default=2.1,
        lower=0.5,
        upper=4,
        unit="MU/term/link",
        equation="E7",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="c0",
    ),
    Quantity(
        "trainee_cost",
        default=1.5,
        lower=0.8,
        upper=3,
        unit="MU/term/trainee at w=1",
        equation="E7",
        source="evidence (d): .5 of skilled wage a year",
        grade=DERIVED,
        symbol="c1",
    ),
    Quantity(
        "productive_return",
        default=0.995,
        lower=0.4,
        upper=1.2,
        unit="share of variable cost",
        equation="E7",
        source="evidence 3.6, 3.20",
        grade=CALIBRATED,
        symbol="r_p",
    ),
    Quantity(
        "productive_return_spread",
        default=0.4,
        lower=0.15,
        upper=0.4,
        unit="sd",
        equation="E7",
        source="evidence (d)",
        grade=CALIBRATED,
    ),
    Quantity(
        "productive_return_depth_slope",
        default=0.25,
        lower=0,
        upper=0.5,
        unit="per unit w",
        equation="E7",
        source="evidence (d): .95 shallow, .70 deep",
        grade=DERIVED,
    ),
    Quantity(
        "retention_base",
        default=0.56,
        lower=0.2,
        upper=0.7,
        unit="share",
        equation="E7",
        source="evidence (d) CN .35, mature .60",
        grade=CALIBRATED,
        symbol="phi",
    ),
    Quantity(
        "skill_gain",
        default=0.29,
        lower=0.1,
        upper=0.4,
        unit="skill",
        equation="E7",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="Dh",
    ),
    Quantity(
        "wage_floor",
        default=0.3,
        lower=0,
        upper=1,
        unit="MU/term",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
        symbol="w0",
    ),
    Quantity(
        "wage_slope_alone",
        default=0.45,
        lower=0.3,
        upper=0.8,
        unit="share",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
        symbol="om_0",
    ),
    Quantity(
        "wage_slope_density",
        default=0.3,
        lower=0,
        upper=0.3,
        unit="share",
        equation="E7",
        source="modelling choice; om rises with n_firms; F12",
        grade=CALIBRATED,
        symbol="om_1",
    ),
    Quantity(
        "productivity",
        default=3,
        lower=3,
        upper=12,
        unit="MU/term at skill 1",
        equation="E7",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="y",
    ),
    Quantity(
        "productivity_spread",
        default=0.15,
        lower=0,
        upper=0.5,
        unit="sd log",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "density_half",
        default=10,
        lower=3,
        upper=30,
        unit="enterprises, at 12.5 sampled enterprises per market",
        equation="E7",
        source="(n-1)/(n-1+n_h) replaces 1-1/n, which is flat above 10",
        grade=ASSUMED,
        symbol="n_h",
    ),
    Quantity(
        "hiring_saving",
        default=1.4,
        lower=0.2,
        upper=2.5,
        unit="MU",
        equation="E7",
        source="evidence (d): 3 months of wage",
        grade=CALIBRATED,
        symbol="H",
    ),
    Quantity(
        "machine_return",
        default=0.049,
        lower=0.02,
        upper=0.08,
        unit="1/term",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
        symbol="rho_K",
    ),
    Quantity(
        "coupling_gain",
        default=0.3,
        lower=0,
        upper=1,
        unit="MU/trainee/term",
        equation="E19",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "retention_joint_gain",
        default=0.1,
        lower=0,
        upper=0.3,
        unit="share at depth 5",
        equation="E7",
        source="modelling choice, claim 1.12",
        grade=ASSUMED,
    ),
    Quantity(
        "cash_kept",
        default=0.8,
        lower=0.5,
        upper=1,
        unit="share/term",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "other_overhead",
        default=0.9,
        lower=0,
        upper=1,
        unit="share of rent not paid out as cash",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def next_substance(depth):
    """Substance weight w+ that an enterprise looks forward to: one rung up, at least w_2 (E7)."""
    return max(SUBSTANCE_OF_DEPTH[min(depth + 1, JOINT_EMPLOYMENT)], NEWCOMER_SUBSTANCE)


@rule
def wage_share(density, behaviour):
    """Share om of a worker's marginal product that is paid as wage (E7, A8)."""
    return min(1.0, behaviour.wage_slope_alone + behaviour.wage_slope_density * density)


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

    With `om` = 1 the rent is zero (Becker 1964); without rivals nobody is taken away (A8).
    """
    rent = enterprise.skill_gain * (1.0 - wage_share(density, behaviour)) * enterprise.productivity
    turnover = expected_turnover(density, enterprise.mean_match, policy.employment_services, behaviour)
    rent *= annuity(turnover, behaviour)
    rent *= rent_kept(policy.qualification, behaviour)
    stay = retention(
        policy.orders,
        enterprise.deepest,
        behaviour.retention_joint_gain * enterprise.apprentice_share,
        behaviour.retention_base,
        behaviour,
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
    gross = fixed + variable * prescription(policy, law, behaviour)
    net = gross - productive_share(enterprise.productive_return, ahead, behaviour) * variable
    partner = enterprise.trust + (1.0 - enterprise.trust) * behaviour.leak

    subsidy_formal = expected_subsidy
    subsidy_substantive = expected_subsidy
    if basis == JOINT_SUBSTANCE:
        planned = SUBSTANCE_OF_DEPTH[FORMAL_AGREEMENT] * behaviour.leak * partner
        subsidy_formal = substance_payment(expected_subsidy, planned, behaviour)
        subsidy_substantive = substance_payment(expected_subsidy, ahead * partner, behaviour)
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
