"""`iei report results/NAME`: one self-contained web page about an experiment, and its figures.

    iei report results/compare_policies
    iei report /read/only/results/compare_policies --out page.html

The page needs no network: figures are embedded, tables sort in the browser, and the configuration
and manifest are at its end. The figures are also in `figures/` as PNG and SVG.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iei.experiments.commands.arguments import Parser, with_extensions
from iei.experiments.show.report import write_report


def main(argv: Sequence[str]) -> int:
    """The command; returns its exit code."""
    parser = Parser("report", "Write report.html and the figures of an experiment.")
    parser.add_argument("folder", type=Path, help="results folder, such as results/compare_policies")
    parser.add_argument("--out", type=Path, help="write the page here and leave the results folder as it is")
    with_extensions(parser)
    asked = parser.parse_args(argv)
    print(f"report: {write_report(asked.folder, asked.out, asked.extension)}")
    return 0
