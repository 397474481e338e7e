"""`iei lab`: start a server on this machine and open the page in the browser."""

from __future__ import annotations

import argparse
import importlib.util
import os
import socket
import threading
import time
import warnings
import webbrowser
from collections.abc import Sequence

from experiments import own_files
from experiments.arguments import with_folders
from sim.base.quantity import InvalidInput

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8765, 100
SECONDS_TO_START = 60


def main(argv: Sequence[str]) -> int:
    """Serve the page until interrupted; the exit code. Raises `InvalidInput` for a port in use."""
    options = read(argv)
    own_files.use(options.config_dir)
    if importlib.util.find_spec("solara") is None:
        raise InvalidInput("the lab needs the extra 'lab': pip install 'iei[lab]'")
    port = checked_port(options.host, options.port) if options.port else free_port(options.host)
    address = f"http://{options.host}:{port}"
    print(f"The lab is at {address} (stop with Ctrl+C)", flush=True)
    if not options.no_browser:
        threading.Thread(target=open_browser, args=(options.host, port), daemon=True).start()
    serve(options.host, port)
    return 0


def read(argv: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser("iei lab", description=__doc__, exit_on_error=False)
    parser.add_argument(
        "--host", default=HOST, help=f"address to listen at (default {HOST}: this machine only)"
    )
    parser.add_argument("--port", type=int, help=f"port (default: the first free one from {FIRST_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    with_folders(parser)
    try:
        options, unknown = parser.parse_known_args(list(argv))
    except argparse.ArgumentError as problem:
        raise InvalidInput(f"iei lab: {problem}") from None
    if unknown:
        raise InvalidInput(
            f"iei lab: unknown option '{unknown[0]}'; known: --host, --port, --no-browser, --config-dir"
        )
    return options


def available(host: str, port: int) -> bool:
    """Whether a server may listen there."""
    with socket.socket() as probe:
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
        opened = webbrowser.open(f"http://{host}:{port}")
    except webbrowser.Error:
        opened = False
    if not opened:
        print(f"No browser could be opened; open http://{host}:{port} yourself.", flush=True)


def serve(host: str, port: int) -> None:
    """Run the server until it is interrupted; it needs no internet."""
    os.environ["SOLARA_APP"] = "experiments.lab.page"
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")
    os.environ.setdefault("SOLARA_THEME_TITLE", "iei lab")
    os.environ.setdefault("SOLARA_THEME_SHOW_BANNER", "False")
    os.environ.setdefault("SOLARA_MODE", "production")
    import uvicorn
    from solara.server.starlette import app

    from experiments.lab.state import WORLDS, usable_presets

    for world in WORLDS:  # once, before a whole class asks for them at the same moment
        usable_presets(world)

    # The page is served by plain http to this machine, so its cookie can only be "lax".
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    uvicorn.run(app, host=host, port=port, log_level="warning")
