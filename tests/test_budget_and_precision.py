"""Equal budgets are met on the experiment's own seeds; precision adds replicates until it is reached."""

import pytest

from iei.experiments.analyse.statistics import mean_interval
from iei.experiments.execute.budget import scaled
from iei.experiments.execute.sweep import sweep
from iei.experiments.plan.configuration import scenario

SMALL = ["world=classroom", "terms=30", "replicates=4"]


def test_policies_are_scaled_to_the_same_spending(tmp_path):
    said = []
    results = sweep(
        *("compare_policies", *SMALL, "only=[incentives,council,supervision]", "equal_budget=10"),
        f"results={tmp_path}",
        say=said.append,
    )
    spending = results.runs.groupby("scenario")["public_spending"].mean()
    assert spending["none"] == 0
    assert spending["incentives"] == pytest.approx(10, rel=0.02)
    notes = results.scenarios.set_index("scenario")["note"]
    for name in ("council", "supervision"):
        if "cannot spend" in notes[name]:
            assert spending[name] < 10 * 0.98
        else:
            assert spending[name] == pytest.approx(10, rel=0.02)
    assert "cannot spend 10" in notes["supervision"]  # fines pay for the audits
    assert any(line.startswith("supervision: cannot spend") for line in said)


def test_scaling_stops_at_the_bounds_of_a_lever():
    half = scenario(["world=classroom", "policy=package_half"])
    doubled = {setting.lever: setting.value for setting in scaled(half, 2).levers}
    assert doubled == {s.lever: s.value for s in scenario(["world=classroom", "policy=package_full"]).levers}
    assert {s.lever: s.value for s in scaled(half, 50).levers} == doubled
    assert scaled(half, 0).levers == ()


def test_replicates_are_added_until_the_interval_is_narrow_enough(tmp_path):
    said = []
    target = "precision={outcome: substantive_share, half_width: 0.02, max: 300}"
    results = sweep(
        *("compare_policies", *SMALL, "only=[package_full]", target, f"results={tmp_path}"), say=said.append
    )
    table = results.runs.pivot(index="replicate", columns="scenario", values="substantive_share")
    interval = mean_interval((table["package_full"] - table["none"]).to_numpy())
    assert interval.half_width <= 0.02
    assert results.manifest["replicates"] == len(table) > 4
    assert any("is expected to take about" in line for line in said)
    assert any(f"after {len(table)} replicates" in line for line in said)


def test_a_precision_out_of_reach_is_told(tmp_path):
    said = []
    target = "precision={outcome: substantive_share, half_width: 0.0001, max: 6}"
    results = sweep(
        *("compare_policies", *SMALL, "only=[package_full]", target, f"results={tmp_path}"), say=said.append
    )
    assert results.manifest["replicates"] == 6
    assert any("not reached within 6" in line for line in said)
