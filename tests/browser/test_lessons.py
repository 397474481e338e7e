"""Lessons in a real browser: links that work anywhere, guesses before answers, a class on several devices."""

import pytest
from lab_screen import after, number_of, open_lab, open_tab, query_of, set_lever, settled
from playwright.sync_api import expect

from iei.experiments.lab.lessons import LESSONS

LESSONS_TAB = 3
HIDDEN = "pairs=8&terms=40&policy=council&hidden=1"
CLASS = f"{HIDDEN}&seed=77"  # a question that no other test guesses about


@pytest.fixture
def pupil(browser, address):
    """A second device, at a hidden policy."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    open_lab(tab, address, CLASS)
    yield tab
    context.close()


def test_a_lesson_link_shows_the_question_before_the_answer(page, address):
    open_lab(page, address, HIDDEN)
    expect(page.locator(".lab-sentence")).to_contain_text("Guess first")
    expect(page.locator("[data-name=graph1] .curve")).to_have_count(1)
    expect(page.locator("[data-name=graph2] .curve")).to_have_count(1)
    assert "hidden=1" in query_of(page)
    page.reload()
    expect(page.locator(".lab-sentence")).to_contain_text("Guess first")
    after(page, lambda: page.click(".lab-guess-more"))
    expect(page.locator("[data-name=graph1] .curve")).to_have_count(2)
    assert "hidden" not in query_of(page)


def test_on_a_phone_the_question_stands_above_the_levers(pupil):
    question = pupil.locator(".lab-guess-more").bounding_box()
    levers = pupil.locator("[data-field=preset]").bounding_box()
    assert question["y"] < levers["y"]
    assert question["y"] + question["height"] < 844  # on the first screen
    assert pupil.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_lab_lists_its_lessons_with_links_to_itself(page, address):
    open_tab(page, LESSONS_TAB)
    links = page.locator(".lab-lessons a")
    expect(links).to_have_count(len(LESSONS))
    addresses = links.evaluate_all("all => all.map(a => a.href)")
    assert all(link.startswith(address) and "hidden=1" in link and len(link) < 160 for link in addresses)
    expect(page.locator(".lab-lessons")).to_contain_text(address)
    links.first.click()
    page.wait_for_selector(".lab-guess-more")
    expect(number_of(page, "subsidy")).to_have_value("8")
    expect(page.locator(".lab-sentence")).to_contain_text("Guess first")


def test_a_link_that_a_chat_program_changed_still_works(page, address):
    open_lab(page, address, "pairs=8&terms=40&policy=council&utm_source=chat&fbclid=IwAR0")
    expect(number_of(page, "council")).to_have_value("1")
    expect(page.locator(".lab-message")).to_have_count(0)


def test_a_link_that_cannot_be_opened_is_not_lost(page, address):
    broken = "policy=%7B%22council"
    page.goto(f"{address}?{broken}")
    expect(page.locator(".lab-message")).to_contain_text("without a policy")
    page.wait_for_selector(".lab-graph svg")
    assert query_of(page) == f"?{broken}"
    page.fill("[data-lever=law] input.lab-number", "1")
    page.press("[data-lever=law] input.lab-number", "Enter")
    page.wait_for_function("window.location.search.includes('law')")


def test_a_class_on_two_devices(page, pupil, address):
    open_lab(page, address, CLASS)
    chart = page.locator("[data-name=guess] svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.95 * box["width"], box["y"] + 0.3 * box["height"], steps=8)
    page.mouse.up()
    expect(page.locator(".lab-distance")).to_contain_text("points")
    own = page.locator("[data-name=graph1] .guess").get_attribute("points").split()
    assert len(own) < 20  # nothing was drawn before the policy starts, so nothing is claimed there
    # the other device: no curve of somebody else before its own guess, no distance of somebody else's after
    expect(pupil.locator(".guess")).to_have_count(0)
    pupil.click(".lab-guess-less")
    expect(pupil.locator(".lab-guesses")).to_contain_text("2")
    expect(pupil.locator(".lab-distance")).to_have_count(0)
    expect(page.locator(".lab-guesses")).to_contain_text("2")  # comes by itself
    page.click(".lab-clear")
    expect(pupil.locator(".lab-guesses")).to_have_count(0)


def test_without_a_policy_nothing_is_said_to_have_one(page):
    svg = page.locator("[data-name=graph1] svg")
    expect(svg).to_contain_text("no policy is set")
    expect(svg.locator(".curve")).to_have_count(1)
    set_lever(page, "council", "1")
    expect(svg).to_contain_text("with the policy")
    assert "2027" in settled(page)
