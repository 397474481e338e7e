"""The lesson sheets: every number is the model's, every stated direction is decided, every link opens."""

import re
from urllib.parse import urlsplit

import pytest

from experiments.lab.bands import effect
from experiments.lab.lessons import MARK, SHEETS, refreshed, twins_of
from experiments.lab.link import state_of

FILES = sorted(SHEETS.glob("*.md"))
NUMBERED = [path for path in FILES if MARK.search(path.read_text(encoding="utf-8"))]
# What the sheets say in words: (policies, outcome, sign of the paired difference)
SAID = [
    ("incentives", "formal_share", 1),
    ("incentives", "substantive_share", 1),
    ("incentives", "links", 1),
    ("incentives", "awareness", -1),
    ("incentives+supervision", "substantive_share", 1),
    ("incentives+supervision+law+departments", "substantive_share", 1),
    ("council", "substantive_share", 1),
    ("council", "awareness", 1),
    ("council", "links", 1),
    ("package_half_withdrawn", "substantive_share", 1),
]


def test_there_are_four_sheets_and_a_role_play():
    assert [path.name[0] for path in NUMBERED] == ["1", "2", "3", "4"]
    assert (SHEETS / "role_play.md").exists()
    for path in NUMBERED:
        text = path.read_text(encoding="utf-8")
        assert "## 45 minutes" in text
        assert "## 90 minutes" in text
        assert "## What you should see" in text


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_numbers_are_the_model_s(path):
    text = path.read_text(encoding="utf-8")
    assert refreshed(text) == text, (
        "the model has changed: python -m experiments.lab.lessons writes them anew"
    )


@pytest.mark.parametrize(("policies", "outcome", "sign"), SAID)
def test_what_the_sheets_say_in_words_is_decided(policies, outcome, sign):
    found = effect(twins_of(policies), outcome)
    assert found.decided
    assert sign * found.difference.mean > 0


def test_supervision_and_law_turn_money_from_paper_to_substance():
    money, watched, enforced = (
        twins_of(p)
        for p in ("incentives", "incentives+supervision", "incentives+supervision+law+departments")
    )
    paper = [effect(t, "formal_share").difference.mean for t in (money, watched, enforced)]
    substance = [effect(t, "substantive_share").difference.mean for t in (money, watched, enforced)]
    assert paper == sorted(paper, reverse=True)
    assert substance == sorted(substance)


def test_a_subsidy_leaves_nothing_and_a_package_something():
    pulse, package = twins_of("subsidy_pulse"), twins_of("package_half_withdrawn")
    assert not effect(pulse, "substantive_share").decided
    policy, baseline = package.of("substantive_share")
    change = (policy - baseline).mean(axis=0)
    assert change[38] > change[44] > change[58] > 0


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_links_open(path):
    for address in re.findall(r"http://\S+?(?=<!--)", path.read_text(encoding="utf-8")):
        state, other_version = state_of(urlsplit(address).query)
        assert state.levers
        assert not other_version
