"""The model held against the stylised facts F1–F17: paired runs, checks, tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from rich import box
from rich.table import Table
from rich.text import Text

from iei.experiments.analyse.jackknife import jackknife_interval
from iei.experiments.evidence.fact_checks import CHECKS, FACTS
from iei.experiments.evidence.fact_runs import JUDGING, TUNING, prepare_arms, seeds_of_set, watch_all
from iei.experiments.execute.executors import ExecutorSettings
from iei.experiments.execute.pool import mapped
from iei.experiments.plan.configuration import compose
from iei.experiments.plan.overrides import override_keys, sets_scenario, taken, top
from iei.experiments.plan.run_settings import checked_run
from iei.experiments.plan.setting_types import whole_setting
from iei.experiments.store.disk import disk_blamed
from iei.experiments.store.folder import write_text
from iei.experiments.store.parts import write_whole
from iei.sim.base.quantity import InvalidInput

OWN = {
    "seeds": whole_setting("seeds", default=24, lower=1, upper=10_000),
    "first_seed": whole_setting("first_seed", default=0, lower=0, upper=10**6, unit="number"),
}
FIXED = ("policy", "seed", "replicates", "outcomes")  # the facts bring their own


@dataclass(frozen=True)
class Settings:
    """What the command line asks for.

    Attributes
    ----------
    overrides : Hydra overrides of world, behaviour and terms
    seeds : seeds of the paired runs
    seed_set : name they are derived from, `JUDGING` or `TUNING`
    threads : threads that compute; None for all usable cores
    folder : where tables go
    """

    overrides: tuple[str, ...]
    seeds: tuple[int, ...]
    seed_set: str
    threads: int | None
    folder: Path

    @classmethod
    def from_overrides(cls, given: Sequence[str], tuning: bool) -> Settings:
        """Checked settings; `InvalidInput` for a mistake."""
        own, overrides = taken(given, OWN)
        for text, key in zip(overrides, override_keys(overrides), strict=True):
            if top(key) in FIXED:
                raise InvalidInput(
                    f"'{text}': the facts set {key} themselves; seeds=24 sets the number of seeds"
                )
        world = taken(overrides, ("world",))[0].get("world") or "province"
        config = checked_run(compose(overrides))
        executor = ExecutorSettings.from_mapping(config["executor"])
        if executor.kind != "threads":
            raise InvalidInput(f"executor.kind = '{executor.kind}': the facts run in threads")
        number, first = (int(q.checked(own.get(name, q.default))) for name, q in OWN.items())
        seed_set = TUNING if tuning else JUDGING
        name = f"facts-{world}" + (f"-{TUNING}" if tuning else "")
        return cls(
            overrides=tuple(overrides),
            seeds=seeds_of_set(seed_set, number, first),
            seed_set=seed_set,
            threads=executor.threads,
            folder=Path(config["results"]).expanduser() / name,
        )


def observe_all(settings: Settings) -> list[np.ndarray]:
    """What every check observes in the paired runs under each seed, (seeds, k) a check.

    Only the runs of the seeds at work are kept in memory.
    """
    prepared = prepare_arms(settings.overrides)

    def observed(seed: int) -> list[np.ndarray]:
        runs = watch_all(prepared, seed)
        return [np.asarray(check.observe(runs), dtype=float) for check in CHECKS]

    with closing(mapped(observed, settings.seeds, settings.threads)) as of_seeds:
        return [np.stack(rows) for rows in zip(*of_seeds, strict=True)]


def check_facts(settings: Settings) -> pd.DataFrame:
    """One row a check, in the order of the facts, and one for each fact that has none.

    Columns: fact, core, grade, what, lower, upper (range to hit), value, interval_lower, interval_upper
    (95 % over seeds), verdict (``pass``, ``miss``, ``not measurable``, ``not modelled``) and near (the
    interval reaches across a bound of the range).
    """
    return judged(observe_all(settings))


def judged(observed: Sequence[np.ndarray]) -> pd.DataFrame:
    """The table of `check_facts` from what each check observed, (seeds, k) a check."""
    by_fact: dict[str, list[dict[str, Any]]] = {name: [] for name in FACTS}
    for check, seen in zip(CHECKS, observed, strict=True):
        interval = jackknife_interval(seen, check.combine)
        inside = check.lower <= interval.mean <= check.upper
        bounds = (check.lower, check.upper)
        by_fact[check.fact].append(
            {
                "what": check.what,
                "lower": check.lower,
                "upper": check.upper,
                "value": interval.mean,
                "interval_lower": interval.lower,
                "interval_upper": interval.upper,
                "verdict": "pass" if inside else "not measurable" if np.isnan(interval.mean) else "miss",
                "near": any(interval.lower < bound < interval.upper for bound in bounds),
            }
        )
    rows = []
    for name, fact in FACTS.items():
        unchecked = {"what": fact.note, "verdict": "not modelled", "near": False}
        for row in by_fact[name] or [unchecked]:
            rows.append({"fact": name, "core": fact.core, "grade": fact.grade} | row)
    return pd.DataFrame(rows)


def score(table: pd.DataFrame) -> str:
    """How many core facts and how many checks pass, in one line."""
    checked = table[table["verdict"] != "not modelled"]
    passed = checked["verdict"] == "pass"
    core = passed[checked["core"]].groupby(checked["fact"]).all()
    return f"core facts passed: {core.sum()} of {len(core)}; checks passed: {passed.sum()} of {len(checked)}"


def cells(row: Any) -> tuple[str, ...]:
    """The cells of one printed row: fact, test, grade, what, range, value, interval, verdict."""
    measured = row.verdict in ("pass", "miss")
    interval = f"{row.interval_lower:.3f} to {row.interval_upper:.3f}"
    return (
        row.fact,
        "number" if row.core else "sign",
        row.grade,
        row.what,
        "" if row.verdict == "not modelled" else f"{row.lower:g} to {row.upper:g}",
        f"{row.value:.3f}" if measured else "-",
        interval if measured and not np.isnan(row.interval_lower) else "-",
        row.verdict + (" ~" if row.near else ""),
    )


HEADINGS = ("fact", "test", "evidence", "what", "expected", "simulated", "95 % interval", "verdict")
LEGEND = (
    "Means over paired runs: levels in years 3 to 11, before policies start, what policies change in the "
    "last ten terms, unless said; interval: over seeds; ~: the interval reaches "
    "across a bound, so other seeds may decide otherwise; 'number': a core fact, 'sign': level little known."
)


def printed(table: pd.DataFrame, settings: Settings) -> Table:
    """The table for a terminal."""
    colour = {"pass": "green", "miss": "red"}
    out = Table(box=box.SIMPLE_HEAD, title=title(settings), caption=LEGEND, caption_justify="left")
    for heading in HEADINGS:
        numeric = heading in ("expected", "simulated", "95 % interval")
        wraps = {"what": None, "evidence": 10}
        out.add_column(
            heading,
            justify="right" if numeric else "left",
            no_wrap=heading not in wraps,
            max_width=wraps.get(heading),
        )
    for row in table.itertuples():
        *others, verdict = cells(row)
        style = colour.get(str(row.verdict), "dim")
        out.add_row(*others, Text(verdict, style))
    return out


def markdown(table: pd.DataFrame, settings: Settings) -> str:
    """The table as Markdown."""
    lines = [f"{title(settings)}. {LEGEND}", "", "| " + " | ".join(HEADINGS) + " |"]
    lines.append("|" + "---|" * len(HEADINGS))
    for row in table.itertuples():
        lines.append("| " + " | ".join(cells(row)) + " |")
    return "\n".join([*lines, "", score(table), ""])


def title(settings: Settings) -> str:
    """What was run, in a line."""
    changes = [override for override in settings.overrides if sets_scenario(override)]
    scenario = " ".join(changes) or "default world and behaviour"
    return f"Stylised facts: {len(settings.seeds)} seeds of the set '{settings.seed_set}', {scenario}"


def store(table: pd.DataFrame, settings: Settings) -> None:
    """Write `facts.csv` and `facts.parquet`, whole; or raise `StoreUnwritable`."""
    with disk_blamed(settings.folder):
        settings.folder.mkdir(parents=True, exist_ok=True)
        write_text(settings.folder / "facts.csv", table.to_csv(index=False))
        write_whole(settings.folder / "facts.parquet", pa.Table.from_pandas(table, preserve_index=False))
