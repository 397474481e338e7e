"""The first screen in a real browser: levers, twins, presets, undo, link, language, phone, bad links."""

import pytest
from lab_screen import after, curve, number_of, open_lab, query_of, set_lever, settled, type_lever
from playwright.sync_api import expect

from iei.experiments.lab.pictures import graph
from iei.experiments.lab.state import LabState
from iei.experiments.lab.words import words
from iei.experiments.lab.workshop import WORKSHOP
from iei.policies.catalogue import LEVER_NAMES


def test_an_answer_says_on_how_many_pairs_it_stands_and_the_rest_comes_when_the_page_is_left_alone(
    page, address
):
    page.goto(f"{address}?pairs=64&terms=30&policy=council")
    page.wait_for_selector(".lab-sentence[data-stands='1']")
    page.wait_for_function(
        "() => document.querySelector('.lab-progress').innerText.includes('40 of 64 pairs, enough to stop')"
    )
    settled(page)
    expect(page.locator(".lab-progress")).to_contain_text("64 of 64 pairs")


def test_the_first_screen_answers_and_shows_every_lever(page):
    assert "No policy is set" in page.inner_text(".lab-sentence")
    for graph_name in ("graph1", "graph2"):
        expect(page.locator(f"[data-name={graph_name}] .curve")).to_have_count(1)
        expect(page.locator(f"[data-name={graph_name}] .band")).to_have_count(1)
    levers = page.locator("[data-lever]").evaluate_all("all => all.map(l => l.dataset.lever)")
    assert sorted(levers) == sorted(LEVER_NAMES)
    for part in (
        "status quo",
        "8 MU per link",
        "cost:",
        "policy file: 4",
        "money for every registered agreement",
    ):
        expect(page.locator("[data-lever=subsidy]")).to_contain_text(part)


def test_the_picture_is_the_engine_s_to_the_digit(page):
    twins = WORKSHOP.submit(LabState(pairs=8, terms=40)).wait(more_than=7)
    expected = graph(twins, "substantive_share", words("en"))
    for points in curve(page):
        assert points in expected


def test_moving_a_lever_by_keyboard_moves_only_the_twin_with_the_policy(page):
    before = curve(page)
    page.locator("[data-lever=council] input[type=range]").focus()
    assert "substantive cooperation" in after(page, lambda: page.keyboard.press("End"))
    baseline, policy = (points.split() for points in curve(page))
    assert len(before) == 1
    assert baseline[:20] == policy[:20]
    assert baseline[20:] != policy[20:]
    assert "council" in query_of(page)


def test_a_preset_sets_its_levers(page):
    after(page, lambda: page.select_option("[data-field=preset] select", "incentives"))
    expect(number_of(page, "subsidy")).to_have_value("4")
    expect(number_of(page, "tax_credit")).to_have_value("0.3")
    set_lever(page, "subsidy", "2")
    expect(page.locator("[data-field=preset] select")).to_have_value("")


def test_a_value_out_of_bounds_is_refused_and_the_picture_stays(page):
    before = curve(page)
    for typed in ("9", "lots", "-1"):
        type_lever(page, "subsidy", typed)
        expect(page.locator(".lab-message")).to_contain_text("subsidy")
        expect(number_of(page, "subsidy")).to_have_value("0")
        page.locator(".lab-message button").click()
        expect(page.locator(".lab-message")).to_have_count(0)
    assert curve(page) == before


def test_undo_redo_and_replay(page):
    empty = curve(page)
    set_lever(page, "council", "1")
    full = curve(page)
    after(page, lambda: page.click(".lab-undo"))
    assert curve(page) == empty
    after(page, lambda: page.click(".lab-redo"))
    assert curve(page) == full
    page.click(".lab-replay")
    page.wait_for_selector(".lab-replaying")  # looks at every frame: the words stay for a moment only
    expect(page.locator(".lab-replaying")).to_have_count(0)
    settled(page)
    assert curve(page) == full


def test_a_link_shows_another_browser_the_same_to_the_digit(page, browser, address):
    set_lever(page, "law", "0.65")
    after(page, lambda: page.select_option("[data-field=graph2] select", "trust"))
    context = browser.new_context()
    other = context.new_page()
    open_lab(other, address, query_of(page).lstrip("?"))
    for name in ("graph1", "graph2"):
        assert curve(other, name) == curve(page, name)
    assert other.inner_text(".lab-sentence") == page.inner_text(".lab-sentence")
    context.close()


def test_sessions_do_not_see_each_other(page, browser, address):
    context = browser.new_context()
    other = context.new_page()
    open_lab(other, address)
    set_lever(page, "council", "1")
    expect(number_of(other, "council")).to_have_value("0")
    assert "No policy is set" in settled(other)
    context.close()


@pytest.mark.parametrize(
    ("query", "words_expected"),
    [
        ("policy=%7B%22counsil%22%3A1%7D", "did you mean 'council'"),
        ("policy=%7B%22council", "cut or changed"),
        ("seed=abc", "not a whole number"),
        ("pairs=100000", "[4, 400]"),
        ("language=xx", "language"),
        ("v=0123", "another version"),
    ],
)
def test_a_tampered_or_old_link_says_so_and_the_page_works(page, address, query, words_expected):
    page.goto(f"{address}?{query}")
    expect(page.locator(".lab-message")).to_contain_text(words_expected)
    page.wait_for_selector(".lab-graph svg")


def test_the_language_switches_without_new_runs(page):
    before = curve(page)
    after(page, lambda: page.click(".lab-language"))
    expect(page.locator(".lab h1")).to_have_text("政策双胞胎")
    expect(page.locator("[data-lever=council]")).to_contain_text("三方理事会")
    expect(page.locator("[data-name=graph1] svg")).to_contain_text("实质合作的企业")
    assert curve(page) == before
    assert "language=zh" in query_of(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_wider_than_a_phone(browser, address, language):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    phone = context.new_page()
    open_lab(phone, address, f"pairs=8&terms=40&language={language}&policy=%7B%22subsidy%22%3A4%7D")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for selector in (
        ".lab-sentence",
        "[data-name=graph1]",
        "[data-lever=subsidy]",
        "[data-field=preset] select",
    ):
        box = phone.locator(selector).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 391
    context.close()


def test_a_lost_connection_comes_back_with_the_same_session(page):
    set_lever(page, "council", "0.5")
    page.context.set_offline(True)
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    page.wait_for_timeout(1500)
    expect(number_of(page, "council")).to_have_value("0.5")
    set_lever(page, "council", "1")
    expect(number_of(page, "council")).to_have_value("1")


def test_a_stopped_run_keeps_the_picture(page):
    field = page.locator("[data-field=pairs] input")
    field.fill("400")
    field.press("Enter")
    page.click(".lab-stop")
    expect(page.locator(".lab-progress")).to_contain_text("stopped")
    expect(page.locator("[data-name=graph1] .curve")).to_have_count(1)
