"""`iei compare`: every policy and the packages against no policy, under the same luck.

iei compare
iei compare world=classroom replicates=5 outcomes=[deep_share,formal_share] results=/tmp/results
iei compare policies=[council,my_pact] --config-dir my_folder
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments import sweep
from experiments.results import Results

EXPERIMENT = "compare_policies"


def compare(
    *given: Any,
    say: sweep.Say = sweep.to_stderr,
    config_dir: Any = None,
    scenarios: Mapping[str, Any] | None = None,
    **settings: Any,
) -> Results:
    """Compare policies and return the results.

    `given`, `config_dir`, `scenarios` and `settings` are those of `experiments.sweep.sweep`, such as
    ``"world=classroom"``, ``only=["council", "package_full"]`` or ``policies=["council", "my_pact"]``.
    Raises `InvalidInput` for a mistake, before the first run.
    """
    return sweep.sweep(EXPERIMENT, *given, say=say, config_dir=config_dir, scenarios=scenarios, **settings)


def main(argv: Sequence[str]) -> int:
    """The command; returns its exit code."""
    return sweep.main(argv, default=EXPERIMENT, command="compare")
