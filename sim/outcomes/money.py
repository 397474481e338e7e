"""What it costs and yields."""

from __future__ import annotations

import numpy as np

from iei.policies.catalogue import LEVER_NAMES
from iei.sim.outcomes.definition import MONEY, Array, Outcome, Sums, column, ratio, share


def _gross(s: Sums) -> Array:
    return s.between(f"spent_{LEVER_NAMES[0]}", f"spent_{LEVER_NAMES[-1]}").sum(-1)


OUTCOMES = (
    Outcome(
        "public_spending",
        "public spending, net of fines and clawback",
        "MU/term",
        "less",
        MONEY,
        "policy",
        "cost to government",
        lambda s: _gross(s) - s.fines - s.clawback,
    ),
    Outcome(
        "funded_share",
        "part of the policy that budgets pay for",
        "share of spending asked for",
        "more",
        MONEY,
        "policy",
        "spending over what the levers would cost at the values set; below 1 all are scaled down (A37)",
        lambda s: np.minimum(ratio(_gross(s), s.asked), 1),
    ),
    Outcome(
        "transfers_paid",
        "subsidies and credits paid",
        "MU/term",
        "",
        MONEY,
        "policy",
        "leakage included (3.1b)",
        column("paid_out"),
    ),
    Outcome(
        "transfers_received",
        "subsidies and credits received",
        "MU/term",
        "",
        MONEY,
        "policy",
        "what arrives (2.1d)",
        column("received"),
    ),
    Outcome(
        "leakage",
        "administrative leakage",
        "MU/term",
        "less",
        MONEY,
        "policy",
        "paid less received (2.2h)",
        column("leakage"),
    ),
    Outcome("fines", "fines", "MU/term", "", MONEY, "policy", "fines collected (2.1c)", column("fines")),
    Outcome(
        "clawback", "subsidies paid back", "MU/term", "", MONEY, "policy", "clawback", column("clawback")
    ),
    *(
        Outcome(
            f"spent_{lever}",
            f"public spending on {lever.replace('_', ' ')}",
            "MU/term",
            "",
            MONEY,
            "policy",
            "spending by lever",
            column(f"spent_{lever}"),
        )
        for lever in LEVER_NAMES
    ),
    Outcome(
        "output",
        "output of the sampled enterprises",
        "MU/term",
        "more",
        MONEY,
        "late",
        "regional output (2.0a)",
        column("value_added"),
    ),
    Outcome(
        "profit",
        "profit of an enterprise",
        "MU/term",
        "more",
        MONEY,
        "late",
        "mean (2.4g)",
        share("profit", "enterprises"),
    ),
    Outcome(
        "mean_wage",
        "mean wage",
        "MU/term",
        "more",
        MONEY,
        "late",
        "wage bill per worker",
        share("wage_bill", "workers"),
    ),
    Outcome(
        "training_gain_share",
        "training enterprises with a net gain",
        "share of training",
        "",
        MONEY,
        "late",
        "profit during training (F4)",
        share("training_gain", "training"),
    ),
    Outcome(
        "training_recovery",
        "trainees' output over training cost",
        "ratio",
        "",
        MONEY,
        "late",
        "recovery ratio (F4)",
        share("training_return", "training_cost"),
    ),
    Outcome(
        "training_investment",
        "training cost of enterprises",
        "share of output",
        "",
        MONEY,
        "late",
        "investment in people against other uses (2.4g)",
        share("training_cost", "value_added"),
    ),
    Outcome(
        "shared_surplus",
        "surplus of joint entities left to colleges",
        "MU/term",
        "",
        MONEY,
        "late",
        "surplus shares (3.3b)",
        column("shared_surplus"),
    ),
)
