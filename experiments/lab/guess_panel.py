"""Guess first: say or draw what you expect, then look; the class's guesses stay for the discussion."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, cast

import solara
from solara.lab import headers

from iei.experiments.lab.bands import bands, effect
from iei.experiments.lab.chart import number
from iei.experiments.lab.guesses import BOOK, SIGNS, Guess, distance, drawn_curve, question, sign_of_curve
from iei.experiments.lab.pictures import guess_frame, hidden_graph
from iei.experiments.lab.screen import Shown
from iei.experiments.lab.state import LabState
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.widgets import Picture
from iei.experiments.lab.windows import in_force
from iei.experiments.lab.words import Words, is_share, shown

ANSWERS = {"more": "more", "less": "less", "none": "same", "open": "open"}  # guess that a verdict confirms


@solara.component
def Guessing(
    answer: solara.Reactive[Shown | None], state: LabState, text: Words, set_hidden: Callable[[bool], None]
) -> None:
    """Hide the result, take a guess, show how it compares."""
    result = answer.value
    name, set_name = solara.use_state("")
    own, set_own = solara.use_state(("", Guess("", "same")))
    _, refresh = solara.use_state(0)
    asked, outcome = question(state), state.graphs[0]
    solara.use_effect(lambda: following(lambda: refresh(lambda count: count + 1)), [])

    def give(guess: Guess) -> None:
        BOOK.add(asked, guess)
        set_own((asked, guess))
        set_hidden(False)

    solara.Text(text("guess_about"), classes=["lab-note"])
    if result is None or not result.of(state) or not state.levers:
        solara.Text(text("no_timeline") if not state.levers else "…", classes=["lab-note"])
        return
    if not state.hidden:
        with solara.Div(classes=["lab-row"]):
            solara.Button(
                text("guess_hide"), on_click=lambda: set_hidden(True), outlined=True, classes=["lab-hide"]
            )
            if at_home():
                solara.Button(
                    text("guess_clear"), on_click=lambda: BOOK.clear(asked), text=True, classes=["lab-clear"]
                )
        ClassGuesses(BOOK.of(asked), result.twins, outcome, text, own[1] if own[0] == asked else None)
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
        solara.Button(text("guess_show"), on_click=lambda: set_hidden(False), text=True, classes=["lab-show"])
    solara.Text(text("guess_draw"), classes=["lab-note"])
    with solara.Div(style="max-width: 760px"):
        Picture(
            svg=hidden_graph(result.twins, outcome, text),
            name="guess",
            draw=True,
            event_drawn=lambda path: give_curve(path, result.twins, outcome, name, give),
        )


def at_home() -> bool:
    """Whether the browser runs on the machine of the lab, as the teacher's does, or in a notebook."""
    given = cast(Any, headers).value
    return given is None or given.get("x-lab-at-home") == ["1"]


def following(show: Callable[[], None]) -> Callable[[], None]:
    """Call `show` from a thread whenever somebody guesses; what is returned ends that."""
    ended = threading.Event()

    def waiting() -> None:
        seen = BOOK.wait(-1, 0)
        while not ended.is_set():
            changes = BOOK.wait(seen, 1.0)
            if changes > seen and not ended.is_set():
                seen = changes
                show()

    threading.Thread(target=waiting, daemon=True).start()
    return ended.set


def give_curve(
    path: Sequence[Sequence[float]], twins: Twins, outcome: str, name: str, give: Callable[[Guess], None]
) -> None:
    """Make a guess of a drawn path; a mere click is none."""
    curve = drawn_curve(path, guess_frame(twins, outcome))
    if curve:
        scale, truth = shown(1, outcome), effect(twins, outcome)
        baseline = scale * bands(twins, outcome)[1].mean
        give(Guess(name, sign_of_curve(curve, baseline, truth.window, scale * truth.smallest), curve))


@solara.component
def ClassGuesses(
    guesses: Sequence[Guess], twins: Twins, outcome: str, text: Words, own: Guess | None
) -> None:
    """What everybody guessed, what the model says, and how far one's own curve is from it."""
    if not guesses:
        return
    right = ANSWERS[effect(twins, outcome).verdict]
    counts = Counter(guess.sign for guess in guesses)
    solara.Text(text("guess_class", number=len(guesses)), classes=["lab-guesses"])
    for sign in SIGNS:
        names = ", ".join(guess.name for guess in guesses if guess.sign == sign and guess.name)
        solara.Text(f"{text(f'guess_{sign}')}: {counts[sign]}" + (f" ({names})" if names else ""))
    if right == "open":
        verdict = text("guess_open")
    else:
        answer = text(f"guess_{right}")
        verdict = text("guess_right", answer=answer, right=counts[right], number=len(guesses))
    solara.Text(verdict, style="font-weight: 600")
    force = in_force(twins.scenario)
    if own is not None and own.curve and force is not None:
        truth = shown(1, outcome) * bands(twins, outcome)[0].mean
        away = distance(own.curve, truth, force.first)
        unit = text("points") if is_share(outcome) else text.outcome_unit(outcome)
        solara.Text(text("guess_distance", distance=number(away), unit=unit), classes=["lab-distance"])
