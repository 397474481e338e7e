"""One plain sentence: what the policy does to substantive cooperation, what it costs, how sure that is."""

from __future__ import annotations

from experiments.lab.bands import Effect, effect
from experiments.lab.chart import number
from experiments.lab.state import LabState
from experiments.lab.twins import Twins
from experiments.lab.words import Words, shown

SUBSTANCE, PAPER, SPENDING = "substantive_share", "formal_share", "public_spending"


def sentence(twins: Twins, state: LabState, words: Words) -> str:
    """The headline of the page."""
    if not state.levers:
        parts = [words("sentence_none", value=percent(effect(twins, SUBSTANCE).baseline))]
    else:
        substance = effect(twins, SUBSTANCE)
        parts = [
            words("sentence_substance", **numbers(substance), verdict=verdict(substance, words)),
            words("sentence_paper", **numbers(effect(twins, PAPER))),
            words("sentence_cost", value=number(effect(twins, SPENDING).policy)),
        ]
    parts.append(words("sentence_pairs", pairs=twins.pairs, wanted=twins.wanted))
    if state.behaviour:
        parts.append(words("sentence_assumptions", names=", ".join(name for name, _ in state.behaviour)))
    return words("between_sentences").join(parts)


def verdict(change: Effect, words: Words) -> str:
    """How sure the direction is."""
    if not change.decided:
        return words("verdict_open")
    return words("verdict_more" if change.difference.mean > 0 else "verdict_less")


def numbers(change: Effect) -> dict[str, str]:
    """Both means and the difference with its interval, in the unit shown."""
    low, high = shown(change.difference.lower, change.outcome), shown(change.difference.upper, change.outcome)
    return {
        "baseline": percent(change.baseline),
        "policy": percent(change.policy),
        "difference": signed(shown(change.difference.mean, change.outcome)),
        "lower": signed(low),
        "upper": signed(high),
    }


def percent(share: float) -> str:
    """A share in per cent."""
    return f"{100 * share:.1f} %"


def signed(value: float) -> str:
    """A difference with its sign; the minus sign is the long one."""
    return f"{value:+.1f}".replace("-", "−")
