"""The `iei` command: finds the module of a subcommand and calls its `main`."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from iei.sim.base.quantity import InvalidInput, nearest

# subcommand: (module of this folder and function, what it does)
SUBCOMMANDS = {
    "run": ("run:main", "simulate one world under one policy"),
    "compare": ("sweep:compare", "compare policies under the same luck"),
    "sweep": (
        "sweep:main",
        "run an experiment: scenarios, coefficients, replicates",
    ),
    "facts": ("facts:main", "check the model against stylised facts"),
    "calibrate": ("calibrate:main", "find coefficients that targets do not rule out"),
    "report": ("report:main", "write the report of an experiment as a web page"),
    "reproduce": ("reproduce:main", "repeat a stored run and compare it to the bit"),
    "lab": ("lab:main", "open the laboratory in a browser"),
    "levers": ("listings:levers", "list the policy levers"),
    "policies": ("listings:policies", "list the policies"),
    "worlds": ("listings:worlds", "list the worlds and sets of regions"),
    "experiments": ("listings:experiments", "list the experiments"),
    "outcomes": ("listings:outcomes", "list the outcomes"),
    "coefficients": ("listings:coefficients", "list the coefficients of behaviour"),
}
COMMANDS = "iei.experiments.commands"
COMPLETION = ("-sc", "--shell-completion")
DEBUG = "IEI_DEBUG"  # set: what nobody foresaw is shown with its traceback


def main(argv: Sequence[str] | None = None) -> int:
    """Run `iei` with these arguments (those of the process by default); the exit code.

    0 is success, 1 something that failed, 2 a mistake in the input (told in one line), 130 an
    interruption. What nobody foresaw is one line too, and with `IEI_DEBUG=1` a traceback.
    """
    arguments = [readable(word) for word in (sys.argv[1:] if argv is None else argv)]
    prepare_output()
    try:
        return dispatch(arguments)
    except InvalidInput as mistake:
        say(f"iei: {mistake}")
        return 2
    except KeyboardInterrupt:
        say("iei: interrupted")
        return 130
    except BrokenPipeError:  # whoever read the output has enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        text = f"{type(error).__name__}: {error}".strip(": ")
        say(f"iei: unexpected {text}; run with {DEBUG}=1 for the traceback")
        return 1


def say(text: str) -> None:
    """One line to the user, whatever the text holds."""
    print(" ".join(text.split()), file=sys.stderr)


def readable(word: str) -> str:
    """An argument as UTF-8 text, also where the system takes arguments for ASCII."""
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word.encode("ascii", "replace").decode()


def prepare_output() -> None:
    """Show '?' for signs that the terminal does not know, and draw into files whatever the screen is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    os.environ["MPLBACKEND"] = "agg"


def dispatch(arguments: list[str]) -> int:
    """Call the subcommand that the first argument names."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(usage())
        return 0
    if any("\0" in word for word in arguments):
        raise InvalidInput("an argument holds a sign that no text has (NUL)")
    name, rest = arguments[0], arguments[1:]
    if name in COMPLETION or name.startswith(f"{COMPLETION[1]}="):
        return complete(arguments)
    if name not in SUBCOMMANDS:
        raise InvalidInput(f"unknown subcommand '{name}'{nearest(name, SUBCOMMANDS)}")
    module, _, function = SUBCOMMANDS[name][0].partition(":")
    return int(getattr(import_module(f"{COMMANDS}.{module}"), function)(rest))


def usage() -> str:
    """The text of `iei --help`."""
    lines = [f"  {name:<12} {about}" for name, (_, about) in SUBCOMMANDS.items()]
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
    return int(import_module("iei.experiments.execute.hydra_application").called(arguments))
