"""Runs of many plans and seeds: what several of them have in common is computed once and copied.

Of one seed, plans that differ only from some term on have one beginning; the first run that comes to that
term leaves a copy of its world, and the others go on from it. Plans that part later share more. Numbers are,
to the bit, those of runs from the start.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from iei.sim.run import engine
from iei.sim.run.beginnings import Beginning, beginning_of, kept_world
from iei.sim.run.engine import Prepared, fresh_world
from iei.sim.run.scenario import checked_seed
from iei.sim.world.tables import World

BEGINNING_BYTES = 2**29  # of all copies that wait for runs
Key = tuple[int, bytes]  # seed, and the mark of the terms that are finished


@dataclass(frozen=True)
class Plans:
    """The plans that are to run under one seed.

    Attributes
    ----------
    forks : by plan, the terms after which another one leaves it, in order
    needed : by mark, runs to come that go through it
    """

    forks: Mapping[str, list[int]]
    needed: Counter[bytes]


class SharedBeginnings:
    """Runs worlds for their numbers alone; thread-safe.

    planned : name of a plan and seed of every run to come
    marks : `Prepared.marks` by name of the plan; a plan without them shares nothing
    capacity : bytes of copies that are kept at most, or one copy; the least recently used go first

    A thread that needs a beginning which another is computing waits for it. Who is computing one waits for
    nobody, so that waiting ends.
    """

    def __init__(
        self,
        planned: Iterable[tuple[str, int]] = (),
        marks: Mapping[str, tuple[bytes, ...]] | None = None,
        capacity: int = BEGINNING_BYTES,
    ) -> None:
        self._marks = marks or {}
        self._capacity = capacity
        by_seed: dict[int, set[str]] = defaultdict(set)
        for plan, seed in planned:
            if plan in self._marks:
                by_seed[seed].add(plan)
        same: dict[frozenset[str], frozenset[str]] = {}  # one set for all seeds with the same plans
        self._planned = {
            seed: same.setdefault(plans, plans)
            for seed, plans in ((seed, frozenset(plans)) for seed, plans in by_seed.items())
            if len(plans) > 1
        }
        self._forks = lru_cache(maxsize=64)(self._forks_of)
        self._running: dict[int, Plans] = {}  # by seed
        self._kept: OrderedDict[Key, Beginning | None] = OrderedDict()  # None: somebody is computing it
        self._changed = threading.Condition()
        self._own = threading.local()

    def run(self, plan: str, prepared: Prepared, seed: int) -> World:
        """The final world of a run; the next run of this thread writes over it.

        plan : name of the plan of `prepared`

        Raises `InvalidInput` for a seed that is not a whole number in [0, 2^63), and what the run raises.
        """
        begun, to_keep = self._claimed(plan, checked_seed(seed))
        try:
            kept = kept_world(self._own)
            world = kept.begun(prepared.world, begun) if begun else fresh_world(prepared, seed, kept)
            for terms in to_keep:
                engine.advance(world, terms)
                self._keep((seed, self._marks[plan][terms]), beginning_of(world, terms))
            if begun:
                engine.advance(world, prepared.scenario.terms)
            else:
                engine.run_world(world, prepared)
            return world
        finally:
            self._release(plan, seed, to_keep)

    def _forks_of(self, plans: frozenset[str]) -> dict[str, list[int]]:
        """By plan, the terms after which another of these plans leaves it, in order."""
        through = Counter(mark for plan in plans for mark in self._marks[plan])
        counts = {plan: [*(through[mark] for mark in self._marks[plan]), 1] for plan in plans}
        return {
            plan: [terms for terms in range(len(count) - 1) if count[terms] > count[terms + 1]]
            for plan, count in counts.items()
        }

    def _claimed(self, plan: str, seed: int) -> tuple[Beginning | None, list[int]]:
        """The longest beginning that there is, or will be soon, and the terms after which to keep a copy."""
        with self._changed:
            if seed not in self._running and seed in self._planned:
                plans = self._planned.pop(seed)
                forks = self._forks(plans)
                through = Counter(self._marks[name][terms] for name in plans for terms in forks[name])
                self._running[seed] = Plans(forks, through)
            if seed not in self._running or plan not in self._running[seed].forks:
                return None, []
            running, marks = self._running[seed], self._marks[plan]
            while True:
                found = [terms for terms in running.forks[plan] if (seed, marks[terms]) in self._kept]
                begun = self._kept[(seed, marks[found[-1]])] if found else None
                if begun is not None or not found:
                    break
                self._changed.wait()
            if begun is not None:
                self._kept.move_to_end((seed, marks[begun.terms]))
            done = begun.terms if begun is not None else -1  # 0: only the warm-up
            to_keep = [t for t in running.forks[plan] if t > done and running.needed[marks[t]] > 1]
            self._kept.update({(seed, marks[terms]): None for terms in to_keep})
            return begun, to_keep

    def _keep(self, key: Key, beginning: Beginning) -> None:
        """Leave a beginning to others, and let old ones go if there are too many."""
        with self._changed:
            self._kept[key] = beginning
            self._kept.move_to_end(key)
            sizes = {key: kept.size for key, kept in self._kept.items() if kept is not None}
            excess = sum(sizes.values()) - self._capacity
            for old, size in list(sizes.items())[:-1]:
                if excess > 0:
                    del self._kept[old]
                    excess -= size
            self._changed.notify_all()

    def _release(self, plan: str, seed: int, to_keep: list[int]) -> None:
        """A run is over, perhaps by an error: what nobody will need, or nobody is computing, goes."""
        with self._changed:
            running = self._running.get(seed)
            if running is None or plan not in running.forks:
                return
            marks = self._marks[plan]
            for terms in running.forks[plan]:
                key = (seed, marks[terms])
                running.needed[marks[terms]] -= 1
                abandoned = terms in to_keep and self._kept.get(key, ...) is None
                if abandoned or running.needed[marks[terms]] <= 0:
                    self._kept.pop(key, None)
            if not +running.needed:
                del self._running[seed]
            self._changed.notify_all()
