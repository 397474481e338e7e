"""Which coefficients a scenario can read: those of a lever's file only where one of its levers is on."""

from __future__ import annotations

from collections.abc import Iterable

from iei.policies.catalogue import FAMILIES

# Coefficients to the levers that are declared in the same file.
LEVERS_OF = {
    quantity.name: frozenset(lever.name for lever in family.LEVERS)
    for family in FAMILIES  # those of extensions come later: their coefficients may be read anywhere
    for quantity in family.QUANTITIES
}
# Coefficients that are read with their levers off as well: some law, some evaluation of governments and some
# outside offers exist under every policy; incentives lean on departments; duties prescribe curricula, too.
READ_ALWAYS = (
    *("law_operability_start", "law_provisions", "legal_compensation", "trust_law"),
    *("evaluation_validity", "score_norm_agreements", "score_noise"),
    *("order_outside_slope", "order_narrowness"),
    *("department_lean", "instruction_share", "prescribed_unused"),
)
READ_WITH_ANY_LEVER = ("execution_delay", "public_wage")


def readable(key: str, levers: Iterable[str]) -> bool:
    """Whether a scenario with these levers on can read the design key, such as ``behaviour.staff_law``."""
    where, _, name = key.partition(".")
    on = set(levers)
    if where == "behaviour" and name in READ_WITH_ANY_LEVER:
        return bool(on)
    if where != "behaviour" or name not in LEVERS_OF or name in READ_ALWAYS:
        return True
    return not LEVERS_OF[name].isdisjoint(on)
