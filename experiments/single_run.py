"""`iei run`: one world under one policy and one seed; prints its outcomes and stores tables and figures."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import hydra
import numpy as np
from hydra._internal.utils import get_args
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf
from rich import box
from rich.console import Console
from rich.table import Table

from experiments.configuration import FOLDER, check, compose, scenario_of
from experiments.run_figures import draw_outcomes
from experiments.run_files import blamed, run_folder, write_tables
from sim.base.quantity import InvalidInput, nearest
from sim.engine import Trajectory, simulate
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, checked_seed

CHANGES = ("world.", "world/", "policy.", "behaviour", "terms")  # overrides that no name tells
HEADLINE = (
    *("training_share", "linked_share", "paper_only_share", "substantive_share", "formal_share"),
    *(
        "colleges_active_share",
        "links",
        "links_substantive",
        "deep_share",
        "paper_gap",
        "joint_substance",
        "trust",
        "awareness",
    ),
    *("practical_skill", "general_skill", "curriculum_lag", "practice_ability", "employment_rate"),
    *("match_rate", "vacancy_rate", "early_quit_rate", "chain_gap"),
    *(
        "public_spending",
        "funded_share",
        "transfers_paid",
        "output",
        "profit",
        "mean_wage",
        "training_recovery",
    ),
)


def run(*overrides: str) -> Trajectory:
    """One run from Hydra overrides such as ``run("policy=council", "seed=3")``; writes nothing.

    Raises `InvalidInput` for a mistake in them.
    """
    config = compose(overrides)
    return simulate(scenario_of(config), checked_seed(config["seed"]))


def main(argv: Sequence[str]) -> int:
    """Run the Hydra application with these arguments; the exit code."""
    arguments = get_args(list(argv))
    if not (arguments.hydra_help or arguments.shell_completion):
        check(arguments.overrides)
    sys.argv = ["iei run", *argv]  # Hydra reads the arguments of an application from here
    try:
        application()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return 0


@hydra.main(version_base="1.3", config_path=str(FOLDER), config_name="config")
def application(config: DictConfig) -> None:
    """One job of the Hydra application."""
    plain = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    assert isinstance(plain, dict)
    try:
        report_run({str(key): value for key, value in plain.items()})
    except InvalidInput as mistake:  # Hydra would print a traceback
        print(f"iei: {mistake}", file=sys.stderr)
        raise SystemExit(2) from None


def report_run(config: Mapping[str, Any]) -> None:
    """Simulate the run of a composed configuration, print its outcomes and store its files."""
    scenario = scenario_of(config)
    seed = checked_seed(config["seed"])
    names = chosen_outcomes(config["outcomes"])
    results, name = Path(str(config["results"])), folder_name(scenario, seed)
    with run_folder(results, name) as folder:
        trajectory = simulate(scenario, seed)
        with blamed(results):
            write_tables(trajectory, folder)
            for group, members in by_group(names).items():
                title = f"{group}: policy {scenario.label} (start dashed), seed {seed}"
                draw_outcomes(trajectory, members, title, folder / f"{group}.png")
    print_outcomes(trajectory, names, Console())
    print(f"tables and figures: {results / name}")


def chosen_outcomes(names: Any) -> tuple[str, ...]:
    """The outcomes to show: those named, or the headline ones; `InvalidInput` for an unknown name."""
    names = [names] if isinstance(names, str) else list(names or HEADLINE)
    for name in names:
        if name not in OUTCOMES:
            raise InvalidInput(f"outcomes: '{name}' is not an outcome{nearest(str(name), OUTCOMES)}")
    return tuple(dict.fromkeys(names))


def folder_name(scenario: Scenario, seed: int) -> str:
    """Name of the run's folder; a hash tells apart runs that policy, world and seed do not."""
    job = HydraConfig.get()
    keys = [override.lstrip("+~") for override in job.overrides.task]
    name = f"run-{scenario.label}-{job.runtime.choices['world']}-seed{seed}"
    return f"{name}-{scenario.config_hash[:8]}" if any(k.startswith(CHANGES) for k in keys) else name


def by_group(names: Sequence[str]) -> dict[str, list[str]]:
    """Outcomes by group: cooperation, talent, money."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(OUTCOMES[name].group, []).append(name)
    return groups


def number(value: float) -> str:
    """Three digits, or a dash for what is not defined, such as a share of nothing."""
    return "-" if np.isnan(value) else f"{value:.3g}"


def print_outcomes(trajectory: Trajectory, names: Sequence[str], console: Console) -> None:
    """Print each outcome in the year before the policy start (graduation is yearly), and its summary."""
    start = min(trajectory.scenario.world.policy_start, trajectory.scenario.terms)
    before = trajectory.outcomes.loc[max(start - 2, 0) : max(start - 1, 0)].mean()
    summary = trajectory.summary
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"policy {trajectory.scenario.label}, seed {trajectory.seed}",
        caption=(
            "before: mean of the year before the policy start; "
            "result: mean over the last ten terms, with * since the policy start"
        ),
    )
    table.add_column("outcome")
    table.add_column("before", justify="right")
    table.add_column("result", justify="right")
    table.add_column("unit")
    for group, members in by_group(names).items():
        table.add_section()
        table.add_row(f"[bold]{group}[/bold]")
        for name in members:
            outcome = OUTCOMES[name]
            label = f"{outcome.label} *" if outcome.summary == "policy" else outcome.label
            table.add_row(label, number(before[name]), number(summary[name]), outcome.unit)
    console.print(table)
