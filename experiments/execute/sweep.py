"""Experiments run from Python and from the command line: all of it or what is missing, then the results.

sweep("levers_factorial", world="classroom", replicates=20)
compare(policies=["council", "my_pact"], config_dir="my_folder")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from iei.experiments.execute.budget import equalised
from iei.experiments.execute.campaign import Execution, Say, sitting
from iei.experiments.execute.executors import ExecutorSettings
from iei.experiments.execute.precision import complete_to_precision
from iei.experiments.plan import configuration
from iei.experiments.plan.cells import Cell, build_cells
from iei.experiments.plan.chosen_experiment import BASE, composed, refuse_superseded
from iei.experiments.plan.experiment import Experiment, refuse_unread
from iei.experiments.plan.from_python import override_texts
from iei.experiments.plan.overrides import quoted
from iei.experiments.plan.sharding import Shard
from iei.experiments.show.results import Results
from iei.experiments.store.folder import to_stderr
from iei.experiments.store.scenario_table import write_scenarios
from iei.sim.base.chance import replicate_seed
from iei.sim.base.quantity import InvalidInput

COMPARISON = DEFAULT = "compare_policies"


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
    replicates = experiment.replicates
    about = about_experiment(experiment, replicates)
    judged = (experiment.precision.outcome,) if experiment.precision else ()
    with sitting(execution, about, experiment.seed, experiment.keep_terms, say, judged) as campaign:
        if experiment.equal_budget is not None:
            cells = equalised(cells, experiment.equal_budget, replicates, campaign)
        write_scenarios(execution.folder, cells)
        campaign.complete(cells, range(replicates))
        if experiment.precision is not None:
            replicates = complete_to_precision(cells, experiment.precision, replicates, campaign)
            about |= about_experiment(experiment, replicates)
    return Results.load(execution.folder)


def about_experiment(experiment: Experiment, replicates: int) -> dict[str, Any]:
    """What the manifest says about the experiment itself."""
    return {
        "experiment": experiment.name,
        "about": experiment.about,
        "baseline": experiment.baseline,
        "outcomes": experiment.outcomes,
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


def compare(
    *given: Any,
    say: Say = to_stderr,
    config_dir: Any = None,
    scenarios: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Results:
    """Compare policies and return the results.

    `given`, `config_dir`, `scenarios` and `settings` are those of `sweep`, such as
    ``"world=classroom"``, ``only=["council", "package_full"]`` or ``policies=["council", "my_pact"]``.
    Raises `InvalidInput` for a mistake, before the first run.
    """
    return sweep(COMPARISON, *given, say=say, config_dir=config_dir, scenarios=scenarios, **settings)
