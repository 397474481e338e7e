"""The command `iei facts`: what it stores, prints and refuses."""

import pandas as pd
import pytest

from iei.experiments.commands.facts import main as facts_command
from iei.experiments.evidence import facts
from iei.experiments.evidence.fact_checks import CHECKS, FACTS
from iei.sim.base.quantity import InvalidInput


def run_command(tmp_path, *arguments):
    few = [] if any(word.startswith("seeds=") for word in arguments) else ["seeds=2"]
    code = facts_command(["world=classroom", *few, f"results={tmp_path}", "executor.threads=1", *arguments])
    return code, tmp_path / "facts-classroom"


def test_the_command_stores_prints_and_scores(tmp_path, capsys):
    page = tmp_path / "facts.md"
    code, folder = run_command(tmp_path, "--markdown", str(page), "--strict")
    table = pd.read_csv(folder / "facts.csv")
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "facts.parquet"), table, check_dtype=False)
    assert list(dict.fromkeys(table["fact"])) == list(FACTS)
    assert len(table) == len(CHECKS) + 1
    checked = table[table["verdict"] != "not modelled"]
    assert code == int((checked["verdict"] != "pass").any())
    passes = (table["value"] >= table["lower"]) & (table["value"] <= table["upper"])
    assert (passes == (table["verdict"] == "pass")).all()
    printed = capsys.readouterr().out
    assert facts.score(table) in printed
    assert f"of {len(CHECKS)}" in printed
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| F")]
    assert len(rows) == len(table)
    assert all(line.count("|") == len(facts.HEADINGS) + 1 for line in rows)


def test_a_core_fact_passes_only_if_all_its_checks_do():
    rows = [
        {"fact": "F1", "core": True, "verdict": "pass"},
        {"fact": "F1", "core": True, "verdict": "miss"},
        {"fact": "F4", "core": True, "verdict": "pass"},
        {"fact": "F2", "core": False, "verdict": "pass"},
        {"fact": "F11", "core": False, "verdict": "not modelled"},
    ]
    expected = "core facts passed: 1 of 2; checks passed: 3 of 4"
    assert facts.score(pd.DataFrame(rows)) == expected


def test_seeds_for_tuning_are_not_those_for_judging():
    judging = facts.Settings.from_overrides(["seeds=50"], tuning=False)
    tuning = facts.Settings.from_overrides(["seeds=50"], tuning=True)
    assert len(set(judging.seeds)) == len(set(tuning.seeds)) == 50
    assert not set(judging.seeds) & set(tuning.seeds)
    assert judging.folder != tuning.folder
    later = facts.Settings.from_overrides(["seeds=5", "first_seed=10"], tuning=False)
    assert later.seeds == judging.seeds[10:15]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("seeds=0", "seeds = 0 is outside [1, 10000]"),
        ("seeds=2.5", "whole number"),
        ("policy=council", "the facts set policy themselves"),
        ("replicates=10", "seeds=24 sets the number"),
        ("behaviour.hiring_savign=1", "hiring_saving"),
        ("terms=39", "terms >= 40"),
        ("executor=dask", "the facts run in threads"),
        ("world.regions.hills.tier=East", "no region of tier West"),
    ],
)
def test_mistakes_are_one_clear_message(tmp_path, override, message):
    with pytest.raises(InvalidInput) as caught:
        run_command(tmp_path, override)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())
