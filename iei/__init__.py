"""The laboratory from Python, for notebooks and scripts.

    import iei

    one = iei.run(world="classroom", policy="council", seed=3)
    one.outcomes                # outcomes by term
    results = iei.compare(world="classroom", replicates=5, policies=["council", "liaison"])
    results.comparison          # paired differences, intervals, costs
    results.runs                # one row a run
    results = iei.sweep("council_supervision", world="classroom", replicates=10)
    results = iei.compare(config_dir="my_folder", policies=["council", "my_pact"])
    model = iei.mesa_model(world="classroom", subsidy=4, seed=3)  # a Mesa model: step it, look at agents

A setting may also be a text in Hydra's grammar, as on the command line ("policy=council"), or stand in a
mapping ({"policy": "council"}). Equal settings give equal run keys, so that a notebook and `iei compare`
share stored runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iei.experiments.execute.mesa_model import MesaModel, mesa_model
    from iei.experiments.execute.reproduce import reproduce
    from iei.experiments.execute.single_run import run, scenario
    from iei.experiments.execute.sweep import compare, sweep
    from iei.experiments.show.results import Results
    from iei.sim.base.quantity import InvalidInput

__all__ = [
    "InvalidInput",
    "MesaModel",
    "Results",
    "compare",
    "mesa_model",
    "reproduce",
    "run",
    "scenario",
    "sweep",
]

# Loaded when they are first used: a part of the package costs no more than that part.
HOMES = {
    "InvalidInput": "sim.base.quantity",
    "MesaModel": "experiments.execute.mesa_model",
    "Results": "experiments.show.results",
    "compare": "experiments.execute.sweep",
    "mesa_model": "experiments.execute.mesa_model",
    "reproduce": "experiments.execute.reproduce",
    "run": "experiments.execute.single_run",
    "scenario": "experiments.execute.single_run",
    "sweep": "experiments.execute.sweep",
}


def __getattr__(name: str) -> Any:
    """What the package offers, from the module that defines it."""
    if name not in HOMES:
        raise AttributeError(f"module 'iei' has no attribute '{name}'")
    return getattr(import_module(f"iei.{HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *HOMES])
