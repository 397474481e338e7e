"""One run: from Python, and stored with its tables, figures and printed outcomes."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from iei.experiments.plan.configuration import compose, scenario_of
from iei.experiments.plan.from_python import override_texts
from iei.experiments.plan.overrides import read, top
from iei.experiments.plan.run_settings import checked_run
from iei.experiments.show.run_figures import DrawableTrajectory, draw_outcomes
from iei.experiments.show.run_table import by_group, print_outcomes
from iei.experiments.store.run_files import blamed, run_folder, write_tables
from iei.sim.base.cores import usable_cores
from iei.sim.base.quantity import InvalidInput, nearest
from iei.sim.outcomes import OUTCOMES, shown_in
from iei.sim.outcomes.definition import IN_RUNS
from iei.sim.run.engine import simulate
from iei.sim.run.scenario import Scenario, checked_seed

LONGEST_LABEL = 60  # letters of a label in the name of a folder


def run(*given: Any, config_dir: Any = None, **settings: Any) -> DrawableTrajectory:
    """One run, such as ``run("world=classroom", policy="council", seed=3)``; writes nothing.

    given : overrides such as ``"policy=council"``, or mappings such as ``{"policy": "council"}``
    config_dir : own folder, or a list of them
    settings : single settings, such as ``seed=3``

    Raises `InvalidInput` for a mistake in them.
    """
    texts = override_texts(*given, config_dir=config_dir, **settings)
    unused(
        texts, ("results", "outcomes", "executor", "replicates"), "iei.run makes one run and writes nothing"
    )
    config = checked_run(compose(texts))
    return DrawableTrajectory.of(simulate(scenario_of(config), checked_seed(config["seed"]), usable_cores()))


def scenario(*given: Any, config_dir: Any = None, **settings: Any) -> Scenario:
    """The checked scenario of settings as in `run`, or of a list of them; it has no seed.

    Raises `InvalidInput` for a mistake in them.
    """
    texts = override_texts(*given, config_dir=config_dir, **settings)
    unused(texts, ("results", "outcomes", "executor", "replicates", "seed"), "a scenario has no such setting")
    return scenario_of(compose(texts))


def unused(overrides: Sequence[str], keys: Sequence[str], why: str) -> None:
    """Raise `InvalidInput` if an override sets one of these keys, which would have no effect."""
    for text in overrides:
        if top(read(text).key_or_group) in keys:
            raise InvalidInput(f"'{text}' would not be used: {why}")


def report_run(config: Mapping[str, Any]) -> None:
    """Simulate the run of a checked configuration, print its outcomes and store its files."""
    scenario = scenario_of(config)
    seed = checked_seed(config["seed"])
    names = chosen_outcomes(config["outcomes"])
    results = Path(config["results"]).expanduser()
    name = folder_name(scenario, seed, names)
    with run_folder(results, name) as folder:
        trajectory = simulate(scenario, seed, usable_cores())
        with blamed(results):
            write_tables(trajectory, folder)
            for group, members in by_group(names).items():
                title = f"{group}: policy {scenario.label} (start dashed), seed {seed}"
                draw_outcomes(trajectory, members, title, folder / f"{group}.png")
    print_outcomes(trajectory, names, Console(markup=False, emoji=False))
    print(f"tables and figures: {results / name}")


def chosen_outcomes(names: Sequence[str]) -> tuple[str, ...]:
    """The outcomes to show: those named, or the headline ones; `InvalidInput` for an unknown name."""
    if list(names) == ["all"]:
        return tuple(OUTCOMES)
    chosen = names or shown_in(IN_RUNS)
    for name in chosen:
        if name not in OUTCOMES:
            raise InvalidInput(f"outcomes: '{name}' is not an outcome{nearest(name, OUTCOMES)}")
    return tuple(dict.fromkeys(chosen))


def folder_name(scenario: Scenario, seed: int, names: Sequence[str]) -> str:
    """Name of the run's folder: its policy and seed, and a hash over all that its files depend on.

    Runs that differ in anything have folders of their own; the same run again takes its old one.
    """
    label = re.sub(r"[^\w.+-]", "_", scenario.label)[:LONGEST_LABEL]
    content = json.dumps([scenario.key(seed), list(names)])
    return f"run-{label}-seed{seed}-{hashlib.sha256(content.encode()).hexdigest()[:10]}"
