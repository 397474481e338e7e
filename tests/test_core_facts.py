"""The default world shows the stylised facts, as many as docs/facts.md says; on fewer seeds than the page."""

import pytest

from iei.experiments.evidence.facts import Settings, check_facts

SEEDS = 8
LEAST_CHECKS = 43  # of 45; F5 and F17 miss or nearly do (docs/facts.md)


@pytest.mark.slow
def test_core_facts_hold_and_nearly_all_checks_pass():
    table = check_facts(Settings.from_overrides([f"seeds={SEEDS}"], tuning=False))
    checked = table[table["verdict"] != "not modelled"]
    missed = checked[checked["verdict"] != "pass"]
    assert missed.loc[missed["core"], "what"].tolist() == []
    assert len(checked) - len(missed) >= LEAST_CHECKS, missed["what"].tolist()
