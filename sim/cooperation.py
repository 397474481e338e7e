"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity("leak", 0.1, 0.05, 0.2, "share", "E16", "modelling choice", ASSUMED, "eps"),
    Quantity("trust_start", 0.3, 0.1, 0.5, "share", "E16", "modelling choice", ASSUMED, "T0"),
    Quantity("trust_gain", 0.2, 0.05, 0.4, "1/term", "E16", "modelling choice", CALIBRATED, "eta+"),
    Quantity("trust_loss", 0.3, 0.1, 0.6, "1/term", "E16", "modelling choice", ASSUMED, "eta-"),
    Quantity("trust_fading_passive", 0.03, 0, 0.1, "1/term", "E16", "modelling choice", ASSUMED),
    Quantity("depth_up", 0.3, 0.2, 0.5, "1/term", "E17", "modelling choice, claim 1.5", ASSUMED, "u"),
    Quantity("depth_down", 0.15, 0.05, 0.4, "1/term", "E17", "modelling choice", ASSUMED),
    Quantity("mode_adoption", 0.05, 0.02, 0.1, "1/term", "E18", "modelling choice", ASSUMED, "mu_m"),
    Quantity("coupling_growth", 0.06, 0.03, 0.1, "1/term", "E19", "modelling choice", ASSUMED, "e_k"),
    Quantity("coupling_fading", 0.03, 0, 0.1, "1/term", "E19", "modelling choice", ASSUMED, "d_k"),
    Quantity("coupling_maximum", 0.35, 0.2, 0.45, "share", "E19", "modelling choice", ASSUMED, "kap_max"),
)
