"""Waves of history matching: simulate, emulate, rule out, and again in what is left.

It knows nothing of the model: whoever calls it brings a simulator.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.stats import qmc

from iei.experiments.evidence.history_matching.emulator import (
    Emulator,
    LuckEmulator,
    trained_all,
    trained_luck,
)
from iei.experiments.evidence.history_matching.implausibility import CUT, Aim, combined, implausibility
from iei.experiments.evidence.history_matching.region import Population, narrowed, spread_out, whole_cube

ONE_WORLD, MEAN_WORLD = "run", "mean"
NEAR = 2.0  # earlier points up to so many times the cut help to train: the model does not end at the cut
NEGLIGIBLE = 1e-4  # luck below this share of the variance of observation and discrepancy is as good as none


@dataclass(frozen=True)
class Simulated:
    """What runs under several seeds gave at each point; all (points, targets), NaN where nothing is known.

    Attributes
    ----------
    mean : value of the target over the seeds, in its unit
    error : variance of that mean, unit squared
    spread : variance between runs, unit squared
    seeds : runs at each point
    """

    mean: np.ndarray
    error: np.ndarray
    spread: np.ndarray
    seeds: int

    def __getitem__(self, rows: np.ndarray | slice) -> Simulated:
        return Simulated(self.mean[rows], self.error[rows], self.spread[rows], self.seeds)

    def of_targets(self, columns: Sequence[int]) -> Simulated:
        """The same for some of the targets."""
        listed = list(columns)
        return Simulated(self.mean[:, listed], self.error[:, listed], self.spread[:, listed], self.seeds)


def joined(parts: Sequence[Simulated]) -> Simulated:
    """Several as one, their points one after the other."""
    return Simulated(
        np.concatenate([part.mean for part in parts]),
        np.concatenate([part.error for part in parts]),
        np.concatenate([part.spread for part in parts]),
        parts[0].seeds,
    )


class Simulator(Protocol):
    """Runs the model at points of the unit cube (points, coefficients).

    Equal calls give equal numbers; another `stage` has other seeds.
    """

    def __call__(self, stage: str, points: np.ndarray) -> Simulated:
        """What comes out."""


@dataclass(frozen=True)
class Rules:
    """How a history matching goes on, and when it stops.

    Attributes
    ----------
    points : simulated in each wave
    waves : at most
    cut : implausibility beyond which a point is ruled out
    highest : 1: by the worst target, 2: by the second worst, ...
    change : a wave that leaves more than the share 1 - `change` of the volume is the last
    certainty : the last wave is also one whose emulators' variance is below this share of all other variance
    luck : ``run``: the world is one run of the model, ``mean``: so large that its luck averages out
    population : points that stand for what is not ruled out
    seed : of designs and populations
    """

    points: int = 100
    waves: int = 5
    cut: float = CUT
    highest: int = 1
    change: float = 0.1
    certainty: float = 0.1
    luck: str = ONE_WORLD
    population: int = 1000
    seed: int = 1

    def generator(self, *place: int) -> np.random.Generator:
        """Random numbers of one step, whatever was drawn in the others."""
        return np.random.default_rng([self.seed, *place])


@dataclass(frozen=True)
class Wave:
    """One wave: what was simulated, its emulators, and what it left.

    Attributes
    ----------
    number : from 1
    points : simulated in it, (points, coefficients)
    simulated : what came out there
    emulators : one a target; None where too little is known
    lucks : what is known about the variance between runs, one a target
    part : of that variance which counts: 1, or one over the number of seeds
    """

    number: int
    aims: tuple[Aim, ...]
    points: np.ndarray
    simulated: Simulated
    emulators: tuple[Emulator | None, ...]
    lucks: tuple[LuckEmulator, ...]
    part: float

    def luck(self, i: int, points: np.ndarray) -> np.ndarray:
        """Variance of luck that counts for target `i`, (points,), unit squared."""
        return self.part * self.lucks[i].predict(points)

    @cached_property
    def used(self) -> np.ndarray:
        """Targets, as rows of `aims`, that may rule out: their emulator passes its diagnostic."""
        sound = [emulator is not None and emulator.diagnostic.sound for emulator in self.emulators]
        return np.flatnonzero(sound)

    def judged(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Implausibility and emulator variance over all other variance, both (points, used targets)."""
        values = np.zeros((len(points), len(self.used)))
        certainty = np.zeros_like(values)
        for column, i in enumerate(self.used):
            emulator, aim = self.emulators[i], self.aims[i]
            assert emulator is not None
            expected, variance = emulator.predict(points)
            luck = self.luck(int(i), points)
            values[:, column] = implausibility([aim], expected[:, None], (luck + variance)[:, None])[:, 0]
            certainty[:, column] = variance / (aim.variance + luck)
        return values, certainty


