"""Money: what cooperation costs and returns, what government pays, who holds what (E8, E9, E40, A10, A50).

Between agents money is conserved: what enterprises receive plus leakage is what governments pay, fines and
clawback of enterprises are revenue of governments, shares of joint entities move from enterprise to college.
"""

from iei.agents.choice import SUBSTANTIVE
from iei.agents.enterprise import levers_paid_for, levers_reaching, transfer_offer
from iei.agents.enterprise_interests import (
    benefit_per_trainee,
    fixed_cost,
    formal_cost,
    productive_share,
    variable_cost,
)
from iei.policies.career_channel import examined_share
from iei.policies.catalogue import LEVER_NAMES
from iei.policies.incentives import JOINT_SUBSTANCE, credit_limit, substance_payment, tax_credit_amount
from iei.policies.public_wage import staff_cost
from iei.policies.standards import prescription
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity
from iei.sim.cooperation.inspection import sanction
from iei.sim.cooperation.joint_entities import last_year_students
from iei.sim.cooperation.links import subsidised
from iei.sim.world.rows import market_row
from iei.sim.world.tables import NEWCOMER_SUBSTANCE, SUBSTANCE_OF_DEPTH, TERMS_A_YEAR

QUANTITIES = (
    Quantity(
        "cash_start",
        default=0.5,
        lower=0,
        upper=4,
        unit="terms of output",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
    ),
)

SUBSIDY = LEVER_NAMES.index("subsidy")
TAX_CREDIT = LEVER_NAMES.index("tax_credit")


@rule
def link_costs(enterprise, link, policy, government, behaviour):
    """Gross cost of one link and output of its trainees, MU per term (E7 at the rung reached)."""
    if enterprise.strategy != SUBSTANTIVE:
        return formal_cost(enterprise, behaviour), 0.0
    substance = max(SUBSTANCE_OF_DEPTH[link.depth], NEWCOMER_SUBSTANCE)
    variable = variable_cost(enterprise, substance, behaviour)
    share = productive_share(enterprise.productive_return, substance, behaviour)
    gross = fixed_cost(enterprise, policy, government.council_effect, behaviour)
    gross += variable * prescription(policy, government.law_in_force, behaviour)
    return gross, share * variable


@rule
def credit_base(enterprise, gross, policy, government, behaviour):
    """Cost that an enterprise declares for the tax credit: real, or pretended when formal (E8)."""
    if enterprise.strategy == SUBSTANTIVE:
        return gross
    planned = fixed_cost(enterprise, policy, government.council_effect, behaviour)
    variable = variable_cost(enterprise, NEWCOMER_SUBSTANCE, behaviour)
    planned += variable * prescription(policy, government.law_in_force, behaviour)
    return behaviour.pretended_cost * planned


@rule
def open_accounts(world):
    """Nothing has been paid or received yet in this term."""
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.training_cost = 0.0
        enterprise.training_return = 0.0
        enterprise.received = 0.0
        enterprise.penalties = 0.0
        enterprise.declared = 0.0
        enterprise.shared_surplus = 0.0
    for c in range(world.colleges.shape[0]):
        world.colleges[c].surplus = 0.0
        world.colleges[c].practice_spending = 0.0
    for g in range(world.governments.shape[0]):
        government = world.governments[g]
        government.paid_out = 0.0
        government.leakage = 0.0
        government.fines = 0.0
        government.clawback = 0.0


@rule
def run_links(world):
    """Costs and returns of every link, subsidies, credits, sanctions."""
    clock = world.clock[0]
    behaviour = world.behaviour[0]
    open_accounts(world)
    for l in range(clock.links):
        link = world.links[l]
        enterprise = world.enterprises[link.enterprise]
        g = enterprise.region
        government = world.governments[g]
        policy = levers_reaching(world, link.enterprise)
        cost, output = link_costs(enterprise, link, policy, government, behaviour)
        enterprise.training_cost += cost
        enterprise.training_return += output
        enterprise.declared += credit_base(enterprise, cost, policy, government, behaviour)
        link.benefit_enterprise = link_benefit(world, link, enterprise) - cost + output
        link.subsidy = 0.0
        if clock.term >= enterprise.excluded_until and subsidised(link, clock.subsidy_basis, behaviour):
            amount, _ = transfer_offer(world, link.enterprise)
            if clock.subsidy_basis == JOINT_SUBSTANCE:
                amount = substance_payment(amount, link.substance, behaviour)
            link.subsidy = amount
            pay(world, enterprise, amount, SUBSIDY)
        share_surplus(world, link, enterprise)
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        enterprise.credit = 0.0
        if enterprise.links > 0 and clock.term >= enterprise.excluded_until:
            _, rate = transfer_offer(world, e)
            law = world.governments[enterprise.region].law_in_force
            limit = credit_limit(enterprise.value_added, enterprise.profit, behaviour)
            enterprise.credit = tax_credit_amount(rate, enterprise.declared, limit, law, behaviour)
            pay(world, enterprise, enterprise.credit, TAX_CREDIT)
    for l in range(clock.links):
        if world.links[l].detected:
            settle_sanction(world, l)


