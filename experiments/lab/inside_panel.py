"""One world from inside: networks, a scrubber, an agent looked at, events, accounts."""

from __future__ import annotations

from html import escape
from typing import Any, cast

import solara

from iei.agents.tables import COLLEGES, ENTERPRISES, GOVERNMENTS
from iei.experiments.lab.events import Event, events
from iei.experiments.lab.inspection import Inspection, inspect
from iei.experiments.lab.pictures import account_bars, funnel_bars, networks
from iei.experiments.lab.recording import Recording, record
from iei.experiments.lab.state import LabState, baseline_of, scenario_of
from iei.experiments.lab.widgets import NumberField, Picture, Player, Tick
from iei.experiments.lab.words import Words
from iei.sim.base.chance import replicate_seed
from iei.sim.base.table import Table

TABLES: dict[str, Table] = {"enterprise": ENTERPRISES, "college": COLLEGES, "government": GOVERNMENTS}
MOST_EVENTS = 60


@solara.component
def Inside(state: LabState, text: Words) -> None:
    """One pair's world, with or without the policy, term by term."""
    pair, set_pair = solara.use_state(0)
    with_policy, set_with_policy = solara.use_state(True)
    term, set_term = solara.use_state(state.terms - 1)
    agent, set_agent = solara.use_state(cast(dict[str, Any] | None, None))
    scenario = scenario_of(state) if with_policy else baseline_of(state)
    seed = replicate_seed(state.seed, pair)
    result = solara.lab.use_task(
        lambda: record(scenario, seed), dependencies=[scenario, seed], raise_error=False, prefer_threaded=True
    )
    now = min(term, state.terms - 1)

    def choose_pair(value: Any) -> None:
        if isinstance(value, int) and 0 <= value < state.pairs:
            set_pair(value)

    with solara.Div(classes=["lab-row"]):
        words = {key: text(key) for key in ("back", "play", "pause", "step", "term")}
        Player(term=now, terms=state.terms, words=words, on_term=set_term)
        NumberField(name="pair", label=text("pair"), value=pair, event_change=choose_pair)
        Tick(name="with_policy", label=text("with_policy"), value=with_policy, event_change=set_with_policy)
    recording: Recording | None = result.value
    if recording is None or now >= len(recording.moments):
        solara.Text("…")
        return
    formal, substantive = networks(recording, now, text)
    with solara.Div(classes=["lab-pair"]):
        Picture(svg=formal, name="formal", event_pick=set_agent)
        Picture(svg=substantive, name="substantive", event_pick=set_agent)
    solara.Text(text("network_key"), classes=["lab-note"])
    with solara.Div(classes=["lab-row", "lab-governments"]):
        solara.Text(f"{text('governments')}:", classes=["lab-note"])
        for g, region in enumerate(scenario.world.regions):
            solara.Button(
                region.name,
                on_click=lambda g=g: set_agent({"kind": "government", "row": g}),
                size="small",
                text=True,
            )
    with solara.Div(classes=["lab-pair"]):
        with solara.Div():
            if agent is None:
                solara.Text(text("choose_agent"), classes=["lab-note"])
            else:
                Agent(scenario, seed, now, agent["kind"], agent["row"], text)
        with solara.Div():
            solara.HTML(tag="h2", unsafe_innerHTML=text("event_log"))
            solara.HTML(
                unsafe_innerHTML=event_table(events(recording, now), text),
                classes=["lab-scroll", "lab-events"],
            )
    with solara.Div(classes=["lab-pair"]):
        Picture(svg=account_bars(recording, now, text), name="account")
        Picture(svg=funnel_bars(recording, now, text), name="funnel")


@solara.component
def Agent(scenario: Any, seed: int, term: int, kind: str, row: int, text: Words) -> None:
    """State, options and choice of one agent in one term."""
    found = solara.use_memo(
        lambda: inspect(scenario, seed, term, kind, row), [scenario, seed, term, kind, row]
    )
    solara.HTML(tag="h2", unsafe_innerHTML=f"{text.named('kinds', kind)} {row}")
    solara.HTML(unsafe_innerHTML=choice_text(found, text), classes=["lab-agent"])
    solara.HTML(unsafe_innerHTML=state_table(found, text), classes=["lab-scroll"])


def choice_text(found: Inspection, text: Words) -> str:
    """Options with their utilities, what was chosen and why, as HTML."""
    rows = "".join(
        f"<tr{' class=changed' if name == found.chosen else ''}>"
        f"<td>{escape(text.named('options', name))}</td><td>{utility(value)}</td></tr>"
        for name, value in found.options.items()
    )
    chosen = text(
        "chose",
        term=found.term,
        chosen=text.named("options", found.chosen),
        before=text.named("options", found.before),
    )
    return (
        f"<table><thead><tr><th>{text('agent_options')}</th><th>{text('utility')}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table><p><b>{escape(chosen)}</b> {escape(reason(found, text))}</p>"
    )


def reason(found: Inspection, text: Words) -> str:
    """Why an agent chose as it did."""
    option = text.named("options", found.peer_option) if found.peer_option else ""
    sentence = text.named("why", found.why)
    return sentence.format(kind=text.named("kinds", found.kind), peer=found.peer, option=option)


def utility(value: float) -> str:
    """A utility with two digits; an option that cash does not allow has a value below -100."""
    return "–" if value < -100 else f"{value:.2f}".replace("-", "−")


def state_table(found: Inspection, text: Words) -> str:
    """All columns of an agent's row with unit and meaning, as HTML."""
    about = text.sections.get("columns", {})
    rows = "".join(
        f"<tr><td>{column.name}</td><td>{escape(written(found.state[column.name]))}</td>"
        f"<td>{escape(text.unit(column.unit))}</td>"
        f"<td>{escape(about.get(column.name, column.about))}</td></tr>"
        for column in TABLES[found.kind].columns
    )
    heads = "".join(f"<th>{text(f'agent_{key}')}</th>" for key in ("column", "value", "unit", "about"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def written(value: Any) -> str:
    """A value of a column; vectors in brackets."""
    if getattr(value, "shape", ()):
        return "[" + ", ".join(written(v) for v in value) + "]"
    return f"{float(value):.4g}" if isinstance(value, float) else str(value)


def event_table(found: list[Event], text: Words) -> str:
    """What happened on links, as HTML; the rest is counted."""
    rows = "".join(
        f"<tr><td>{escape(text.named('events', event.kind))}</td><td>{event.college}</td>"
        f"<td>{event.enterprise}</td><td>{trust(event)}</td><td>{event.depth or '–'}</td></tr>"
        for event in found[:MOST_EVENTS]
    )
    if len(found) > MOST_EVENTS:
        rows += f'<tr><td colspan="5">… + {len(found) - MOST_EVENTS}</td></tr>'
    heads = (
        text("event"),
        text.named("kinds", "college"),
        text.named("kinds", "enterprise"),
        text("trust"),
        text("depth"),
    )
    return (
        f"<table><thead><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def trust(event: Event) -> str:
    """Trust before and after, with an arrow up or down."""
    if event.before != event.before:
        return f"{event.after:.2f}"
    if event.after != event.after:
        return f"{event.before:.2f} →"
    arrow = "↑" if event.change > 0 else "↓" if event.change < 0 else "="
    return f"{event.before:.2f} → {event.after:.2f} {arrow}"
