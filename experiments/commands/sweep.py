"""`iei sweep` and `iei compare`: run an experiment, or what is missing of it, and show the comparison.

iei compare
iei compare policies=[council,my_pact] --config-dir my_folder
iei sweep experiment=levers_factorial world=classroom replicates=20 executor.threads=2
iei sweep experiment=persistence shard=3/16 results=/scratch/results
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from iei.experiments.commands import arguments
from iei.experiments.commands.losses import resumable
from iei.experiments.execute.campaign import Execution
from iei.experiments.execute.sweep import COMPARISON, DEFAULT, read_experiment, run_experiment
from iei.experiments.plan.chosen_experiment import by_path, composed
from iei.experiments.plan.experiment import Experiment
from iei.experiments.show import summary
from iei.experiments.store.folder import to_stderr

HELP = """Run an experiment, or what is missing of it, and compare its scenarios.

An experiment is a file in conf/experiment, or in the folder experiment of an own folder.
Everything can be overridden in Hydra's grammar:
  experiment=NAME              which experiment; ./FILE.yaml or experiment=PATH takes an own file
  policies=[council,my_pact]   these policies against none, instead of the scenarios of the file
  world=classroom terms=40     settings of every scenario
  replicates=20                number of seeds, common to all scenarios
  precision.half_width=0.01    or as many as the interval of a difference needs
  ensemble=NAME|FOLDER         every scenario with each coefficient set of iei calibrate
  equal_budget=200             scale every policy until it spends so many MU a term
  outcomes=[deep_share,links]  outcomes to compare and draw; [all] for every one
  only=[council,package_full]  only these scenarios and the baseline
  executor=dask executor.workers=4, or executor.threads=2
  shard=2/16                   a part of the runs, for job arrays
  results=FOLDER               where results/<experiment> is
Stopping and starting again goes on where it stopped."""


@resumable
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
    experiment, execution = read_experiment(request.overrides, default)
    if request.options.cfg:
        config, _ = composed(request.overrides, default)
        print(yaml.safe_dump(config, sort_keys=False, allow_unicode=True))
        return 0
    return run_and_show(experiment, execution)


def compare(argv: Sequence[str]) -> int:
    """The command `iei compare`; returns its exit code."""
    return main(argv, default=COMPARISON, command="compare")


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