@rule
def link_benefit(world, link, enterprise):
    """Long-run benefit and image of one link to its enterprise, MU per term (E7)."""
    behaviour = world.behaviour[0]
    market = world.markets[market_row(world.clock[0], enterprise.region, link.field)]
    policy = levers_reaching(world, link.enterprise)
    benefit = benefit_per_trainee(enterprise, market.density, policy, behaviour)
    return enterprise.image + enterprise.places * link.substance * benefit


@rule
def share_surplus(world, link, enterprise):
    """A share of the surplus of a joint entity goes to the college; half by Nash bargaining (E21, A45).

    The college buys practice places of the base with it, for the coming term (B19).
    """
    link.practice_spending = 0.0
    if link.joint_entity and link.benefit_enterprise > 0.0:
        behaviour = world.behaviour[0]
        college = world.colleges[link.college]
        share = behaviour.joint_entity_college_share * link.benefit_enterprise
        link.practice_spending = behaviour.surplus_places * share
        college.surplus += share
        college.practice_spending += link.practice_spending
        college.cash += share - link.practice_spending
        enterprise.shared_surplus += share


@rule
def pay(world, enterprise, amount, lever):
    """An enterprise receives `amount`; government pays what leading capacity makes of it (A10)."""
    if amount > 0.0:
        government = world.governments[enterprise.region]
        paid = amount / government.capacity
        enterprise.received += amount
        government.paid_out += paid
        government.leakage += paid - amount
        world.spending_values[enterprise.region, lever] += paid


@rule
def settle_sanction(world, l):
    """A detected enterprise pays back and is fined (E9)."""
    link = world.links[l]
    enterprise = world.enterprises[link.enterprise]
    government = world.governments[enterprise.region]
    clawback, fine = sanction(world, l, link.subsidy + enterprise.credit / max(enterprise.links, 1))
    enterprise.penalties += clawback + fine
    government.clawback += clawback
    government.fines += fine


@rule
def pay_for_services(world):
    """Audits, order places, part-time experts and services for graduates are paid by number (E40)."""
    behaviour = world.behaviour[0]
    for g in range(world.governments.shape[0]):
        spending = world.spending[g]
        spending.subsidy = 0.0
        spending.tax_credit = 0.0
        spending.audit = staff_cost(behaviour.audit_work * world.governments[g].audits, behaviour)
        spending.orders = 0.0
        spending.part_time_experts = 0.0
        spending.career_channel = 0.0
        spending.employment_services = 0.0
        spending.industry_teachers = 0.0  # paid when colleges hire
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        if enterprise.links > 0:
            under_order = levers_paid_for(world, e).orders * enterprise.trainees
            world.spending[enterprise.region].orders += behaviour.cost_order * under_order
    for c in range(world.colleges.shape[0]):
        college = world.colleges[c]
        if world.paid[college.region].part_time_experts > 0.0:
            experts = college.expert_share * college.teachers
            cost = staff_cost(behaviour.expert_time * experts, behaviour)
            world.spending[college.region].part_time_experts += cost
        serve_graduates(world, c)


@rule
def serve_graduates(world, c):
    """Services for the last-year students of college `c`, one term's part of the year's cost (E40)."""
    behaviour = world.behaviour[0]
    g = world.colleges[c].region
    paid = world.paid[g]
    if paid.career_channel > 0.0 or paid.employment_services > 0.0:
        graduates = 0.0
        for k in range(world.clock[0].fields):
            graduates += last_year_students(world, c, k)
        graduates /= TERMS_A_YEAR
        examined = examined_share(world.policies[g].qualification, behaviour) * graduates
        spending = world.spending[g]
        examiners = behaviour.examiner_work * paid.career_channel * examined
        advisers = behaviour.adviser_work * paid.employment_services * graduates
        spending.career_channel += staff_cost(examiners, behaviour)
        spending.employment_services += staff_cost(advisers, behaviour)


@rule
def close_accounts(world):
    """Cash and profit of every enterprise, output of every region (A50)."""
    behaviour = world.behaviour[0]
    for g in range(world.governments.shape[0]):
        world.governments[g].output = 0.0
        world.governments[g].vacancies = 0
    for e in range(world.enterprises.shape[0]):
        enterprise = world.enterprises[e]
        wages = enterprise.wage * enterprise.workers
        cooperation = enterprise.training_return - enterprise.training_cost
        cooperation += enterprise.received - enterprise.penalties - enterprise.shared_surplus
        margin = enterprise.value_added - wages
        enterprise.profit = margin + cooperation
        free = (1.0 - behaviour.other_overhead) * margin
        enterprise.cash = behaviour.cash_kept * enterprise.cash + free + cooperation
        government = world.governments[enterprise.region]
        government.output += enterprise.value_added
        government.vacancies += enterprise.vacancies


@rule
def start_cash(world, e):
    """Cash at the start: some of a term's output."""
    enterprise = world.enterprises[e]
    enterprise.cash = world.behaviour[0].cash_start * enterprise.value_added
    enterprise.profit = enterprise.value_added - enterprise.wage * enterprise.workers
