"""Files of the lab: whatever is taken away says what it is of, and gives the page's numbers again."""

import csv
import io
import shlex
from dataclasses import replace

import numpy as np
import pytest
import yaml

import iei
from iei.experiments.lab.bands import bands, effect
from iei.experiments.lab.state import LabState, scenario_of, with_behaviour, with_lever, with_preset
from iei.experiments.lab.tables import compare_command, curves_csv, note, pairs_csv, scenario_yaml
from iei.experiments.lab.workshop import Workshop
from iei.experiments.plan.configuration import compose
from iei.experiments.plan.configuration import scenario_of as configured
from iei.sim.base.chance import replicate_seed
from iei.sim.base.compilation import rule_source_hash

STATE = with_behaviour(
    with_lever(with_preset(LabState(pairs=4, terms=32, seed=3), "council"), "subsidy", value=3, end=8),
    "leak",
    0.15,
)


@pytest.fixture(scope="module")
def twins():
    return Workshop(2).submit(STATE).wait(more_than=3)


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_scenario_file_is_the_scenario():
    content = yaml.safe_load(scenario_yaml(STATE))
    overrides = [f"world={STATE.world}", f"terms={STATE.terms}", "behaviour.leak=0.15"]
    config = compose(overrides) | {"policy": content["policy"]}
    assert configured(config).config_hash == scenario_of(STATE).config_hash
    assert content["behaviour"] == {"leak": 0.15}


def test_the_table_of_curves_reads_back_exactly(twins):
    rows = rows_of(curves_csv(twins, STATE, ("links", "trust")))
    assert len(rows) == 3 * 2 * 32
    mean = [float(row["mean"]) for row in rows if row["outcome"] == "links" and row["twin"] == "policy"]
    assert mean == bands(twins, "links")[0].mean.tolist()


def test_the_table_of_curves_has_the_paired_difference(twins):
    rows = rows_of(curves_csv(twins, STATE, ("links",)))
    found = [row for row in rows if row["twin"] == "difference"][-1]
    policy, baseline = twins.of("links")
    assert float(found["mean"]) == (policy - baseline)[:, -1].mean()
    assert float(found["lower"]) < float(found["mean"]) < float(found["upper"])


def test_one_pair_of_the_file_is_a_run_with_its_seed_to_the_bit(twins):
    row = next(r for r in rows_of(pairs_csv(twins, STATE)) if (r["twin"], r["pair"]) == ("policy", "2"))
    assert row["outcome"] == "substantive_share"
    policy = "+policy.lab={council: 1.0, subsidy: {value: 3.0, end: 8}}"
    run = iei.run("world=classroom", "terms=32", policy, "behaviour.leak=0.15", f"seed={row['seed']}")
    values = [float(row[f"term_{term}"]) for term in range(32)]
    assert np.array_equal(values, run.outcomes["substantive_share"].to_numpy())


def test_the_scenario_file_runs_the_first_pair():
    assert yaml.safe_load(scenario_yaml(STATE))["seed"] == replicate_seed(STATE.seed, 0)


def test_the_command_of_the_scenario_file_repeats_every_pair(twins, tmp_path):
    command = compare_command(STATE)
    assert command in scenario_yaml(STATE)
    results = iei.compare(*shlex.split(command)[2:], f"results={tmp_path}")
    runs = results.runs[results.runs["scenario"] == "lab"].set_index("seed")
    seeds = [replicate_seed(STATE.seed, pair) for pair in range(4)]
    assert sorted(runs.index) == sorted(seeds)
    policy = twins.of("substantive_share")[0][:, -10:].mean(axis=1)
    assert runs.loc[seeds, "substantive_share"].to_numpy() == pytest.approx(policy, rel=1e-12)


@pytest.mark.parametrize("name", ["china_2019", "package_half_withdrawn", "incentives", "none"])
def test_the_command_names_any_policy(name):
    state = with_preset(LabState(), name)
    overrides = shlex.split(compare_command(state))[2:]
    if state.levers:
        (scenario,) = [o for o in overrides if o.startswith("+scenarios.lab=")]
        (override,) = yaml.safe_load(scenario.removeprefix("+scenarios.lab="))
        composed = configured(compose(["world=classroom", override]))
        assert composed.config_hash == scenario_of(state).config_hash


def test_every_file_says_what_it_is_of(twins):
    said = note(STATE, 4)
    for part in ("classroom", "council", "subsidy", "leak", "page_seed 3", "pairs 4", rule_source_hash()):
        assert part in said
    for row in (rows_of(curves_csv(twins, STATE, ("links",)))[0], rows_of(pairs_csv(twins, STATE))[0]):
        assert (row["page_seed"], row["pairs"], row["version"]) == ("3", "4", rule_source_hash())
        assert "council" in row["policy"]
    assert "policy council;" in note(replace(STATE, levers=with_preset(STATE, "council").levers), 4)
    assert effect(twins, "links").difference.mean != 0
