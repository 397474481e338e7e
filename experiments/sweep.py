"""`iei sweep`: run an experiment, all of it or what is missing, and compare its scenarios.

    iei sweep experiment=levers_factorial world=classroom replicates=20 executor.threads=2
    iei sweep experiment=persistence shard=3/16 results=/scratch/results

The same from Python: `sweep("levers_factorial", world="classroom", replicates=20)`.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from experiments import arguments, configuration, summary
from experiments.budget import equalised
from experiments.campaign import Campaign
from experiments.cells import Cell, build_cells
from experiments.chosen_experiment import BASE, by_path, composed, refuse_superseded
from experiments.executors import ExecutorLost, ExecutorSettings
from experiments.experiment import Experiment, refuse_unread
from experiments.from_python import override_texts
from experiments.overrides import quoted
from experiments.precision import complete_to_precision
from experiments.results import Results, write_scenarios
from experiments.sharding import WHOLE, Shard
from experiments.store import Store, StoreUnwritable, prepare_folder
from experiments.versions import git_commit, software_versions
from experiments.writer import Writer, timestamp
from sim.base.chance import replicate_seed
from sim.base.compilation import rule_source_hash
from sim.base.quantity import InvalidInput
from sim.outcomes import OUTCOMES

DEFAULT = "compare_policies"

HELP = """Run an experiment, or what is missing of it, and compare its scenarios.

An experiment is a file in conf/experiment, or in the folder experiment of an own folder.
Everything can be overridden in Hydra's grammar:
  experiment=NAME              which experiment; ./FILE.yaml or experiment=PATH takes an own file
  policies=[council,my_pact]   these policies against none, instead of the scenarios of the file
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


def experiment_names() -> list[str]:
    """Names of the experiments in `conf/experiment`."""
    return configuration.options("experiment")


def read_experiment(
    given: Sequence[str], default: str = DEFAULT, scenarios: Mapping[str, Any] | None = None
) -> tuple[Experiment, Execution]:
    """Experiment and execution that these overrides describe, checked."""
    config, common = composed(given, default, scenarios)
    experiment = Experiment.from_mapping(config, common)
    refuse_unread(config, configuration.compose(common))
    refuse_superseded(experiment, common)
    execution = Execution(
        folder=Path(config["results"]).expanduser() / experiment.name,
        executor=ExecutorSettings.from_mapping(config["executor"] or {}),
        shard=Shard.parse(config["shard"]),
        wait=config["wait"],
        retry_failed=config["retry_failed"],
        figures=config["figures"],
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
    return execute(experiment, execution, cells, say)


def execute(experiment: Experiment, execution: Execution, cells: list[Cell], say: Say) -> Results:
    """Compute and store what is missing of checked cells; raises as `run_experiment`."""
    shard = execution.shard
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


def sweep(
    experiment: Any = None,
    *given: Any,
    say: Say = to_stderr,
    config_dir: Any = None,
    scenarios: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Results:
    """Run an experiment and return its results.

    experiment : name of a file in `conf/experiment` or in an own folder, or the path of a file
    given : overrides such as ``"world=classroom"`` or mappings of them, such as ``{"replicates": 20}``
    say : called with each line about progress
    config_dir : own folder, or a list of them
    scenarios : name to overrides or settings, instead of those of the file, such as
        ``{"none": {}, "pact": {"policy": {"pact": {"council": 0.8}}}}``
    settings : single settings, such as ``replicates=20``

    Raises `InvalidInput` for a mistake, before the first run.
    """
    if experiment is not None and (not isinstance(experiment, str) or "=" in experiment):
        experiment, given = None, (experiment, *given)
    texts = override_texts(*given, config_dir=config_dir, **settings)
    if experiment is not None:
        texts.append(f"experiment={quoted(experiment)}")
    default = DEFAULT if scenarios is None else BASE
    return run_experiment(*read_experiment(texts, default, scenarios), say)


def main(argv: Sequence[str], default: str = DEFAULT, command: str = "sweep") -> int:
    """The command `iei sweep` or `iei compare`; returns its exit code.

    0: everything ran; 1: some runs failed, or the disk or the cluster was lost; 130: stopped by
    Ctrl-C. Raises `InvalidInput` for a mistake in the input.
    """
    parser = arguments.with_settings(
        arguments.Parser(command, HELP), "settings, in Hydra's grammar; or the path of an experiment file"
    )
    parser.add_argument("--cfg", choices=["job"], help="print the configuration instead of running it")
    request = arguments.read(parser, by_path(argv))
    try:
        if request.options.cfg:
            read_experiment(request.overrides, default)
            config, _ = composed(request.overrides, default)
            print(yaml.safe_dump(config, sort_keys=False, allow_unicode=True))
            return 0
        return run_and_show(*read_experiment(request.overrides, default))
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
