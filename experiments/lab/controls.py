"""What the learner moves: undo and redo, policy file, world, seed, pairs, levers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import solara

from iei.experiments.lab.families import described
from iei.experiments.lab.history import History
from iei.experiments.lab.link import link
from iei.experiments.lab.session import replay
from iei.experiments.lab.state import (
    WORLDS,
    LabState,
    preset_of,
    usable_presets,
    with_lever,
    with_number,
    with_preset,
    with_world,
)
from iei.experiments.lab.widgets import Address, Choice, Levers, NumberField, choices
from iei.experiments.lab.words import Words

Change = Callable[[Callable[[], LabState]], None]


@solara.component
def TopBar(
    history: History,
    set_history: Callable[[Any], None],
    set_replayed: Callable[[LabState | None], None],
    change: Change,
    state: LabState,
    text: Words,
    own_page: bool,
) -> None:
    """Title, undo, redo, replay, link and language."""
    other = "zh" if state.language == "en" else "en"
    buttons = (
        ("undo", lambda: set_history(lambda old: old.undo()), history.can_undo),
        ("redo", lambda: set_history(lambda old: old.redo()), history.can_redo),
        ("replay", lambda: replay(history, set_replayed), history.can_undo),
    )
    with solara.Div(classes=["lab-top"]):
        with solara.Div(classes=["lab-titles"]):
            solara.HTML(tag="h1", unsafe_innerHTML=text("title"))
            solara.HTML(tag="div", unsafe_innerHTML=text("subtitle"), classes=["lab-subtitle"])
        for name, action, possible in buttons:
            solara.Button(
                text(name),
                on_click=action,
                disabled=not possible,
                size="small",
                outlined=True,
                classes=[f"lab-{name}"],
            )
        Address(
            query=link(state),
            own_page=own_page,
            words={"copy": text("copy_link"), "done": text("link_copied")},
        )
        solara.Button(
            text("language"),
            on_click=lambda: change(lambda: replace(state, language=other)),
            size="small",
            outlined=True,
            classes=["lab-language"],
        )


@solara.component
def Settings(state: LabState, text: Words, change: Change) -> None:
    """Policy file, world, seed, pairs, terms and the levers."""
    preset = preset_of(state)
    files = {name: text.named("presets", name) for name in usable_presets(state.world)}
    if not preset:
        files = {"": text("own_policy")} | files
    worlds = {name: text.named("worlds", name) for name in WORLDS}

    def choose_preset(name: str) -> None:
        if name:
            change(lambda: with_preset(state, name))

    def move(data: dict[str, Any]) -> None:
        change(lambda: with_lever(state, data["lever"], value=data["value"]))

    def set_number(name: str, value: Any) -> None:
        change(lambda: with_number(state, name, value))

    Choice(
        name="preset", label=text("preset"), value=preset, groups=choices(files), event_change=choose_preset
    )
    Choice(
        name="world",
        label=text("world"),
        value=state.world,
        groups=choices(worlds),
        event_change=lambda name: change(lambda: with_world(state, name)),
    )
    for name in ("seed", "pairs", "terms"):
        NumberField(
            name=name,
            label=text(name),
            value=getattr(state, name),
            event_change=partial(set_number, name),
        )
    keys = ("value", "status_quo", "usual", "cost")
    families = json.dumps(described(state, text))
    Levers(families=families, words={key: text(key) for key in keys}, event_move=move)
