"""What can be taken away, as downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import solara

from experiments.lab.keep import chinese_font, curves_csv, graphs_png, network_gif, scenario_yaml
from experiments.lab.pictures import graph, labels, network_words
from experiments.lab.recording import record
from experiments.lab.screen import Shown
from experiments.lab.state import LabState, scenario_of
from experiments.lab.widgets import Download
from experiments.lab.words import Words, words
from sim.base.chance import replicate_seed
from sim.base.compilation import rule_source_hash


@solara.component
def Keep(result: Shown | None, state: LabState, text: Words) -> None:
    """Downloads of the scenario, and of the finished pictures."""
    drawn = words("en") if state.language == "zh" and not chinese_font() else text

    def gif() -> bytes:
        recording = record(scenario_of(state), replicate_seed(state.seed, 0))
        return network_gif(recording, network_words(drawn), drawn("term"))

    solara.Text(text("keep_about"), classes=["lab-note"])
    solara.Text(text("version", version=rule_source_hash()), classes=["lab-note"])
    with solara.Div(classes=["lab-row", "lab-downloads"]):
        Download(text("keep_scenario"), "iei_scenario.yaml", lambda: scenario_yaml(state).encode())
        if result is not None and result.of(state):
            twins, outcomes = result.twins, state.graphs
            Download(text("keep_csv"), "iei_curves.csv", lambda: curves_csv(twins, outcomes).encode())
            for i, outcome in enumerate(outcomes):
                drawing = partial(graph, twins, outcome, text)
                Download(text("keep_svg", number=i + 1), f"iei_graph{i + 1}.svg", partial(encoded, drawing))
            titles = [labels(outcome, drawn) for outcome in outcomes]
            Download(text("keep_png"), "iei_graphs.png", lambda: graphs_png(twins, outcomes, titles))
        Download(text("keep_gif"), "iei_network.gif", gif)
    solara.Text(text("keep_scenario_about"), classes=["lab-note"])
    if drawn is not text:
        solara.Text(text("no_font"), classes=["lab-note"])


def encoded(make: Callable[[], str]) -> bytes:
    """A text that is made when it is asked for, as bytes."""
    return make().encode()
