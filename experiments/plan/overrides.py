"""Hydra's override grammar: which key each override sets, which belong to a scenario, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override, Quote, QuotedString
from hydra.errors import HydraException

from iei.sim.base.quantity import InvalidInput

SCENARIO_KEYS = ("world", "policy", "behaviour", "terms")  # settings that make a scenario
SEARCH_PATH = "hydra.searchpath"
# Texts in quotes, and words with a letter that the grammar knows only in quotes.
WORDS = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s,:=\[\]{}()'"]*[^\x00-\x7f][^\s,:=\[\]{}()'"]*"""
)
PLAIN = re.compile(r"[^'\"\[\]{}(),=$]+")
DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


@lru_cache(maxsize=4096)
def read(text: str) -> Override:
    """One override by Hydra's grammar; `InvalidInput` says how to write it.

    Words in other scripts than Latin, and simple texts with signs that the grammar does not know, are
    read as if they stood in quotes: ``policy=理事会``, ``results=~/out``.
    """
    key, equals, value = text.partition("=")
    candidates = [text]
    if equals:
        candidates.append(f"{key}={WORDS.sub(in_quotes, value)}")
    if PLAIN.fullmatch(value):
        candidates.append(f"{key}={quoted(value.strip())}")
    parser = OverridesParser.create()
    for candidate in dict.fromkeys(candidates):
        try:
            return parser.parse_overrides([candidate])[0]
        except (HydraException, RecursionError):
            continue
    raise InvalidInput(unreadable(text, key, value if equals else None))


def unreadable(text: str, key: str, value: str | None) -> str:
    """How an override that the grammar does not know is written."""
    if value is None:
        return f"cannot read '{text}': not of the form key=value, such as policy=council or terms=40"
    if not re.fullmatch(r"[+~]{0,2}[A-Za-z_][\w./@:+-]*", key, re.ASCII):
        return f"cannot read '{text}': '{key}' is not a key; write key=value, such as policy=council"
    return (
        f"cannot read '{text}': brackets must be closed, and a text with signs goes into quotes "
        f"within quotes, such as '{key}=\"my text\"'"
    )


def in_quotes(found: re.Match[str]) -> str:
    """A word in quotes, if it is not yet."""
    word = found.group()
    return word if word[0] in "'\"" else quoted(word)


def quoted(text: str) -> str:
    """A text as the grammar reads it back, whatever signs it holds."""
    return QuotedString(text, Quote.single).with_quotes()


def normal(text: str) -> str:
    """The override as Hydra's parser takes it."""
    return str(read(text).input_line)


def parsed(overrides: Iterable[str]) -> list[Override]:
    """Overrides by Hydra's grammar; `InvalidInput` shows the one that is not understood."""
    return [read(text) for text in overrides]


def override_keys(overrides: Iterable[str]) -> list[str]:
    """The key that each override sets, such as ``policy`` or ``behaviour.trust_gain``."""
    return [override.key_or_group for override in parsed(overrides)]


def top(key: str) -> str:
    """The first part of a key: ``world`` of ``world.enterprises`` and of ``world/regions``."""
    return re.split(r"[./@]", key, maxsplit=1)[0]


def taken(overrides: Iterable[str], keys: Container[str]) -> tuple[dict[str, Any], list[str]]:
    """Values of the overrides that set one of these keys, and the other overrides."""
    found = {}
    others = []
    for text in overrides:
        override = read(text)
        if override.key_or_group in keys:
            found[override.key_or_group] = override.value()
        else:
            others.append(text)
    return found, others


def sets_scenario(override: str) -> bool:
    """Whether the override is about what is simulated, not about how often or where."""
    return top(read(override).key_or_group) in SCENARIO_KEYS


def checked(overrides: Sequence[str], several: bool = False) -> list[str]:
    """The overrides of a command line in Hydra's spelling, each a setting of its own.

    several : whether one override may name several values, as in ``iei run -m policy=none,council``

    Raises `InvalidInput` for what cannot be read, for a key that is set twice, for several values where
    one is wanted, and for settings of Hydra itself.
    """
    found: dict[str, str] = {}
    for text in overrides:
        override = read(text)
        key = override.get_key_element().lstrip("+~")
        if key in found:
            raise InvalidInput(f"'{key}' is set twice: by '{found[key]}' and by '{text}'")
        if "_target_" in text:
            raise InvalidInput(f"'{text}': settings may name no code to run (_target_)")
        if top(key) == "hydra" and key != SEARCH_PATH and not (several and own_part(key)):
            raise InvalidInput(
                f"'{text}' has no effect here: of Hydra's own settings only {SEARCH_PATH}, and with "
                "iei run -m hydra/launcher, hydra/sweeper and what these take, can be set"
            )
        if override.is_sweep_override() and not several:
            raise InvalidInput(one_value(text, key))
        found[key] = text
    return [normal(text) for text in overrides]


def own_part(key: str) -> bool:
    """Whether a key of Hydra's is about who runs the jobs of a multirun."""
    return re.split(r"[./]", f"{key}.")[1] in ("launcher", "sweeper")


def one_value(text: str, key: str) -> str:
    """What to write instead of an override with several values, where one is wanted."""
    value = text.partition("=")[2]
    if DECIMAL_COMMA.fullmatch(value):
        return f"'{text}': decimal numbers take a point: {key}={value.replace(',', '.')}"
    together = f"; {key}=[{value}] takes them together" if "(" not in value else ""
    return f"'{text}' names several values: only iei run -m tries them one by one{together}"
