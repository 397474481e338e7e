"""Hydra's override grammar: which key each override sets, and which belong to a scenario."""

from __future__ import annotations

from collections.abc import Iterable

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException

from sim.base.quantity import InvalidInput

SCENARIO_KEYS = ("world", "policy", "behaviour", "terms")  # settings that make a scenario


def parsed(overrides: Iterable[str]) -> list[Override]:
    """Overrides parsed by Hydra's grammar; `InvalidInput` shows the one that is not understood."""
    parser = OverridesParser.create()
    found = []
    for text in overrides:
        try:
            found += parser.parse_overrides([text])
        except HydraException:
            raise InvalidInput(f"override '{text}' is not of the form key=value") from None
    return found


def override_keys(overrides: Iterable[str]) -> list[str]:
    """The key that each override sets, such as ``policy`` or ``behaviour.trust_gain``."""
    return [override.key_or_group for override in parsed(overrides)]


def sets_scenario(override: str) -> bool:
    """Whether the override is about what is simulated, not about how often or where."""
    (key,) = override_keys([override])
    return key.partition(".")[0].partition("/")[0] in SCENARIO_KEYS
