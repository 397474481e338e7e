"""The stylised facts as declared: those, grades and ranges of the evidence."""

import re
from pathlib import Path

import pytest

from iei.experiments.evidence.fact_checks import CHECKS, FACTS

EVIDENCE = (Path(__file__).parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")


def section(title):
    """Rows of the first table below a heading of the evidence page: cells by fact."""
    text = EVIDENCE.partition(f"## {title}")[2].partition("\n---")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row for row in rows if re.fullmatch(r"F\d+", row[0])}


def test_all_seventeen_facts_are_declared_and_checked_or_explained():
    assert list(FACTS) == [f"F{i}" for i in range(1, 18)]
    checked = {check.fact for check in CHECKS}
    for name, fact in FACTS.items():
        assert (name in checked) != bool(fact.note), name
    assert [name for name in FACTS if name not in checked] == ["F11"]


def test_grades_and_core_facts_are_those_of_the_evidence():
    rows = section("(b) Stylised facts")
    assert {name: row[-1] for name, row in rows.items()} == {n: f.grade for n, f in FACTS.items()}
    (named,) = re.findall(r"checked by number: ([F\d, ]+)", EVIDENCE)
    assert [name for name, fact in FACTS.items() if fact.core] == named.strip().split(", ")


def test_ranges_are_those_of_the_evidence():
    number = r"([+-]?\d+(?:\.\d+)?)"
    documented = 0
    for name, row in section("(c) From fact to observable to pass condition").items():
        text = row[-1].replace("−", "-")
        ranges = {(check.lower, check.upper) for check in CHECKS if check.fact == name}
        for lower, upper in re.findall(rf"\[{number}, {number}\]", text):
            assert (float(lower), float(upper)) in ranges, (name, lower, upper)
            documented += 1
    assert documented >= 11


@pytest.mark.parametrize(
    ("fact", "lower", "upper"),
    [
        ("F2", 0.05, 0.25),  # firms: at most 0.25
        ("F2", 0.6, 1),  # schools: at least 0.6
        ("F7", 0.15, 3),  # peak gain of 15 % at least
        ("F7", 0.75, 1.3),  # at least 75 % of it gone
        ("F9", 0.05, 0.2),  # 20 pp more audits: 5 to 20 pp
        ("F10", -0.05, 0.05),  # links per firm within 5 %
        ("F12", 0.01, 0.06),
        ("F13", 0.9, 1),  # the order in 90 % of seeds
        ("F13", 0.5, 1),  # half of Theil's T between tiers
        ("F15", 0.55, 0.6),  # after eleven years
        ("F17", 3, 5),  # years
    ],
)
def test_conditions_that_the_evidence_states_in_words(fact, lower, upper):
    assert (lower, upper) in {(check.lower, check.upper) for check in CHECKS if check.fact == fact}


def test_no_check_is_declared_twice_and_every_range_is_one():
    assert len({(check.fact, check.what) for check in CHECKS}) == len(CHECKS) == 45
    assert all(check.lower < check.upper for check in CHECKS)
