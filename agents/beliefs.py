"""Beliefs of enterprises: awareness of cooperative education and perceived audit probability (E11)."""

from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity(
        "audit_belief_start",
        default=0.05,
        lower=0,
        upper=0.5,
        unit="share",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="ph",
    ),
    Quantity(
        "audit_belief_own",
        default=0.4,
        lower=0.05,
        upper=0.6,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="zeta",
    ),
    Quantity(
        "audit_belief_peer",
        default=0.2,
        lower=0,
        upper=0.5,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="zeta_n",
    ),
    Quantity(
        "awareness_start",
        default=0.36,
        lower=0.3,
        upper=0.8,
        unit="share",
        equation="E11",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="psi_e",
    ),
    Quantity(
        "awareness_start_spread",
        default=0.08,
        lower=0,
        upper=0.2,
        unit="sd",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "awareness_experience",
        default=0.025,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="e1",
    ),
    Quantity(
        "awareness_peers",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="e2",
    ),
    Quantity(
        "awareness_fading",
        default=0.06,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="e5",
    ),
    Quantity(
        "awareness_crowding",
        default=0.06,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E11",
        source="modelling choice, switchable",
        grade=ASSUMED,
        symbol="e6",
    ),
    Quantity(
        "crowding_subsidy_minimum",
        default=0.5,
        lower=0,
        upper=5,
        unit="MU/term at n=8",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
        symbol="s_min",
    ),
    Quantity(
        "audit_belief_idle",
        default=0.1,
        lower=0,
        upper=0.6,
        unit="1/term",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "good_experience_trust",
        default=0.4,
        lower=0,
        upper=1,
        unit="share",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "crowding_detection_maximum",
        default=0.1,
        lower=0,
        upper=1,
        unit="share",
        equation="E11",
        source="modelling choice",
        grade=ASSUMED,
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
