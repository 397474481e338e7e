"""Worlds without policy, and equal regions (L1, L20)."""

import numpy as np
from scipy import stats

from iei.policies.catalogue import LEVERS
from iei.sim.run.engine import prepare, simulate
from iei.sim.run.scenario import Scenario


def test_participation_rises_with_size_before_any_policy(prepared):
    late = [simulate(prepared(), seed).groups.xs("size", level="kind").tail(40) for seed in range(6)]
    by_size = sum(frame.groupby(level="group").linked_share.mean() for frame in late)
    assert by_size["micro"] < by_size["small"] < by_size["medium"] < by_size["large"]


def test_l1_a_policy_of_zeros_is_no_policy(prepared):
    none = prepared("world=classroom").scenario
    zeros = Scenario.from_mapping(
        none.to_mapping() | {"policy": {"zeros": {lever.name: 0 for lever in LEVERS}}, "label": "zeros"}
    )
    assert zeros.label != none.label
    first, second = simulate(none, 9), simulate(zeros, 9)
    assert np.array_equal(first.world.tally_values, second.world.tally_values)
    assert np.array_equal(first.world.enterprises, second.world.enterprises)
    assert first.outcomes.public_spending.eq(0).all()


def test_l1_before_it_starts_a_policy_changes_nothing(prepared):
    none = simulate(prepared("world=classroom"), 9).world.tally_values
    full = simulate(prepared("world=classroom", "policy=package_full"), 9).world.tally_values
    assert np.array_equal(none[:20], full[:20])
    assert not np.array_equal(none[20], full[20])


def equal_regions(scale, regions=8):
    """A scenario of regions that differ in nothing, each with 40 enterprises and 5 colleges times `scale`."""
    each = {"tier": "East", "enterprises_share": 1 / regions, "colleges_share": 1 / regions}
    world = {
        "regions": {f"region {g}": each for g in range(regions)},
        "enterprises": 40 * scale * regions,
        "colleges": 5 * scale * regions,
        "fields": 4,
    }
    return prepare(Scenario.from_mapping({"world": world, "terms": 20}))


def regional_shares(ready, seeds):
    """Share of substantive enterprises by seed and region, mean over the last ten terms."""
    return np.array([simulate(ready, seed).regions.substantive_share.to_numpy() for seed in seeds])


def test_l20_equal_regions_differ_by_chance_alone():
    """Same expectation everywhere; the variance over regions falls as 1/N."""
    seeds = range(300, 312)
    small, large = (regional_shares(equal_regions(scale), seeds) for scale in (1, 4))
    for shares in (small, large):
        assert stats.f_oneway(*(shares - shares.mean(axis=1, keepdims=True)).T).pvalue > 0.001
    ratio = small.var(axis=1, ddof=1).mean() / large.var(axis=1, ddof=1).mean()
    freedom = len(seeds) * 7
    assert 0.001 < stats.f(freedom, freedom).cdf(ratio / 4) < 0.999
