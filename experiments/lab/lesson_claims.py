"""Conclusions of the lesson sheets: what each says in words, and the contrast that must bear it out."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.lab.windows import Window


@dataclass(frozen=True)
class Part:
    """The effect of a policy on one outcome: with it less without, under the same luck.

    Parameters
    ----------
    policy : names of policy files joined by commas
    outcome : name of the outcome
    window : terms that each run is averaged over; None for the last years, as in the lab's sentence
    behaviour : coefficients that differ from their defaults, (name, value)
    sign : 1, or -1 for an effect that is subtracted
    """

    policy: str
    outcome: str = "substantive_share"
    window: Window | None = None
    behaviour: tuple[tuple[str, float], ...] = ()
    sign: int = 1


@dataclass(frozen=True)
class Claim:
    """A sentence, and whether the sum of its parts is "more" than nothing, "less" or "none" (not seen).

    In the sentence ``{0}``, ``{1}`` … stand for the parts, ``{sum}``, ``{lower}`` and ``{upper}`` for their
    sum and its 95 % interval, in the unit shown on the page.
    """

    says: str
    sentence: str
    parts: tuple[Part, ...]


CLAIMS: dict[str, Claim] = {}
