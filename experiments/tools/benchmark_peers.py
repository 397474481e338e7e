"""The model against what a user would write instead: plain Mesa for the choice part, C for choice and market.

    python -m iei.experiments.tools.benchmark_peers

Mesa's version computes the same kind of choice with fewer terms, as a user would write it. The C version
computes the very same numbers, which is checked before it is timed; it is built with the system's compiler,
``cc -O3 -march=native``, and left out where there is none. Processor seconds; only ratios mean something.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from iei.agents.enterprise import choose_strategy
from iei.experiments.plan.configuration import scenario
from iei.experiments.tools.peers.plain_mesa import Cooperation
from iei.sim.base import chance
from iei.sim.base.compilation import first_compilation, rule
from iei.sim.base.purpose import Purpose
from iei.sim.labour.matching import accept_deferred, lay_guide
from iei.sim.labour.open_market import apply_for_posts, judge
from iei.sim.run.engine import advance, fresh_world, prepare
from iei.sim.run.schedule import adopt_strategies, choose_strategies, look_around, weigh_enterprises
from iei.sim.world.rows import peers_row

ENTERPRISES = 3_000
SOURCE = Path(__file__).with_name("peers") / "kernels.c"
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
SEEKERS, EMPLOYERS, LONGEST = 150, 40, 4  # of one market: a graduation in `province`
LENGTH, SPREAD, THRESHOLD = 3.6, 0.18, 0.28
REPEATS = 7


def main() -> int:
    """The command; returns its exit code."""
    world = f"world.enterprises={ENTERPRISES}"
    prepared = prepare(scenario(["world=province", "policy=package_half", world, "world.colleges=400"]))
    state = fresh_world(prepared, 1)
    with first_compilation():
        advance(state, 24)
        market = made_up_market()
        choice_part(state, 1)
        choices(state, np.zeros(ENTERPRISES, np.int64), 1)
        run_market(market, 1)
    report_mesa(state)
    compiler = shutil.which("cc")
    if compiler is None:
        print("no C compiler (cc) on this machine: not compared with C")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "kernels.so"
        subprocess.run([compiler, *FLAGS, "-o", str(library), str(SOURCE), "-lm"], check=True)
        kernels = ctypes.CDLL(str(library))
        report_choice(state, kernels)
        report_market(market, kernels)
    return 0


def seconds(function: Callable[[int], Any], repeats: int) -> float:
    """Processor seconds of one of `repeats` runs in a row, the least of several rows."""
    found = []
    for _ in range(REPEATS):
        begun = time.process_time()
        function(repeats)
        found.append((time.process_time() - begun) / repeats)
    return min(found)


def line(what: str, ours: float, other: float, per: str, number: int) -> None:
    """One line of the report."""
    print(
        f"  {what:44}{1e9 * other / number:9.1f} ns, here {1e9 * ours / number:7.1f} ns {per}"
        f"{other / ours:9.2f} times"
    )


@rule
def choice_part(world: Any, repeats: int) -> None:
    """Look around, weigh, choose and adopt, several times."""
    for _ in range(repeats):
        look_around(world)
        weigh_enterprises(world)
        choose_strategies(world)
        adopt_strategies(world)


def report_mesa(state: Any) -> None:
    """The choice part against a plain Mesa model of as many enterprises."""
    model = Cooperation(ENTERPRISES)
    model.step()

    def steps(repeats: int) -> None:
        for _ in range(repeats):
            model.step()

    ours = seconds(partial(choice_part, state), 20)
    print(f"the choice part, {ENTERPRISES} enterprises, one core")
    line("plain Mesa", ours, seconds(steps, 2), "an enterprise", ENTERPRISES)


@rule
def choices(world: Any, chosen: np.ndarray, repeats: int) -> None:
    """Every enterprise's choice, several times."""
    for _ in range(repeats):
        for e in range(world.enterprises.shape[0]):
            chosen[e] = choose_strategy(world, e)


def pointers(*arrays: np.ndarray) -> list[ctypes.c_void_p]:
    """Addresses of arrays for C."""
    return [ctypes.c_void_p(array.ctypes.data) for array in arrays]


def report_choice(state: Any, kernels: ctypes.CDLL) -> None:
    """The choice of every enterprise against the same in C."""
    enterprises, behaviour, clock = state.enterprises, state.behaviour[0], state.clock[0]
    names = ("value_none", "value_formal", "value_substantive")
    values = np.stack([enterprises[name] for name in names], axis=1).copy()
    rows = [peers_row(e["region"], e["size_class"]) for e in enterprises]
    arrays = (values, enterprises["strategy"].astype(np.int64), enterprises["attentive"].astype(np.uint8))
    groups = (state.peers["first"][rows].astype(np.int64), state.peers["enterprises"][rows].astype(np.int64))
    chosen, ours = np.zeros(ENTERPRISES, np.int64), np.zeros(ENTERPRISES, np.int64)
    coefficients = ("keep_probability", "random_choice", "imitation_share", "near_peer", "choice_intensity")
    numbers = [ctypes.c_double(behaviour[name]) for name in coefficients]
    whole = (int(clock["seed"]), int(clock["term"]), ENTERPRISES)
    purposes = (Purpose.ENTERPRISE_CHOICE, Purpose.ENTERPRISE_PEER)
    arguments: list[Any] = [ctypes.c_long(value) for value in (*whole, *map(int, purposes))]
    arguments += [*numbers, *pointers(*arrays, *groups, chosen)]

    def in_c(repeats: int) -> None:
        for _ in range(repeats):
            kernels.choose(*arguments)

    in_c(1)
    choices(state, ours, 1)
    same(chosen, ours)
    print(f"the choice of {ENTERPRISES} enterprises, the same numbers")
    line(
        "C",
        seconds(partial(choices, state, ours), 200),
        seconds(in_c, 200),
        "an enterprise",
        ENTERPRISES,
    )


