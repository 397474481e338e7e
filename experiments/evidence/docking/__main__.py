"""Command line: `python -m iei.experiments.evidence.docking seeds=12 path=docs/docking.csv OVERRIDES`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from iei.experiments.evidence.docking.comparison import POLICIES, dock
from iei.experiments.plan.overrides import checked, taken
from iei.experiments.plan.setting_types import name_of, names, whole_number
from iei.sim.base.quantity import InvalidInput


def main(arguments: Sequence[str]) -> int:
    """Read `seeds`, `path` and `policies`; all else goes to the scenario. Exit code 2 for a mistake."""
    try:
        own, overrides = taken(checked(arguments), ("seeds", "path", "policies"))
        seeds = whole_number(own.get("seeds", 12), "seeds", 1)
        path = name_of(own.get("path", "docs/docking.csv"), "path")
        policies = names(own.get("policies"), "policies") or POLICIES
        dock(overrides or ["world=province"], seeds, policies, Path(path))
    except InvalidInput as mistake:
        print(mistake, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
