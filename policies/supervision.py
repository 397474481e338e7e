"""Supervision: audits, what they find, and what detection costs (E9)."""

from policies.lever import Lever
from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, MEASURED, Quantity

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
    Quantity("fine", 8, 0, 20, "MU at n=8", "E9", "modelling choice", ASSUMED, "f"),
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
