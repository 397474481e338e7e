"""Command line: `python -m iei.experiments.evidence.docking seeds=12 path=docs/docking.csv OVERRIDES`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from iei.experiments.evidence.docking.comparison import POLICIES, dock


def main(arguments: Sequence[str]) -> None:
    """Read `seeds`, `path` and `policies`; all else goes to the scenario."""
    own = {"seeds": "12", "path": "docs/docking.csv", "policies": ",".join(POLICIES)}
    overrides = []
    for argument in arguments:
        key, _, value = argument.partition("=")
        if key in own:
            own[key] = value
        else:
            overrides.append(argument)
    dock(overrides or ["world=province"], int(own["seeds"]), own["policies"].split(","), Path(own["path"]))


if __name__ == "__main__":
    main(sys.argv[1:])
