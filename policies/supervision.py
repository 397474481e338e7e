"""Supervision: audits, what they find, and what detection costs (E9)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, MEASURED, Quantity
from iei.sim.world.tables import REFERENCE_PLACES

LEVERS = (
    Lever(
        "audit",
        upper=0.5,
        unit="audits per link and term",
        about="inspections of cooperation projects",
        cost="{audit_work} person-terms an audit",
        targeted=True,
    ),
    Lever(
        "penalty",
        upper=1,
        unit="share",
        about="fine for agreements that are not carried out",
        cost="none; fines are revenue",
        targeted=True,
    ),
)

QUANTITIES = (
    Quantity(
        "detection_base",
        default=0.5,
        lower=0.3,
        upper=0.5,
        unit="share",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
        symbol="q0",
    ),
    Quantity(
        "detection_law",
        default=0.6,
        lower=0,
        upper=1,
        unit="share",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_Lq",
    ),
    Quantity(
        "detection_council",
        default=0.3,
        lower=0,
        upper=1,
        unit="share",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_cq",
    ),
    Quantity(
        "detection_standards",
        default=0.3,
        lower=0,
        upper=1,
        unit="share",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
        symbol="g_sq",
    ),
    Quantity(
        "fine",
        default=14,
        lower=0,
        upper=20,
        unit="MU at n=8",
        equation="E9",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="f",
    ),
    Quantity(
        "audit_staff",
        default=0.12,
        lower=0.02,
        upper=1,
        unit="audits/eligible enterprise/term",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "audit_staff_departments",
        default=0.25,
        lower=0,
        upper=1,
        unit="audits/eligible enterprise/term",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "exclusion_terms",
        default=10,
        lower=0,
        upper=10,
        unit="term",
        equation="E9",
        source="evidence 2.5: 5 years",
        grade=MEASURED,
        symbol="",
        integer=True,
    ),
    Quantity(
        "audit_work",
        default=0.2,
        lower=0,
        upper=1,
        unit="person-terms/audit",
        equation="E40",
        source="some five weeks of an inspector with travel",
        grade=ASSUMED,
    ),
    Quantity(
        "audit_risk_noise",
        default=0.2,
        lower=0,
        upper=1,
        unit="sd",
        equation="E9",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def audit_number(audit, links, enterprises, departments, support, behaviour):
    """Audits of a region and term: wanted, but no more than staff can do (E9, A14).

    support : share of them that the department of education supports (B14)
    """
    staff = (behaviour.audit_staff + behaviour.audit_staff_departments * departments) * enterprises
    return int(support * min(audit * links, staff, float(links)) + 0.5)


@rule
def detection_quality(law_in_force, council, standards, behaviour):
    """Chance q that an audit finds an agreement that is not carried out (E9)."""
    missed = 1.0 - behaviour.detection_base
    missed *= 1.0 - behaviour.detection_law * law_in_force
    missed *= 1.0 - behaviour.detection_council * council
    missed *= 1.0 - behaviour.detection_standards * (standards * behaviour.standards_evaluation)
    return 1.0 - missed


@rule
def fine_amount(penalty, places, law_in_force, behaviour):
    """Fine for one detected link, MU; without operable law there is none (E9)."""
    return law_in_force * penalty * behaviour.fine * places / REFERENCE_PLACES


@rule
def loss_on_detection(transfers, fine, evaluation, places, law_in_force, behaviour):
    """Loss X of an enterprise whose link is found out: clawback, fine, reputation, MU (E9)."""
    return law_in_force * transfers + fine + evaluation * behaviour.reputation * places / REFERENCE_PLACES


@rule
def supervision_running_cost(spending, paid, government, behaviour):
    """Write what this family costs in a region and term besides payments, MU per term (E40)."""
    spending.penalty = 0.0  # fines are revenue
