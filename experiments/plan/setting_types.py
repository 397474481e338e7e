"""Types of settings: functions of a value and its key that give the checked value or raise `InvalidInput`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from iei.sim.base.quantity import ASSUMED, InvalidInput, Quantity, as_number, nearest

LARGEST = 2**53  # above, a float no longer holds every whole number


def setting(
    name: str, *, default: float, lower: float, upper: float, unit: str, integer: bool = False
) -> Quantity:
    """A number that says how something is computed; no equation reads it."""
    return Quantity(
        name,
        default=default,
        lower=lower,
        upper=upper,
        unit=unit,
        equation="-",
        source="modelling choice",
        grade=ASSUMED,
        integer=integer,
    )


def whole_setting(name: str, *, default: int, lower: int, upper: int, unit: str = "count") -> Quantity:
    """A whole number that says how much is computed; no equation reads it."""
    return setting(name, default=default, lower=lower, upper=upper, unit=unit, integer=True)


def number(value: Any, key: str, unit: str) -> float:
    """A finite number; `unit` is named in the message."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST:
        raise InvalidInput(f"{key} is a whole number of {len(str(abs(value)))} digits, which is too large")
    return as_number(value, key, unit) + 0.0  # -0.0 becomes 0.0


def whole_number(value: Any, key: str, least: int = 0, most: int = LARGEST) -> int:
    """A whole number in [least, most]."""
    found = number(value, key, "count")
    if found < least or found != int(found):
        raise InvalidInput(f"{key} = {value!r} must be a whole number, {least} or more")
    if found > most:
        raise InvalidInput(f"{key} = {value!r} must be a whole number, {most} or less")
    return int(found)


def truth(value: Any, key: str) -> bool:
    """True or false; a text such as ``"no"`` is neither."""
    if not isinstance(value, bool):
        raise InvalidInput(f"{key} = {value!r} must be true or false")
    return value


def text(value: Any, key: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise InvalidInput(f"{key} = {value!r} must be a text")
    return value


def mapping(value: Any, key: str, known: Iterable[str] | None = None) -> dict[str, Any]:
    """A mapping, with no other keys than `known` if that is given; null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidInput(f"{key} = {value!r} must be a mapping such as {{name: value}}")
    if known is not None:
        known = list(known)
        for name in value:
            if name not in known:
                raise InvalidInput(f"unknown key '{key}.{name}'{nearest(str(name), known)}")
    return {str(name): entry for name, entry in value.items()}


def name_of(value: Any, key: str) -> str:
    """A name; a number such as 2019 is one too, null and booleans are not."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) or not str(value).strip():
        raise InvalidInput(f"{key} = {value!r} is not a name")
    if not str(value).isprintable():
        raise InvalidInput(f"{key} = {value!r} holds a character that cannot be printed")
    return str(value)


def names(value: Any, key: str) -> tuple[str, ...]:
    """Names; one alone counts as a list of one, null as none."""
    if value is None:
        return ()
    if isinstance(value, Mapping) or not isinstance(value, (list, tuple)):
        return (name_of(value, key),)
    return tuple(name_of(entry, f"{key}[{i}]") for i, entry in enumerate(value))
