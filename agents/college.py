"""The college: its table, its interests and its choice of an active or passive role."""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, Quantity
from sim.base.table import Column, Table

COLLEGES = Table(
    "colleges",
    "a college",
    Column("region", int, "row", "region", 0),
    Column("link_capacity", int, "links", "largest number of links", 1),
    Column("taste", float, "utility", "fixed taste for an active role"),
    Column("friction", float, "multiplier", "administrative friction xi (E10)", 1),
    Column("awareness", float, "share", "perceived share psi of the benefit (E11)", 0, 1),
    Column("strategy", int, "-", "0 passive, 1 active: what is in effect", 0, 1),
    Column("decided", int, "-", "strategy chosen in this term", 0, 1),
    Column("pending", int, "-", "strategies on their way through administration", 0, 1, length=4),
    Column("value_active", float, "utility", "utility of active over passive (E10)"),
    Column("links", int, "count", "live links", 0),
    Column("substantive_partners", int, "count", "links whose enterprise is substantive", 0),
    Column("partner_awareness", float, "share", "sum of awareness over linked enterprises", 0),
    Column("partner_audit_belief", float, "share", "sum of audit beliefs over linked enterprises", 0),
    Column("substance", float, "share", "mean joint substance of its links", 0, 1),
    Column("score", float, "-", "public evaluation score (E12)"),
    Column("cash", float, "MU", "share of joint entities' surplus (A45)", 0),
    Column("search_rank", float, "-", "order in this term's search", 0, 1),
    Column("intake", int, "persons/year", "yearly intake", 0),
    Column("teachers", int, "persons", "teachers", 0),
    Column("young_single", int, "persons", "teachers under 40, single-qualified", 0),
    Column("young_double", int, "persons", "teachers under 40, able in theory and practice", 0),
    Column("senior_single", int, "persons", "teachers over 40, single-qualified", 0),
    Column("senior_double", int, "persons", "teachers over 40, able in theory and practice", 0),
    Column("certified", float, "share", "teachers certified as double-qualified (A29)", 0, 1),
    Column("ability_single", float, "ability", "practical ability of single-qualified teachers", 0, 1),
    Column("ability_double", float, "ability", "practical ability of double-qualified teachers", 0, 1),
    Column("expert_share", float, "share", "part-time enterprise experts in teaching (E26)", 0, 0.5),
    Column("practice_ability", float, "ability", "practice-teaching ability P (E26)", 0, 1),
    Column("practice_share", float, "share", "practice share tau of teaching hours (E28)", 0, 1),
    Column("students", int, "persons", "students", 0),
)

QUANTITIES = (
    Quantity("college_social", 0.3, 0.15, 0.6, "utility", "E10", "modelling choice", ASSUMED, "al_S v_S"),
    Quantity("college_employment", 0.3, 0.15, 0.6, "utility", "E10", "modelling choice", ASSUMED, "al_E v_E"),
    Quantity("college_academic", 0.4, 0.2, 0.8, "utility", "E10", "modelling choice", ASSUMED, "al_A v_A"),
    Quantity("college_teacher", 0.15, 0, 0.5, "utility", "E10", "modelling choice", ASSUMED, "v_D"),
    Quantity("college_teacher_time", 0.3, 0.1, 0.6, "share", "E10", "modelling choice", ASSUMED, "u_t"),
    Quantity("college_admin", 0.275, 0.1, 0.5, "utility", "E10", "modelling choice", CALIBRATED, "adm"),
    Quantity("college_friction", 1.5, 1, 2.5, "multiplier", "E10", "modelling choice", ASSUMED, "xi_c"),
    Quantity(
        "college_partner_prior", 0.5, 0, 1, "share", "E10", "college with no partner", CALIBRATED, "qbar0"
    ),
    Quantity("college_taste_spread", 0.2, 0.1, 0.6, "utility", "E5", "modelling choice", CALIBRATED),
    Quantity("college_delay", 2, 1, 3, "term", "E10", "modelling choice", ASSUMED, "D_c", True),
    Quantity("college_keep", 0.65, 0.1, 0.9, "share", "E6", "modelling choice", ASSUMED),
)
