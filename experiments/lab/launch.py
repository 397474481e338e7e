"""The server of the lab: where it listens, and how a browser finds it."""

from __future__ import annotations

import os
import socket
import time
import warnings
import webbrowser
from collections.abc import Sequence

from iei.sim.base.quantity import InvalidInput

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8765, 100
EVERYWHERE = ("0.0.0.0", "::")  # addresses that mean all of this machine's
SECONDS_TO_START = 60
VANISHED = "3m"  # a page that has been gone for so long is forgotten, and its requests with it


def own_address(host: str) -> str:
    """Where a browser on this machine finds a lab that listens at `host`."""
    return HOST if host in EVERYWHERE else host


def greeting(host: str, port: int) -> str:
    """Where the lab is: for this machine, and for others if it listens to them."""
    lines = [f"The lab is at {url(own_address(host), port)} (stop with Ctrl+C)"]
    if host in EVERYWHERE:
        from iei.experiments.lab.guard import addresses

        others = [url(address, port) for address in addresses()]
        lines.append("For other devices in this network: " + (" or ".join(others) or "no address was found"))
    return "\n".join(lines)


def url(host: str, port: int) -> str:
    """Address of the page; an IPv6 address stands in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def available(host: str, port: int) -> bool:
    """Whether a server may listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def checked_port(host: str, port: int) -> int:
    """The port if it is free, or `InvalidInput`."""
    if not 1 <= port <= 65535:
        raise InvalidInput(f"--port {port} is outside [1, 65535]")
    if not available(host, port):
        raise InvalidInput(
            f"--port {port} at {host} is in use or not allowed; leave --port out and a free one is chosen"
        )
    return port


def free_port(host: str) -> int:
    """The first free port; `InvalidInput` if there is none."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        if available(host, port):
            return port
    raise InvalidInput(
        f"no free port at {host} from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}; name one: --port"
    )


def open_browser(host: str, port: int) -> None:
    """Open the page as soon as the server answers; without a browser say so."""
    for _ in range(SECONDS_TO_START * 10):
        try:
            socket.create_connection((host, port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    try:
        opened = webbrowser.open(url(host, port))
    except webbrowser.Error:
        opened = False
    if not opened:
        print(f"No browser could be opened; open {url(host, port)} yourself.", flush=True)


def serve(host: str, port: int, allowed: Sequence[str] = ()) -> None:
    """Run the server until it is interrupted, without internet; `allowed`: further names of it."""
    os.environ["SOLARA_APP"] = "iei.experiments.lab.page"
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")
    os.environ.setdefault("SOLARA_THEME_TITLE", "iei lab")
    os.environ.setdefault("SOLARA_THEME_SHOW_BANNER", "False")
    os.environ.setdefault("SOLARA_MODE", "production")
    os.environ.setdefault("SOLARA_THEME_FORCE_REFRESH", "True")  # a session that was forgotten: load anew
    os.environ.setdefault("SOLARA_KERNEL_CULL_TIMEOUT", VANISHED)
    import uvicorn

    from iei.experiments.lab.service import application
    from iei.experiments.lab.state import WORLDS, usable_presets

    for world in WORLDS:  # once, before a whole class asks for them at the same moment
        usable_presets(world)

    # The page is served by plain http to this machine, so its cookie can only be "lax".
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    uvicorn.run(application(host, allowed), host=host, port=port, log_level="warning")
