"""Supervision: audits, what they find, and what detection costs (E9)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, MEASURED, Quantity

LEVERS = (
    Lever(
        "audit",
        0.5,
        "audits per link and term",
        "inspections of cooperation projects",
        ".4 MU an audit",
        True,
    ),
    Lever(
        "penalty", 1, "share", "fine for agreements that are not carried out", "none; fines are revenue", True
    ),
)

QUANTITIES = (
    Quantity("detection_base", 0.5, 0.3, 0.5, "share", "E9", "modelling choice", ASSUMED, "q0"),
    Quantity("detection_law", 0.6, 0, 1, "share", "E9", "modelling choice", ASSUMED, "g_Lq"),
    Quantity("detection_council", 0.3, 0, 1, "share", "E9", "modelling choice", ASSUMED, "g_cq"),
    Quantity("detection_standards", 0.3, 0, 1, "share", "E9", "modelling choice", ASSUMED, "g_sq"),
    Quantity("fine", 14, 0, 20, "MU at n=8", "E9", "modelling choice", CALIBRATED, "f"),
    Quantity(
        "audit_staff", 0.12, 0.02, 1, "audits/eligible enterprise/term", "E9", "modelling choice", ASSUMED
    ),
    Quantity(
        "audit_staff_departments",
        0.25,
        0,
        1,
        "audits/eligible enterprise/term",
        "E9",
        "modelling choice",
        ASSUMED,
    ),
    Quantity("exclusion_terms", 10, 0, 10, "term", "E9", "evidence 2.5: 5 years", MEASURED, "", True),
    Quantity("cost_audit", 0.4, 0, 2, "MU/audit", "E40", "cost schedule of the levers", ASSUMED),
)


@rule
def audit_number(audit, links, enterprises, departments, behaviour):
    """Audits of a region and term: wanted, but no more than staff can do (E9, A14)."""
    staff = (behaviour.audit_staff + behaviour.audit_staff_departments * departments) * enterprises
    return int(min(audit * links, staff, float(links)) + 0.5)


@rule
def detection_quality(law_in_force, council, standards, behaviour):
    """Chance q that an audit finds an agreement that is not carried out (E9)."""
    missed = 1.0 - behaviour.detection_base
    missed *= 1.0 - behaviour.detection_law * law_in_force
    missed *= 1.0 - behaviour.detection_council * council
    missed *= 1.0 - behaviour.detection_standards * standards
    return 1.0 - missed


@rule
def fine_amount(penalty, places, law_in_force, behaviour):
    """Fine for one detected link, MU; without operable law there is none (E9)."""
    return law_in_force * penalty * behaviour.fine * places / 8.0


@rule
def loss_on_detection(transfers, fine, evaluation, places, law_in_force, behaviour):
    """Loss X of an enterprise whose link is found out: clawback, fine, reputation, MU (E9)."""
    return law_in_force * transfers + fine + evaluation * behaviour.reputation * places / 8.0
