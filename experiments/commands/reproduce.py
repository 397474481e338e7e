"""`iei reproduce results/NAME`: run stored runs again and say whether the numbers are the same to the bit.

    iei reproduce results/compare_policies              a random sample of 20 runs
    iei reproduce results/compare_policies --sample 100
    iei reproduce results/compare_policies --all
    iei reproduce results/compare_policies --scenario council --replicate 3

Needs no network and checks out nothing: the configuration of every run is in the results folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from iei.experiments.commands.arguments import Parser, with_extensions
from iei.experiments.commands.losses import losses_told
from iei.experiments.execute.reproduce import SAMPLE, Reproduction, reproduce
from iei.sim.base.quantity import InvalidInput

SHOWN = 10


@losses_told
def main(argv: Sequence[str]) -> int:
    """The command; 0 when every number is the same, 1 when one differs or the machine fails."""
    parser = Parser("reproduce", "Run stored runs again and compare every number bit by bit.")
    parser.add_argument("folder", type=Path, help="results folder, such as results/compare_policies")
    parser.add_argument("--sample", type=int, help=f"number of runs drawn at random ({SAMPLE})")
    parser.add_argument("--all", action="store_true", help="all stored runs")
    parser.add_argument("--scenario", help="only runs of this scenario")
    parser.add_argument("--replicate", type=int, help="only this replicate")
    parser.add_argument("--seed", type=int, help="seed of the draw of the sample")
    with_extensions(parser)
    asked = parser.parse_args(argv)
    if asked.all and (asked.sample is not None or asked.seed is not None):
        raise InvalidInput("--all draws no sample: use it without --sample and --seed")
    sample = None if asked.all else SAMPLE if asked.sample is None else asked.sample
    found = reproduce(asked.folder, sample, asked.scenario, asked.replicate, asked.seed, asked.extension)
    show(found, Console(soft_wrap=True, highlight=False, markup=False, emoji=False))
    return 0 if found.same else 1


def show(found: Reproduction, console: Console) -> None:
    """Say what came out."""
    if found.same:
        console.print(f"{found.runs} runs made again: every number is the same to the bit")
    else:
        console.print(f"{found.runs} runs made again: {len(found.differences)} numbers differ")
        for d in found.differences[:SHOWN]:
            console.print(
                f"  {d.scenario}, replicate {d.replicate}, {d.outcome}, {d.where}: "
                f"stored {d.stored!r}, now {d.again!r}"
            )
        if len(found.differences) > SHOWN:
            console.print(f"  ... and {len(found.differences) - SHOWN} more")
    if found.software:
        console.print("software differs from when they were stored: " + "; ".join(found.software))
    elif not found.same:
        console.print("software versions are those that made the store: a number was altered or is corrupt")