@dataclass
class Match:
    """A history matching as it goes.

    Attributes
    ----------
    waves : so far
    populations : what was left after each, the whole cube first
    stopped : why it is over
    """

    aims: tuple[Aim, ...]
    rules: Rules
    snapped: Callable[[np.ndarray], np.ndarray]
    waves: list[Wave] = field(default_factory=list)
    populations: list[Population] = field(default_factory=list)
    stopped: str = ""

    @property
    def left(self) -> Population:
        """What is not ruled out."""
        return self.populations[-1]

    def score(self, points: np.ndarray, cut: float = np.inf) -> np.ndarray:
        """Implausibility over targets and waves, (points,): the worst wave's.

        Where one wave is above `cut` already, others may not be looked at.
        """
        found = np.zeros(len(points))
        points = self.snapped(points)
        for wave in reversed(self.waves):
            if not wave.used.size:
                continue
            rows = np.flatnonzero(found <= cut)
            if rows.size:
                values = combined(wave.judged(points[rows])[0], self.rules.highest)
                found[rows] = np.maximum(found[rows], values)
        return found


def match(
    aims: Sequence[Aim],
    dimensions: int,
    simulate: Simulator,
    rules: Rules,
    say: Callable[[str], None] = lambda text: None,
    snapped: Callable[[np.ndarray], np.ndarray] = lambda points: points,
) -> Match:
    """Rule out what the targets `aims` do not allow, wave by wave, until a rule says that it is over.

    snapped : moves points to those that can be simulated
    """
    found = Match(tuple(aims), rules, snapped)
    found.populations.append(whole_cube(rules.population, dimensions, rules.generator(0)))
    while not found.stopped:
        wave = next_wave(found, dimensions, simulate, say)
        found.waves.append(wave)
        before = found.left
        after = before
        if wave.used.size:
            after = narrowed(before, found.score, rules.cut, rules.generator(wave.number, 1))
        found.populations.append(after)
        unused = len(found.aims) - wave.used.size
        say(
            f"wave {wave.number}: {after.volume:.3g} of the volume is left"
            + (f"; {unused} targets not used, since their emulators fail" if unused else "")
        )
        found.stopped = reason_to_stop(found)
    return found


def next_wave(found: Match, dimensions: int, simulate: Simulator, say: Callable[[str], None]) -> Wave:
    """Simulate points of what is left, and train emulators on them and on earlier points in it or near."""
    rules, number = found.rules, len(found.waves) + 1
    if number == 1:
        points = qmc.LatinHypercube(dimensions, rng=rules.generator(1, 0)).random(rules.points)
    else:
        points = spread_out(found.left.points, rules.points, rules.generator(number, 0))
    points = found.snapped(points)
    simulated = simulate(f"wave {number}", points)
    every, known = [points], [simulated]
    for wave in found.waves:
        near = found.score(wave.points, NEAR * rules.cut) <= NEAR * rules.cut
        every.append(wave.points[near])
        known.append(wave.simulated[near])
    training = np.concatenate(every)
    everything = joined(known)
    mean, error, spread = everything.mean, everything.error, everything.spread
    say(f"wave {number}: training {len(found.aims)} emulators on {len(training)} points")
    rows = range(len(found.aims))
    emulators = trained_all(training, mean, error)
    least = [NEGLIGIBLE * aim.variance for aim in found.aims]
    lucks = tuple(trained_luck(training, spread[:, i], simulated.seeds, least[i]) for i in rows)
    part = 1.0 if rules.luck == ONE_WORLD else 1 / simulated.seeds
    return Wave(number, found.aims, points, simulated, emulators, lucks, part)


def reason_to_stop(found: Match) -> str:
    """Why there is no further wave, after the last one; empty if there is one."""
    rules, wave = found.rules, found.waves[-1]
    before, after = found.populations[-2:]
    if after.empty:
        return "nothing is left: no point of the space meets all targets"
    if wave.used.size == len(found.aims):
        _, certainty = wave.judged(found.snapped(after.points))
        if (certainty.mean(axis=0) < rules.certainty).all():
            return f"the emulators' variance is below {rules.certainty:g} of all other variance"
        if after.volume > (1 - rules.change) * before.volume:
            return f"the last wave ruled out less than {rules.change:g} of the volume"
    if wave.number >= rules.waves:
        return f"{rules.waves} waves are done, the most that were asked for"
    return ""
