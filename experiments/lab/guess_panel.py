"""Guess first: say or draw what you expect, then look; the class's guesses stay for the discussion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import solara

from experiments.lab.bands import bands, effect
from experiments.lab.chart import number
from experiments.lab.guesses import (
    BOOK,
    SIGNS,
    Guess,
    answer,
    distance,
    drawn_curve,
    question,
    sign_of_curve,
)
from experiments.lab.pictures import guess_frame, hidden_graph
from experiments.lab.screen import Shown
from experiments.lab.state import LabState
from experiments.lab.twins import Twins
from experiments.lab.widgets import Picture
from experiments.lab.words import Words, is_share, shown

SAME = 0.05  # share of the baseline's level within which a drawn curve counts as no change


@solara.component
def Guessing(
    result: Shown | None, state: LabState, text: Words, hidden: bool, set_hidden: Callable[[bool], None]
) -> None:
    """Hide the result, take a guess, show how it compares."""
    name, set_name = solara.use_state("")
    _, refresh = solara.use_state(0)
    asked, outcome = question(state), state.graphs[0]

    def give(guess: Guess) -> None:
        BOOK.add(asked, guess)
        set_hidden(False)
        refresh(lambda count: count + 1)

    def clear() -> None:
        BOOK.clear(asked)
        refresh(lambda count: count + 1)

    solara.Text(text("guess_about"), classes=["lab-note"])
    if result is None or not result.of(state) or not state.levers:
        solara.Text(text("no_timeline") if not state.levers else "…", classes=["lab-note"])
        return
    if not hidden:
        with solara.Div(classes=["lab-row"]):
            solara.Button(
                text("guess_hide"), on_click=lambda: set_hidden(True), outlined=True, classes=["lab-hide"]
            )
            solara.Button(text("guess_clear"), on_click=clear, text=True)
        ClassGuesses(result.twins, state, text)
        return
    solara.Text(text("guess_question", outcome=text.outcome(outcome)))
    with solara.Div(classes=["lab-row"]):
        for sign in SIGNS:
            solara.Button(
                text(f"guess_{sign}"),
                on_click=lambda sign=sign: give(Guess(name, sign)),
                outlined=True,
                classes=[f"lab-guess-{sign}"],
            )
        solara.InputText(text("guess_name"), value=name, on_value=set_name)
        solara.Button(text("guess_show"), on_click=lambda: set_hidden(False), text=True)
    solara.Text(text("guess_draw"), classes=["lab-note"])
    with solara.Div(style="max-width: 760px"):
        Picture(
            svg=hidden_graph(result.twins, outcome, text, []),
            name="guess",
            draw=True,
            event_drawn=lambda path: give_curve(path, result.twins, outcome, name, give),
        )


def give_curve(
    path: Sequence[Sequence[float]], twins: Twins, outcome: str, name: str, give: Callable[[Guess], None]
) -> None:
    """Make a guess of a drawn path; a mere click is none."""
    curve = drawn_curve(path, guess_frame(twins, outcome))
    if curve:
        baseline = shown(1, outcome) * bands(twins, outcome)[1].mean
        sign = sign_of_curve(
            curve, baseline, twins.baseline.world.policy_start, SAME * abs(baseline[-10:].mean())
        )
        give(Guess(name, sign, curve))


@solara.component
def ClassGuesses(twins: Twins, state: LabState, text: Words) -> None:
    """What everybody guessed, and what the model says."""
    guesses, outcome = BOOK.of(question(state)), state.graphs[0]
    if not guesses:
        return
    right = answer(effect(twins, outcome))
    counts = Counter(guess.sign for guess in guesses)
    solara.Text(text("guess_class", number=len(guesses)), classes=["lab-guesses"])
    for sign in SIGNS:
        names = ", ".join(guess.name for guess in guesses if guess.sign == sign and guess.name)
        solara.Text(f"{text(f'guess_{sign}')}: {counts[sign]}" + (f" ({names})" if names else ""))
    solara.Text(
        text("guess_right", answer=text(f"guess_{right}"), right=counts[right], number=len(guesses)),
        style="font-weight: 600",
    )
    drawn = [guess for guess in guesses if guess.curve]
    if drawn:
        truth = shown(1, outcome) * bands(twins, outcome)[0].mean
        away = distance(drawn[-1].curve, truth, twins.baseline.world.policy_start)
        unit = "%" if is_share(outcome) else text.outcome_unit(outcome)
        solara.Text(text("guess_distance", distance=number(away), unit=unit))
