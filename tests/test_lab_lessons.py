"""The lesson sheets: every conclusion is a contrast that the model bears out, every link opens its lesson."""

import re

import pytest

from iei.experiments.lab.lesson_claims import CLAIMS
from iei.experiments.lab.lessons import LESSONS, MARK, SHEETS, borne_out, contrast, refreshed
from iei.experiments.lab.link import state_of
from iei.experiments.lab.state import LabState, with_preset
from iei.experiments.lab.words import words

FILES = sorted(SHEETS.glob("[1-9]_*.md"))
OTHER_SEEDS = (2, 3, 4, 5)
BY_POLICY = sorted(CLAIMS, key=lambda name: CLAIMS[name].parts[0].policy)  # neighbours share their runs


def test_there_are_four_sheets_and_a_role_play():
    assert [path.name[0] for path in FILES] == ["1", "2", "3", "4"]
    assert (SHEETS / "role_play.md").exists()
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        for title in ("## 45 minutes", "## 90 minutes", "## What you should see"):
            assert title in text


def test_sheets_conclude_nothing_but_claims_and_leave_none_out():
    claimed = []
    for path in FILES:
        conclusions = path.read_text(encoding="utf-8").split("## What you should see")[1]
        assert MARK.sub("", conclusions).replace("-", "").split() == []
        claimed += [name for _, kind, name, *_ in MARK.findall(conclusions) if kind == "claim"]
    assert sorted(claimed) == sorted(CLAIMS)


@pytest.mark.slow
@pytest.mark.xdist_group("claims of lessons")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_sheets_are_what_the_model_says_now(path):
    text = path.read_text(encoding="utf-8")
    assert refreshed(text) == text, (
        "the model has changed: python -m iei.experiments.lab.lessons writes the sheets anew"
    )


@pytest.mark.slow
@pytest.mark.xdist_group("claims of lessons")
@pytest.mark.parametrize("name", BY_POLICY)
def test_a_claim_holds_as_the_lab_shows_it(name):
    assert borne_out(CLAIMS[name], LabState().seed, LabState().pairs), contrast(CLAIMS[name])


@pytest.mark.slow
@pytest.mark.xdist_group("claims of lessons")
@pytest.mark.parametrize("name", BY_POLICY)
@pytest.mark.parametrize("seed", OTHER_SEEDS)  # all claims of a seed one after another: they share runs
def test_a_claim_holds_in_other_worlds(seed, name):
    claim = CLAIMS[name]
    assert borne_out(claim, seed, claim.pairs), contrast(claim, seed, claim.pairs)


def test_the_check_of_a_claim_can_fail():
    claim = CLAIMS["council_substance"]
    assert not borne_out(type(claim)("less", claim.sentence, claim.parts), 2, 20)
    assert not borne_out(type(claim)("none", claim.sentence, claim.parts), 2, 20)


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_s_link_opens_its_question_and_not_its_answer(name):
    lesson = LESSONS[name]
    state, other_version = state_of(lesson.query())
    assert state == lesson.state()
    assert state.levers
    assert state.hidden
    assert not other_version
    assert (state.seed, state.pairs, state.world) == (LabState().seed, LabState().pairs, LabState().world)
    assert state_of(lesson.query("zh"))[0].language == "zh"
    assert len(lesson.query()) < 120


def test_links_of_sheets_hold_on_any_device():
    for path in SHEETS.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        assert "127.0.0.1" not in text
        assert "localhost" not in text
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        queries = re.findall(r"`/\?(\S+?)`", text)
        assert queries == [lesson.query() for lesson in LESSONS.values() if lesson.sheet == int(path.name[0])]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_lesson_has_a_name_in_every_language(language):
    sections = words(language).sections
    assert set(sections["lessons"]) == set(LESSONS)
    assert set(sections["sheets"]) == {str(lesson.sheet) for lesson in LESSONS.values()}


def test_choosing_the_policy_in_the_menu_shows_what_the_lesson_shows():
    for name in ("money", "council", "pulse", "package"):
        chosen = with_preset(LabState(), LESSONS[name].policy)
        assert chosen.levers == LESSONS[name].state().levers
