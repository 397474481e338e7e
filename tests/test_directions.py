"""Directions of effects on paired seeds, away from saturation: every policy acts as its mechanism says.

A direction holds if the mean paired difference has the sign and lies more than two standard errors off zero.
"""

from functools import cache

import numpy as np
import pytest

from iei.agents.enterprise_interests import fixed_cost
from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run.engine import simulate

NAMES = list(OUTCOMES)
SEEDS = [replicate_seed(2022, replicate) for replicate in range(16)]
SUBSIDY = ("policy=incentives", "policy.incentives.tax_credit=0")
EAST = "{value: %s, regions: [East]}"
PILOT = (
    "policy=pilot_then_all",
    *(f"policy.pilot_then_all.{lever}=[{EAST % value}]" for lever, value in (("subsidy", 4), ("council", 1))),
    f"policy.pilot_then_all.liaison=[{EAST % 1}]",
)


@pytest.fixture(scope="module")
def runs(prepared):
    """`runs(*overrides)`: summaries (seeds, outcomes) and series (seeds, terms, outcomes) of the province."""

    @cache
    def finished(*overrides):
        ready = prepared(*overrides)
        trajectories = [simulate(ready, seed) for seed in SEEDS]
        return np.array([run.summary_values for run in trajectories]), np.array(
            [run.values for run in trajectories]
        )

    return finished


@pytest.fixture(scope="module")
def summaries(runs):
    """`summaries("links", *overrides)`: the summary of one outcome for every seed."""
    return lambda name, *overrides: runs(*overrides)[0][:, NAMES.index(name)]


@pytest.fixture(scope="module")
def series(runs):
    """`series("links", *overrides)`: one outcome by seed and term."""
    return lambda name, *overrides: runs(*overrides)[1][:, :, NAMES.index(name)]


def t_value(differences):
    """Mean of paired differences in standard errors."""
    return differences.mean() / (differences.std(ddof=1) / np.sqrt(len(differences)))


def assert_rises(differences):
    """The mean paired difference is positive and significant."""
    assert differences.mean() > 0
    assert t_value(differences) > 2


LAW = ("policy=law",)
AUDIT = ("policy=supervision",)
LAW_AND_AUDIT = ("policy=[law,supervision]",)
VALID = ("behaviour.evaluation_validity=1",)
COUNTING = ("behaviour.evaluation_validity=0",)

# outcome, more of something, less of it, sign of the effect
EFFECTS = {
    "subsidy alone: more form": ("formal_share", SUBSIDY, (), +1),
    "subsidy: more substance, too": ("substantive_share", SUBSIDY, (), +1),
    "audits with law: less form": ("formal_share", LAW_AND_AUDIT, LAW, -1),
    "law with audits: more substance": ("substantive_share", LAW_AND_AUDIT, AUDIT, +1),
    "council: deeper links": ("mean_depth", ("policy=council",), (), +1),
    "liaison: links survive": ("link_survival", ("policy=liaison",), (), +1),
    "valid evaluation: active colleges": (
        "colleges_active_share",
        ("policy=evaluation", *VALID),
        VALID,
        +1,
    ),
    "evaluation that counts agreements: more form": (
        "formal_share",
        ("policy=evaluation", *COUNTING),
        ("policy=evaluation", *VALID),
        +1,
    ),
    "pilots in rich regions: a wider gap": ("regional_gap", PILOT, (), +1),
    "awareness: more substance": (
        "substantive_share",
        ("behaviour.awareness_start=0.6",),
        ("behaviour.awareness_start=0.5",),
        +1,
    ),
    "trainees' output: more substance": (
        "substantive_share",
        ("behaviour.productive_return=1.2",),
        ("behaviour.productive_return=1",),
        +1,
    ),
}


@pytest.mark.parametrize(("outcome", "more", "less", "sign"), EFFECTS.values(), ids=list(EFFECTS))
def test_direction(summaries, outcome, more, less, sign):
    assert_rises(sign * (summaries(outcome, *more) - summaries(outcome, *less)))


def test_a_subsidy_raises_form_by_more_points_than_substance(summaries):
    """Both receive the same lump sum and rise (A39); more enterprises are near signing than near training."""
    formal, substantive = (
        summaries(name, *SUBSIDY) - summaries(name) for name in ("formal_share", "substantive_share")
    )
    assert_rises(formal - substantive)


def test_audits_need_law_to_bite(summaries):
    """Law and audits together lower form by more than the sum of both alone (claim 2.1c)."""
    with_law = summaries("formal_share", *LAW_AND_AUDIT) - summaries("formal_share", *LAW)
    without = summaries("formal_share", *AUDIT) - summaries("formal_share")
    assert_rises(without - with_law)


def mean_fixed_cost(world):
    """Mean over enterprises of the fixed cost of one substantive link, MU per term."""
    costs = [
        fixed_cost(
            enterprise,
            world.policies[enterprise["region"]],
            world.governments["council_effect"][enterprise["region"]],
            world.behaviour[0],
        )
        for enterprise in world.enterprises
    ]
    return np.mean(costs)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a_council_lowers_the_cost_of_coordination(prepared, seed):
    """In every run, whatever its luck."""
    without, with_council = (
        mean_fixed_cost(simulate(prepared(*policy), seed).world) for policy in ((), ("policy=council",))
    )
    assert with_council < without


def test_the_gain_of_a_subsidy_fades_after_it_ends(series):
    """A pulse of six terms; 18 months, 3 to 4 terms, after the last payment most of its gain is gone (F7)."""
    willing = 1 - series("none_share", "policy=subsidy_pulse")
    gain = willing - (1 - series("none_share"))
    assert (gain[:, :20] == 0).all()
    peak, later = gain[:, 25], gain[:, 28:30].mean(axis=1)
    assert_rises(peak)
    assert_rises(0.5 * peak - later)


def test_the_points_of_comparison_are_not_saturated(summaries):
    """At a share of 0 or 1 a mechanism could not show."""
    for name in ("formal_share", "substantive_share", "colleges_active_share", "formal_link_share"):
        for policy in ((), SUBSIDY, LAW, LAW_AND_AUDIT, VALID):
            assert 0.02 < summaries(name, *policy).mean() < 0.98
