"""Jobs of a Hydra multirun as keyed runs of one store, `<results>/multirun`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iei.experiments.execute.campaign import Execution, sitting
from iei.experiments.execute.executors import ExecutorSettings
from iei.experiments.plan.cells import Cell
from iei.experiments.plan.configuration import scenario_of
from iei.experiments.plan.experiment import outcomes_of
from iei.experiments.plan.run_settings import checked_run
from iei.experiments.plan.runs import Run
from iei.experiments.show import summary
from iei.experiments.show.results import Results
from iei.experiments.store.scenario_table import write_scenarios
from iei.sim.base.quantity import InvalidInput
from iei.sim.run.scenario import Scenario, checked_seed

NAME = "multirun"
OBJECTIVE = "substantive_share"


@dataclass(frozen=True)
class Job:
    """One job: what its overrides say besides the seed, its composed configuration, and the seed."""

    label: str
    config: dict[str, Any]
    seed: Any


def run_jobs(jobs: Sequence[Job]) -> list[Any]:
    """Run the jobs and print their comparison; what each returns to the sweeper.

    A number, a list of numbers if the configuration names several outcomes, or the exception of a
    failed run. Raises `InvalidInput` for a mistake in any job, before the first run.
    """
    settings = common_settings(jobs)
    names = outcomes_of(settings.get("outcomes"))
    objectives = names if settings.get("outcomes") else (OBJECTIVE,)
    folder = Path(settings["results"]).expanduser() / NAME
    execution = Execution(folder, ExecutorSettings.from_mapping(settings["executor"]))
    scenarios: dict[str, Scenario] = {}
    for job in jobs:
        if job.label not in scenarios:
            scenarios[job.label] = scenario_of(job.config)
    cells = cells_of(scenarios)
    runs = [run_of(job, scenarios[job.label]) for job in jobs]
    seeds = sorted({run.seed for run in runs})
    about = {
        "experiment": NAME,
        "about": "A multirun of Hydra: every scenario against the first.",
        "baseline": cells[0].label,
        "outcomes": names,
        "replicates": len(seeds),
        "seeds": seeds,
        "settings": {"scenarios": {cell.label: cell.label.split() for cell in cells}},
    }
    with sitting(execution, about, needed=objectives) as campaign:
        write_scenarios(folder, cells)
        campaign.compute(dict.fromkeys(runs), cells)
    results = Results.load(folder)
    summary.show(results, summary.console_for_tables())
    by_key = results.runs.drop_duplicates("key").set_index("key")
    return [returned(by_key.loc[run.key], objectives) for run in runs]


def common_settings(jobs: Sequence[Job]) -> dict[str, Any]:
    """Where and how all jobs run; `InvalidInput` if they do not agree or something is of the wrong kind."""
    first = checked_run(jobs[0].config)
    for job in jobs:
        for key in ("results", "outcomes", "executor", "replicates"):
            if job.config.get(key) != jobs[0].config.get(key):
                raise InvalidInput(
                    f"all jobs of a multirun have the same {key}, not {job.config.get(key)!r} too"
                )
    return first


def cells_of(scenarios: dict[str, Scenario]) -> list[Cell]:
    """One cell for every distinct configuration, the first one as baseline."""
    labels: dict[str, str] = {}
    for label, scenario in scenarios.items():
        labels.setdefault(scenario.config_hash, label)
    first = next(iter(labels.values()))
    return [Cell(label, label, -1, {}, scenarios[label], baseline=first) for label in labels.values()]


def run_of(job: Job, scenario: Scenario) -> Run:
    """The keyed run of a job; the seed itself numbers the replicate."""
    try:
        seed = checked_seed(int(job.seed))
    except (TypeError, ValueError) as error:
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput(f"seed = {job.seed!r} must be a whole number from 0 to 2^63 - 1") from None
    return Run(scenario.key(seed), job.label, scenario.config_hash, seed, seed)


def returned(row: Any, objectives: Sequence[str]) -> Any:
    """What a job gives back to its sweeper."""
    if row["error"]:
        return RuntimeError(row["error"])
    values = [float(row[name]) for name in objectives]
    return values[0] if len(values) == 1 else values
