"""When the levers that are set are in force: start, end and ramp of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import solara

from iei.experiments.lab.state import LabState, with_lever
from iei.experiments.lab.timeline import timeline
from iei.experiments.lab.widgets import Choice, NumberField, Picture, choices
from iei.experiments.lab.words import Words


@solara.component
def Timeline(state: LabState, text: Words, change: Callable[[Callable[[], LabState]], None]) -> None:
    """The levers over time, and three fields for one of them."""
    chosen, set_chosen = solara.use_state("")
    names = list(dict.fromkeys(setting.lever for setting in state.levers))
    if not names:
        solara.Text(text("no_timeline"), classes=["lab-note"])
        return
    lever = chosen if chosen in names else names[0]
    parts = [setting for setting in state.levers if setting.lever == lever]
    labels = {name: text.about_lever(name)["label"] for name in names}

    def set_time(name: str, value: Any) -> None:
        given = None if name == "end" and value in ("", "–") else value
        change(lambda: with_lever(state, lever, **{name: given}))

    with solara.Div(classes=["lab-row"]):
        Choice(
            name="timeline",
            label=text("timeline_lever"),
            value=lever,
            groups=choices(labels),
            event_change=set_chosen,
        )
        for name in ("start", "end", "ramp"):
            value = getattr(parts[0], name)
            NumberField(
                name=f"timeline_{name}",
                label=text(f"timeline_{name}"),
                value="–" if value is None else value,
                event_change=partial(set_time, name),
            )
    if len(parts) > 1:
        solara.Text(text("in_parts"), classes=["lab-note"])
    with solara.Div(style="max-width: 560px"):
        svg = timeline(state, names, list(labels.values()), text("timeline"), text("timeline_unit"))
        Picture(svg=svg, name="timeline")
