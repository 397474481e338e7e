"""The address of the page: a state as a query string, and back.

``v`` is the version of the model, so that an old link says so; all other keys are left out at their default.
``policy`` holds the levers, or the names of policy files joined by commas, which is short enough for a board.
Parts that chat and mail programs add to an address are none of this page's business.
"""

from __future__ import annotations

import json
from dataclasses import replace
from difflib import get_close_matches
from urllib.parse import parse_qsl, urlencode

from iei.experiments.lab.state import (
    LabState,
    checked,
    named_levers,
    read_levers,
    with_behaviour,
    written_levers,
)
from iei.sim.base.compilation import rule_source_hash
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.run.lever_setting import LeverSetting

KEYS = ("v", "world", "policy", "behaviour", "seed", "pairs", "terms", "graphs", "language", "hidden")
LONGEST = 20_000  # characters; longer ones are no links of this page
ALIKE = 0.65  # likeness from which an unknown part is taken for a misspelt one


def link(state: LabState) -> str:
    """The query string of a state, without the question mark."""
    query: dict[str, str] = {"v": rule_source_hash(), "world": state.world}
    if state.levers:
        query["policy"] = json.dumps(written_levers(state.levers), separators=(",", ":"))
    return urlencode(query | _details(state))


def short_link(state: LabState, files: str) -> str:
    """A link that names policy files, joined by commas, and no version, so that it lasts."""
    query = {"policy": files} if state.world == LabState().world else {"world": state.world, "policy": files}
    return urlencode(query | _details(state), safe=",")


def _details(state: LabState) -> dict[str, str]:
    """What of a state is not at its default, apart from world and levers."""
    default = LabState()
    query: dict[str, str] = {}
    if state.behaviour:
        query["behaviour"] = json.dumps(dict(state.behaviour), separators=(",", ":"))
    for name in ("seed", "pairs", "terms", "language"):
        if getattr(state, name) != getattr(default, name):
            query[name] = str(getattr(state, name))
    if state.graphs != default.graphs:
        query["graphs"] = ",".join(state.graphs)
    if state.hidden:
        query["hidden"] = "1"
    return query


def state_of(query: str) -> tuple[LabState, bool]:
    """State of a query string, and whether the link comes from another version of the model.

    Raises `InvalidInput` for anything that no link of this page can hold.
    """
    if len(query) > LONGEST:
        raise InvalidInput(f"the link has {len(query)} characters, more than {LONGEST}")
    given = dict(parse_qsl(query.lstrip("?"), keep_blank_values=True))
    default = LabState()
    graphs = tuple(given["graphs"].split(",")) if "graphs" in given else default.graphs
    if len(graphs) != 2:
        raise InvalidInput(f"the link names {len(graphs)} graphs instead of 2")
    world = given.get("world", default.world)
    state = LabState(
        world=world,
        levers=_levers(given, world),
        seed=_whole(given, "seed", default.seed),
        pairs=_whole(given, "pairs", default.pairs),
        terms=_whole(given, "terms", default.terms),
        graphs=(graphs[0], graphs[1]),
        language=given.get("language", default.language),
        hidden=_yes(given, "hidden"),
    )
    for name, value in _mapping(given, "behaviour").items():
        state = with_behaviour(state, name, value)
    return checked(state), given.get("v", rule_source_hash()) != rule_source_hash()


def misspelt(query: str) -> str:
    """What to say about a part of a link that is none of its keys but looks like one; else nothing."""
    for name in dict(parse_qsl(query.lstrip("?"), keep_blank_values=True)):
        if name not in KEYS and get_close_matches(name, KEYS, n=1, cutoff=ALIKE):
            return f"'{name}'{nearest(name, KEYS)}"
    return ""


def language_of(query: str, otherwise: str) -> str:
    """Language that a link asks for, whatever else is wrong with it."""
    asked = dict(parse_qsl(query.lstrip("?"))).get("language", otherwise)
    try:
        return checked(replace(LabState(), language=asked)).language
    except InvalidInput:
        return otherwise


def _levers(given: dict[str, str], world: str) -> tuple[LeverSetting, ...]:
    text = given.get("policy", "").strip()
    if text[:1].isalpha():
        return named_levers([name.strip() for name in text.split(",")], world)
    return read_levers(_mapping(given, "policy"), world)


def _yes(given: dict[str, str], name: str) -> bool:
    text = given.get(name, "0")
    if text not in ("0", "1"):
        raise InvalidInput(f"the link's {name} = {text!r} is neither 0 nor 1")
    return text == "1"


def _whole(given: dict[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    try:
        return int(text)
    except ValueError:
        raise InvalidInput(f"the link's {name} = {text!r} is not a whole number") from None


def _mapping(given: dict[str, str], name: str) -> dict[str, object]:
    try:
        mapping = json.loads(given.get(name, "{}"))
    except (ValueError, RecursionError):
        raise InvalidInput(f"the link's {name} cannot be read: it was cut or changed") from None
    if not isinstance(mapping, dict):
        raise InvalidInput(f"the link's {name} cannot be read: it is no list of names and values")
    return mapping
