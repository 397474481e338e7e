"""A launcher that runs the jobs of a Hydra multirun in one engine and one store.

Jobs that differ only in `seed` share one composition, and every run is a keyed row of
`<results>/multirun` instead of a folder: starting the same multirun again computes only what is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hydra.core.utils import JobReturn, JobStatus, filter_overrides
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig, OmegaConf

from iei.experiments.execute.multirun import Job, run_jobs
from iei.experiments.plan.hydra_source import PLUGINS


class EngineLauncher(Launcher):
    """Runs simulations for any sweeper; the job's return value is what a sweeper may optimise.

    That is the first of the `outcomes` in the configuration, or a list of them if several are named;
    without any it is the share of substantively cooperating enterprises. The task function is not
    called: a job is one run of the engine.
    """

    __module__ = PLUGINS

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        """Keep what composing a job needs."""
        self._context = hydra_context
        self._config = config

    def launch(self, job_overrides: Sequence[Sequence[str]], initial_job_idx: int) -> Sequence[JobReturn]:
        """Run all jobs; every distinct configuration is composed, and checked, before the first run."""
        split = [apart(overrides) for overrides in job_overrides]
        groups = list(dict.fromkeys(others for others, _ in split))
        common = set(groups[0]).intersection(*groups) if len(groups) > 1 else set()
        composed = {others: self._compose(others) for others in groups}
        jobs = [
            Job(label_of(others, common), composed[others], seed or composed[others]["seed"])
            for others, seed in split
        ]
        returned = []
        for overrides, job, value in zip(job_overrides, jobs, run_jobs(jobs), strict=True):
            failed = isinstance(value, Exception)
            status = JobStatus.FAILED if failed else JobStatus.COMPLETED
            returned.append(JobReturn(overrides=overrides, cfg=OmegaConf.create(job.config), status=status))
            returned[-1].return_value = value
        return returned

    def _compose(self, overrides: tuple[str, ...]) -> dict[str, Any]:
        """The configuration of a job as plain values, without Hydra's own part."""
        config = self._context.config_loader.load_sweep_config(self._config, list(overrides))
        job = OmegaConf.masked_copy(config, [str(key) for key in config if key != "hydra"])
        plain: Any = OmegaConf.to_container(job, resolve=True, throw_on_missing=True)
        return plain


def apart(overrides: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The overrides of a job without its seed, and the seed; empty if it sets none."""
    seeds = [text.partition("=")[2] for text in overrides if text.startswith("seed=")]
    return tuple(text for text in overrides if not text.startswith("seed=")), (seeds or [""])[-1]


def label_of(overrides: tuple[str, ...], common: set[str]) -> str:
    """What tells a scenario of the multirun from the others."""
    from iei.experiments.plan.overrides import sets_scenario

    words = [text for text in filter_overrides(overrides) if text not in common and sets_scenario(text)]
    return " ".join(words) or "default"
