"""Tables of the documentation, written from the declarations in the code.

A page of `docs/` holds a table between `<!-- generated: NAME -->` and `<!-- end -->`, once in all pages.

    python -m iei.experiments.tools.documentation           writes all of them anew
    python -m iei.experiments.tools.documentation --check   exits with 1 if text and code differ
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np

from iei.experiments.evidence.claims import (
    ROOT,
    SECTIONS,
    Claim,
    broken_pointers,
    declared_tables,
    read_claims,
)
from iei.experiments.evidence.run_length_list import read_rows, tables_in_words
from iei.experiments.evidence.talent_market import HEADINGS, read_list, words_of
from iei.experiments.evidence.wiring import Wire, read_wires
from iei.experiments.plan.configuration import FOLDER, compose, options
from iei.experiments.tools.mutation import read_results
from iei.policies import catalogue
from iei.sim.base.quantity import GRADES, InvalidInput, Quantity, nearest
from iei.sim.base.table import Column, Table
from iei.sim.outcomes import OUTCOMES, SUMMARIES
from iei.sim.outcomes.definition import SMALLEST_RELATIVE
from iei.sim.run.behaviour import BEHAVIOUR, MODULES
from iei.sim.run.schedule import PHASES
from iei.sim.world.quantities import REGION_QUANTITIES, WORLD_QUANTITIES, size_quantities
from iei.sim.world.tables import SIZES

DOCS = ROOT / "docs"
PART = re.compile(r"<!-- generated: (\w+) -->\n.*?<!-- end -->", re.DOTALL)
BETTER = {"more": "more", "less": "less", "": "–"}


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    escaped = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in escaped)


def folded(title: str, content: str) -> str:
    """A part of a page that opens on a click; plain viewers show it open."""
    return f"<details><summary>{title}</summary>\n\n{content}\n\n</details>"


def interval(lower: float, upper: float) -> str:
    """Closed bounds, with what is unbounded left out."""
    if np.isinf(lower) and np.isinf(upper):
        return "any"
    if np.isinf(upper):
        return f"{lower:g} or more"
    return f"{lower:g} to {upper:g}"


def path_of(module: ModuleType) -> str:
    """Path of a module from the root of the project."""
    return f"{module.__name__.removeprefix('iei.').replace('.', '/')}.py"


def columns() -> str:
    """Every table of the world with its columns."""
    parts = [folded(table_title(declared), column_table(declared)) for declared in declared_tables().values()]
    parts.append(
        "\n`policies`, `paid` and `spending` have a row a region and a column a lever (section 6): effective "
        "value, value paid for,\npublic spending. `behaviour` is one row, a column a coefficient (section 7)."
    )
    return "\n".join(parts)


def table_title(declared: Table) -> str:
    """Name of a table, what a row is, and how many columns it has."""
    return f"<code>{declared.name}</code>: a row is {declared.row}; {len(declared.columns)} columns"


def column_table(declared: Table) -> str:
    """The columns of one table."""
    rows = [[f"`{c.name}`", kind(c), c.unit, bounds(c), f"{c.default:g}", c.about] for c in declared.columns]
    return table(["column", "type", "unit", "range", "in a fresh row", "meaning"], rows)


def kind(column: Column) -> str:
    """Type of a column in words."""
    name = {float: "number", int: "whole number", bool: "yes or no"}[column.kind]
    return f"{name} × {column.length}" if column.length else name


def bounds(column: Column) -> str:
    """Range of a column; that of a yes or no goes without saying."""
    return "–" if column.kind is bool else interval(column.lower, column.upper)


def phases() -> str:
    """The phases of a term in the order in which they run."""
    rows = [
        [str(number), f"`{phase.name}`", phase.equations, phase.why]
        for number, phase in enumerate(PHASES, start=1)
    ]
    return table(["#", "phase", "equations", "why here"], rows)


def parameters() -> str:
    """Coefficients by the file that declares them, then the settings of a world."""
    parts = [grades()]
    parts += [
        folded(f"<code>{path_of(module)}</code>", quantity_table("behaviour", module.QUANTITIES))
        for module in MODULES
        if module.QUANTITIES
    ]
    parts.append(
        folded("The world, <code>sim/world/settings.py</code>", quantity_table("world", WORLD_QUANTITIES))
    )
    parts.append(
        folded(
            "A region, <code>sim/world/settings.py</code>",
            quantity_table("world.regions.NAME", REGION_QUANTITIES),
        )
    )
    for size in SIZES:
        title = f"The size class {size}, <code>sim/world/settings.py</code>"
        parts.append(folded(title, quantity_table(f"world.sizes.{size}", size_quantities(size))))
    return "\n".join(parts)


def grades() -> str:
    """How many coefficients have which grade of evidence."""
    count = Counter(quantity.grade for quantity in BEHAVIOUR.values())
    named = ", ".join(f"{count[grade]} {grade}" for grade in GRADES)
    return f"Of {len(BEHAVIOUR)} coefficients of behaviour: {named}.\n"


def quantity_table(where: str, quantities: Sequence[Quantity]) -> str:
    """Declared numbers below the configuration key `where`."""
    rows = [
        [
            f"`{where}.{q.name}`",
            q.symbol or "–",
            f"{q.default:g}",
            interval(q.lower, q.upper),
            q.unit,
            q.equation,
            q.source,
            q.grade,
        ]
        for q in quantities
    ]
    return table(["key", "symbol", "default", "range", "unit", "equation", "source", "grade"], rows)


def levers() -> str:
    """The policy levers in the order of the catalogue."""
    modules = [m for m in vars(catalogue).values() if isinstance(m, ModuleType) and hasattr(m, "LEVERS")]
    files = {lever.name: path_of(module) for module in modules for lever in module.LEVERS}
    rows = [
        [
            f"`{lever.name}`",
            f"0 to {lever.upper:g}",
            lever.unit,
            lever.about,
            catalogue.cost_in_words(lever.cost),
            "size classes, fields" if lever.targeted else "–",
            f"[{files[lever.name]}](../{files[lever.name]})",
        ]
        for lever in catalogue.LEVERS
    ]
    return table(["lever", "range", "unit", "what it is", "cost", "can be targeted at", "file"], rows)


def outcomes() -> str:
    """Outcomes by group."""
    groups = list(dict.fromkeys(outcome.group for outcome in OUTCOMES.values()))
    return "\n".join(folded(group.capitalize(), outcome_table(group)) for group in groups)


def outcome_table(group: str) -> str:
    """The outcomes of one group."""
    rows = [
        [
            f"`{o.name}`",
            o.label,
            o.unit,
            BETTER[o.better],
            smallest_effect(o.fixed_smallest_effect),
            SUMMARIES[o.summary],
            "yes" if o.grouped else "no",
            o.about,
        ]
        for o in OUTCOMES.values()
        if o.group == group
    ]
    headings = ["outcome", "label", "unit", "better", "smallest effect", "summary of a run", "by group"]
    return table([*headings, "meaning"], rows)


def smallest_effect(fixed: float | None) -> str:
    """Smallest difference of interest in words."""
    return f"{100 * SMALLEST_RELATIVE:g} % of the baseline" if fixed is None else f"{fixed:g}"


def worlds() -> str:
    """The worlds that come with the model."""
    rows = []
    for name in options("world"):
        world = compose([f"world={name}"])["world"]
        sizes = [str(world[key]) for key in ("colleges", "enterprises", "fields")]
        rows.append([f"`{name}`", str(len(world["regions"])), *sizes, opening_comment(name)])
    return table(["world", "regions", "colleges", "enterprises", "fields", "what it is"], rows)


def opening_comment(world: str) -> str:
    """What the file of a world says about itself at its top."""
    text = (FOLDER / "world" / f"{world}.yaml").read_text(encoding="utf-8")
    return " ".join(line.removeprefix("#").strip() for line in text.split("defaults:")[0].splitlines())


def claims() -> str:
    """The claims of the source paper by section."""
    rows = read_claims()
    wires = read_wires()
    parts = []
    for key, title in SECTIONS.items():
        section = [claim_row(claim, wires) for claim in rows if claim.section == key]
        headings = [
            *("id", "claim", "what is not shown", "equations", "where it lives", "what shows it"),
            *("what follows if it is turned", "what argues for it"),
        ]
        parts.append(f"## {title}\n\n{table(headings, section)}")
    return "\n" + "\n\n".join(parts) + "\n"


def run_length() -> str:
    """What was measured of drift, warm-up and replicates."""
    parts = [
        f"**{words.title}**\n\n{table(words.headings, words.rows)}" for words in tables_in_words(read_rows())
    ]
    return "\n" + "\n\n".join(parts) + "\n"


def talent_market() -> str:
    """What was asked of the talent market and what it gives."""
    found = read_list()
    return f"{found[0].seeds} paired seeds\n\n{table(HEADINGS, [words_of(answer) for answer in found])}"


def unplugged() -> str:
    """Every mechanism that was unplugged and what noticed it."""
    found = read_results()
    noticed = sum(bool(by) for _, _, by in found)
    rows = [[name.replace("_", " "), ids, f"`{by}`" if by else "**nothing**"] for name, ids, by in found]
    return f"{noticed} of {len(found)} noticed\n\n{table(['unplugged', 'claims', 'noticed first by'], rows)}"


def claim_row(claim: Claim, wires: Iterable[Wire]) -> list[str]:
    """One row of the page of claims."""
    text = f"{claim.claim} *({claim.note})*" if claim.note else claim.claim
    return [
        claim.id,
        text,
        claim.limit,
        claim.equations,
        by_file(claim.where, ":"),
        ", ".join(f"`{pointer}`" for pointer in claim.shown_by),
        "; ".join(what_follows(wire) for wire in wires if claim.id in wire.claims),
        by_file(claim.tests, "::"),
    ]


def what_follows(wire: Wire) -> str:
    """What is turned and what follows, in one line."""
    turned = " ".join(wire.change)
    if wire.common != ("policy=none",):
        turned += f" under {' '.join(wire.common)}"
    effect, lower, upper = wire.measured
    return f"`{turned}`: `{wire.outcome}` {effect} ({lower} to {upper})"


def by_file(pointers: Iterable[str], separator: str) -> str:
    """Pointers `file<separator>name` as links to the files, each with its names."""
    names: dict[str, list[str]] = {}
    for pointer in pointers:
        file, _, name = pointer.partition(separator)
        names.setdefault(file, []).append(f"`{name}`")
    return "; ".join(f"[{file}](../{file}) {', '.join(found)}" for file, found in names.items())


PARTS: dict[str, Callable[[], str]] = {
    part.__name__: part
    for part in (
        *(columns, phases, parameters, levers, outcomes, worlds),
        *(claims, run_length, talent_market, unplugged),
    )
}


def refreshed(text: str) -> str:
    """A page with its generated parts written anew; `InvalidInput` for a part that nobody writes."""

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in PARTS:
            raise InvalidInput(f"no generated part '{name}'{nearest(name, PARTS)}")
        return f"<!-- generated: {name} -->\n{PARTS[name]()}\n<!-- end -->"

    return PART.sub(fill, text)


def outdated(folder: Path) -> dict[Path, str]:
    """Pages of a folder that differ from the code, with their right text."""
    right = {}
    for page in sorted(folder.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        new = refreshed(text)
        if new != text:
            right[page] = new
    return right


def main(argv: Sequence[str] | None = None) -> int:
    """Refresh or check the pages of `DOCS`; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m iei.experiments.tools.documentation", description=__doc__
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing, exit with 1 if a page is outdated"
    )
    check = parser.parse_args(argv).check
    broken = list(broken_pointers(read_claims()))
    for line in broken:
        print(f"claim {line}", file=sys.stderr)
    pages = outdated(DOCS)
    for page, text in pages.items():
        print(f"{page.name} {'is outdated' if check else 'refreshed'}")
        if not check:
            page.write_text(text, encoding="utf-8")
    return int(bool(broken) or (check and bool(pages)))


if __name__ == "__main__":
    raise SystemExit(main())
