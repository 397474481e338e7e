"""A sweep of made-up runs for tests of the store, also as a process that can be killed.

    python tests/fake_runs.py FOLDER LOG RUNS SECONDS_A_RUN

Every key that is safely stored is appended to LOG.
"""

import hashlib
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from iei.experiments.plan.runs import Run, RunResult  # noqa: E402
from iei.experiments.plan.sharding import WHOLE  # noqa: E402
from iei.experiments.store.folder import Store  # noqa: E402
from iei.experiments.store.writer import Writer  # noqa: E402

OUTCOMES = ("links", "trust")
RULES = "abcdef0123456789"
ROWS_PER_PART = 25


def run(number):
    """Made-up run number `number`."""
    key = hashlib.sha256(str(number).encode()).hexdigest()
    return Run(key, f"scenario {number % 3}", f"config{number % 3}", number // 3, number // 3)


def result(number, terms=4):
    """Its result: numbers that only depend on it."""
    rng = np.random.default_rng(number)
    return RunResult(run(number), rng.normal(size=2), rng.normal(size=(terms, 2)) if terms else None)


def store_in(folder, rules=RULES):
    """A store in a folder that exists."""
    (Path(folder) / "parts").mkdir(parents=True, exist_ok=True)
    return Store(Path(folder), rules, OUTCOMES)


def sweep(folder, numbers, log=None, seconds=0.0, shard=WHOLE, say=lambda text: None):
    """Compute and store what is missing of `numbers`; how many that were."""
    store = store_in(folder)
    with Writer(store, shard, announce=say, rows_per_part=ROWS_PER_PART) as writer:
        finished = store.finished(need_terms=True)
        todo = [n for n in numbers if run(n).key not in finished and shard.holds(run(n).key)]
        for number in todo:
            time.sleep(seconds)
            writer.append([result(number)])
            if log is not None:
                with Path(log).open("a") as file:
                    file.write(f"{run(number).key}\n")
    return len(todo)


if __name__ == "__main__":
    target, log_file, runs, pause = sys.argv[1:]
    sweep(target, range(int(runs)), log_file, float(pause))
