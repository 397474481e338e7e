"""What is not ruled out: points spread evenly over a region of the unit cube, and how large it is.

Sequential Monte Carlo with a uniform target: points that stay are multiplied and moved by slice sampling;
where few of them stay, the cut is approached in levels, as in subset simulation (Au and Beck 2001; for
history matching Williamson and Vernon 2013). In a few dimensions this is rejection; it still works in dozens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import pdist

LEVEL_SHARE = 0.1  # share of the points that a level keeps at least
MOST_LEVELS = 25
MOVES = 8  # slice moves of every point
SHRINKS = 10  # a move that finds no point inside after so many stays where it is
TRIES = 50  # random choices among which the widest is taken

Score = Callable[[np.ndarray, float], np.ndarray]  # points and cut; what is above the cut need not be exact


@dataclass(frozen=True)
class Population:
    """Points spread evenly over a region, (points, dimensions), and its share of the unit cube.

    If the region is empty as far as one can see, there are no points and the share is an upper estimate.
    """

    points: np.ndarray
    volume: float

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return len(self.points) == 0


def whole_cube(number: int, dimensions: int, generator: np.random.Generator) -> Population:
    """Points all over the unit cube."""
    return Population(generator.random((number, dimensions)), 1.0)


def narrowed(population: Population, score: Score, cut: float, generator: np.random.Generator) -> Population:
    """The part of a population's region whose `score` is at most `cut`, with as many points again.

    The share of points that stay estimates the share of the volume; over several levels shares multiply.
    """
    points, volume, before = population.points, population.volume, np.inf
    for _ in range(MOST_LEVELS):
        scores = score(points, np.inf)
        level = cut
        if np.mean(scores <= cut) < LEVEL_SHARE:
            level = max(cut, float(np.quantile(scores, LEVEL_SHARE)))
        kept = scores <= level
        volume *= float(kept.mean())
        if level > cut and not level < before * 0.999:
            break
        before = level
        everywhere = kept.all()
        if not everywhere:
            points = moved(multiplied(points[kept], len(points), generator), score, level, generator)
        if level == cut:
            return Population(points, volume)
    return Population(np.zeros((0, points.shape[1])), volume)


def multiplied(points: np.ndarray, number: int, generator: np.random.Generator) -> np.ndarray:
    """`number` points: each equally often, and a random choice of them once more."""
    times, rest = divmod(number, len(points))
    more = generator.choice(len(points), rest, replace=False)
    return np.concatenate([np.tile(points, (times, 1)), points[more]])


def moved(
    points: np.ndarray, score: Score, cut: float, generator: np.random.Generator, moves: int = MOVES
) -> np.ndarray:
    """The points after `moves` slice moves each inside the region; evenly spread points stay so.

    Directions are an axis, or the difference of two points as they lay at the beginning, which follows narrow
    regions. The first interval is the whole line through the cube; it shrinks towards the point (Neal 2003).
    """
    scattered, points = points.copy(), points.copy()
    number, dimensions = points.shape
    for _ in range(moves):
        directions = np.eye(dimensions)[generator.integers(dimensions, size=number)]
        first, second = generator.integers(number, size=(2, number))
        difference = scattered[first] - scattered[second]
        oblique = (generator.random(number) < 0.5) & (np.abs(difference).max(axis=1) > 1e-9)
        directions[oblique] = difference[oblique]
        low, high = reach(points, directions)
        waiting = np.arange(number)
        for _ in range(SHRINKS):
            if not waiting.size:
                break
            step = low[waiting] + generator.random(waiting.size) * (high - low)[waiting]
            there = np.clip(points[waiting] + step[:, None] * directions[waiting], 0.0, 1.0)
            inside = score(there, cut) <= cut
            points[waiting[inside]] = there[inside]
            waiting, step = waiting[~inside], step[~inside]
            low[waiting] = np.where(step < 0, step, low[waiting])
            high[waiting] = np.where(step < 0, high[waiting], step)
    return points


def reach(points: np.ndarray, directions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Smallest and largest step, (points,), along each direction that stay inside the unit cube."""
    with np.errstate(divide="ignore", invalid="ignore"):
        to_zero, to_one = -points / directions, (1 - points) / directions
    still = directions == 0
    low = np.where(still, -np.inf, np.minimum(to_zero, to_one)).max(axis=1)
    high = np.where(still, np.inf, np.maximum(to_zero, to_one)).min(axis=1)
    return np.minimum(low, 0.0), np.maximum(high, 0.0)


def spread_out(points: np.ndarray, number: int, generator: np.random.Generator) -> np.ndarray:
    """`number` of the points: of several random choices the one whose nearest two are farthest apart."""
    if number >= len(points):
        return points
    choices = [generator.choice(len(points), number, replace=False) for _ in range(TRIES)]
    return points[max(choices, key=lambda rows: float(pdist(points[rows]).min()) if number > 1 else 0.0)]
