"""The lab: policy twins in the browser. A thin page over the engine."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str]) -> int:
    """Run `iei lab` with these arguments; the exit code."""
    from experiments.lab.launch import main as launch

    return launch(argv)
