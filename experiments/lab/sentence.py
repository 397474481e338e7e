"""One plain sentence: what the policy does to substantive cooperation, when, at what cost, how surely."""

from __future__ import annotations

from iei.experiments.lab.bands import Effect, effect
from iei.experiments.lab.chart import number
from iei.experiments.lab.state import LabState
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.windows import in_force, last_years, withdrawn
from iei.experiments.lab.words import Words, shown

SUBSTANCE, PAPER, SPENDING = "substantive_share", "formal_share", "public_spending"


def sentence(twins: Twins, state: LabState, words: Words) -> str:
    """The headline of the page; every number names its years, and cost and effect have the same."""
    if not state.levers:
        parts = [without_policy(twins, words)]
    elif withdrawn(twins.scenario):
        parts = [*while_in_force(twins, words), *in_last_years(twins, words)]
    else:
        parts = [*in_last_years(twins, words), cost(twins, words)]
    parts.append(words("sentence_pairs", pairs=twins.pairs, wanted=twins.wanted))
    if state.behaviour:
        parts.append(words("sentence_assumptions", names=", ".join(name for name, _ in state.behaviour)))
    return words("between_sentences").join(parts)


def without_policy(twins: Twins, words: Words) -> str:
    """What there is where nothing is set."""
    found = effect(twins, SUBSTANCE)
    return words("sentence_none", value=percent(found.baseline), years=found.window.years)


def in_last_years(twins: Twins, words: Words) -> list[str]:
    """Both effects in the last years of the run."""
    substance = effect(twins, SUBSTANCE)
    return [
        words("sentence_substance", **numbers(substance), verdict=words(f"verdict_{substance.verdict}")),
        words("sentence_paper", **numbers(effect(twins, PAPER))),
    ]


def while_in_force(twins: Twins, words: Words) -> list[str]:
    """Effect and cost of a policy that ends, while it lasts."""
    force = in_force(twins.scenario)
    assert force is not None
    spent = effect(twins, SPENDING, force).difference.mean
    return [words("sentence_force", **numbers(effect(twins, SUBSTANCE, force)), value=number(spent))]


def cost(twins: Twins, words: Words) -> str:
    """What the policy costs in the years of its effect."""
    window = last_years(twins.scenario)
    spent = effect(twins, SPENDING, window).difference.mean
    return words("sentence_cost", value=number(spent), years=window.years)


def numbers(change: Effect) -> dict[str, str]:
    """Years, both means and the difference with its interval, in the unit shown."""
    low, high = shown(change.difference.lower, change.outcome), shown(change.difference.upper, change.outcome)
    return {
        "years": change.window.years,
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
    """A difference with its sign, none for what rounds to zero; the minus sign is the long one."""
    text = f"{value:+.1f}"
    return "0.0" if float(text) == 0 else text.replace("-", "−")
