"""What the model costs, as ratios measured in one run on this machine.

    python -m iei.experiments.tools.benchmark_model --sizes 300 3000 30000 500000 --terms 10

What a run takes, and which phases take it; what stepping through Mesa's agents and plain Python cost beside
it; whether the cost of an agent and term grows with the world; how well two threads scale; and how much
memory the largest world takes. Seconds are of processor time where one thread works, so that other
programs disturb them little; only the ratios mean something.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from iei.experiments.plan.configuration import scenario
from iei.experiments.store.versions import software_versions
from iei.sim.base.compilation import first_compilation
from iei.sim.base.cores import usable_cores
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.engine import Prepared, advance, fresh_world, prepare, simulate
from iei.sim.run.model import IntegrationModel
from iei.sim.run.schedule import PHASES, start

SEED = 1
SIZES = (300, 3_000, 30_000, 500_000)
COLLEGES_PER_ENTERPRISE = 40 / 300  # of the default world
NATIONAL = 30_000  # enterprises from which the world is that of all provinces
MEASURED_SECONDS = 1.0  # short runs are repeated until they took about this long
UNWARMED = "world.warm_up=0"  # terms that are stated are terms that are computed
CLASSROOM = ("world=classroom", UNWARMED, "policy=package_half", "terms=30")
UNCOMPILED = f"""
import time
from iei.experiments.tools.benchmark_model import CLASSROOM, run_seconds
from iei.experiments.plan.configuration import scenario
from iei.sim.run.engine import prepare
print(run_seconds(prepare(scenario({CLASSROOM!r})), repeats=1))
"""


def main(argv: Sequence[str]) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of enterprises")
    parser.add_argument("--terms", type=int, default=10, help="terms of the runs that are compared (10)")
    parser.add_argument("--largest-terms", type=int, default=0, help="also one run of the largest, this long")
    arguments = parser.parse_args(argv)
    try:
        worlds = {size: world_of(size, arguments.terms) for size in sorted(arguments.sizes)}
    except InvalidInput as mistake:
        parser.error(str(mistake))
    print(machine())
    with first_compilation():  # compiling and loading are not measured
        simulate(prepare(scenario(["world=classroom", "terms=2"])), SEED)
    report_runs()
    report_phases()
    report_modes()
    report_threads()
    report_sizes(worlds)
    if arguments.largest_terms:
        report_long_run(max(arguments.sizes), arguments.largest_terms)
    return 0


def machine() -> str:
    """Processor, cores and versions in one line."""
    names = Path("/proc/cpuinfo")
    lines = names.read_text().splitlines() if names.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    versions = software_versions()
    libraries = ", ".join(f"{name} {versions[name]}" for name in ("python", "numpy", "numba", "mesa"))
    return f"{models[0] if models else platform.processor()}, {os.cpu_count()} cores; {libraries}"


def processor_seconds(function: Callable[[], Any]) -> float:
    """Processor seconds that a call takes in all threads of this process."""
    begun = time.process_time()
    function()
    return time.process_time() - begun


def run_seconds(prepared: Prepared, repeats: int) -> float:
    """Processor seconds of one run, from the start rules to the last term; the least of `repeats`."""
    seconds = []
    for _ in range(repeats):
        world = fresh_world(prepared, SEED)
        seconds.append(processor_seconds(partial(advance, world, prepared.scenario.terms)))
    return min(seconds)


def report_runs() -> None:
    """Processor time of a run of sixty terms in every world, and per person who seeks a post."""
    print("\na run of 60 terms, policy=package_half, no warm-up (40 terms more by default), one core")
    for world, repeats in (("classroom", 40), ("province", 10), ("china", 1)):
        prepared = prepare(scenario([f"world={world}", UNWARMED, "policy=package_half"]))
        seconds = run_seconds(prepared, repeats)
        print(f"  {world:38}{1000 * seconds:10.1f} ms", end="")
        print(f"{1e6 * seconds / prepared.scenario.terms / agents(prepared):8.2f} us an agent-term", end="")
        print(f"{1e9 * placement_seconds(prepared):8.0f} ns a seeker's placement")


def placement_seconds(prepared: Prepared, terms: int = 8) -> float:
    """Processor seconds of the phase `place` for one person who seeks a post."""
    world = fresh_world(prepared, SEED)
    start(world)
    spent, seekers = 0.0, 0
    for term in range(terms):
        for phase in PHASES:
            if phase.name == "place":
                seconds = processor_seconds(partial(phase.rule, world))
                if term > 1:  # the first calls load the code
                    spent += seconds
                    seekers += int(world.markets["seekers"].sum())
            else:
                phase.rule(world)
    return spent / seekers


def report_phases(shown: int = 8) -> None:
    """Share of the phases that take most, in `province`, each called from Python."""
    prepared = prepare(scenario(["world=province", UNWARMED, "policy=package_half"]))
    spent = dict.fromkeys([phase.name for phase in PHASES], 0.0)
    for _ in range(2):  # the first round loads the code
        world = fresh_world(prepared, SEED)
        start(world)
        spent = dict.fromkeys(spent, 0.0)
        for _ in range(prepared.scenario.terms):
            for phase in PHASES:
                spent[phase.name] += processor_seconds(partial(phase.rule, world))
    total = sum(spent.values())
    most = sorted(spent, key=spent.__getitem__, reverse=True)[:shown]
    print("\nphases of world=province: " + ", ".join(f"{name} {spent[name] / total:.0%}" for name in most))


def report_modes() -> None:
    """The same run compiled, stepped through Mesa's agents, and as plain Python."""
    prepared = prepare(scenario(CLASSROOM))
    IntegrationModel(prepared, SEED).run()  # loads what Mesa calls one by one
    compiled = run_seconds(prepared, repeats=20)
    models = [IntegrationModel(prepared, SEED) for _ in range(3)]
    stepped = min(processor_seconds(model.run) for model in models)
    plain = float(
        subprocess.run(
            [sys.executable, "-c", UNCOMPILED],
            env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    print(f"\n{' '.join(CLASSROOM)}, one core")
    ways = {
        "compiled": compiled,
        "stepped through Mesa, compiled rules": stepped,
        "the same rules as plain Python": plain,
    }
    for way, seconds in ways.items():
        print(f"  {way:38}{1000 * seconds:10.1f} ms {seconds / compiled:8.1f} times")


def report_threads(runs: int = 16) -> None:
    """Elapsed time of independent runs of the default world by one and by two threads."""
    prepared = prepare(scenario(["world=province", UNWARMED]))

    def elapsed(threads: int) -> float:
        begun = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda seed: simulate(prepared, seed), range(runs)))
        return time.perf_counter() - begun

    pairs = [(elapsed(1), elapsed(2)) for _ in range(3)]  # alternating, so that a busy machine hits both
    one, two = min(one for one, _ in pairs), min(two for _, two in pairs)
    print(f"\n{runs} runs of world=province")
    print(f"  {'one thread':38}{one:10.2f} s")
    print(f"  {'two threads':38}{two:10.2f} s  {one / two:8.2f} times faster")


