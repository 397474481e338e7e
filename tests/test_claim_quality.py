"""Claim 4b: graduates' skill rises in substantive links and is flat in formal ones."""

import numpy as np
import pandas as pd
import pytest

from iei.experiments.evidence.claim_quality import (
    KINDS,
    places_by_kind,
    prepared_policies,
    programmes_of,
    quality_slopes,
    regression_moments,
    slope_table,
    slopes,
)
from iei.experiments.evidence.fact_runs import named_seed
from iei.sim.base.chance import replicate_seed
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.stepping import worlds_of

SEEDS = [replicate_seed(named_seed("facts"), replicate) for replicate in range(24)]


def made_up(seed, formal=0.0, one_sided=0.05, substantive=0.3, noise=0.0):
    """Programmes in three regions of different quality, with these true slopes."""
    chance = np.random.default_rng(seed)
    table = pd.DataFrame(chance.exponential(0.2, (60, 3)), columns=list(KINDS))
    table["region"] = np.repeat([0, 1, 2], 20)
    table["substantive"] += table["region"]  # rich regions have more links and better schools
    table["students"] = chance.integers(5, 80, 60)
    true = np.array([formal, one_sided, substantive])
    table["skill"] = table[list(KINDS)].to_numpy() @ true + 5 * table["region"]
    table["skill"] += noise * chance.normal(size=60)
    return table


def test_true_slopes_are_found_whatever_the_regions():
    assert slopes(regression_moments(made_up(1))) == pytest.approx([0, 0.05, 0.3], abs=1e-10)


def test_pooled_seeds_cover_the_truth_with_an_interval():
    moments = np.stack([regression_moments(made_up(seed, noise=0.1)) for seed in range(30)])
    table = slope_table(moments)
    for kind, true in zip(KINDS, (0, 0.05, 0.3), strict=True):
        assert table.loc[kind, "lower"] < true < table.loc[kind, "upper"]
    assert (table["upper"] - table["lower"]).max() < 0.1


def test_weights_are_students():
    table = made_up(2)
    table.loc[0, "skill"] += 100
    table.loc[0, "students"] = 0
    assert slopes(regression_moments(table)) == pytest.approx([0, 0.05, 0.3], abs=1e-8)


def test_a_kind_that_never_occurs_has_no_slope():
    table = made_up(3)
    table["substantive"] = 0.0
    found = slopes(regression_moments(table))
    assert np.isnan(found[2])
    assert not np.isnan(found[:2]).any()


def test_places_of_all_kinds_are_the_trainee_places_of_all_links():
    (prepared,) = prepared_policies(["world=classroom"], ["council"])
    for world in worlds_of(prepared, 3):
        live = world.links[: int(world.clock["links"][0])]
        places = places_by_kind(world)
        assert places.sum() == world.enterprises["places"][live["enterprise"]].sum()
    fields = int(world.clock["fields"][0])
    link = live[0]
    kind = 0 if link["effort_enterprise"] < 1 else 2 if link["effort_college"] == 1 else 1
    assert places[link["college"] * fields + link["field"], kind] > 0


def test_skill_is_that_of_programmes_with_students():
    (prepared,) = prepared_policies(["world=classroom"], ["none"])
    table = programmes_of(prepared, 3)
    assert (table["students"] > 0).all()
    assert table["skill"].between(0.1, 1).all()


def test_runs_must_end_with_a_graduation():
    with pytest.raises(InvalidInput, match="must be odd"):
        prepared_policies(["world=classroom", "terms=60"])


def test_only_real_integration_secures_quality():
    table = quality_slopes(prepared_policies(policies=("none", "incentives", "liaison")), SEEDS)
    everywhere, alone = table.loc["all"], table.loc["without substantive places"]
    assert everywhere.loc["substantive", "lower"] > 0
    # formal links add nothing: at most a tenth of what substantive ones add
    assert everywhere.loc["formal", "upper"] < 0.1 * everywhere.loc["substantive", "lower"]
    assert alone.loc["formal", "lower"] < 0 < alone.loc["formal", "upper"]
