"""What can be taken away, as downloads."""

from __future__ import annotations

import solara

from experiments.lab.keep import chinese_font, curves_csv, graphs_png, network_gif, scenario_yaml
from experiments.lab.pictures import graph, labels, network_words
from experiments.lab.recording import record
from experiments.lab.screen import Shown
from experiments.lab.state import LabState, scenario_of
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
        solara.FileDownload(scenario_yaml(state), "iei_scenario.yaml", label=text("keep_scenario"))
        if result is not None and result.of(state):
            twins, outcomes = result.twins, state.graphs
            solara.FileDownload(
                lambda: curves_csv(twins, outcomes).encode(), "iei_curves.csv", label=text("keep_csv")
            )
            for i, outcome in enumerate(outcomes):
                solara.FileDownload(
                    lambda outcome=outcome: graph(twins, outcome, text).encode(),
                    f"iei_graph{i + 1}.svg",
                    label=text("keep_svg", number=i + 1),
                )
            solara.FileDownload(
                lambda: graphs_png(twins, outcomes, [labels(outcome, drawn) for outcome in outcomes]),
                "iei_graphs.png",
                label=text("keep_png"),
            )
        solara.FileDownload(gif, "iei_network.gif", label=text("keep_gif"))
    solara.Text(text("keep_scenario_about"), classes=["lab-note"])
    if drawn is not text:
        solara.Text(text("no_font"), classes=["lab-note"])
