"""A sweeper that hands all jobs to the launcher at once and composes none of them itself.

Hydra's basic sweeper composes every job to validate it, before the launcher composes it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.plugins import Plugins
from hydra.core.utils import JobReturn
from hydra.plugins.launcher import Launcher
from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig

from iei.experiments.plan.hydra_source import PLUGINS


class EngineSweeper(Sweeper):
    """Cartesian product of all sweeps on the command line, in Hydra's grammar."""

    __module__ = PLUGINS

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        """Make the launcher."""
        self._context = hydra_context
        self._launcher: Launcher = Plugins.instance().instantiate_launcher(
            hydra_context=hydra_context, task_function=task_function, config=config
        )

    def sweep(self, arguments: list[str]) -> Any:
        """Launch one job for every combination."""
        parser = OverridesParser.create(config_loader=self._context.config_loader)
        (jobs,) = BasicSweeper.split_arguments(parser.parse_overrides(arguments), max_batch_size=None)
        results: Sequence[JobReturn] = self._launcher.launch(jobs, initial_job_idx=0)
        return [results]
