"""Scenarios compared: what is clear, what it costs, which is the best buy, and what budgets leave unpaid."""

import numpy as np
import pandas as pd
import pytest

from iei.experiments.analyse.contrasts import acceptability, compare_scenarios, partly_funded
from iei.experiments.analyse.factorial import effects

COST = "links_substantive_since_start"


def runs_of(outcome=COST, **columns):
    """Runs of scenarios given as name=(outcome, spending), both (n,)."""
    frames = []
    for name, (values, spending) in columns.items():
        table = {"scenario": name, "replicate": range(len(values)), outcome: values}
        frames.append(pd.DataFrame(table | {"public_spending": spending}))
    return pd.concat(frames)


def row_of(runs, scenario, outcome=COST):
    names = list(dict.fromkeys(runs["scenario"]))
    return (
        compare_scenarios(runs, dict.fromkeys(names, "none"), [outcome]).set_index("scenario").loc[scenario]
    )


LUCK = np.random.default_rng(7).normal(10, 2, 30)
NOISE = np.random.default_rng(9).normal(0, 0.5, 30)


def test_cost_of_an_extra_link_by_hand():
    row = row_of(runs_of(none=(LUCK, np.zeros(30)), council=(LUCK + 4 + NOISE, np.full(30, 12.0))), "council")
    assert row["extra_spending"] == 12
    assert row["cost_per_unit"] == pytest.approx(12 / row["difference"])
    # with spending that does not vary, Fieller's bounds are the spending over those of the difference
    assert row["cost_lower"] == pytest.approx(12 / row["upper"])
    assert row["cost_upper"] == pytest.approx(12 / row["lower"])


@pytest.mark.parametrize(
    ("shift", "noise", "spending"),
    [(-0.2, 2, 12.0), (-4, 1, 12.0), (0.5, 2.5, 12.0), (4, 1, -3.0)],
    ids=["nothing improves", "it gets worse", "not clear after correction", "it saves money"],
)
def test_no_cost_is_stated_without_a_clear_improvement_that_costs_something(shift, noise, spending):
    runs = runs_of(
        none=(LUCK, np.zeros(30)),
        policy=(LUCK + shift + noise * NOISE, np.full(30, spending)),
        others_1=(LUCK + NOISE, np.zeros(30)),
        others_2=(LUCK - NOISE, np.zeros(30)),
        others_3=(LUCK + NOISE[::-1], np.zeros(30)),
    )
    assert row_of(runs, "policy")[["cost_per_unit", "cost_lower", "cost_upper"]].isna().all()


def test_costs_are_never_below_zero():
    spending = 0.4 + np.random.default_rng(3).normal(0, 2, 30)
    row = row_of(runs_of(none=(LUCK, np.zeros(30)), law=(LUCK + 4 + NOISE, spending)), "law")
    assert row["cost_per_unit"] > 0
    assert row["cost_lower"] == 0


def test_money_and_links_of_a_cost_are_of_the_same_terms():
    """A cost of what is measured in the last terms would leave out what was spent before."""
    runs = runs_of(
        "links_substantive", none=(LUCK, np.zeros(30)), pulse=(LUCK + 4 + NOISE, np.full(30, 12.0))
    )
    assert np.isnan(row_of(runs, "pulse", "links_substantive")["cost_per_unit"])


def test_a_certain_difference_that_is_too_small_to_matter_is_not_clear():
    share = 0.4 + 0.01 * LUCK
    runs = runs_of(
        "deep_share",
        none=(share, np.zeros(30)),
        little=(share + 0.004 + 0.001 * NOISE, np.zeros(30)),
        enough=(share + 0.03 + 0.001 * NOISE, np.zeros(30)),
    )
    little, enough = (row_of(runs, name, "deep_share") for name in ("little", "enough"))
    assert little["smallest_effect"] == enough["smallest_effect"] == 0.01
    assert little["p_holm"] < 1e-6
    assert not little["clear"]
    assert enough["clear"]


def test_what_grows_with_the_world_is_held_against_the_level_of_the_baseline():
    graduates = 1000 + LUCK
    runs = runs_of(
        "graduates", none=(graduates, np.zeros(30)), law=(graduates + 0.8 + 0.1 * NOISE, np.zeros(30))
    )
    row = row_of(runs, "law", "graduates")
    assert row["smallest_effect"] == pytest.approx(0.01 * graduates.mean())
    assert row["p_holm"] < 1e-6
    assert not row["clear"]


def test_runs_without_a_value_are_left_out_in_pairs():
    values = LUCK + 4 + NOISE
    values[:10] = np.nan
    row = row_of(runs_of(none=(LUCK, np.zeros(30)), law=(values, np.zeros(30))), "law")
    assert row["pairs"] == 20
    assert row["difference"] == pytest.approx((4 + NOISE[10:]).mean())


def test_the_best_buy_depends_on_the_worth_of_a_link():
    runs = runs_of(
        none=(LUCK, np.zeros(30)),
        cheap=(LUCK + 1 + NOISE / 5, np.full(30, 2.0)),
        dear=(LUCK + 5 + NOISE / 5, np.full(30, 50.0)),
    )
    shares = acceptability(
        runs, dict.fromkeys(["none", "cheap", "dear"], "none"), COST, np.array([0.0, 5.0, 50.0])
    )
    assert shares.sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    assert shares.idxmax(axis=1).tolist() == ["none", "cheap", "dear"]


def test_policies_that_budgets_pay_in_part_are_named():
    runs = pd.DataFrame(
        {"scenario": ["none", "full", "full", "law"], "funded_share": [np.nan, 0.5, 0.6, 1.0]}
    )
    assert partly_funded(runs).to_dict() == {"full": 0.55}
    assert partly_funded(runs[["scenario"]]).empty  # runs of an earlier version


def test_an_effect_that_is_only_round_off_is_none():
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    values = np.full((4, 6), 0.7) + np.array([[0.0], [1e-16], [0.0], [1e-16]])
    table = effects(points, ["a", "b"], values)
    assert (table["estimate"] == 0).all()
    assert (table["p"] == 1).all()
