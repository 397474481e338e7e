"""The parts below the graphs in a real browser: inside, timeline, guesses, assumptions, downloads."""

import csv
import io
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from lab_screen import after, curve, open_lab, open_tab, query_of, set_lever
from PIL import Image
from playwright.sync_api import expect

TIME, INSIDE, GUESS, LESSONS, ASSUMPTIONS, KEEP = range(6)


def test_scrubbing_the_network_moves_links_and_no_agent(page):
    open_tab(page, INSIDE)
    page.wait_for_selector("[data-name=formal] svg")
    place = 'all => all.map(a => a.outerHTML.replace(/fill="[^"]*"/, \'\'))'
    agents = page.locator("[data-name=formal] .agent").evaluate_all(place)
    page.locator(".lab-scrubber").focus()
    page.keyboard.press("Home")
    expect(page.locator(".lab-term")).to_contain_text("term 0 ")
    page.click(".lab-step")
    expect(page.locator(".lab-term")).to_contain_text("term 1 ")
    page.click(".lab-play")
    expect(page.locator(".lab-term")).to_contain_text("term 4 ")
    page.click(".lab-play")
    assert page.locator("[data-name=formal] .agent").evaluate_all(place) == agents
    expect(page.locator(".lab-events tbody tr")).not_to_have_count(0)
    expect(page.locator("[data-name=account] rect").nth(1)).to_be_attached()
    expect(page.locator("[data-name=funnel] svg")).to_contain_text("seats planned")


def test_clicking_an_agent_shows_its_options_choice_and_reason(page):
    open_tab(page, INSIDE)
    page.wait_for_selector("[data-name=formal] svg")
    page.locator("[data-name=formal] .agent[data-kind=enterprise]").nth(3).click()
    agent = page.locator(".lab-agent")
    for part in ("no cooperation", "formal cooperation", "substantive cooperation", "it chose"):
        expect(agent).to_contain_text(part)
    page.locator("[data-name=substantive] .agent[data-kind=college]").nth(1).click()
    expect(agent).to_contain_text("active role")
    page.locator(".lab-governments button").first.click()
    expect(agent).to_contain_text("strong lead")


def test_the_timeline_ends_a_lever_in_the_middle_of_the_run(page):
    set_lever(page, "subsidy", "4")
    lasting = curve(page, "graph2")
    open_tab(page, TIME)
    field = page.locator("[data-field=timeline_end] input")
    field.fill("4")
    after(page, lambda: field.press("Enter"))
    assert curve(page, "graph2") != lasting
    expect(page.locator("[data-lever=subsidy]")).to_contain_text("from term 0 to 4")
    expect(page.locator("[data-name=timeline] rect[fill='#D55E00']")).to_have_count(4)


def test_a_guess_hides_the_result_until_it_is_given_and_is_kept(page):
    set_lever(page, "council", "0.35")
    open_tab(page, GUESS)
    page.click(".lab-hide")
    expect(page.locator(".lab-sentence")).to_contain_text("Guess first")
    expect(page.locator("[data-name=graph1] .curve")).to_have_count(1)
    page.locator("[data-name=guess]").scroll_into_view_if_needed()
    chart = page.locator("[data-name=guess] svg").bounding_box()
    page.mouse.move(chart["x"] + 0.2 * chart["width"], chart["y"] + 0.5 * chart["height"])
    page.mouse.down()
    page.mouse.move(chart["x"] + 0.9 * chart["width"], chart["y"] + 0.3 * chart["height"], steps=8)
    page.mouse.up()
    expect(page.locator(".lab-guesses")).to_contain_text("1")
    expect(page.locator("[data-name=graph1] .curve")).to_have_count(2)
    expect(page.locator("[data-name=graph1] .guess")).to_have_count(1)
    page.click(".lab-hide")
    page.click(".lab-guess-less")
    expect(page.locator(".lab-guesses")).to_contain_text("2")


def test_a_changed_assumption_is_in_sentence_and_link(page):
    open_tab(page, ASSUMPTIONS)
    page.fill(".lab-search", "trust_gain")
    row = page.locator("tr[data-name=trust_gain]")
    for part in ("0.05 – 0.4", "1/term", "calibrated", "E16"):
        expect(row).to_contain_text(part)
    field = row.locator("input")
    field.fill("0.4")
    assert "trust_gain" in after(page, lambda: field.press("Enter"))
    assert "trust_gain" in query_of(page)
    field.fill("7")
    field.press("Enter")
    expect(page.locator(".lab-message")).to_contain_text("[0.05, 0.4]")


def test_downloads_open_again(page, tmp_path):
    set_lever(page, "council", "0.7")
    open_tab(page, KEEP)
    files = {}
    page.wait_for_selector("[data-file='iei_graphs.png']")
    buttons = page.locator(".lab-download")
    for i in range(buttons.count()):
        with page.expect_download() as download:
            buttons.nth(i).click()
        name = download.value.suggested_filename
        files[name] = tmp_path / name
        download.value.save_as(files[name])
    rows = list(csv.DictReader(io.StringIO(files["iei_curves.csv"].read_text())))
    assert len(rows) == 3 * 2 * 40
    assert {row["page_seed"] for row in rows} == {"1"}
    assert len(files["iei_pairs.csv"].read_text().splitlines()) == 1 + 3 * 2 * 8
    assert ElementTree.fromstring(files["iei_graph1.svg"].read_text()).tag.endswith("svg")
    assert Image.open(files["iei_graphs.png"]).size[0] > 500
    assert Image.open(files["iei_network.gif"]).n_frames == 20
    command = ["-c", "from iei.experiments.commands.main import main; raise SystemExit(main())", "run"]
    command += ["--config-dir", str(tmp_path), "--config-name", "iei_scenario", "--cfg", "job"]
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0, done.stderr
    assert "council: 0.7" in done.stdout


def test_the_world_from_inside_follows_the_link(page, browser, address):
    set_lever(page, "council", "1")
    open_tab(page, INSIDE)
    page.wait_for_selector("[data-name=substantive] svg")
    context = browser.new_context()
    other = context.new_page()
    open_lab(other, address, query_of(page).lstrip("?"))
    open_tab(other, INSIDE)
    other.wait_for_selector("[data-name=substantive] svg")
    links = "all => all.map(a => a.outerHTML)"
    ours = page.locator("[data-name=substantive] .link").evaluate_all(links)
    assert ours
    assert other.locator("[data-name=substantive] .link").evaluate_all(links) == ours
    context.close()
