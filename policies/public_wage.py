"""Public wage: what a person costs whom a government pays to work a lever (E40, B24).

Levers are priced in persons: secretaries, inspectors, evaluators, advisers, teachers' substitutes.
"""

from iei.sim.base.compilation import rule
from iei.sim.base.quantity import DERIVED, Quantity

QUANTITIES = (
    Quantity(
        "public_wage",
        default=2,
        lower=1,
        upper=4,
        unit="MU/person/term",
        equation="E40",
        source="mean wage of the model, 1.9 without policy, and the office",
        grade=DERIVED,
    ),
)


@rule
def staff_cost(persons, behaviour):
    """What `persons` cost in one term, MU (E40)."""
    return behaviour.public_wage * persons
