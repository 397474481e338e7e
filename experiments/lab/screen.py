"""The answer on the first screen: messages, the sentence, and two graphs."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import solara

from iei.experiments.lab.answers import NARROW_LEVEL, NARROW_PART, NARROW_SHARE
from iei.experiments.lab.guesses import BOOK, question
from iei.experiments.lab.link import link
from iei.experiments.lab.message import Message
from iei.experiments.lab.pictures import graph, hidden_graph
from iei.experiments.lab.sentence import sentence
from iei.experiments.lab.state import LabState, asked, with_graph
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.widgets import Choice, Picture
from iei.experiments.lab.words import Words, words
from iei.sim.outcomes import OUTCOMES


@dataclass(frozen=True, eq=False)
class Shown:
    """The last good picture: finished pairs, the state that they belong to, and whether the answer stands."""

    runs: LabState
    twins: Twins
    standing: bool = False

    def of(self, state: LabState) -> bool:
        """Whether it is the picture of this state, and not of an older one."""
        return self.runs == asked(state)


def answered(shown: Shown | None, state: LabState) -> dict[str, str]:
    """Attributes of what shows an answer: of which link, of how many pairs, and whether it stands on them."""
    if shown is None or not shown.of(state):  # none of the state's yet
        return {"data-pairs": "0", "data-link": "", "data-stands": "0"}
    stands = shown.standing or shown.twins.pairs == shown.twins.wanted
    return {"data-pairs": str(shown.twins.pairs), "data-link": link(state), "data-stands": str(int(stands))}


@solara.component
def MessageLine(message: Message, text: Words, close: Callable[[], None]) -> None:
    """What went wrong, or what one should know about the link."""
    with solara.Div(classes=["lab-message"], attributes={"role": "alert"}):
        solara.Text(text(message.key, problem=message.problem))
        solara.Button(text("close"), on_click=close, size="small", text=True)


@solara.component
def Headline(
    result: solara.Reactive[Shown | None],
    state: LabState,
    text: Words,
    stopped: bool,
    actions: tuple[Callable[[], None], Callable[[], None]],
    replaying: bool,
) -> None:
    """The sentence, and how far the computation is; an older sentence is faded until the new one comes.

    actions : what stops the computation, and what goes on with it when the answer stands
    """
    stop, go_on = actions
    shown = result.value
    current = shown is not None and shown.of(state)
    if state.hidden and state.levers:
        headline = text("hidden")
    elif shown is None:
        headline = text("waiting")
    else:
        headline = sentence(shown.twins, shown.runs, text)
    done = shown.twins.pairs if shown is not None and current else 0
    progress = "computing"
    if stopped or done == state.pairs:
        progress = "stopped" if stopped else "finished"
    elif shown is not None and current and shown.standing:
        progress = "stands" if state.levers else "stands_alone"
    enough = {
        "share": f"{100 * NARROW_SHARE:g}",
        "part": f"{100 * NARROW_PART:g}",
        "level": f"{100 * NARROW_LEVEL:g}",
    }
    classes = ["lab-sentence"] if current or shown is None else ["lab-sentence", "lab-old"]
    with solara.Div(classes=classes, attributes={"role": "status"} | answered(shown, state)):
        solara.Text(headline)
    with solara.Div(classes=["lab-row", "lab-progress"]):
        note = text(progress, pairs=done, wanted=state.pairs, **enough)
        why = {"title": text("stands_why", **enough)} if progress.startswith("stands") else {}
        with solara.Div(attributes=why):
            solara.Text(f"{note}; {text('band')}", classes=["lab-note"])
        if replaying:
            solara.Text(text("replaying"), classes=["lab-note", "lab-replaying"])
        if progress == "computing":
            solara.Button(text("stop"), on_click=stop, size="small", text=True, classes=["lab-stop"])
        if progress.startswith("stands"):
            more = text("go_on", wanted=state.pairs)
            solara.Button(more, on_click=go_on, size="small", text=True, classes=["lab-go-on"])


@solara.component
def Graphs(
    result: solara.Reactive[Shown | None],
    state: LabState,
    text: Words,
    change: Callable[[Callable[[], LabState]], None],
) -> None:
    """Two graphs, each of an outcome that can be chosen."""
    shown = result.value
    covered = state.hidden and bool(state.levers)
    guesses = [guess.curve for guess in BOOK.of(question(state)) if guess.curve]
    groups = outcome_groups(text.language)

    def choose(position: int, name: str) -> None:
        change(lambda: with_graph(state, position, name))

    with solara.Div(classes=["lab-pair"]):
        for i, outcome in enumerate(state.graphs):
            with solara.Div(classes=["lab-graph"]):
                Choice(
                    name=f"graph{i + 1}",
                    label=text("graph", number=i + 1),
                    value=outcome,
                    groups=groups,
                    event_change=partial(choose, i),
                )
                if shown is not None:
                    if covered:
                        svg = hidden_graph(shown.twins, outcome, text)
                    else:
                        svg = graph(shown.twins, outcome, text, guesses if i == 0 else [])
                    Picture(svg=svg, name=f"graph{i + 1}", about=answered(shown, state))


@cache
def outcome_groups(language: str) -> str:
    """All outcomes in their groups, for `Choice`."""
    text = words(language)
    groups: dict[str, list[dict[str, str]]] = {}
    for outcome in OUTCOMES.values():
        label = f"{text.outcome(outcome.name)} · {text.outcome_unit(outcome.name)}"
        groups.setdefault(outcome.group, []).append({"value": outcome.name, "text": label})
    return json.dumps([{"label": text.named("groups", g), "items": items} for g, items in groups.items()])
