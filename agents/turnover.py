"""How long a worker stays: who leaves in a term, and what an enterprise expects of it (E7, E34)."""

from iei.policies.employment_services import separation_kept
from iei.sim.base.compilation import rule
from iei.sim.base.quantity import ASSUMED, CALIBRATED, Quantity

QUANTITIES = (
    Quantity(
        "discount",
        default=0.97,
        lower=0.85,
        upper=0.98,
        unit="1/term",
        equation="E7",
        source="modelling choice",
        grade=ASSUMED,
        symbol="del",
    ),
    Quantity(
        "turnover_density",
        default=0.06,
        lower=0.02,
        upper=0.15,
        unit="1/term",
        equation="E7",
        source="modelling choice",
        grade=CALIBRATED,
        symbol="pi0",
    ),
    Quantity(
        "annuity_separation",
        default=1,
        lower=0,
        upper=1,
        unit="share of those who leave the workforce or quit",
        equation="E7",
        source="modelling choice, B1; 0: only rivals end a job",
        grade=ASSUMED,
        symbol="a",
    ),
    Quantity(
        "workforce_exit",
        default=0.035,
        lower=0.01,
        upper=0.06,
        unit="1/term",
        equation="E34",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "separation",
        default=0.035,
        lower=0.01,
        upper=0.1,
        unit="1/term",
        equation="E34",
        source="modelling choice",
        grade=ASSUMED,
        symbol="sep0",
    ),
    Quantity(
        "separation_quits",
        default=0.5,
        lower=0,
        upper=1,
        unit="share",
        equation="E34",
        source="modelling choice",
        grade=ASSUMED,
    ),
    Quantity(
        "quit_mismatch",
        default=0.05,
        lower=0,
        upper=0.2,
        unit="1/term",
        equation="E34",
        source="modelling choice",
        grade=ASSUMED,
    ),
)


@rule
def quit_rate(match, services, behaviour):
    """Share of workers who quit in one term, more where they do not fit (A34).

    services : lever in force; contracts hold those who fit
    """
    ordinary = behaviour.separation_quits * behaviour.separation * separation_kept(services, match, behaviour)
    return ordinary + behaviour.quit_mismatch * (1.0 - match)


@rule
def expected_turnover(density, match, services, behaviour):
    """Share of trained workers whom an enterprise expects to lose in one term, 1/term (E7, B1).

    Rivals take them, more in a dense market; others quit or leave the workforce like everybody here.

    match : mean field match of its workers; services : lever in force
    """
    leaving = behaviour.workforce_exit + quit_rate(match, services, behaviour)
    return behaviour.turnover_density * density + behaviour.annuity_separation * leaving


@rule
def annuity(turnover, behaviour):
    """Expected discounted terms that a retained worker stays: 1 / (1 - del (1 - pi)) (E7)."""
    return 1.0 / (1.0 - behaviour.discount * (1.0 - turnover))
