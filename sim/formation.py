"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity("visible_base", 12, 5, 20, "enterprises", "E13", "modelling choice", CALIBRATED, "v0", True),
    Quantity("proposals_passive", 2, 0, 4, "per term", "E13", "modelling choice", CALIBRATED, "", True),
    Quantity("proposals_active", 4, 1, 6, "per term", "E13", "modelling choice", CALIBRATED, "prop", True),
    Quantity(
        "size_preference", 0.55, 0, 1, "per log place", "E13", "modelling choice for fact F1", CALIBRATED
    ),
    Quantity("proximity", 2, 0, 4, "log score", "E13", "modelling choice", ASSUMED, "prox"),
    Quantity("own_proposal_awareness", 0.8, 0.5, 1, "share", "E13", "modelling choice", ASSUMED),
    Quantity("exit_hazard", 0.04, 0.01, 0.08, "1/term", "E15", "modelling choice", CALIBRATED, "h0"),
    Quantity("exit_withdrawal", 0.95, 0.3, 1, "share", "E15", "modelling choice", CALIBRATED),
    Quantity("passive_limit", 12, 4, 20, "term", "E15", "modelling choice", ASSUMED, "", True),
    Quantity("trust_memory_fading", 0.05, 0, 0.2, "1/term", "E16", "modelling choice", ASSUMED),
)
