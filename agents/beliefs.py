"""Beliefs of enterprises: awareness of cooperative education and perceived audit probability (E11)."""

from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity("audit_belief_start", 0.05, 0, 0.5, "share", "E11", "modelling choice", ASSUMED, "ph"),
    Quantity("audit_belief_own", 0.4, 0.05, 0.6, "1/term", "E11", "modelling choice", CALIBRATED, "zeta"),
    Quantity("audit_belief_peer", 0.2, 0, 0.5, "1/term", "E11", "modelling choice", ASSUMED, "zeta_n"),
    Quantity("awareness_start", 0.55, 0.3, 0.8, "share", "E11", "modelling choice", CALIBRATED, "psi_e"),
    Quantity("awareness_start_spread", 0.08, 0, 0.2, "sd", "E11", "modelling choice", ASSUMED),
    Quantity("awareness_experience", 0.025, 0, 0.2, "1/term", "E11", "modelling choice", CALIBRATED, "e1"),
    Quantity("awareness_peers", 0.05, 0, 0.2, "1/term", "E11", "modelling choice", ASSUMED, "e2"),
    Quantity("awareness_fading", 0.06, 0, 0.2, "1/term", "E11", "modelling choice", ASSUMED, "e5"),
    Quantity(
        "awareness_crowding", 0.06, 0, 0.2, "1/term", "E11", "modelling choice, switchable", ASSUMED, "e6"
    ),
    Quantity(
        "crowding_subsidy_minimum", 0.5, 0, 5, "MU/term at n=8", "E11", "modelling choice", ASSUMED, "s_min"
    ),
)


@rule
def clipped(x):
    """`x` limited to [0, 1]."""
    return min(1.0, max(0.0, x))


@rule
def audit_belief_next(belief, audited, peers, publicity, true_rate, behaviour):
    """Perceived audit probability after one term with a link (E11).

    audited : 1 if audited in this term, else 0
    peers : mean belief of enterprises that share a college, or own belief without any
    publicity : effective evaluation lever, which makes the true rate known
    """
    step = behaviour.audit_belief_own * (audited - belief)
    step += behaviour.audit_belief_peer * (peers - belief)
    step += behaviour.audit_belief_publicity * publicity * (true_rate - belief)
    return clipped(belief + step)


@rule
def awareness_next(awareness, start, good, peers, publicity, council, crowded_out, behaviour):
    """Awareness psi after one term (E11, A17).

    good : 1 after a good joint experience in this term, else 0
    peers : mean awareness of partners' partners, or own awareness without any
    publicity : effective evaluation lever times the share of substantive enterprises
    council : effective council
    crowded_out : 1 if money without supervision makes cooperation a matter of money, else 0
    """
    step = behaviour.awareness_experience * good * (1.0 - awareness)
    step += behaviour.awareness_peers * (peers - awareness)
    step += behaviour.awareness_publicity * publicity * (1.0 - awareness)
    step += behaviour.awareness_council * council * (1.0 - awareness)
    step -= behaviour.awareness_fading * (awareness - start)
    step -= behaviour.awareness_crowding * awareness * crowded_out
    return clipped(awareness + step)
