"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity("audit_belief_start", 0.05, 0, 0.5, "share", "E11", "modelling choice", ASSUMED, "ph"),
    Quantity("audit_belief_own", 0.25, 0.05, 0.6, "1/term", "E11", "modelling choice", ASSUMED, "zeta"),
    Quantity("audit_belief_peer", 0.2, 0, 0.5, "1/term", "E11", "modelling choice", ASSUMED, "zeta_n"),
    Quantity("awareness_start", 0.55, 0.3, 0.8, "share", "E11", "modelling choice", CALIBRATED, "psi_e"),
    Quantity("awareness_start_spread", 0.08, 0, 0.2, "sd", "E11", "modelling choice", ASSUMED),
    Quantity("awareness_experience", 0.05, 0, 0.2, "1/term", "E11", "modelling choice", ASSUMED, "e1"),
    Quantity("awareness_peers", 0.05, 0, 0.2, "1/term", "E11", "modelling choice", ASSUMED, "e2"),
    Quantity("awareness_fading", 0.06, 0, 0.2, "1/term", "E11", "modelling choice", ASSUMED, "e5"),
    Quantity(
        "awareness_crowding", 0.06, 0, 0.2, "1/term", "E11", "modelling choice, switchable", ASSUMED, "e6"
    ),
    Quantity(
        "crowding_subsidy_minimum", 0.5, 0, 5, "MU/term at n=8", "E11", "modelling choice", ASSUMED, "s_min"
    ),
)
