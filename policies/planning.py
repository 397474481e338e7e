"""Overall planning of specialties (E25)."""

from iei.policies.lever import Lever
from iei.sim.base.quantity import ASSUMED, Quantity

LEVERS = (
    Lever("planning", 0.5, "weight", "weight of the planner's forecast in seat plans", ".5 MU a term if on"),
)

QUANTITIES = (
    Quantity("planner_noise", 0.25, 0, 1, "log share", "E25", "modelling choice", ASSUMED),
    Quantity("cost_planning", 0.5, 0, 5, "MU/term if on", "E40", "cost schedule of the levers", ASSUMED),
)
