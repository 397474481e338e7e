"""Every behaviour coefficient with value, bounds, unit, grade and source; each can be changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from iei.experiments.lab.state import LabState, with_behaviour
from iei.experiments.lab.widgets import AssumptionTable
from iei.experiments.lab.words import Words
from iei.sim.run.behaviour import BEHAVIOUR

KEYS = (
    *("assumption", "value", "bounds", "unit", "grade", "source"),
    *("default", "search", "changed_only", "all_defaults"),
)


@solara.component
def Assumptions(state: LabState, text: Words, change: Callable[[Callable[[], LabState]], None]) -> None:
    """The table of coefficients."""

    def set_value(data: dict[str, Any]) -> None:
        change(lambda: with_behaviour(state, data["name"], data["value"]))

    solara.Text(text("assumptions_about"), classes=["lab-note"])
    AssumptionTable(
        rows=rows(state, text),
        words={key: text(key) for key in KEYS},
        event_change=set_value,
        event_reset=lambda _: change(lambda: replace(state, behaviour=())),
    )


def rows(state: LabState, text: Words) -> list[dict[str, Any]]:
    """All coefficients as plain data."""
    changed = dict(state.behaviour)
    return [
        {
            "name": quantity.name,
            "value": changed.get(quantity.name, quantity.default),
            "default": quantity.default,
            "lower": quantity.lower,
            "upper": quantity.upper,
            "unit": text.unit(quantity.unit),
            "grade": text.named("grades", quantity.grade),
            "equation": quantity.equation,
            "source": text.named("sources", quantity.source),
        }
        for quantity in BEHAVIOUR.values()
    ]
