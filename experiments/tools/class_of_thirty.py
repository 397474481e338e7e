"""Thirty browser sessions on one machine for two minutes: errors, answer times, memory.

    python -m iei.experiments.tools.class_of_thirty [--seconds 120] [--drawn]

Every session is a page of its own in one headless chromium on the server's machine; each moves a lever
every few seconds and waits until its page has the answer. In a class thirty devices paint thirty pages.
Here painting would take the server's processors, so that a page is hidden after its first picture and does
all but painting; with --drawn it paints, too.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from iei.experiments.lab.launch import HOST, free_port
from iei.experiments.tools.benchmark_lab import FLAGS
from iei.policies.catalogue import LEVER_NAMES

PAUSE = (3.0, 9.0)  # seconds between two moves of a learner
TYPE = """([lever, value]) => {
    const field = document.querySelector(`[data-lever=${lever}] input.lab-number`);
    field.value = value;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new Event('change', {bubbles: true}));
}"""
ANSWERED = """before => {
    const now = window.location.search;
    const parts = [...document.querySelectorAll('[data-link]')];
    return now !== before && parts.every(part => part.dataset.link === now.slice(1));
}"""
PATIENCE = 600_000  # ms for the first picture, which waits for the compiler


def main(argv: Sequence[str]) -> int:
    """Run the class and print what happened; 1 if there was an error or a foreign world."""
    options = parser().parse_args(argv)
    port = free_port(HOST)
    code = f"from iei.experiments.commands.lab import main; main(['--port', '{port}', '--no-browser'])"
    server = subprocess.Popen([sys.executable, "-c", code])
    try:
        return asyncio.run(lesson(f"http://{HOST}:{port}/", options, server.pid))
    except KeyboardInterrupt:
        return 130
    finally:
        server.terminate()
        server.wait()


def parser() -> argparse.ArgumentParser:
    """Options of the command."""
    found = argparse.ArgumentParser(prog="python -m iei.experiments.tools.class_of_thirty")
    found.add_argument("--sessions", type=int, default=30, help="browser sessions (default 30)")
    found.add_argument("--seconds", type=float, default=120, help="length of the lesson (default 120)")
    found.add_argument("--drawn", action="store_true", help="paint every page on this machine, too")
    return found


async def lesson(address: str, options: argparse.Namespace, server: int) -> int:
    """All sessions at once."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        pages = [await (await chromium.new_context()).new_page() for _ in range(options.sessions)]
        errors: list[str] = []
        for page in pages:
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: errors.append(str(error)))
        await asyncio.gather(*(opened(page, address, options.drawn) for page in pages))
        memory = [resident(server)]
        print(f"{options.sessions} sessions open, server {memory[0]:.0f} MB", flush=True)
        end = time.monotonic() + options.seconds
        watching = asyncio.create_task(watched(server, memory, end))
        times = await asyncio.gather(*(learner(i, page, end, errors) for i, page in enumerate(pages)))
        await watching
        await chromium.close()
    answers = [answer for own in times for answer in own]
    slow = quantiles(answers, n=20)[-1]
    print(f"{len(answers)} moves, {len(errors)} errors: {errors[:3]}")
    print(f"answer (first picture): median {median(answers):.2f} s, 95 % below {slow:.2f} s")
    print("server memory every 10 s, MB: " + " ".join(f"{m:.0f}" for m in memory))
    return 1 if errors else 0


async def opened(page: Any, address: str, drawn: bool) -> None:
    """Open the page and wait for its first picture; from then on paint only if `drawn`."""
    for _ in range(600):
        try:
            await page.goto(address)
            break
        except Exception:  # the server is still starting
            await asyncio.sleep(0.2)
    await page.wait_for_selector(".lab-graph svg")
    if not drawn:
        await page.evaluate("document.documentElement.style.display = 'none'")


async def learner(number: int, page: Any, end: float, errors: list[str]) -> list[float]:
    """One session: move a lever, wait for the picture, check that only the own moves are seen, think."""
    chance = random.Random(number)
    own: dict[str, str] = {}
    times = []
    while time.monotonic() < end:
        await asyncio.sleep(chance.uniform(*PAUSE))
        lever = chance.choice(LEVER_NAMES)
        upper = float(await page.locator(f"[data-lever={lever}] input[type=range]").get_attribute("max"))
        value = str(round(upper * chance.randint(1, 20) / 20, 4))
        if own.get(lever) == value:
            continue
        own[lever] = value
        before = await page.evaluate("window.location.search")
        begin = time.perf_counter()
        await page.evaluate(TYPE, [lever, value])
        await page.wait_for_function(ANSWERED, arg=before, polling=100)
        times.append(time.perf_counter() - begin)
        for name, typed in own.items():
            seen = await page.locator(f"[data-lever={name}] input.lab-number").input_value()
            if float(seen) != float(typed):
                errors.append(f"session {number}: {name} is {seen} instead of {typed}")
    return times


async def watched(server: int, memory: list[float], end: float) -> None:
    """Note the server's memory every ten seconds."""
    while time.monotonic() < end:
        await asyncio.sleep(10)
        memory.append(resident(server))


def resident(process: int) -> float:
    """Resident memory of a process, MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
