"""TODO"""

from sim.base.compilation import rule
from sim.base.quantity import ASSUMED, Quantity

QUANTITIES = (
    Quantity("joint_entity_age", 6, 4, 8, "term", "E21", "modelling choice", ASSUMED, "tau_J", True),
    Quantity("joint_entity_cost", 20, 10, 60, "MU", "E21", "modelling choice", ASSUMED, "sunk"),
    Quantity("joint_entity_places", 0.5, 0, 2, "share of n", "E21", "modelling choice", ASSUMED, "n_J"),
    Quantity("joint_entity_chance", 0.2, 0, 1, "1/term", "E21", "modelling choice", ASSUMED),
    Quantity(
        "element_target_information",
        0.5,
        0.1,
        2,
        "flow J(1+zt_plat+chit)/2",
        "E20",
        "modelling choice",
        ASSUMED,
    ),
    Quantity("element_target_technology", 1, 0.2, 5, "flow J ln(1+n)", "E20", "modelling choice", ASSUMED),
    Quantity(
        "element_target_capital",
        5,
        1,
        50,
        "MU/term, flow c1 n J + sunk/20 of a joint entity",
        "E20",
        "modelling choice",
        ASSUMED,
    ),
    Quantity(
        "element_target_knowledge",
        0.5,
        0.1,
        2,
        "flow J(1+2 part)/2 + .2 zt_texch J",
        "E20",
        "modelling choice",
        ASSUMED,
    ),
)
