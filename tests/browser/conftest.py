"""A lab server and a browser without internet, shared by all browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab_screen import PATIENCE, open_lab
from playwright.sync_api import expect, sync_playwright

SECONDS_TO_START = 300  # on a busy machine
CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # offline but for this machine
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and skip all where there is no browser."""
    own = [item for item in items if Path(__file__).parent in item.path.parents]
    missing = "no chromium" if CHROMIUM is None else ""
    try:
        import solara  # noqa: F401
    except ImportError as problem:
        missing = str(problem)
    for item in own:
        item.add_marker("browser")
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"browser tests need chromium and solara: {missing}"))


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens at a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def lab_at(port: int, **environment: str) -> Iterator[subprocess.Popen]:
    """A lab that listens at a port of this machine until the end of the block."""
    code = f"from iei.experiments.commands.lab import main; main(['--port', '{port}', '--no-browser'])"
    own = os.environ | {"PYTHONWARNINGS": "ignore"} | environment
    server = subprocess.Popen([sys.executable, "-c", code], env=own)
    try:
        end = time.monotonic() + SECONDS_TO_START
        while not answers(port):
            assert server.poll() is None, "the lab did not start"
            assert time.monotonic() < end, f"the lab did not answer within {SECONDS_TO_START} s"
            time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Address of a running lab."""
    port = free_port()
    with lab_at(port):
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture(scope="session")
def browser():
    """Headless chromium."""
    expect.set_options(timeout=PATIENCE)  # a part of the page may come a moment after another
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser, address):
    """A fresh session at the first screen, with few pairs; errors of the page fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    open_lab(tab, address)
    yield tab
    context.close()
    assert not errors
