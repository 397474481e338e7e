"""`iei sweep`: run an experiment, all of it or what is missing, and compare its scenarios.

    iei sweep experiment=levers_factorial world=classroom replicates=20 executor.threads=2
    iei sweep experiment=persistence shard=3/16 results=/scratch/results

The same from Python: `sweep("levers_factorial", "world=classroom", "replicates=20")`.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from experiments import configuration, overrides, summary
from experiments.budget import equalised
from experiments.campaign import Campaign
from experiments.cells import build_cells
from experiments.executors import ExecutorLost, ExecutorSettings
from experiments.experiment import Experiment, refuse_unread
from experiments.precision import complete_to_precision
from experiments.results import Results, write_scenarios
from experiments.sharding import WHOLE, Shard
from experiments.store import Store, StoreUnwritable, prepare_folder
from experiments.versions import git_commit, software_versions
from experiments.writer import Writer, timestamp
from sim.base.chance import replicate_seed
from sim.base.compilation import rule_source_hash
from sim.base.quantity import InvalidInput, nearest
from sim.outcomes import OUTCOMES

DEFAULT = "compare_policies"
HIDDEN = ("base",)  # experiment files that others build upon

HELP = """Run an experiment, or what is missing of it, and compare its scenarios.

An experiment is a file in conf/experiment. Everything can be overridden in Hydra's grammar:
  experiment=NAME              which experiment
  world=classroom terms=40     settings of every scenario
  replicates=20                number of seeds, common to all scenarios
  precision.half_width=0.01    or as many as the interval of a difference needs
  equal_budget=200             scale every policy until it spends so many MU a term
  outcomes=[deep_share,links]  outcomes to compare and draw; [all] for every one
  only=[council,package_full]  only these scenarios and the baseline
  executor=dask executor.workers=4, or executor.threads=2
  shard=2/16                   a part of the runs, for job arrays
  results=FOLDER               where results/<experiment> is
Stopping and starting again goes on where it stopped."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Execution:
    """Where and how an experiment is run; nothing here changes a number.

    Attributes
    ----------
    folder : results folder of the experiment
    executor : threads or Dask
    shard : the part of the runs to compute
    wait : whether to wait for another process that computes the same runs
    retry_failed : whether to compute runs again that ended with an error
    figures : whether the command draws figures at the end
    """

    folder: Path
    executor: ExecutorSettings
    shard: Shard = WHOLE
    wait: bool = True
    retry_failed: bool = False
    figures: bool = True


def to_stderr(text: str) -> None:
    """Say something to the user without mixing it into the output."""
    print(text, file=sys.stderr, flush=True)


def composed(given: Sequence[str], default: str = DEFAULT) -> dict[str, Any]:
    """The whole configuration of an experiment, by Hydra; `experiment=NAME` selects it.

    Raises `InvalidInput` for an unknown experiment, key or option.
    """
    keys = overrides.override_keys(given)
    chosen = [text.partition("=")[2] for key, text in zip(keys, given, strict=True) if key == "experiment"]
    name = chosen[-1] if chosen else default
    known = experiment_names()
    if name not in known:
        raise InvalidInput(f"experiment={name}: there is no such experiment{nearest(name, known)}")
    others = [text for key, text in zip(keys, given, strict=True) if key != "experiment"]
    return configuration.compose([f"+experiment={name}", *others])


def experiment_names() -> list[str]:
    """Names of the experiments in `conf/experiment`."""
    return [name for name in configuration.options("experiment") if name not in HIDDEN]


def read_experiment(given: Sequence[str], default: str = DEFAULT) -> tuple[Experiment, Execution]:
    """Experiment and execution that these overrides describe, checked."""
    config = composed(given, default)
    common = tuple(text for text in given if overrides.sets_scenario(text))
    experiment = Experiment.from_mapping(config, common)
    refuse_unread(config, configuration.compose(common))
    execution = Execution(
        folder=Path(config["results"]) / experiment.name,
        executor=ExecutorSettings.from_mapping(config["executor"]),
        shard=Shard.parse(config["shard"]),
        wait=bool(config["wait"]),
        retry_failed=bool(config["retry_failed"]),
        figures=bool(config["figures"]),
    )
    return experiment, execution


