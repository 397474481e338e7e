"""Settings given in Python, as override texts: the same keys and values as on the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from iei.experiments.plan.overrides import checked, quoted
from iei.experiments.plan.own_files import search_override
from iei.sim.base.quantity import InvalidInput


def override_texts(*given: Any, config_dir: Any = None, **settings: Any) -> list[str]:
    """Override texts of settings in any form.

    given : texts such as ``"policy=council"``, mappings such as ``{"policy": "council", "seed": 3}``, or
        lists of these
    config_dir : an own folder, or a list of them
    settings : single settings, such as ``policy="council"``

    Raises `InvalidInput` for anything else, and for a key that is set twice.
    """
    texts = [] if config_dir is None else [search_override(map(os.fspath, as_list(config_dir)))]
    for entry in (*given, settings):
        if isinstance(entry, str):
            texts.append(entry)
        elif isinstance(entry, Mapping):
            for key, value in entry.items():
                texts += setting_texts(key, value)
        elif isinstance(entry, (list, tuple)):
            texts += override_texts(*entry)
        else:
            raise InvalidInput(
                f"{entry!r:.80} is not a setting: write 'policy=council', {{'policy': 'council'}} or "
                "policy='council'"
            )
    return checked(texts)


def setting_texts(key: Any, value: Any) -> list[str]:
    """One setting as override texts; a mapping below a group sets its values one by one."""
    if not isinstance(key, str) or not key:
        raise InvalidInput(f"{key!r:.80} is not the name of a setting")
    if isinstance(value, Mapping) and key == "policy":  # whole policies by name
        return [f"+policy.{word(name)}={written(levers)}" for name, levers in value.items()]
    if isinstance(value, Mapping) and key in ("world", "behaviour", "executor", "precision"):
        return [text for name, inner in value.items() for text in setting_texts(f"{key}.{word(name)}", inner)]
    if isinstance(value, Mapping) and key.startswith("world."):
        return [text for name, inner in value.items() for text in setting_texts(f"{key}.{word(name)}", inner)]
    return [f"{key}={written(value)}"]


def written(value: Any) -> str:
    """A value in Hydra's grammar."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return repr(float(value))
    if isinstance(value, (str, os.PathLike)):
        return quoted(os.fspath(value))
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{word(name)}:{written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, Sequence) or hasattr(value, "tolist"):
        return "[" + ",".join(map(written, value)) + "]"
    raise InvalidInput(f"{value!r:.80} is no value of a setting: give text, numbers, lists or mappings")


def word(name: Any) -> str:
    """A name inside a mapping, which the grammar takes only if it is plain."""
    text = str(name)
    if not text or not all(sign.isalnum() or sign in "_-./*" for sign in text) or not text.isascii():
        raise InvalidInput(
            f"{name!r}: a name in a mapping may have letters, digits, '_', '-' and '.'; put it into a file"
        )
    return text


def as_list(value: Any) -> list[Any]:
    """A list; one value alone is a list of one."""
    return list(value) if isinstance(value, (list, tuple)) else [value]
