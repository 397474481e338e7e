"""Large worlds: markets are matched by several threads; the numbers are those of one thread, to the bit.

In a wave a market touches only its own enterprises and its part of the wave, so that markets can be matched
in any order; what they have in common is counted afterwards, in their order (E31, E32).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from iei.sim.labour.job_seekers import list_seekers
from iei.sim.labour.open_market import match_some, new_wave, settle_wave
from iei.sim.labour.placement import begin_placement, end_placement, place
from iei.sim.labour.spill_over import list_spill_over
from iei.sim.run.schedule import PHASES
from iei.sim.world.tables import World

LEAST_ENTERPRISES = 5_000  # below, a term is too short for threads to gain
PARTS_A_THREAD = 4  # so that no thread waits long for the last market


def worth_threads(world: World) -> bool:
    """Whether a world is so large that threads inside one run gain."""
    return len(world.enterprises) >= LEAST_ENTERPRISES


def match_in_threads(
    world: World, seekers: tuple[np.ndarray, np.ndarray, np.ndarray], pool: ThreadPoolExecutor, parts: int
) -> np.ndarray:
    """One wave of the open market, as `match_markets`.

    seekers : groups, numbers and first, as `list_seekers` gives them; parts : number of tasks
    """
    groups, numbers, first = seekers
    wave = new_wave(world, len(groups))
    bounds = even_bounds(first, parts)
    tasks = [
        pool.submit(match_some, world, groups, numbers, first, wave, int(start), int(end))
        for start, end in pairwise(bounds)
    ]
    for task in tasks:
        task.result()
    settle_wave(world, groups, first, wave)
    return np.asarray(wave[0])


def even_bounds(first: np.ndarray, parts: int) -> np.ndarray:
    """Ascending bounds of runs of markets with about as many seekers each, (at most parts + 1,) int."""
    wanted = np.linspace(0, first[-1], parts + 1)
    inner = np.searchsorted(first, wanted[1:-1], side="left")
    return np.unique(np.concatenate([[0], inner, [len(first) - 1]]))


def place_in_threads(world: World, pool: ThreadPoolExecutor, parts: int) -> None:
    """The phase `place`, its markets matched by the threads of `pool`."""
    begin_placement(world)
    seekers = list_seekers(world)
    placed = match_in_threads(world, seekers, pool, parts)
    seekers = list_spill_over(world, seekers[0], seekers[1], placed)
    match_in_threads(world, seekers, pool, parts)
    end_placement(world)


# By the rule itself: a rule that an extension puts in its place is not divided.
DIVIDED: dict[Callable[[World], None], Callable[[World, ThreadPoolExecutor, int], None]] = {
    place: place_in_threads
}


def go_on_in_threads(world: World, terms: int, threads: int) -> None:
    """Run a started world for further terms; `threads` share the phases that can be divided."""
    parts = PARTS_A_THREAD * threads
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(terms):
            for phase in PHASES:
                if phase.rule in DIVIDED:
                    DIVIDED[phase.rule](world, pool, parts)
                else:
                    phase.rule(world)
