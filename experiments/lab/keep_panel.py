"""What can be taken away, as downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import solara

from iei.experiments.lab.keep import chinese_font, graphs_png, network_gif, noted
from iei.experiments.lab.pictures import graph, labels, network_words
from iei.experiments.lab.recording import record
from iei.experiments.lab.screen import Shown
from iei.experiments.lab.state import LabState, scenario_of
from iei.experiments.lab.tables import curves_csv, note, pairs_csv, scenario_yaml
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.widgets import Download
from iei.experiments.lab.words import Words, words
from iei.sim.base.chance import replicate_seed
from iei.sim.base.compilation import rule_source_hash


@solara.component
def Keep(answer: solara.Reactive[Shown | None], state: LabState, text: Words) -> None:
    """Downloads of the scenario, and of the finished pictures."""
    result = answer.value
    drawn = words("en") if state.language == "zh" and not chinese_font() else text

    def gif() -> bytes:
        recording = record(scenario_of(state), replicate_seed(state.seed, 0))
        return network_gif(recording, network_words(drawn), drawn("term"))

    solara.Text(text("keep_about"), classes=["lab-note"])
    solara.Text(text("version", version=rule_source_hash()), classes=["lab-note"])
    with solara.Div(classes=["lab-row", "lab-downloads"]):
        Download(text("keep_scenario"), "iei_scenario.yaml", lambda: scenario_yaml(state).encode())
        if result is not None and result.of(state) and not state.hidden:
            twins, outcomes = result.twins, state.graphs
            origin = note(state, twins.pairs)
            Download(text("keep_csv"), "iei_curves.csv", lambda: curves_csv(twins, state, outcomes).encode())
            Download(text("keep_pairs"), "iei_pairs.csv", lambda: pairs_csv(twins, state).encode())
            for i, outcome in enumerate(outcomes):
                drawing = partial(noted_graph, twins, outcome, text, origin)
                Download(text("keep_svg", number=i + 1), f"iei_graph{i + 1}.svg", partial(encoded, drawing))
            titles = [labels(outcome, drawn) for outcome in outcomes]
            Download(text("keep_png"), "iei_graphs.png", lambda: graphs_png(twins, outcomes, titles, origin))
        Download(text("keep_gif"), "iei_network.gif", gif)
    solara.Text(text("keep_scenario_about"), classes=["lab-note"])
    if drawn is not text:
        solara.Text(text("no_font"), classes=["lab-note"])


def noted_graph(twins: Twins, outcome: str, text: Words, origin: str) -> str:
    """A graph as SVG that says what it is of."""
    return noted(graph(twins, outcome, text), origin)


def encoded(make: Callable[[], str]) -> bytes:
    """A text that is made when it is asked for, as bytes."""
    return make().encode()
