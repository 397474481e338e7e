"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity("frontier_drift", 0.015, 0.005, 0.03, "per term", "E22", "modelling choice", ASSUMED, "v"),
    Quantity("frontier_noise", 0.01, 0, 0.05, "per term", "E22", "modelling choice", ASSUMED, "sig_v"),
    Quantity("field_distance", 0.55, 0.3, 1, "-", "E32", "modelling choice", ASSUMED),
    Quantity("relevance_width", 0.45, 0.2, 0.5, "-", "E22", "modelling choice", ASSUMED, "sig_m"),
    Quantity("field_growth_noise", 0.008, 0, 0.05, "per term", "E29", "modelling choice", CALIBRATED),
    Quantity("growth_persistence", 0.8, 0, 0.95, "1/term", "E29", "modelling choice", ASSUMED),
    Quantity("firm_growth_noise", 0.01, 0, 0.05, "per term", "E29", "modelling choice", ASSUMED),
)
