"""What levers cost government besides what it pays out: one schedule (E40).

Costs are paid on the lever values that a government sets, whatever arrives of them.
"""

from iei.sim.base.compilation import rule


@rule
def running_costs(spending, paid, government, behaviour):
    """Write the running costs of a region and term into `spending`, MU per term.

    spending : record with one column a lever, written here except for transfers, audits, orders
        and experts, whose cost depends on what happens in the term
    paid : record of lever values that are paid for (raw value, times lead, times budget scale)
    """
    spending.departments = behaviour.cost_departments * paid.departments
    spending.law = behaviour.cost_law * paid.law
    if paid.law > 0.0 and not government.law_drafted:
        spending.law += 10.0
        government.law_drafted = True
    spending.evaluation = behaviour.cost_evaluation * paid.evaluation
    spending.publicity = 0.0
    spending.platform = behaviour.cost_platform * paid.platform
    spending.council = behaviour.cost_council * paid.council
    offices = behaviour.cost_liaison + behaviour.cost_liaison_college * government.colleges
    spending.liaison = offices * paid.liaison
    spending.guidelines = behaviour.cost_liaison * max(0.0, paid.guidelines - paid.liaison)
    spending.reform = behaviour.cost_reform * paid.reform
    spending.teacher_exchange = behaviour.cost_exchange * government.colleges * paid.teacher_exchange
    spending.qualification = behaviour.cost_standards * paid.qualification
    spending.standards = behaviour.cost_standards * max(0.0, paid.standards - paid.qualification)
    spending.mandate = behaviour.cost_mandate * paid.mandate
    spending.planning = behaviour.cost_planning if paid.planning > 0.0 else 0.0
    spending.penalty = 0.0
