"""`iei run`: one world under one policy and one seed; prints its outcomes and stores tables and figures.

    iei run policy=council seed=1
    iei run -m policy=none,council 'seed=range(100)'      a sweep in Hydra's grammar
    iei run --config-dir my_folder policy=my_pact

Overrides are written in Hydra's grammar: world=classroom, behaviour.trust_gain=0.3, terms=40, seed=7,
'policy=[incentives,supervision]', outcomes=[links,deep_share], results=FOLDER.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rich import box
from rich.console import Console
from rich.table import Table

from experiments import arguments
from experiments.configuration import compose, options, scenario_of
from experiments.from_python import override_texts
from experiments.overrides import read, top
from experiments.run_figures import draw_outcomes
from experiments.run_files import blamed, run_folder, write_tables
from experiments.run_settings import checked_run
from sim.base.quantity import InvalidInput, nearest
from sim.engine import Trajectory, simulate
from sim.outcomes import OUTCOMES
from sim.scenario import Scenario, checked_seed

LONGEST_LABEL = 60  # letters of a label in the name of a folder
GROUPS = ("world", "world/regions", "policy", "behaviour", "executor")
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


def run(*given: Any, config_dir: Any = None, **settings: Any) -> Trajectory:
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
    return simulate(scenario_of(config), checked_seed(config["seed"]))


def scenario(*given: Any, config_dir: Any = None, **settings: Any) -> Scenario:
    """The checked scenario of settings as in `run`, or of a list of them; it has no seed.

    Raises `InvalidInput` for a mistake in them.
    """
    texts = override_texts(*given, config_dir=config_dir, **settings)
    unused(texts, ("results", "outcomes", "executor", "replicates", "seed"), "a scenario has no such setting")
    return scenario_of(compose(texts))


def main(argv: Sequence[str]) -> int:
    """Run one job, or with ``-m`` many; the exit code. Raises `InvalidInput` for a mistake."""
    parser = arguments.with_settings(arguments.Parser("run", __doc__, add_help=False))
    parser.add_argument("--multirun", "-m", action="store_true", help="every combination of the values given")
    parser.add_argument("--config-name", "-cn", default="config", help="a primary file of an own folder")
    parser.add_argument("--cfg", choices=["job"], help="print the configuration instead of running it")
    parser.add_argument("--help", "-h", action="store_true", help="show this, and what can be selected")
    request = arguments.read(parser, argv)
    asked = request.options
    if asked.help:
        print(f"{parser.format_help()}\n{selectable(request.overrides)}")
        return 0
    if asked.multirun:
        from experiments.hydra_application import multirun

        unused(
            request.overrides, ("replicates",), "the seeds of a multirun are given, as in 'seed=range(20)'"
        )
        return multirun(request.overrides, asked.config_name)
    unused(request.overrides, ("replicates", "executor"), "iei run makes one run; iei compare makes many")
    config = checked_run(compose(request.overrides, asked.config_name))
    if asked.cfg:
        print(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), end="")
    else:
        report_run(config)
    return 0


def selectable(overrides: Sequence[str]) -> str:
    """The files of every group, those of own folders among them."""
    folders = [text for text in overrides if top(read(text).key_or_group) == "hydra"]
    lines = [f"  {group}: {', '.join(options(group, folders))}" for group in GROUPS]
    return "\n".join(["What can be selected, as in policy=council:", *lines])


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
        trajectory = simulate(scenario, seed)
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
    for name in names or HEADLINE:
        if name not in OUTCOMES:
            raise InvalidInput(f"outcomes: '{name}' is not an outcome{nearest(name, OUTCOMES)}")
    return tuple(dict.fromkeys(names or HEADLINE))


def folder_name(scenario: Scenario, seed: int, names: Sequence[str]) -> str:
    """Name of the run's folder: its policy and seed, and a hash over all that its files depend on.

    Runs that differ in anything have folders of their own; the same run again takes its old one.
    """
    label = re.sub(r"[^\w.+-]", "_", scenario.label)[:LONGEST_LABEL]
    content = json.dumps([scenario.key(seed), list(names)])
    return f"run-{label}-seed{seed}-{hashlib.sha256(content.encode()).hexdigest()[:10]}"


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
        table.add_row(group, style="bold")
        for name in members:
            outcome = OUTCOMES[name]
            label = f"{outcome.label} *" if outcome.summary == "policy" else outcome.label
            table.add_row(label, number(before[name]), number(summary[name]), outcome.unit)
    console.print(table)
