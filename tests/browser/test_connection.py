"""The server goes, comes back, forgets who has left, and answers nobody else's pages."""

import time

import psutil
import pytest
from conftest import free_port, lab_at
from lab_screen import FIRST_PATIENCE, PATIENCE, number_of, open_lab, query_of, set_lever, settled, type_lever
from playwright.sync_api import expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture
def tab(browser):
    """A page without an address yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def test_a_page_whose_server_is_gone_says_so_and_comes_back_by_itself(tab):
    port = free_port()
    with lab_at(port):
        open_lab(tab, f"http://127.0.0.1:{port}/")
        set_lever(tab, "council", "0.5")
        sentence = tab.inner_text(".lab-sentence")
    type_lever(tab, "departments", "1")
    expect(tab.locator(".lab-lost")).to_be_visible(timeout=10_000)
    expect(number_of(tab, "departments")).to_have_value("0")
    assert tab.inner_text(".lab-sentence") == sentence
    assert tab.evaluate(
        "document.querySelector('.lab-body').inert && document.querySelector('.lab-top').inert"
    )
    with lab_at(port):
        tab.wait_for_function(
            "!document.querySelector('.lab-lost') && document.querySelector('.lab-graph svg')",
            timeout=FIRST_PATIENCE,
        )
        settled(tab)
        assert "council" in query_of(tab)
        assert tab.inner_text(".lab-sentence") == sentence
        assert set_lever(tab, "departments", "1") != sentence


def test_a_page_that_is_left_alone_notices_too(tab):
    port = free_port()
    with lab_at(port):
        open_lab(tab, f"http://127.0.0.1:{port}/")
    expect(tab.locator(".lab-lost")).to_be_visible(timeout=10_000)


def test_a_session_that_vanishes_takes_its_runs_along(tab):
    port = free_port()
    with lab_at(port, SOLARA_KERNEL_CULL_TIMEOUT="1s") as server:
        tab.goto(f"http://127.0.0.1:{port}/?world=province&pairs=400&terms=60&policy=council")
        tab.wait_for_selector(".lab-graph svg", timeout=FIRST_PATIENCE)
        process = psutil.Process(server.pid)
        assert busy(process) > 0.3
        tab.context.close()
        end = time.monotonic() + 20
        while busy(process) > 0.2:
            assert time.monotonic() < end, "the runs of a session that has gone are still being computed"


def busy(process: psutil.Process) -> float:
    """Share of a processor that a process uses for two seconds."""
    before = sum(process.cpu_times()[:2])
    time.sleep(2)
    return (sum(process.cpu_times()[:2]) - before) / 2


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null"])
def test_a_page_of_another_origin_cannot_drive_the_lab(address, origin):
    channel = address.replace("http", "ws") + "jupyter/api/kernels/k/channels?session_id=s"
    with connect(channel, origin=address.rstrip("/")):
        pass
    with pytest.raises(InvalidStatus) as refused:
        connect(channel, origin=origin)
    assert refused.value.response.status_code == 403


def test_a_foreign_name_for_this_machine_gets_no_answer(address, browser):
    context = browser.new_context()
    for path in ("", "_lab/alive", "readyz"):
        answer = context.request.get(address + path, headers={"Host": "evil.example"})
        assert answer.status == 403
        assert "--allow-host" in answer.text()
        assert context.request.get(address + path).status == 200
    context.close()
