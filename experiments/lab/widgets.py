"""The parts of the page that run in the browser; each is a Vue file and takes its values by keyword."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

Event = Callable[[Any], None]


@solara.component_vue("vue/picture.vue")
def Picture(  # type: ignore[empty-body]
    *, svg: str, name: str = "", draw: bool = False, event_pick: Event = print, event_drawn: Event = print
) -> solara.Element:
    """An SVG text; a click on an agent gives its kind and row, a drawn path its points."""


@solara.component_vue("vue/levers.vue")
def Levers(  # type: ignore[empty-body]
    *, families: list[dict[str, Any]], words: dict[str, str], event_move: Event = print
) -> solara.Element:
    """All levers as sliders and fields; a move gives lever and value."""


@solara.component_vue("vue/address.vue")
def Address(*, query: str, own_page: bool, words: dict[str, str]) -> solara.Element:  # type: ignore[empty-body]
    """Keeps the address of the page at `query`, and copies it."""


@solara.component_vue("vue/player.vue")
def Player(  # type: ignore[empty-body]
    *, term: int, terms: int, words: dict[str, str], on_term: Event | None = None
) -> solara.Element:
    """Play, step, back and a slider over the terms."""


@solara.component_vue("vue/assumptions.vue")
def AssumptionTable(  # type: ignore[empty-body]
    *,
    rows: list[dict[str, Any]],
    words: dict[str, str],
    event_change: Event = print,
    event_reset: Event = print,
) -> solara.Element:
    """A table of coefficients that can be searched and changed."""


@solara.component_vue("vue/number.vue")
def NumberField(  # type: ignore[empty-body]
    *, name: str, label: str, value: Any, event_change: Event = print
) -> solara.Element:
    """A field for a number; what is not a number is given as text, to be refused with a message."""


@solara.component_vue("vue/tick.vue")
def Tick(  # type: ignore[empty-body]
    *, name: str, label: str, value: bool, event_change: Event = print
) -> solara.Element:
    """A box to tick."""


@solara.component_vue("vue/choice.vue")
def Choice(  # type: ignore[empty-body]
    *, name: str, label: str, value: str, groups: list[dict[str, Any]], event_change: Event = print
) -> solara.Element:
    """One of several named values, in groups."""


def choices(names: dict[str, str]) -> list[dict[str, Any]]:
    """Values and their texts as one group for `Choice`."""
    return [{"label": "", "items": [{"value": value, "text": text} for value, text in names.items()]}]