def run_experiment(experiment: Experiment, execution: Execution, say: Say = to_stderr) -> Results:
    """Compute what is missing, store it, and return everything that is stored.

    Raises `InvalidInput` before the first run for a mistake, `StoreUnwritable` when the disk is
    full and `ExecutorLost` when the cluster is gone; finished runs are stored in every case.
    """
    shard = execution.shard
    if not shard.whole and (experiment.precision or experiment.equal_budget):
        raise InvalidInput("precision and equal_budget need all runs in one place: use them without shard")
    cells = build_cells(experiment, configuration.compose)
    for remark in experiment.design.remarks if experiment.design else ():
        say(f"design: {remark}")
    prepare_folder(execution.folder, experiment.name)
    store = Store(execution.folder, rule_source_hash(), tuple(OUTCOMES))
    for rules, files in store.other_rules().items():
        say(f"{files} parts of rule version {rules} are kept apart and not used; present: {store.rules}")
    with Writer(store, shard, execution.wait, say) as writer:
        session = new_session(execution.executor, shard)
        campaign = Campaign(
            store, writer, execution.executor, experiment.seed, experiment.keep_terms, execution.retry_failed
        )
        replicates = experiment.replicates
        try:
            writer.record_session(about(experiment, replicates), session)
            if experiment.equal_budget is not None:
                cells = equalised(cells, experiment.equal_budget, replicates, campaign, say)
            write_scenarios(execution.folder, cells)
            campaign.complete(cells, range(replicates), say)
            if experiment.precision is not None:
                replicates = complete_to_precision(cells, experiment.precision, replicates, campaign, say)
        finally:
            session |= {"finished": timestamp(), "computed": campaign.computed, "failed": campaign.failed}
            writer.record_session(about(experiment, replicates), session)
    return Results.load(execution.folder)


def new_session(executor: ExecutorSettings, shard: Shard = WHOLE) -> dict[str, Any]:
    """What the manifest records about one sitting."""
    return {
        "started": timestamp(),
        "host": socket.gethostname(),
        "process": os.getpid(),
        "executor": executor.kind,
        "shard": f"{shard.number}/{shard.count}",
        "rules": rule_source_hash(),
        "commit": git_commit(),
        "versions": software_versions(),
    }


def about(experiment: Experiment, replicates: int) -> dict[str, Any]:
    """What the manifest says about the experiment itself."""
    return {
        "experiment": experiment.name,
        "about": experiment.about,
        "rules": rule_source_hash(),
        "baseline": experiment.baseline,
        "outcomes": experiment.outcomes,
        "all_outcomes": list(OUTCOMES),
        "seed": experiment.seed,
        "replicates": replicates,
        "seeds": [replicate_seed(experiment.seed, r) for r in range(replicates)],
        "settings": experiment.settings | {"overrides": list(experiment.overrides)},
    }


def sweep(experiment: str = DEFAULT, *given: str, say: Say = to_stderr) -> Results:
    """Run an experiment and return its results.

    experiment : name of a file in `conf/experiment`
    given : Hydra overrides such as ``"world=classroom"``, ``"replicates=20"``, ``"results=/tmp/r"``
    say : called with each line about progress

    Raises `InvalidInput` for a mistake, before the first run.
    """
    return run_experiment(*read_experiment([f"experiment={experiment}", *given]), say)


def main(argv: list[str], default: str = DEFAULT, command: str = "sweep") -> int:
    """The command `iei sweep` or `iei compare`; returns its exit code.

    0: everything ran; 1: some runs failed, or the disk or the cluster was lost; 130: stopped by
    Ctrl-C. Raises `InvalidInput` for a mistake in the input.
    """
    parser = argparse.ArgumentParser(
        prog=f"iei {command}", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("overrides", nargs="*", metavar="key=value", help="settings, in Hydra's grammar")
    parser.add_argument("--cfg", choices=["job"], help="print the configuration instead of running it")
    arguments = parser.parse_intermixed_args(argv)
    try:
        if arguments.cfg:
            print(yaml.safe_dump(composed(arguments.overrides, default), sort_keys=False, allow_unicode=True))
            return 0
        return run_and_show(*read_experiment(arguments.overrides, default))
    except (StoreUnwritable, ExecutorLost) as error:
        to_stderr(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        to_stderr("stopped; finished runs are stored, and the same command goes on from there")
        return 130


def run_and_show(experiment: Experiment, execution: Execution) -> int:
    """Run an experiment, show what came out, and return the exit code."""
    results = run_experiment(experiment, execution)
    failed = len(results.failed)
    if execution.shard.whole:
        summary.show(results, summary.console_for_tables(), execution.figures)
    done = f"{len(results.runs)} runs in {results.folder}, {results.failures}"
    if not execution.shard.whole:
        done = f"shard {execution.shard.number}/{execution.shard.count} is complete: {done} so far"
    to_stderr(done)
    return 1 if failed else 0
