"""What every command understands: overrides, own folders, and options of its own; else one message."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from iei.experiments.plan.overrides import checked
from iei.experiments.plan.own_files import search_override, split
from iei.sim.base.quantity import InvalidInput, nearest

UNKNOWN_OPTION = re.compile(r"unrecognized arguments: (--[^\s=]*)")
OWN_FOLDERS = "a folder of own policies, worlds and experiments, laid out like conf; may be repeated"


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line."""

    def __init__(self, command: str, about: str | None, **others: Any) -> None:
        """A parser of `iei <command>`; options must be written out."""
        super().__init__(
            prog=f"iei {command}",
            description=about,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **others,
        )

    def error(self, message: str) -> NoReturn:
        """Raise `InvalidInput` with the message of argparse, and with the option that may be meant."""
        if unknown := UNKNOWN_OPTION.match(message):
            options = [name for action in self._actions for name in action.option_strings]
            message += nearest(unknown[1], [name for name in options if name.startswith("--")])
        raise InvalidInput(f"{self.prog}: {message}")


@dataclass(frozen=True)
class Request:
    """A command line that was read.

    Attributes
    ----------
    overrides : in Hydra's spelling, each key once; own folders come first
    options : the command's own options
    """

    overrides: tuple[str, ...]
    options: argparse.Namespace


def with_settings(parser: Parser, what: str = "settings, in Hydra's grammar") -> Parser:
    """The parser with what sets a configuration: overrides and own folders."""
    parser.add_argument("overrides", nargs="*", metavar="key=value", help=what)
    return with_folders(parser)


def with_folders(parser: Parser) -> Parser:
    """The parser with own folders."""
    parser.add_argument("--config-dir", "-cd", action="append", default=[], metavar="DIR", help=OWN_FOLDERS)
    return parser


def with_extensions(parser: Parser) -> Parser:
    """The parser with extensions that a results folder was made with."""
    parser.add_argument(
        "--extension",
        action="append",
        default=[],
        metavar="MODULE",
        help="an extension that the results were made with, if it is not where it was; may be repeated",
    )
    return parser


def read(parser: Parser, argv: Sequence[str], several: bool = False) -> Request:
    """What a command line asks for; `InvalidInput` for a mistake in how it is written.

    several : whether an override may name several values; ``-m`` among the options says so too
    """
    options = parser.parse_intermixed_args(list(argv))
    several = several or bool(getattr(options, "multirun", False))
    given = checked(getattr(options, "overrides", []), several)
    folders, others = split([*own(options.config_dir), *given])
    return Request((search_override(folders), *others) if folders else tuple(others), options)


def own(folders: Sequence[Any]) -> list[str]:
    """Own folders as an override, if there are any."""
    return [search_override(folders)] if folders else []
