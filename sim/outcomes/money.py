"""What it costs and yields."""

from __future__ import annotations

import numpy as np

from iei.policies.catalogue import LEVER_NAMES
from iei.sim.outcomes.definition import (
    COMPARED,
    IN_RUNS,
    MONEY,
    PLOTTED,
    Array,
    Outcome,
    Sums,
    column,
    ratio,
    share,
)


def _gross(s: Sums) -> Array:
    return s.between(f"spent_{LEVER_NAMES[0]}", f"spent_{LEVER_NAMES[-1]}").sum(-1)


def spending_outcome(lever: str) -> Outcome:
    """The outcome of public spending on a lever."""
    return Outcome(
        f"spent_{lever}",
        label=f"public spending on {lever.replace('_', ' ')}",
        unit="MU/term",
        better="",
        group=MONEY,
        summary="policy",
        about="spending by lever",
        of=column(f"spent_{lever}"),
    )


OUTCOMES = (
    Outcome(
        "public_spending",
        label="public spending, net of fines and clawback",
        unit="MU/term",
        better="less",
        group=MONEY,
        summary="policy",
        about="cost to government",
        shown=(
            COMPARED,
            IN_RUNS,
            PLOTTED,
        ),
        of=lambda s: _gross(s) - s.fines - s.clawback,
    ),
    Outcome(
        "funded_share",
        label="part of the policy that budgets pay for",
        unit="share of spending asked for",
        better="more",
        group=MONEY,
        summary="policy",
        about="spending over what the levers would cost at the values set; below 1 all are scaled down (A37)",
        shown=(IN_RUNS,),
        of=lambda s: np.minimum(ratio(_gross(s), s.asked), 1),
    ),
    Outcome(
        "transfers_paid",
        label="subsidies and credits paid",
        unit="MU/term",
        better="",
        group=MONEY,
        summary="policy",
        about="leakage included (3.1b)",
        shown=(IN_RUNS,),
        of=column("paid_out"),
    ),
    Outcome(
        "transfers_received",
        label="subsidies and credits received",
        unit="MU/term",
        better="",
        group=MONEY,
        summary="policy",
        about="what arrives (2.1d)",
        of=column("received"),
    ),
    Outcome(
        "leakage",
        label="administrative leakage",
        unit="MU/term",
        better="less",
        group=MONEY,
        summary="policy",
        about="paid less received (2.2h)",
        of=column("leakage"),
    ),
    Outcome(
        "fines",
        label="fines",
        unit="MU/term",
        better="",
        group=MONEY,
        summary="policy",
        about="fines collected (2.1c)",
        of=column("fines"),
    ),
    Outcome(
        "clawback",
        label="subsidies paid back",
        unit="MU/term",
        better="",
        group=MONEY,
        summary="policy",
        about="clawback",
        of=column("clawback"),
    ),
    *(spending_outcome(lever) for lever in LEVER_NAMES),
    Outcome(
        "output",
        label="output of the sampled enterprises",
        unit="MU/term",
        better="more",
        group=MONEY,
        summary="late",
        about="regional output (2.0a)",
        shown=(IN_RUNS,),
        of=column("value_added"),
    ),
    Outcome(
        "profit",
        label="profit of an enterprise",
        unit="MU/term",
        better="more",
        group=MONEY,
        summary="late",
        about="mean (2.4g)",
        shown=(IN_RUNS,),
        of=share("profit", "enterprises"),
    ),
    Outcome(
        "mean_wage",
        label="mean wage",
        unit="MU/term",
        better="more",
        group=MONEY,
        summary="late",
        about="wage bill per worker",
        shown=(IN_RUNS,),
        of=share("wage_bill", "workers"),
    ),
    Outcome(
        "training_gain_share",
        label="training enterprises with a net gain",
        unit="share of training",
        better="",
        group=MONEY,
        summary="late",
        about="profit during training (F4)",
        of=share("training_gain", "training"),
    ),
    Outcome(
        "training_recovery",
        label="trainees' output over training cost",
        unit="ratio",
        better="",
        group=MONEY,
        summary="late",
        about="recovery ratio (F4)",
        shown=(IN_RUNS,),
        of=share("training_return", "training_cost"),
    ),
    Outcome(
        "training_investment",
        label="training cost of enterprises",
        unit="share of output",
        better="",
        group=MONEY,
        summary="late",
        about="investment in people against other uses (2.4g)",
        of=share("training_cost", "value_added"),
    ),
    Outcome(
        "shared_surplus",
        label="surplus of joint entities left to colleges",
        unit="MU/term",
        better="",
        group=MONEY,
        summary="late",
        about="surplus shares (3.3b)",
        of=column("shared_surplus"),
    ),
)
