"""`iei levers`: the policy levers with their ranges and costs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from policies.catalogue import LEVERS


def main(argv: Sequence[str]) -> int:
    """Print the table of levers; the exit code."""
    argparse.ArgumentParser(prog="iei levers", description="Print the policy levers.").parse_args(argv)
    Console().print(lever_table())
    return 0


def lever_table() -> Table:
    """One row a lever, in the order of the catalogue."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("lever", no_wrap=True)
    table.add_column("range")
    table.add_column("what it is, and what government pays")
    for lever in LEVERS:
        table.add_row(
            lever.name, f"0 to {lever.upper:g} {lever.unit}", f"{lever.about}\n[dim]{lever.cost}[/dim]"
        )
    return table
