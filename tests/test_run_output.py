"""What `iei run` prints and stores about outcomes: their terms, and that some have no value."""

import json
import re

from iei.experiments.commands.main import main as iei


def run(tmp_path, capfd, *overrides):
    assert iei(["run", "world=classroom", f"results={tmp_path}", *overrides]) == 0
    (description,) = tmp_path.glob("*/run.json")
    rows = [re.split(r"\s{2,}", line.strip()) for line in capfd.readouterr().out.splitlines()]

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return {first: others for first, *others in rows}, json.loads(
        description.read_text(encoding="utf-8"), parse_constant=refuse
    )


def test_an_outcome_without_a_value_is_a_dash_and_null(tmp_path, capfd):
    rows, stored = run(tmp_path, capfd, "outcomes=[detection_rate,public_spending]")
    assert stored["summary"]["detection_rate"] is None
    assert rows["detections per audit *"] == ["-", "-", "share of audits"]


def test_only_means_since_the_policy_start_are_starred(tmp_path, capfd):
    names = "outcomes=[training_share,employment_rate,links_substantive_since_start,fines]"
    rows, _ = run(tmp_path, capfd, "policy=law", names)
    assert {"fines *", "enterprises that train", "employment at graduation"} <= set(rows)
