"""How fast the lab answers: from a move of a lever to pictures as text, and to pictures in a real browser.

python -m iei.experiments.tools.benchmark_lab            # pictures as text
python -m iei.experiments.tools.benchmark_lab --browser  # in chromium, which must be installed

Three steps: a picture of the first pairs, the answer (as many pairs as make it stand), and all pairs. On a
machine that does other things too only processor time means something; two cores need half of it at least.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from threading import Lock
from typing import Any

import psutil

from iei.experiments.lab import twins as twins_module
from iei.experiments.lab.launch import HOST, free_port
from iei.experiments.lab.pictures import graph
from iei.experiments.lab.request import STAGES
from iei.experiments.lab.sentence import sentence
from iei.experiments.lab.state import LabState, with_lever
from iei.experiments.lab.words import words
from iei.experiments.lab.workshop import WORKSHOP

MOVES = 7
FOREVER = 900  # seconds
GOALS = {"classroom": (0.1, 0.3), "province": (0.1, 1.5)}  # seconds to the first picture and to the answer
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)


@dataclass
class Spent:
    """What one step of a move took since its beginning: seconds of the clock, of processors, of the model."""

    clock: float
    processor: float
    model: float
    pairs: int


class Meter:
    """Clock, processor time of the process, and what of that is compiled model."""

    def __init__(self) -> None:
        self._lock, self._model, self._run = Lock(), 0.0, twins_module.advance
        twins_module.advance = self._timed
        self.begin()

    def begin(self) -> None:
        """A move begins."""
        self._clock, self._processor, self._of_model = time.perf_counter(), time.process_time(), self._model

    def spent(self, pairs: int) -> Spent:
        """What has been spent since then."""
        clock, processor = time.perf_counter() - self._clock, time.process_time() - self._processor
        return Spent(clock, processor, self._model - self._of_model, pairs)

    def _timed(self, world: Any, terms: int, threads: int = 1) -> None:
        begin = time.thread_time()
        self._run(world, terms, threads)
        spent = time.thread_time() - begin
        with self._lock:
            self._model += spent


def main(argv: Sequence[str]) -> int:
    """Print all times; the exit code."""
    print(f"{os.cpu_count()} cores; median of {MOVES} moves of a lever; load {os.getloadavg()[0]:.1f}")
    if "--browser" not in argv or "--data" in argv:
        meter = Meter()
        for world in GOALS:
            measure_data(LabState(world=world), meter)
    if "--browser" in argv:
        measure_browser()
    return 0


def measure_data(state: LabState, meter: Meter) -> None:
    """Times from a move of a lever to the first pairs, to the answer, and to all pairs, pictures made."""
    for what, submit in (
        ("until it stands", partial(WORKSHOP.submit, state, state.graphs)),
        ("all", partial(WORKSHOP.submit, state)),
    ):
        meter.begin()
        request = submit()
        request.wait_for_answer(FOREVER)
        report(f"{state.world}: no policy, {what}", [meter.spent(request.number)])
    steps: dict[str, list[Spent]] = {"first picture": [], "answer": [], "all pairs": []}
    for move in range(MOVES):
        moved = with_lever(state, "council", value=0.05 + move / 10)
        meter.begin()
        request = WORKSHOP.submit(moved, moved.graphs)
        draw(request.wait(), moved)
        steps["first picture"].append(meter.spent(STAGES[0]))
        request.wait_for_answer(FOREVER)
        draw(request.twins, moved)
        steps["answer"].append(meter.spent(request.number))
        WORKSHOP.go_on(request)
        draw(request.wait(more_than=state.pairs - 1), moved)
        steps["all pairs"].append(meter.spent(request.number))
    for (what, spent), goal in zip(steps.items(), (*GOALS[state.world], None), strict=True):
        report(f"{state.world}: {what}", spent, goal)


def draw(twins: Any, state: LabState) -> None:
    """Make what the page shows of some pairs."""
    text = words(state.language)
    sentence(twins, state, text)
    for outcome in state.graphs:
        graph(twins, outcome, text)


def report(what: str, spent: Sequence[Spent], goal: float | None = None) -> None:
    """Print one step: medians, with the goal if it has one."""
    clock, processor, model = (
        median(getattr(s, key) for s in spent) for key in ("clock", "processor", "model")
    )
    pairs = "-".join(
        str(number) for number in sorted({min(s.pairs for s in spent), max(s.pairs for s in spent)})
    )
    verdict = "" if goal is None else f"; goal {goal:.1f} s: {'met' if clock <= goal else 'not met'}"
    of_model = f", {model:.3f} s of it model" if model else ""
    print(
        f"{what}, {pairs} pairs: {clock:.3f} s (processors {processor:.3f} s{of_model}{verdict})", flush=True
    )


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
                measure_page(page, address, replace(LabState(), world=world), psutil.Process(server.pid))
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


def measure_page(page: Any, address: str, state: LabState, server: psutil.Process) -> None:
    """Times on one open page: in chromium by the clock, of the server by its processor time too."""
    page.set_default_timeout(FOREVER * 1000)
    page.goto(f"{address}?world={state.world}")
    drawn(page, state.pairs)
    page.locator("[data-lever=council] input[type=range]").focus()
    steps: dict[str, list[Spent]] = {"first picture": [], "answer": [], "all pairs": []}
    for _ in range(MOVES):
        before = page.evaluate("window.location.search")
        begin, used = time.perf_counter(), sum(server.cpu_times()[:2])

        def spent(begin: float = begin, used: float = used) -> Spent:
            processor = sum(server.cpu_times()[:2]) - used
            pairs = page.locator(".lab-sentence").get_attribute("data-pairs")
            return Spent(time.perf_counter() - begin, processor, 0.0, int(pairs))

        page.keyboard.press("ArrowRight")
        page.wait_for_function("before => window.location.search !== before", arg=before, polling="raf")
        drawn(page, 1)
        steps["first picture"].append(spent())
        drawn(page, 1, standing=True)
        steps["answer"].append(spent())
        if page.locator(".lab-go-on").count():
            page.locator(".lab-go-on").click()
        drawn(page, state.pairs)
        steps["all pairs"].append(spent())
        page.locator("[data-lever=council] input[type=range]").focus()
    for (what, of_step), goal in zip(steps.items(), (*GOALS[state.world], None), strict=True):
        report(f"{state.world}: key to drawn {what}", of_step, goal)


def drawn(page: Any, pairs: int, standing: bool = False) -> None:
    """Wait until the picture of the present state with at least that many pairs has been painted.

    standing : whether it must be an answer
    """
    page.wait_for_function(
        """([pairs, standing]) => {
            const parts = [...document.querySelectorAll('[data-link]')];
            return parts.length === 3 && parts.every(part => Number(part.dataset.pairs) >= pairs
                && part.dataset.link === window.location.search.slice(1)
                && (!standing || part.dataset.stands === '1'));
        }""",
        arg=[pairs, standing],
        polling="raf",
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
