"""`iei facts`: hold the model against the stylised facts F1–F17.

iei facts                                        the default world, 24 seeds
iei facts world=china seeds=4 executor.threads=2
iei facts behaviour.exit_hazard=0.03 --tuning    other seeds, for setting coefficients by hand
iei facts --markdown docs/facts.md --strict      write a table; exit code 1 if a check misses
iei facts --circle                               the virtuous circle instead (A51)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from iei.experiments.commands import arguments
from iei.experiments.commands.losses import losses_told
from iei.experiments.evidence import virtuous_circle
from iei.experiments.evidence.facts import Settings, check_facts, markdown, printed, score, store
from iei.experiments.show.summary import console_for_tables
from iei.experiments.store.disk import disk_blamed
from iei.experiments.store.folder import write_text
from iei.sim.base.quantity import InvalidInput


@losses_told
def main(argv: Sequence[str]) -> int:
    """The command; 0; 1 with ``--strict`` if a check does not pass, or if the machine or disk fails.

    Raises `InvalidInput` for a mistake in the input.
    """
    parser = arguments.with_settings(arguments.Parser("facts", __doc__))
    parser.add_argument("--tuning", action="store_true", help="seeds for tuning instead of those for judging")
    parser.add_argument("--strict", action="store_true", help="exit code 1 if a check does not pass")
    parser.add_argument("--markdown", type=Path, metavar="PATH", help="write the table as Markdown too")
    parser.add_argument("--circle", action="store_true", help="draw the virtuous circle instead (A51)")
    request = arguments.read(parser, argv)
    asked = request.options
    if asked.circle and (asked.strict or asked.markdown):
        raise InvalidInput("--circle makes no checks: use it without --strict and --markdown")
    settings = Settings.from_overrides(request.overrides, asked.tuning)
    console = console_for_tables()
    if asked.circle:
        return show_circle(settings, console)
    table = check_facts(settings)
    store(table, settings)
    if asked.markdown:
        with disk_blamed(asked.markdown.parent):
            write_text(asked.markdown, markdown(table, settings))
    console.print(printed(table, settings))
    console.print(f"table: {settings.folder / 'facts.csv'}", soft_wrap=True, highlight=False)
    console.print(score(table), highlight=False)
    return int(asked.strict and not table["verdict"].isin(["pass", "not modelled"]).all())


def show_circle(settings: Settings, console: Console) -> int:
    """Compute, store and print the gain of the virtuous circle; the exit code."""
    gains = virtuous_circle.loop_gains(settings.overrides, settings.seeds, settings.threads)
    path = settings.folder / "virtuous_circle.png"
    summary = virtuous_circle.late_gains(gains)
    with disk_blamed(settings.folder):
        settings.folder.mkdir(parents=True, exist_ok=True)
        virtuous_circle.draw(gains, path)
        write_text(settings.folder / "virtuous_circle.csv", summary.to_csv(index=False))
    console.print(virtuous_circle.printed(summary))
    console.print(f"figure: {path}", soft_wrap=True, highlight=False)
    return 0
