"""From results to the pictures of the page in one language: graphs, networks, accounts, funnel."""

from __future__ import annotations

from collections.abc import Sequence

from iei.experiments.lab.bands import bands
from iei.experiments.lab.chart import Frame, Labels, Times, frame_of, guess_line, lone_chart, twin_chart
from iei.experiments.lab.flows import Bar, account, bars, funnel
from iei.experiments.lab.network import NetworkWords, network
from iei.experiments.lab.recording import Recording
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.windows import in_force, last_years
from iei.experiments.lab.words import Words, shown

ROOM = 2.0  # height of a graph with room for a guess, in heights of the baseline's


def labels(outcome: str, words: Words) -> Labels:
    """Words of the graph of an outcome."""
    label = words.outcome(outcome)
    return Labels(
        title=label[0].upper() + label[1:],
        unit=words.outcome_unit(outcome),
        time=words("time"),
        policy=words("policy"),
        baseline=words("baseline"),
        lone=words("no_policy"),
        start=words("start"),
        end=words("end"),
    )


def times(twins: Twins) -> Times:
    """What the graphs of some pairs mark on their time axis."""
    return Times(in_force(twins.scenario), last_years(twins.scenario))


def graph(twins: Twins, outcome: str, words: Words, guesses: Sequence[Sequence[float]] = ()) -> str:
    """The graph of an outcome with both twins, and with curves that somebody drew; one curve if no policy."""
    policy, baseline = bands(twins, outcome)
    scale, words_of = shown(1, outcome), labels(outcome, words)
    if not twins.scenario.levers:
        return lone_chart(baseline, times(twins), scale, words_of)
    frame = frame_of((policy, baseline), scale)
    lines = [guess_line(frame, guess) for guess in guesses]
    return twin_chart(policy, baseline, times(twins), scale, words_of, lines)


def hidden_graph(twins: Twins, outcome: str, words: Words) -> str:
    """The graph of an outcome without the policy, with room for a guess and nothing that anchors it."""
    baseline = bands(twins, outcome)[1]
    return lone_chart(baseline, times(twins), shown(1, outcome), labels(outcome, words), ROOM)


def guess_frame(twins: Twins, outcome: str) -> Frame:
    """Frame of a graph that hides the policy: with room above the baseline."""
    baseline = bands(twins, outcome)[1]
    return frame_of((baseline,), shown(1, outcome), ROOM)


def networks(recording: Recording, term: int, words: Words) -> tuple[str, str]:
    """Formal and substantive links at the end of a term."""
    formal, substantive = network_words(words)
    return network(recording, term, False, formal), network(recording, term, True, substantive)


def network_words(words: Words) -> tuple[NetworkWords, NetworkWords]:
    """Words of both networks."""
    depths = tuple(words.named("depths", str(depth)) for depth in range(1, 6))
    kinds = words.named("kinds", "enterprise"), words.named("kinds", "college")
    return (
        NetworkWords(words("formal_network"), depths, *kinds),
        NetworkWords(words("substantive_network"), depths, *kinds),
    )


def account_bars(recording: Recording, term: int, words: Words) -> str:
    """The account of all governments in a term."""
    rows = account(recording, term)
    names = [account_name(row, words) for row in rows]
    return bars(rows, names, words("account", term=term), words("account_unit"))


def account_name(row: Bar, words: Words) -> str:
    """Name of a row of the account: a lever's own name where money is spent on it."""
    if row.name.startswith("spent_"):
        return words.about_lever(row.name.removeprefix("spent_"))["label"]
    return words.named("account", row.name)


def funnel_bars(recording: Recording, term: int, words: Words) -> str:
    """Where graduates are lost in the year that ends with a term."""
    rows = funnel(recording, term)
    return bars(
        rows, [words.named("funnel", row.name) for row in rows], words("funnel"), words("funnel_unit")
    )
