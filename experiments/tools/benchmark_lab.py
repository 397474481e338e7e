"""How fast the lab answers: from event to data, and in a real browser from event to the drawn picture.

python -m iei.experiments.tools.benchmark_lab            # data only
python -m iei.experiments.tools.benchmark_lab --browser  # and in chromium, which must be installed
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Any

from iei.experiments.lab.launch import HOST, free_port
from iei.experiments.lab.pictures import graph
from iei.experiments.lab.sentence import sentence
from iei.experiments.lab.state import LabState, with_lever
from iei.experiments.lab.words import words
from iei.experiments.lab.workshop import STAGES, WORKSHOP

MOVES = 7
GOALS = {"classroom": (0.1, 0.3), "province": (None, 2.0)}  # seconds to the first and to the last pair
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)


def main(argv: Sequence[str]) -> int:
    """Print all times; the exit code."""
    print(f"{os.cpu_count()} cores; median of {MOVES} moves of a lever; load {os.getloadavg()[0]:.1f}")
    for world in GOALS:
        measure_data(LabState(world=world))
    if "--browser" in argv:
        measure_browser()
    return 0


def measure_data(state: LabState) -> None:
    """Times from a move of a lever to the first and the last pairs, pictures made."""
    begin = time.perf_counter()
    finish(state)
    print(f"{state.world}: baseline of {state.pairs} pairs, once: {time.perf_counter() - begin:.2f} s")
    first, last = [], []
    for move in range(MOVES):
        moved = with_lever(state, "council", value=0.05 + move / 10)
        begin = time.perf_counter()
        request = WORKSHOP.submit(moved)
        draw(request.wait(), moved)
        first.append(time.perf_counter() - begin)
        twins = request.wait(more_than=state.pairs - 1)
        draw(twins, moved)
        last.append(time.perf_counter() - begin)
    goal_first, goal_last = GOALS[state.world]
    report(f"{state.world}: event to data, first {STAGES[0]} pairs", median(first), goal_first)
    report(f"{state.world}: event to data, all {state.pairs} pairs", median(last), goal_last)


def finish(state: LabState) -> None:
    """Compute all pairs of a state."""
    WORKSHOP.submit(state).wait(more_than=state.pairs - 1)


def draw(twins: Any, state: LabState) -> None:
    """Make what the page shows of some pairs."""
    text = words(state.language)
    sentence(twins, state, text)
    for outcome in state.graphs:
        graph(twins, outcome, text)


def report(what: str, seconds: float, goal: float | None) -> None:
    """Print one time, with its goal if it has one."""
    verdict = "" if goal is None else f" (goal {goal:.1f} s: {'met' if seconds <= goal else 'not met'})"
    print(f"{what}: {seconds:.3f} s{verdict}")


def measure_browser() -> None:
    """Times in chromium from the press of a key on a lever to the drawn picture."""
    from playwright.sync_api import sync_playwright

    port = free_port(HOST)
    code = f"from iei.experiments.commands.lab import main; main(['--port', '{port}', '--no-browser'])"
    server = subprocess.Popen([sys.executable, "-c", code])
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
            page = chromium.new_page()
            address = f"http://{HOST}:{port}/"
            wait_for_server(page, address)
            for world in GOALS:
                measure_page(page, address, replace(LabState(), world=world))
            chromium.close()
    finally:
        server.terminate()
        server.wait()


def wait_for_server(page: Any, address: str) -> None:
    """Load the page as soon as the server is there."""
    for _ in range(600):
        try:
            page.goto(address)
            return
        except Exception:  # the server is still starting
            time.sleep(0.1)
    raise TimeoutError(f"no answer from {address}")


def measure_page(page: Any, address: str, state: LabState) -> None:
    """Times on one open page."""
    page.set_default_timeout(900_000)
    page.goto(f"{address}?world={state.world}")
    drawn(page, state.pairs)
    page.locator("[data-lever=council] input[type=range]").focus()
    first, last = [], []
    for _ in range(MOVES):
        before = page.evaluate("window.location.search")
        begin = time.perf_counter()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => window.location.search !== before", arg=before, polling="raf")
        drawn(page, 1)
        first.append(time.perf_counter() - begin)
        drawn(page, state.pairs)
        last.append(time.perf_counter() - begin)
    goal_first, goal_last = GOALS[state.world]
    report(f"{state.world}: key to drawn picture, first pairs", median(first), goal_first)
    report(f"{state.world}: key to drawn picture, all {state.pairs} pairs", median(last), goal_last)


def drawn(page: Any, pairs: int) -> None:
    """Wait until the picture of the present state with at least that many pairs has been painted."""
    page.wait_for_function(
        """pairs => {
            const parts = [...document.querySelectorAll('[data-link]')];
            return parts.length === 3 && parts.every(part => Number(part.dataset.pairs) >= pairs
                && part.dataset.link === window.location.search.slice(1));
        }""",
        arg=pairs,
        polling="raf",
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
