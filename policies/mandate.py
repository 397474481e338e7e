"""Joint-curriculum mandate (E10, E17, E24, E28)."""

from iei.policies.lever import Lever
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (Lever("mandate", 1, "share", "duty to write curricula together", "1 MU a term at full value"),)

QUANTITIES = (
    Quantity("college_mandate", 0.4, 0, 1, "utility", "E10", "modelling choice", ASSUMED, "v_M"),
    Quantity("curriculum_speed_mandate", 0.1, 0, 0.3, "1/term", "E24", "modelling choice", ASSUMED, "lam_s"),
    Quantity("practice_mandate", 0.1, 0, 0.3, "share at full law", "E28", "modelling choice", ASSUMED),
    Quantity("cost_mandate", 1, 0, 10, "MU/term", "E40", "cost schedule of the levers", ASSUMED),
)


@rule
def mandated(mandate, law_in_force):
    """Chance that the duty lets a link rise without trust; without law it is paper (E17, A24)."""
    return mandate * law_in_force