def world_of(enterprises: int, terms: int) -> Prepared:
    """A world with that many enterprises: four regions with as many colleges as usual, or the provinces."""
    world = ["world=china"]
    if enterprises < NATIONAL:
        colleges = round(enterprises * COLLEGES_PER_ENTERPRISE)
        world = ["world=province", f"world.colleges={colleges}"]
    policy = [UNWARMED, "policy=package_half", "world.policy_start=2"]
    return prepare(scenario([*world, *policy, f"world.enterprises={enterprises}", f"terms={terms}"]))


def agents(prepared: Prepared) -> int:
    """Number of enterprises, colleges and governments."""
    world = prepared.world
    return len(world.enterprises) + len(world.colleges) + len(world.governments)


def report_sizes(worlds: Mapping[int, Prepared]) -> None:
    """Cost of one agent in one term by number of enterprises; all runs have the same length."""
    (terms,) = {prepared.scenario.terms for prepared in worlds.values()}
    print(f"\nall phases, policy=package_half from term 2, {terms} terms, one core")
    print(f"  {'enterprises':>12}{'colleges':>10}{'regions':>9}{'run, s':>10}{'us an agent-term':>18}")
    costs = []
    for size, prepared in worlds.items():
        first = run_seconds(prepared, repeats=1)
        more = int(MEASURED_SECONDS / first)
        seconds = min(first, run_seconds(prepared, more)) if more else first
        costs.append(seconds / terms / agents(prepared))
        regions, colleges = len(prepared.world.governments), len(prepared.world.colleges)
        print(f"  {size:12,}{colleges:10,}{regions:9}{seconds:10.2f}{1e6 * costs[-1]:18.2f}")
    print(f"  largest over smallest world: {costs[-1] / costs[0]:.2f}; peak memory {peak_memory():.2f} GB")


def report_long_run(enterprises: int, terms: int) -> None:
    """One run of the largest world over a whole horizon, by one thread and by all cores."""
    prepared = world_of(enterprises, terms)
    print(f"\n{enterprises:,} enterprises, {terms} terms")
    for threads in sorted({1, usable_cores()}):
        world = fresh_world(prepared, SEED)
        begun = time.perf_counter()
        advance(world, terms, threads)
        label = "one thread" if threads == 1 else f"{threads} threads"
        print(f"  {label:38}{time.perf_counter() - begun:10.0f} s")
    print(f"  peak memory {peak_memory():.2f} GB")


def peak_memory() -> float:
    """Most memory that this process has held so far, GB."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS, kilobytes elsewhere
    return held / (1e9 if sys.platform == "darwin" else 1e6)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
