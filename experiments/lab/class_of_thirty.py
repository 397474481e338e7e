"""Thirty browser sessions on one machine for two minutes: errors, answer times, memory.

    python -m experiments.lab.class_of_thirty [SECONDS]

Every session is a page of its own in one headless chromium; each moves a lever every few seconds and waits
for its picture. Browser and server share the machine, so a class with its own devices does better.
"""

from __future__ import annotations

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

from experiments.lab.benchmark import FLAGS
from experiments.lab.launch import HOST, free_port
from policies.catalogue import LEVER_NAMES

SESSIONS = 30
PAUSE = (3.0, 9.0)  # seconds between two moves of a learner
SECONDS = 120.0
PATIENCE = 600_000  # ms for the first picture, which waits for the compiler


def main(argv: Sequence[str]) -> int:
    """Run the class and print what happened; 1 if there was an error or a foreign world."""
    seconds = float(argv[0]) if argv else SECONDS
    port = free_port(HOST)
    code = f"from experiments.lab import main; main(['--port', '{port}', '--no-browser'])"
    server = subprocess.Popen([sys.executable, "-c", code])
    try:
        return asyncio.run(lesson(f"http://{HOST}:{port}/", seconds, server.pid))
    finally:
        server.terminate()
        server.wait()


async def lesson(address: str, seconds: float, server: int) -> int:
    """All sessions at once."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(FLAGS)
        )
        pages = [await (await chromium.new_context()).new_page() for _ in range(SESSIONS)]
        errors: list[str] = []
        for page in pages:
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: errors.append(str(error)))
        await asyncio.gather(*(opened(page, address) for page in pages))
        memory = [resident(server)]
        print(f"{SESSIONS} sessions open, server {memory[0]:.0f} MB", flush=True)
        end = time.monotonic() + seconds
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


async def opened(page: Any, address: str) -> None:
    """Open the page and wait for its first picture."""
    for _ in range(600):
        try:
            await page.goto(address)
            break
        except Exception:  # the server is still starting
            await asyncio.sleep(0.2)
    await page.wait_for_selector(".lab-graph svg")


async def learner(number: int, page: Any, end: float, errors: list[str]) -> list[float]:
    """One session: move a lever, wait for the picture, check that only the own moves are seen, think."""
    chance = random.Random(number)
    own: dict[str, str] = {}
    times = []
    while time.monotonic() < end:
        await asyncio.sleep(chance.uniform(*PAUSE))
        lever = chance.choice(LEVER_NAMES)
        field = page.locator(f"[data-lever={lever}] input.lab-number")
        upper = float(await page.locator(f"[data-lever={lever}] input[type=range]").get_attribute("max"))
        own[lever] = str(round(upper * chance.randint(1, 20) / 20, 4))
        if await field.input_value() == own[lever]:
            continue
        before = await page.evaluate("window.location.search")
        begin = time.perf_counter()
        await field.fill(own[lever])
        await field.press("Enter")
        await page.wait_for_function(
            """before => {
                const now = window.location.search;
                const answered = document.querySelector('.lab-sentence').dataset.link;
                return now !== before && answered === now.slice(1);
            }""",
            arg=before,
            polling=100,
        )
        times.append(time.perf_counter() - begin)
        for name, value in own.items():
            seen = await page.locator(f"[data-lever={name}] input.lab-number").input_value()
            if float(seen) != float(value):
                errors.append(f"session {number}: {name} is {seen} instead of {value}")
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
