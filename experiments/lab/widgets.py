"""The parts of the page that run in the browser; each is a Vue file and takes its values by keyword."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import solara

Event = Callable[[Any], None]


@solara.component_vue("vue/picture.vue")
def Picture(
    *,
    svg: str,
    name: str = "",
    about: dict[str, str] | None = None,
    draw: bool = False,
    event_pick: Event = print,
    event_drawn: Event = print,
) -> None:
    """An SVG text; a click on an agent gives its kind and row, a drawn path its points.

    about : attributes that say what the picture answers; they change with it, at once
    """


@solara.component_vue("vue/levers.vue")
def Levers(*, families: str, words: dict[str, str], event_move: Event = print) -> None:
    """All levers as sliders and fields; a move gives lever and value.

    families : as JSON, since every value in a list would be looked at whenever the page is drawn
    """


@solara.component_vue("vue/address.vue")
def Address(*, query: str, own_page: bool, words: dict[str, str]) -> None:
    """Keeps the address of the page at `query`, and copies it."""


@solara.component_vue("vue/connection.vue")
def Connection(*, server: str, path: str, words: dict[str, str]) -> None:
    """Asks every few seconds whether the server lives; if not, says so and locks the page until it does.

    server : the server that the page belongs to; the page loads anew when another one answers
    path : where it asks, from the root of the server
    """


@solara.component_vue("vue/player.vue")
def Player(*, term: int, terms: int, words: dict[str, str], on_term: Event | None = None) -> None:
    """Play, step, back and a slider over the terms."""


@solara.component_vue("vue/assumptions.vue")
def AssumptionTable(
    *,
    rows: list[dict[str, Any]],
    words: dict[str, str],
    event_change: Event = print,
    event_reset: Event = print,
) -> None:
    """A table of coefficients that can be searched and changed."""


@solara.component_vue("vue/number.vue")
def NumberField(*, name: str, label: str, value: Any, event_change: Event = print) -> None:
    """A field for a number; what is not a number is given as text, to be refused with a message."""


@solara.component_vue("vue/links.vue")
def LinkList(*, sections: list[dict[str, Any]]) -> None:
    """Links in sections, each with its whole address to be read out or copied."""


@solara.component_vue("vue/tick.vue")
def Tick(*, name: str, label: str, value: bool, event_change: Event = print) -> None:
    """A box to tick."""


@solara.component_vue("vue/choice.vue")
def Choice(*, name: str, label: str, value: str, groups: str, event_change: Event = print) -> None:
    """One of several named values, in groups, which are JSON like the families of `Levers`."""


def choices(names: dict[str, str]) -> str:
    """Values and their texts as one group for `Choice`."""
    items = [{"value": value, "text": text} for value, text in names.items()]
    return json.dumps([{"label": "", "items": items}])


@solara.component_vue("vue/download.vue")
def DownloadButton(*, label: str, filename: str, content: str, number: int, event_ask: Event = print) -> None:
    """Saves `content` (base64) as a file whenever `number` changes."""


@solara.component
def Download(label: str, filename: str, make: Callable[[], bytes]) -> None:
    """A button that makes a file when it is pressed, and saves it."""
    ready, set_ready = solara.use_state(("", 0))

    def ask(_: Any) -> None:
        set_ready((base64.b64encode(make()).decode("ascii"), ready[1] + 1))

    DownloadButton(label=label, filename=filename, content=ready[0], number=ready[1], event_ask=ask)
