"""`iei lab`: start a server on this machine and open the page in the browser."""

from __future__ import annotations

import argparse
import importlib.util
import threading
from collections.abc import Sequence

from iei.experiments.commands.arguments import Parser, with_folders
from iei.experiments.lab.launch import (
    FIRST_PORT,
    HOST,
    checked_port,
    free_port,
    greeting,
    open_browser,
    own_address,
    serve,
)
from iei.experiments.plan import own_files
from iei.sim.base.quantity import InvalidInput


def main(argv: Sequence[str]) -> int:
    """Serve the page until interrupted; the exit code. Raises `InvalidInput` for a port in use."""
    options = read(argv)
    own_files.use(options.config_dir)
    if importlib.util.find_spec("solara") is None:
        raise InvalidInput("the lab needs the extra 'lab': pip install 'iei[lab]'")
    port = checked_port(options.host, options.port) if options.port else free_port(options.host)
    print(greeting(options.host, port), flush=True)
    if not options.no_browser:
        own = own_address(options.host)
        threading.Thread(target=open_browser, args=(own, port), daemon=True).start()
    serve(options.host, port, options.allow_host)
    return 0


def read(argv: Sequence[str]) -> argparse.Namespace:
    """The options of the command; `InvalidInput` for a mistake in them."""
    parser = with_folders(Parser("lab", __doc__))
    parser.add_argument(
        "--host", default=HOST, help=f"address to listen at (default {HOST}: this machine only)"
    )
    parser.add_argument("--port", type=int, help=f"port (default: the first free one from {FIRST_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="name under which a proxy offers the lab; may be given several times",
    )
    return parser.parse_args(list(argv))
