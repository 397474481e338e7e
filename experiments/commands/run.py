"""`iei run`: one world under one policy and one seed; prints its outcomes and stores tables and figures.

    iei run policy=council seed=1
    iei run -m policy=none,council 'seed=range(100)'      a sweep in Hydra's grammar
    iei run --config-dir my_folder policy=my_pact

Overrides are written in Hydra's grammar: world=classroom, behaviour.trust_gain=0.3, terms=40, seed=7,
'policy=[incentives,supervision]', outcomes=[links,deep_share], results=FOLDER.
"""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from iei.experiments.commands import arguments
from iei.experiments.commands.losses import resumable
from iei.experiments.execute.hydra_application import multirun
from iei.experiments.execute.single_run import report_run, unused
from iei.experiments.plan.configuration import compose, options
from iei.experiments.plan.overrides import read, top
from iei.experiments.plan.run_settings import checked_run

GROUPS = ("world", "world/regions", "policy", "behaviour", "executor")


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
        unused(
            request.overrides, ("replicates",), "the seeds of a multirun are given, as in 'seed=range(20)'"
        )
        return resumable(multirun)(request.overrides, asked.config_name)
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
