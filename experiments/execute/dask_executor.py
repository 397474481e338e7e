"""Runs on a Dask cluster: an own one of worker processes on this machine, or a running scheduler.

Workers compute and send results back; this process alone writes the store. A worker that dies
costs only the runs it had in hand, which Dask gives to another.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from iei.experiments.execute.blame import ExecutorLost, in_words
from iei.experiments.execute.executors import ExecutorSettings
from iei.experiments.execute.turns import Observe, PreparedWorlds, Task, Workplace, turn
from iei.experiments.plan.runs import Run, RunResult
from iei.sim.base.compilation import rule_source_hash
from iei.sim.base.cores import usable_cores
from iei.sim.base.quantity import InvalidInput
from iei.sim.run import extensions
from iei.sim.run.scenario import Scenario

try:
    from distributed import Client, Future, LocalCluster, as_completed
    from distributed.comm.core import CommClosedError
    from distributed.core import rpc
    from distributed.scheduler import KilledWorker
    from distributed.security import Security
except ImportError:
    raise InvalidInput("executor=dask needs Dask: pip install 'iei[cluster]'") from None

BATCHES_PER_THREAD = 3  # submitted ahead, so that no worker waits for this process
CONNECT_SECONDS = 10
GONE = (CommClosedError, CancelledError, asyncio.CancelledError, OSError, TimeoutError)


@cache
def worker_worlds() -> PreparedWorlds:
    """The prepared worlds of a worker process."""
    return PreparedWorlds()


def compute_batch(
    tasks: list[Task],
    keep_terms: bool,
    rules: str,
    files: Mapping[str, Path],
    observe: Observe | None = None,
) -> list[RunResult]:
    """Run by a worker: results of a few runs; refuses to compute under other rules than the client's.

    files : of the extensions, by name
    """
    extensions.use(files)
    if rule_source_hash() != rules:
        raise InvalidInput(
            f"a worker has rule version {rule_source_hash()}, this process {rules}: install the same source"
        )
    scenarios = {run.config: scenario for run, scenario in tasks}
    workplace = Workplace([run for run, _ in tasks], scenarios, worker_worlds(), observe)
    results, lost = turn(tasks, keep_terms, workplace, seconds=math.inf)
    if lost is not None:
        raise lost
    return results


def batches_of(runs: Iterable[Run], size: int) -> Iterator[list[Run]]:
    """Runs in batches of at most `size`; those of one seed, which share beginnings, stay together."""
    batch: list[Run] = []
    for _, group in groupby(runs, key=lambda run: run.seed):
        of_seed = list(group)
        if batch and len(batch) + len(of_seed) > size:
            yield batch
            batch = []
        parts = math.ceil(len(of_seed) / size)
        for part in range(parts - 1):
            yield of_seed[part::parts]
        batch += of_seed[parts - 1 :: parts]
    if batch:
        yield batch


def check_address(address: str) -> None:
    """Raise `InvalidInput` unless a Dask scheduler answers at the address within seconds.

    A client on its own waits for ever for the answer of, say, a web server.
    """

    async def identity() -> Any:
        arguments = Security().get_connection_args("client")
        async with rpc(address, timeout=CONNECT_SECONDS, connection_args=arguments) as server:
            return await server.identity()

    async def in_time() -> Any:
        return await asyncio.wait_for(identity(), CONNECT_SECONDS)

    try:
        with ThreadPoolExecutor(1) as thread:  # a notebook has an event loop of its own in this one
            answer = thread.submit(lambda: asyncio.run(in_time())).result()
    except Exception as error:  # whatever a foreign server makes of it
        why = "" if isinstance(error, TimeoutError) else f": {in_words(error):.200}"
        raise InvalidInput(f"executor.address: no Dask scheduler answers at {address}{why}") from None
    if not isinstance(answer, dict) or "Scheduler" not in str(answer.get("type")):
        raise InvalidInput(f"executor.address: what answers at {address} is not a Dask scheduler")


@contextmanager
def connected(settings: ExecutorSettings) -> Iterator[Client]:
    """A client of the cluster that `settings` name; an own cluster ends with it."""
    if settings.address is not None:
        check_address(settings.address)
        try:
            client = Client(settings.address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise InvalidInput(f"no Dask scheduler answers at {settings.address}: {error}") from None
        with client:
            yield client
        return
    workers = settings.workers or usable_cores()
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=settings.threads or 1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
        Client(cluster) as client,
    ):
        cluster.adapt(minimum=workers, maximum=workers)  # a worker that does not come back is replaced
        yield client


def on_dask(
    runs: Iterable[Run],
    scenarios: Mapping[str, Scenario],
    keep_terms: bool,
    settings: ExecutorSettings,
    observe: Observe | None = None,
) -> Generator[list[RunResult], None, None]:
    """Results of `runs`, computed by Dask workers.

    Raises `ExecutorLost` when the scheduler is gone. A run that keeps killing its worker becomes a
    failed run.
    """
    waiting = batches_of(runs, settings.batch)
    first = next(waiting, None)
    if first is None:
        return
    rules = rule_source_hash()
    files = {name: extension.path for name, extension in extensions.LOADED.items()}
    tasks_of: dict[Any, list[Task]] = {}  # by the key of the future

    def submit(client: Client, batch: list[Task]) -> Future:
        future = client.submit(compute_batch, batch, keep_terms, rules, files, observe, pure=False)
        tasks_of[future.key] = batch
        return future

    def next_batch() -> list[Task]:
        return [(run, scenarios[run.config]) for run in next(waiting, ())]

    with connected(settings) as client:
        try:
            threads = max(1, sum(client.nthreads().values()))
            futures = as_completed([submit(client, [(run, scenarios[run.config]) for run in first])])
            for _ in range(threads * BATCHES_PER_THREAD - 1):
                if batch := next_batch():
                    futures.add(submit(client, batch))
            suspects: list[Task] = []
            for future in futures:
                done = tasks_of.pop(future.key)
                if batch := next_batch():
                    futures.add(submit(client, batch))
                try:
                    yield future.result()
                except KilledWorker:
                    suspects += done
                except (InvalidInput, ExecutorLost, *GONE):
                    raise
                except Exception as error:  # of the worker's installation: the model's errors are results
                    raise ExecutorLost(
                        f"a Dask worker failed, not the model: {in_words(error)}. Finished runs are stored"
                    ) from error
            for task in suspects:  # one at a time, so that no run answers for its neighbour
                yield alone(submit(client, [task]), task[0])
        except GONE as error:
            where = settings.address or "this machine"
            raise ExecutorLost(
                f"the Dask scheduler on {where} is gone ({type(error).__name__}); finished runs are "
                "stored, and the same command goes on from there"
            ) from error


def alone(future: Future, run: Run) -> list[RunResult]:
    """Result of one run; if it kills its workers even alone, that is its error."""
    try:
        results: list[RunResult] = future.result()
    except KilledWorker as error:
        return [RunResult(run, None, None, f"KilledWorker: {error}")]
    return results
