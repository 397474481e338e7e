"""What a sweep costs, as ratios measured in one run on this machine.

    python -m iei.experiments.tools.benchmark_sweeps [--runs 300]

Five questions: how much faster is a sweep than Hydra's stock launcher with one job a run, and than a
process pool with one run a task; what share of its time is spent outside the compiled model; how well do
threads scale; and what is gained by computing the beginning that policies share once a seed. Times are of
this machine at this moment; only the ratios mean something.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from iei.experiments.execute import sweep
from iei.experiments.execute.campaign import Campaign, Execution
from iei.experiments.execute.executors import ExecutorSettings
from iei.experiments.plan.cells import Cell, build_cells
from iei.experiments.plan.configuration import FOLDER, compose, scenario
from iei.experiments.store.folder import Store
from iei.experiments.store.writer import Writer
from iei.sim.base.chance import replicate_seed
from iei.sim.outcomes import OUTCOMES
from iei.sim.run import beginnings, engine

POLICIES = ("none", "council", "package_half")
STOCK_JOBS = 12  # enough to time jobs that all cost the same
STOCK = f"""
import json, sys
import hydra
from pathlib import Path
from hydra.core.hydra_config import HydraConfig
from omegaconf import OmegaConf
from iei.experiments.plan.configuration import scenario_of
from iei.sim.run.engine import simulate

@hydra.main(version_base="1.3", config_path={str(FOLDER)!r}, config_name="config")
def job(config):
    plain = OmegaConf.to_container(config, resolve=True)
    summary = simulate(scenario_of(plain), plain["seed"]).summary
    folder = Path(HydraConfig.get().runtime.output_dir)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(json.dumps(summary))

job()
"""


def timed(function: Callable[[], Any]) -> float:
    """Seconds that a call takes."""
    begun = time.perf_counter()
    function()
    return time.perf_counter() - begun


def cells_of(world: str, *overrides: str) -> list[Cell]:
    """Cells of the comparison of policies in one world."""
    experiment, _ = sweep.read_experiment([f"world={world}", *overrides])
    return build_cells(experiment, compose)


def our_sweep(cells: list[Cell], replicates: int, threads: int, keep_terms: bool = True) -> float:
    """Seconds of a sweep into a fresh store, from planning to the sealed part.

    keep_terms : whether the series of all terms are stored; a comparison stores them only if it is asked to
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "parts").mkdir()
        store = Store.of_model(Path(folder), OUTCOMES)
        begun = time.perf_counter()
        with Writer(store) as writer:
            execution = Execution(store.folder, ExecutorSettings(threads=threads))
            campaign = Campaign(store, writer, execution, seed=1, keep_terms=keep_terms, say=print)
            campaign.complete(cells, range(replicates))
        return time.perf_counter() - begun


def stock_hydra(world: str) -> float:
    """Seconds a run by Hydra's basic launcher and sweeper: one job a run, one folder a job."""
    seeds = STOCK_JOBS // len(POLICIES)

    def multirun(last: int) -> float:
        with tempfile.TemporaryDirectory() as folder:
            command = [
                *(sys.executable, "-c", STOCK, "--multirun", "hydra/launcher=basic", "hydra/sweeper=basic"),
                *(f"world={world}", f"policy={','.join(POLICIES)}", f"seed=range({last})"),
                *(f"hydra.sweep.dir={folder}", "hydra.sweep.subdir=${hydra.job.num}"),
            ]
            return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))

    start_up = multirun(1)  # the time of the interpreter and of the first jobs is not counted
    return (multirun(1 + seeds) - start_up) / (seeds * len(POLICIES))


def run_one(world: str, policy: str, seed: int) -> dict[str, float]:
    """A task of the process pool: everything that one run needs."""
    return engine.simulate(scenario([f"world={world}", f"policy={policy}"]), seed).summary


def process_pool(world: str, replicates: int, workers: int) -> float:
    """Seconds for the same runs as tasks of a process pool that is already warm."""
    tasks = [(world, policy, replicate_seed(1, r)) for r in range(replicates) for policy in POLICIES]
    with ProcessPoolExecutor(workers) as pool:
        for future in [pool.submit(run_one, *tasks[i % len(tasks)]) for i in range(2 * workers)]:
            future.result()
        begun = time.perf_counter()
        for future in [pool.submit(run_one, *task) for task in tasks]:
            future.result()
        return time.perf_counter() - begun


@contextmanager
def compiled_time() -> Iterator[list[float]]:
    """Collects the seconds of every compiled call."""
    calls: list[float] = []
    originals: dict[str, Any] = {"start": engine.start, "go_on": engine.go_on}

    def measured(name: str, *given: Any) -> None:
        calls.append(timed(lambda: originals[name](*given)))

    for name in originals:
        setattr(engine, name, partial(measured, name))
    try:
        yield calls
    finally:
        for name, original in originals.items():
            setattr(engine, name, original)


@contextmanager
def nothing_shared() -> Iterator[None]:
    """Every run starts from its first term."""
    beginnings.ALONE.append("benchmark")
    try:
        yield
    finally:
        beginnings.ALONE.remove("benchmark")


def gain_of_sharing(world: str, runs: int) -> tuple[float, int]:
    """How many times faster all policies are swept with shared beginnings; the number of policies."""
    cells = cells_of(world)
    replicates = max(2, runs // len(cells))
    shared = our_sweep(cells, replicates, 1)
    with nothing_shared():
        alone = our_sweep(cells, replicates, 1)
    return alone / shared, len(cells)


def report(world: str, runs: int) -> None:
    """Measure and print the ratios for one world."""
    cells = cells_of(world, f"only=[{','.join(POLICIES)}]")
    replicates = max(2, runs // len(cells))
    runs = replicates * len(cells)
    our_sweep(cells, 1, 1)  # compiles, and warms caches
    outside = {}
    for kept in (False, True):
        with compiled_time() as calls:
            one = our_sweep(cells, replicates, 1, kept)
        outside[kept] = 100 * (1 - sum(calls) / one)
    two = our_sweep(cells, replicates, 2)
    stock = stock_hydra(world)
    pool = process_pool(world, replicates, 2)
    best = min(one, two) / runs
    print(f"{world}, {runs} runs, two cores:")
    for what, seconds in (("Hydra's stock launcher", stock), ("process pool, one run a task", pool / runs)):
        print(f"  {what:32} {1000 * seconds:7.1f} ms a run, {seconds / best:.1f} times a sweep's")
    print(f"  {'a sweep':32} {1000 * best:7.1f} ms a run")
    for kept, stored in ((False, "summaries"), (True, "all series")):
        what = f"outside the rules, {stored} kept"
        print(f"  {what:32} {outside[kept]:7.1f} % of a sweep's time")
    print(f"  {'two threads against one':32} {one / two:7.2f} times faster")
    gain, policies = gain_of_sharing(world, runs)
    print(f"  {'shared beginnings against none':32} {gain:7.2f} times faster, {policies} policies")


def main(argv: list[str]) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300, help="runs of each sweep (300)")
    arguments = parser.parse_args(argv)
    for world in ("classroom", "province"):
        report(world, arguments.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
