"""What the class expected before it looked: guesses by question, kept while the server runs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Condition

import numpy as np

from iei.experiments.lab.chart import Frame
from iei.experiments.lab.link import link
from iei.experiments.lab.state import LabState
from iei.experiments.lab.windows import Window

SIGNS = ("less", "same", "more")
QUESTIONS, GUESSES = 200, 500  # kept; the oldest question goes first
LONGEST_NAME = 40


@dataclass(frozen=True)
class Guess:
    """One guess: a sign, or a curve of shape (terms,) in the unit shown, NaN before where it begins."""

    name: str
    sign: str
    curve: tuple[float, ...] = ()


class GuessBook:
    """Guesses of everybody who uses this server."""

    def __init__(self) -> None:
        self._guesses: OrderedDict[str, list[Guess]] = OrderedDict()
        self._lock = Condition()
        self._changes = 0

    def add(self, question: str, guess: Guess) -> None:
        """Keep a guess; what is beyond the limit is not kept."""
        with self._lock:
            kept = self._guesses.setdefault(question, [])
            if len(kept) < GUESSES:
                kept.append(replace(guess, name=guess.name.strip()[:LONGEST_NAME]))
            while len(self._guesses) > QUESTIONS:
                self._guesses.popitem(last=False)
            self._changed()

    def of(self, question: str) -> tuple[Guess, ...]:
        """All guesses for a question, in order."""
        with self._lock:
            return tuple(self._guesses.get(question, ()))

    def clear(self, question: str) -> None:
        """Forget the guesses for a question."""
        with self._lock:
            self._guesses.pop(question, None)
            self._changed()

    def wait(self, seen: int, timeout: float) -> int:
        """Wait until there are more than `seen` changes, or for `timeout` seconds; how many there are."""
        with self._lock:
            self._lock.wait_for(lambda: self._changes > seen, timeout)
            return self._changes

    def _changed(self) -> None:
        self._changes += 1
        self._lock.notify_all()


def question(state: LabState) -> str:
    """Key of what is asked: the state and its first graph, whatever the language and number of pairs."""
    asked = replace(state, language="en", pairs=LabState().pairs, hidden=False)
    return link(asked)


def drawn_curve(path: Sequence[Sequence[float]], frame: Frame) -> tuple[float, ...]:
    """A path of points (x, y) on the chart as one value a term; it goes on level after its end.

    Terms before its beginning have no value: nobody said anything about them.
    """
    ordered = sorted((float(x), float(y)) for x, y in path)
    if len(ordered) < 2:
        return ()
    terms = [frame.term_at(x) for x, _ in ordered]
    values = [frame.value_at(y) for _, y in ordered]
    curve = np.interp(np.arange(frame.terms), terms, values)
    curve[: min(max(round(terms[0]), 0), frame.terms - 1)] = np.nan
    return tuple(map(float, curve))


def sign_of_curve(curve: Sequence[float], baseline: np.ndarray, window: Window, tolerance: float) -> str:
    """Whether a drawn curve lies above, below or at the baseline in a window of terms."""
    difference = float(window.mean((np.asarray(curve) - baseline)[None])[0])
    if abs(difference) <= tolerance:
        return "same"
    return "more" if difference > 0 else "less"


def distance(curve: Sequence[float], truth: np.ndarray, start: int) -> float:
    """Mean absolute distance of a drawn curve from the true one since a term, where it was drawn."""
    return float(np.nanmean(np.abs(np.asarray(curve)[start:] - truth[start:])))


BOOK = GuessBook()