def same(one: np.ndarray, other: np.ndarray) -> None:
    """Stop if C and the rules do not agree to the bit."""
    if not np.array_equal(one, other):
        raise SystemExit(f"C and the rules differ in {np.count_nonzero(one != other)} of {one.size} numbers")


def made_up_market() -> dict[str, np.ndarray]:
    """Arrays of one market: what the rules take, and scratch."""
    random = np.random.default_rng(1)
    quotas = random.integers(1, 8, EMPLOYERS)
    clock = prepare(scenario(["world=classroom", "terms=2"])).world.clock.copy()
    blocks = chance.WORDS * (1 + LONGEST // chance.WORDS)
    return {
        "clock": clock,
        "keys": np.repeat(np.arange(SEEKERS // 10), 10),
        "partners": np.tile(np.arange(10), SEEKERS // 10) * 16,
        "skills": random.uniform(0.2, 0.7, SEEKERS),
        "cumulative": np.cumsum(quotas * random.uniform(1, 3, EMPLOYERS)),
        "guide": np.zeros(EMPLOYERS, np.int64),
        "quotas": quotas,
        "preferences": np.zeros((SEEKERS, LONGEST), np.int64),
        "scores": np.zeros((SEEKERS, LONGEST)),
        "words": np.zeros((blocks, SEEKERS), np.int64),
        "drawn": np.zeros(EMPLOYERS, np.int64),
        "heads": np.zeros((EMPLOYERS, 2), np.int64),
        "heaps": np.zeros(quotas.sum(), np.int64),
        "asked": np.zeros(SEEKERS, np.int64),
        "standing": np.zeros(SEEKERS),
        "matched": np.zeros(SEEKERS, np.int64),
    }


@rule
def match(clock, keys, partners, skills, cumulative, guide, quotas, preferences, scores, words, drawn, heads,
          heaps, asked, standing, matched, repeats):  # fmt: skip
    """Lists, scores and the matching of one market, several times."""
    for _ in range(repeats):
        seekers = keys.shape[0]
        lay_guide(cumulative, guide)
        apply_for_posts(
            clock[0], seekers, LENGTH, cumulative, guide, words, keys, partners, drawn, preferences
        )
        judge(clock[0], seekers, SPREAD, words, keys, partners, skills, preferences, scores)
        accept_deferred(preferences, scores, THRESHOLD, quotas, heaps, heads, asked, standing, matched)


def run_market(market: dict[str, np.ndarray], repeats: int) -> None:
    """The market by the rules."""
    arguments: list[Any] = [*market.values(), repeats]
    match(*arguments)


def report_market(market: dict[str, np.ndarray], kernels: ctypes.CDLL) -> None:
    """Lists, scores and matching of one market against the same in C."""
    clock = market["clock"][0]
    tables = ("MIDDLE_TOP", "MIDDLE_BOTTOM", "TAIL_TOP", "TAIL_BOTTOM", "FAR_TOP", "FAR_BOTTOM")
    coefficients = np.array([getattr(chance, name) for name in tables])
    run_market(market, 1)
    ours = market["matched"].copy()
    arrays = {name: array.copy() for name, array in market.items() if name != "clock"}
    arrays["words"] = arrays["words"].astype(np.uint32)
    before = [int(clock["seed"]), int(clock["term"]), SEEKERS, EMPLOYERS, LONGEST]
    arguments: list[Any] = [ctypes.c_long(value) for value in before]
    arguments += [ctypes.c_double(value) for value in (LENGTH, SPREAD, THRESHOLD)]
    arguments += [ctypes.c_long(int(p)) for p in (Purpose.APPLICATION, Purpose.HIRING_NOISE)]
    arguments += pointers(coefficients, *arrays.values())

    def in_c(repeats: int) -> None:
        for _ in range(repeats):
            kernels.market(*arguments)

    in_c(1)
    same(arrays["matched"], ours)
    print(f"one market of {SEEKERS} seekers and {EMPLOYERS} employers, the same numbers")
    line("C", seconds(partial(run_market, market), 500), seconds(in_c, 500), "a seeker", SEEKERS)


if __name__ == "__main__":
    sys.exit(main())
