"""`iei compare`: every policy and the packages against no policy, under the same luck.

iei compare
iei compare world=classroom replicates=5 outcomes=[deep_share,formal_share] results=/tmp/results
"""

from __future__ import annotations

from experiments import sweep
from experiments.results import Results

EXPERIMENT = "compare_policies"


def compare(*given: str, say: sweep.Say = sweep.to_stderr) -> Results:
    """Compare the policies and return the results.

    `given` are Hydra overrides such as ``"world=classroom"`` or ``"only=[council,package_full]"``.
    Raises `InvalidInput` for a mistake, before the first run.
    """
    return sweep.sweep(EXPERIMENT, *given, say=say)


def main(argv: list[str]) -> int:
    """The command; returns its exit code."""
    return sweep.main(argv, default=EXPERIMENT, command="compare")
