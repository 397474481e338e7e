"""The page: one component that holds a session and puts its parts together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, cast

import solara

from iei.experiments.lab.assumptions_panel import Assumptions
from iei.experiments.lab.controls import Settings, TopBar
from iei.experiments.lab.guess_panel import Guessing
from iei.experiments.lab.history import History
from iei.experiments.lab.inside_panel import Inside
from iei.experiments.lab.keep_panel import Keep
from iei.experiments.lab.lessons_panel import Lessons
from iei.experiments.lab.message import Message
from iei.experiments.lab.request import Request
from iei.experiments.lab.screen import Graphs, Headline, MessageLine, Shown
from iei.experiments.lab.session import ALIVE, SERVER, computing, opened
from iei.experiments.lab.state import LabState, asked, checked
from iei.experiments.lab.timeline_panel import Timeline
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.widgets import Connection
from iei.experiments.lab.words import Words, words
from iei.experiments.lab.workshop import WORKSHOP
from iei.sim.base.quantity import InvalidInput

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
TABS = ("time", "inside", "guess", "lessons", "assumptions", "keep")
WORDS: tuple[Mapping[str, Mapping[str, str]], ...] = ()  # of panels that bring their own words
Change = Callable[[Callable[[], LabState]], None]


@solara.component
def Page() -> None:
    """The page at its own address."""
    router = solara.use_router()
    Lab(router.search or "", own_page=True)


@solara.component
def Layout(children: Any = None) -> solara.Element:
    """Nothing around the page."""
    return solara.Div(children=children or [])


@solara.component
def Lab(query: str = "", own_page: bool = False) -> None:
    """The laboratory; in a notebook `Lab()` shows it in a cell.

    query : a link's query string
    own_page : whether the address of the browser follows what is shown
    """
    opening = solara.use_memo(lambda: opened(query), [])
    history, set_history = solara.use_state(History((opening.state,)))
    message, set_message = solara.use_state(opening.message)
    replayed, set_replayed = solara.use_state(cast(LabState | None, None))
    # read by the parts that show it: a new picture must not make levers and settings anew
    shown = solara.use_reactive(cast(Shown | None, None))
    showing = solara.use_memo(Lock, [])
    stopped, set_stopped = solara.use_state(False)
    running = solara.use_ref(cast(Request | None, None))
    wanted = solara.use_ref(cast(LabState | None, None))
    state: LabState = replace(replayed or history.shown, language=history.shown.language)
    text = words(state.language)
    runs = asked(state)

    def fail(problem: str) -> None:
        set_message(Message("failed", problem))
        set_stopped(True)

    def show(twins: Twins, standing: bool) -> None:
        # a picture that was on its way when the state changed must not cover the newer one
        with showing:
            if wanted.current == runs:
                shown.value = Shown(runs, twins, standing)

    def compute() -> Callable[[], None]:
        set_stopped(False)
        wanted.current = runs
        request = computing(runs, state.graphs, show, fail)
        running.current = request
        return lambda: request.cancel() if request is not None else None

    def look() -> None:
        if running.current is not None:
            WORKSHOP.look_at(running.current, state.graphs)

    solara.use_effect(compute, [runs])
    solara.use_effect(look, [state.graphs])

    def change(action: Callable[[], LabState]) -> None:
        try:
            new = checked(action())
        except InvalidInput as problem:
            set_message(Message("bad_input", str(problem)))
        else:
            set_message(None)
            set_history(lambda old: old.change(new))

    def set_hidden(hidden: bool) -> None:
        change(lambda: replace(state, hidden=hidden))

    def stop() -> None:
        if running.current is not None:
            running.current.cancel()
            set_stopped(True)

    def go_on() -> None:
        if running.current is not None:
            WORKSHOP.go_on(running.current)
            if shown.value is not None:
                shown.value = replace(shown.value, standing=False)

    # the address of a link that could not be opened stays until there is something else to show
    kept = opening.message is not None and opening.message.key == "bad_link" and len(history.states) == 1
    guessing = ["lab-guessing"] if state.hidden else []
    with solara.Div(classes=["lab", *guessing], attributes={"lang": state.language}):
        solara.Style(STYLE)
        if own_page:
            Connection(server=SERVER, path=ALIVE, words={key: text(key) for key in ("lost", "reload")})
        TopBar(history, set_history, set_replayed, change, state, text, own_page and not kept)
        with solara.Div(classes=["lab-body"]):
            with solara.Div(classes=["lab-head"]):
                with solara.Div():  # always there, so that a message does not make the graphs anew
                    if message is not None:
                        MessageLine(message, text, lambda: set_message(None))
                Headline(shown, state, text, stopped, (stop, go_on), replayed is not None)
                Graphs(shown, state, text, change)
            with solara.Div(classes=["lab-side"]):
                Settings(state, text, change)
            with solara.Div(classes=["lab-tabs"]):
                Panels(shown, state, text, change, set_hidden)


@solara.component
def Panels(
    shown: solara.Reactive[Shown | None],
    state: LabState,
    text: Words,
    change: Change,
    set_hidden: Callable[[bool], None],
) -> None:
    """What lies below the graphs, one part at a time."""
    for own in WORDS:
        text = text.with_own(own)
    tab, set_tab = solara.use_state(TABS.index("guess") if state.hidden else 0)
    with solara.v.Tabs(v_model=tab, on_v_model=set_tab, show_arrows=True):
        for name in TABS:
            solara.v.Tab(children=[text(f"tab_{name}")])
    if TABS[tab] == "time":
        Timeline(state, text, change)
    elif TABS[tab] == "inside":
        Inside(state, text)
    elif TABS[tab] == "guess":
        Guessing(shown, state, text, set_hidden)
    elif TABS[tab] == "lessons":
        Lessons(state, text)
    elif TABS[tab] == "assumptions":
        Assumptions(state, text, change)
    else:
        Keep(shown, state, text)
