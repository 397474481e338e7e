"""From results to the pictures of the page in one language: graphs, networks, accounts, funnel."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.lab.bands import bands
from experiments.lab.chart import Frame, Labels, covered_chart, frame_of, guess_line, twin_chart
from experiments.lab.flows import Bar, account, bars, funnel
from experiments.lab.network import NetworkWords, network
from experiments.lab.recording import Recording
from experiments.lab.twins import Twins
from experiments.lab.words import Words, shown


def labels(outcome: str, words: Words) -> Labels:
    """Words of the graph of an outcome."""
    label = words.outcome(outcome)
    return Labels(
        title=label[0].upper() + label[1:],
        unit=words.outcome_unit(outcome),
        time=words("time"),
        policy=words("policy"),
        baseline=words("baseline"),
        start=words("start"),
    )


def graph(twins: Twins, outcome: str, words: Words, guesses: Sequence[Sequence[float]] = ()) -> str:
    """The graph of an outcome with both twins, and with curves that somebody drew."""
    policy, baseline = bands(twins, outcome)
    frame = frame_of((policy, baseline), shown(1, outcome))
    start = twins.baseline.world.policy_start
    lines = [guess_line(frame, guess) for guess in guesses]
    return twin_chart(policy, baseline, start, shown(1, outcome), labels(outcome, words), lines)


def hidden_graph(twins: Twins, outcome: str, words: Words, guesses: Sequence[Sequence[float]]) -> str:
    """The graph of an outcome without the policy, with drawn guesses."""
    baseline = bands(twins, outcome)[1]
    start = twins.baseline.world.policy_start
    lines = [guess_line(guess_frame(twins, outcome), guess) for guess in guesses]
    return covered_chart(baseline, start, shown(1, outcome), labels(outcome, words), lines)


def guess_frame(twins: Twins, outcome: str) -> Frame:
    """Frame of a graph that hides the policy: with room above the baseline."""
    baseline = bands(twins, outcome)[1]
    return frame_of((baseline,), shown(1, outcome), room=2.0)


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
