"""What Hydra itself runs: jobs of a multirun with any launcher and sweeper, and completion in a shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType

import hydra
from hydra.core.plugins import Plugins
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from iei.experiments.execute.hydra_launcher import EngineLauncher
from iei.experiments.execute.hydra_sweeper import EngineSweeper
from iei.experiments.execute.single_run import report_run
from iei.experiments.plan import own_files
from iei.experiments.plan.configuration import FOLDER, check
from iei.experiments.plan.explanation import first_line
from iei.experiments.plan.hydra_source import PLUGINS
from iei.experiments.plan.run_settings import checked_run
from iei.sim.base.quantity import InvalidInput

RAISE = "HYDRA_FULL_ERROR"  # errors come to us instead of being printed


def register() -> None:
    """Make the engine's launcher and sweeper known to Hydra.

    Hydra takes both from its namespace package `hydra_plugins` only; that part of it exists in this process
    alone, so that nothing but `iei` is installed.
    """
    plugins = Plugins.instance()
    package = sys.modules.setdefault("hydra_plugins", ModuleType("hydra_plugins"))
    module = ModuleType(PLUGINS)
    setattr(package, PLUGINS.rpartition(".")[2], module)
    sys.modules[PLUGINS] = module
    for plugin in (EngineLauncher, EngineSweeper):
        setattr(module, plugin.__name__, plugin)
        plugins.register(plugin)


register()


def multirun(overrides: Sequence[str], name: str = "config") -> int:
    """Run every combination of the values that these overrides name; the exit code.

    Raises `InvalidInput` for a mistake, before the first run.
    """
    check(overrides, name)
    own, rest = own_files.split(overrides)
    with own_files.looking_into((*own, str(FOLDER))), errors_raised():
        return called(["--multirun", "--config-name", name, *rest])


def called(arguments: Sequence[str]) -> int:
    """Call Hydra's application with these arguments; the exit code."""
    before = sys.argv
    sys.argv = ["iei run", *arguments]  # Hydra reads the arguments of an application from here
    try:
        application()
    except (HydraException, OmegaConfBaseException) as error:
        raise InvalidInput(first_line(error)) from None
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.argv = before
    return 0


@contextmanager
def errors_raised() -> Iterator[None]:
    """Hydra raises errors instead of printing them."""
    before = os.environ.get(RAISE)
    os.environ[RAISE] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[RAISE]
        else:
            os.environ[RAISE] = before


@hydra.main(version_base="1.3", config_path=str(FOLDER), config_name="config")
def application(config: DictConfig) -> None:
    """One job of the Hydra application, unless the launcher runs jobs itself."""
    plain = OmegaConf.to_container(config, resolve=True, throw_on_missing=True)
    assert isinstance(plain, dict)
    report_run(checked_run({str(key): value for key, value in plain.items()}))
