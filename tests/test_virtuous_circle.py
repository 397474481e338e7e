"""The virtuous circle: what it adds, and `iei facts --circle`."""

import pandas as pd
import pytest

from iei.experiments.commands.facts import main as facts_command
from iei.experiments.evidence import virtuous_circle
from iei.sim.base.quantity import InvalidInput


def test_the_circle_is_drawn_and_summed_up(tmp_path, capsys):
    assert facts_command(["world=classroom", "seeds=2", f"results={tmp_path}", "--circle"]) == 0
    folder = tmp_path / "facts-classroom"
    assert (folder / "virtuous_circle.png").read_bytes().startswith(b"\x89PNG")
    summary = pd.read_csv(folder / "virtuous_circle.csv")
    assert len(summary) == len(virtuous_circle.POLICIES) * len(virtuous_circle.SHOWN)
    assert "virtuous circle" in capsys.readouterr().out


def test_the_circle_adds_nothing_before_skill_is_seen():
    gains = virtuous_circle.loop_gains(["world=classroom"], seeds=[1], threads=1)
    first = gains[gains["term"] == 0]
    assert (first[["substantive_share", "graduate_skill"]] == 0).all(axis=None)
    last = gains[(gains["term"] == gains["term"].max()) & (gains["policy"] == "package_half")]
    assert (last["skill_gain_belief"] != 0).all()


def test_late_gains_are_means_of_the_last_terms():
    gains = pd.DataFrame(
        [
            {"policy": policy, "seed": seed, "term": term, **dict.fromkeys(virtuous_circle.SHOWN, value)}
            for policy in virtuous_circle.POLICIES
            for seed, late in ((1, 2.0), (2, 4.0))
            for term, value in [*((t, 100.0) for t in range(50)), *((t, late) for t in range(50, 60))]
        ]
    )
    summary = virtuous_circle.late_gains(gains)
    assert (summary["gain"] == 3).all()
    assert (summary["lower"] < 3).all()


def test_a_circle_that_is_switched_off_cannot_be_drawn():
    off = [f"behaviour.{name}=0" for name in virtuous_circle.LEARNING]
    with pytest.raises(InvalidInput, match="switches the circle off"):
        virtuous_circle.loop_gains(["world=classroom", *off], [1], 1)
