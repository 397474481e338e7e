"""The address of the page: a state as a query string, and back.

``v`` is the version of the model, so that an old link says so; all other keys are left out at their default.
"""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from experiments.lab.state import LabState, checked, read_levers, with_behaviour, written_levers
from sim.base.compilation import rule_source_hash
from sim.base.quantity import InvalidInput, nearest

KEYS = ("v", "world", "policy", "behaviour", "seed", "pairs", "terms", "graphs", "language")
LONGEST = 20_000  # characters; longer ones are no links of this page


def link(state: LabState) -> str:
    """The query string of a state, without the question mark."""
    default = LabState()
    query: dict[str, str] = {"v": rule_source_hash(), "world": state.world}
    if state.levers:
        query["policy"] = json.dumps(written_levers(state.levers), separators=(",", ":"))
    if state.behaviour:
        query["behaviour"] = json.dumps(dict(state.behaviour), separators=(",", ":"))
    for name in ("seed", "pairs", "terms", "language"):
        if getattr(state, name) != getattr(default, name):
            query[name] = str(getattr(state, name))
    if state.graphs != default.graphs:
        query["graphs"] = ",".join(state.graphs)
    return urlencode(query)


def state_of(query: str) -> tuple[LabState, bool]:
    """State of a query string, and whether the link comes from another version of the model.

    Raises `InvalidInput` for anything that no link of this page can hold.
    """
    if len(query) > LONGEST:
        raise InvalidInput(f"the link has {len(query)} characters, more than {LONGEST}")
    given = dict(parse_qsl(query.lstrip("?"), keep_blank_values=True))
    for name in given:
        if name not in KEYS:
            raise InvalidInput(f"the link has an unknown part '{name}'{nearest(name, KEYS)}")
    default = LabState()
    graphs = tuple(given["graphs"].split(",")) if "graphs" in given else default.graphs
    if len(graphs) != 2:
        raise InvalidInput(f"the link names {len(graphs)} graphs instead of 2")
    world = given.get("world", default.world)
    state = LabState(
        world=world,
        levers=read_levers(_mapping(given, "policy"), world),
        seed=_whole(given, "seed", default.seed),
        pairs=_whole(given, "pairs", default.pairs),
        terms=_whole(given, "terms", default.terms),
        graphs=(graphs[0], graphs[1]),
        language=given.get("language", default.language),
    )
    for name, value in _mapping(given, "behaviour").items():
        state = with_behaviour(state, name, value)
    return checked(state), given.get("v", rule_source_hash()) != rule_source_hash()


def language_of(query: str, otherwise: str) -> str:
    """Language that a link asks for, whatever else is wrong with it."""
    asked = dict(parse_qsl(query.lstrip("?"))).get("language", otherwise)
    try:
        return checked(replace(LabState(), language=asked)).language
    except InvalidInput:
        return otherwise


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
