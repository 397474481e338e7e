"""The space of coefficients that a calibration searches: which ones, between which bounds, on which scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np

from iei.sim.base.quantity import CALIBRATED, GRADES, InvalidInput, Quantity, nearest
from iei.sim.run.behaviour import BEHAVIOUR, MODULES

DECADE = 10.0  # upper over lower bound from which on a coefficient is searched on the scale of its logarithm


@dataclass(frozen=True)
class Space:
    """Coefficients as axes of the unit cube, each from its lower (0) to its upper declared bound (1).

    A coefficient with positive bounds that are a factor of `DECADE` or more apart is searched on the scale
    of its logarithm, any other on its own; one that knows only whole numbers has equal shares for each.
    """

    quantities: tuple[Quantity, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients, in the order of the axes."""
        return tuple(quantity.name for quantity in self.quantities)

    @property
    def dimensions(self) -> int:
        """Number of coefficients."""
        return len(self.quantities)

    def values(self, points: np.ndarray) -> np.ndarray:
        """Coefficients, each in its unit, of points of the unit cube; both (points, coefficients)."""
        columns = [value_at(q, points[:, i]) for i, q in enumerate(self.quantities)]
        return np.stack(columns, axis=1) if columns else np.zeros((len(points), 0))

    def points(self, values: np.ndarray) -> np.ndarray:
        """Points of the unit cube of coefficients; both (points, coefficients)."""
        return np.stack([share_at(q, values[:, i]) for i, q in enumerate(self.quantities)], axis=1)

    def snapped(self, points: np.ndarray) -> np.ndarray:
        """The points that are simulated: those of whole numbers in the middle of their share."""
        if not any(quantity.integer for quantity in self.quantities):
            return points
        return self.points(self.values(points))

    def subspace(self, names: Sequence[str]) -> Space:
        """The same with these coefficients only, in the order of this space."""
        return Space(tuple(quantity for quantity in self.quantities if quantity.name in names))


def logarithmic(quantity: Quantity) -> bool:
    """Whether a coefficient is searched on the scale of its logarithm."""
    return not quantity.integer and quantity.lower > 0 and quantity.upper >= DECADE * quantity.lower


def value_at(quantity: Quantity, shares: np.ndarray) -> np.ndarray:
    """Values at `shares` in [0, 1] of the range of a coefficient, (points,)."""
    lower, upper = quantity.lower, quantity.upper
    if quantity.integer:
        return np.minimum(upper, np.floor(lower + shares * (upper - lower + 1)))
    if logarithmic(quantity):
        return np.clip(lower * (upper / lower) ** shares, lower, upper)
    return np.clip(lower + shares * (upper - lower), lower, upper)


def share_at(quantity: Quantity, values: np.ndarray) -> np.ndarray:
    """Shares of the range of a coefficient at `values`, (points,); of a whole number its middle."""
    lower, upper = quantity.lower, quantity.upper
    if quantity.integer:
        return (values - lower + 0.5) / (upper - lower + 1)
    if logarithmic(quantity):
        return np.log(values / lower) / np.log(upper / lower)
    return (values - lower) / (upper - lower)


def chosen_space(words: Sequence[str]) -> Space:
    """The coefficients that `words` name, each once, in the order of the model; ``calibrated`` if none does.

    A word is a name, a pattern such as ``trust_*``, a grade, the number of an equation such as ``E13``, or
    the file that declares them, such as ``formation``. Raises `InvalidInput` for one that names nothing.
    """
    found: set[str] = set()
    files = {module.__name__.rpartition(".")[2]: module.QUANTITIES for module in MODULES}
    for word in words or ("calibrated",):
        names = [
            q.name
            for q in BEHAVIOUR.values()
            if fnmatchcase(q.name, word)
            or word in (q.equation, q.grade)
            or (word == "calibrated" and q.grade == CALIBRATED)
        ]
        names += [quantity.name for quantity in files.get(word, ())]
        if not names:
            equations = dict.fromkeys(q.equation for q in BEHAVIOUR.values())
            known = [*BEHAVIOUR, *files, *equations, *GRADES, "calibrated"]
            raise InvalidInput(f"coefficients: '{word}' names no coefficient{nearest(word, known)}")
        found.update(names)
    space = Space(tuple(q for name, q in BEHAVIOUR.items() if name in found and q.lower < q.upper))
    if not space.quantities:
        raise InvalidInput(f"coefficients = {list(words)}: none of them can be varied")
    return space
