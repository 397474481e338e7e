"""The `iei` command: finds the module of a subcommand and calls its `main`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from sim.base.quantity import InvalidInput, nearest

# subcommand: (module, what it does)
SUBCOMMANDS = {
    "run": ("experiments.single_run", "simulate one world under one policy"),
    "compare": ("experiments.comparison", "compare policies under the same luck"),
    "sweep": ("experiments.sweep", "run an experiment: scenarios, coefficients, replicates"),
    "facts": ("experiments.facts", "check the model against stylised facts"),
    "report": ("experiments.report", "write the report of an experiment as a web page"),
    "reproduce": ("experiments.reproduce", "repeat a stored run and compare it to the bit"),
    "lab": ("experiments.lab", "open the laboratory in a browser"),
    "levers": ("experiments.levers", "list the policy levers"),
}
COMPLETION = ("-sc", "--shell-completion")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `iei` with these arguments (those of the process by default); the exit code.

    0 is success, 2 a mistake in the input (told in one line), 130 an interruption.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return dispatch(arguments)
    except InvalidInput as mistake:
        print(f"iei: {mistake}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("iei: interrupted", file=sys.stderr)
        return 130


def dispatch(arguments: list[str]) -> int:
    """Call the subcommand that the first argument names."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name in COMPLETION or name.startswith(f"{COMPLETION[1]}="):
        return complete(arguments)
    if name not in SUBCOMMANDS:
        raise InvalidInput(f"unknown subcommand '{name}'{nearest(name, SUBCOMMANDS)}")
    return int(import_module(SUBCOMMANDS[name][0]).main(rest))


def usage() -> str:
    """The text of `iei --help`."""
    lines = [f"  {name:<10} {about}" for name, (_, about) in SUBCOMMANDS.items()]
    return "\n".join(
        [
            "usage: iei SUBCOMMAND [key=value ...]",
            "",
            "An agent-based laboratory for industry-education integration policy.",
            "",
            *lines,
            "",
            "iei SUBCOMMAND --help tells more; for example: iei run world=classroom policy=council",
        ]
    )


def complete(arguments: list[str]) -> int:
    """Answer a shell that completes a command line; Hydra knows the settings of `iei run`.

    Install with ``eval "$(iei -sc install=bash)"``.
    """
    words = os.environ.get("COMP_LINE", "").split(" ")
    if len(words) == 2:  # the subcommand itself is being typed
        print("\n".join(name for name in SUBCOMMANDS if name.startswith(words[1])))
        return 0
    os.environ["COMP_LINE"] = " ".join(["iei", *words[2:]])  # Hydra expects no subcommand
    return int(import_module(SUBCOMMANDS["run"][0]).main(arguments))
