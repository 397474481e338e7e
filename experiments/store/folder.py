"""The folder of one experiment: manifest, scenario table, parts; how it is read.

    results/<experiment>/
        manifest.json        experiment, settings, seeds, versions, one record a session
        scenarios.parquet    one row a scenario: label, design point, baseline, whole configuration
        parts/               runs-*.parquet, terms-*.parquet, open journals (see `parts`)
        parts/damaged/       files whose checksum did not fit, set aside
        lock, writers/       who is writing at the moment (see `lock`)
        comparison.csv, comparison.parquet, figures/, report.html

Runs are found by their key, so a folder may hold runs of earlier scenarios, seeds or rule versions;
only those that the present plan names are used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from iei.experiments.store import parts
from iei.experiments.store.journal import read_journal, split_journal
from iei.experiments.store.manifest import FILE, DamagedManifest, OtherFormat, read_manifest
from iei.experiments.store.whole_file import is_temporary, replacing
from iei.sim.base.compilation import rule_source_hash
from iei.sim.base.quantity import InvalidInput
from iei.sim.outcomes import OUTCOMES
from iei.sim.outcomes.versions import outcome_versions


class StoreUnwritable(Exception):
    """The store cannot be written, for instance because the disk is full; nothing stored is lost."""


@dataclass(frozen=True)
class Store:
    """The results folder of one experiment under one version of the rules.

    Attributes
    ----------
    rules : version of the rules
    outcomes : names of the outcomes that are read and stored
    versions : version of each outcome; a stored number of another version is not used
    needed : outcomes without which a stored run counts as missing; None for all
    """

    folder: Path
    rules: str
    outcomes: tuple[str, ...]
    versions: Mapping[str, str] = field(default_factory=dict, hash=False)
    needed: tuple[str, ...] | None = None

    @classmethod
    def of_model(cls, folder: Path, needed: Iterable[str]) -> Store:
        """The store of the present model: its rules, all its outcomes, of which `needed` must be there."""
        return cls(folder, rule_source_hash(), tuple(OUTCOMES), outcome_versions(), (*dict.fromkeys(needed),))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the files that hold the outcomes."""
        return tuple(map(self.column, self.outcomes))

    def column(self, outcome: str) -> str:
        """Column of the files that holds an outcome in its present version."""
        version = self.versions.get(outcome, "")
        return f"{outcome}@{version}" if version else outcome

    def usable(self, runs: pa.Table) -> pa.Table | None:
        """Stored runs with all outcomes of the store, or None if they lack a needed one."""
        needed = self.outcomes if self.needed is None else self.needed
        return parts.with_outcomes(runs, self.columns, map(self.column, needed))

    def lacking(self) -> set[str]:
        """Outcomes that some of the usable stored runs lack."""
        usable = [part.runs for part in self.read_parts(ignore) if self.usable(part.runs) is not None]
        return {
            name for name in self.outcomes for runs in usable if self.column(name) not in runs.column_names
        }

    @property
    def parts_folder(self) -> Path:
        """Folder of the parts."""
        return self.folder / "parts"

    def names(self, kind: str) -> list[parts.PartName]:
        """Parts (``runs``) or journals (``journal``) of this rule version."""
        return [name for name in parts.part_names(self.parts_folder, kind) if name.rules == self.rules]

    def read_parts(
        self, damaged: Callable[[parts.PartName, str], None], check_terms: bool = False
    ) -> Iterator[parts.Part]:
        """Every whole part of this rule version; `damaged` hears the name of others and why.

        With `check_terms` a part counts as whole only with its outcomes by term. Raises `InvalidInput`
        for a file that cannot be read.
        """
        for name in self.names("runs"):
            try:
                part = parts.read_part(self.parts_folder, name)
                if check_terms:
                    parts.check_terms(self.parts_folder, part)
            except FileNotFoundError:
                continue  # a writer has just merged it into another
            except parts.DAMAGED as error:
                damaged(name, str(error).splitlines()[0] if str(error) else type(error).__name__)
            except OSError as error:
                raise unreadable(name.file(self.parts_folder, "runs"), error) from None
            else:
                yield part

    def journals(self) -> Iterator[pa.Table]:
        """Whole rows of every open journal that has the needed outcomes."""
        for name in self.names("journal"):
            path = name.file(self.parts_folder, "journal")
            try:
                rows = read_journal(path, self.rules).rows
            except FileNotFoundError:
                continue  # its writer has just made a part of it
            except OSError as error:
                raise unreadable(path, error) from None
            if self.usable(split_journal(rows)[0]) is not None:
                yield rows

    def finished(self, need_terms: bool = False, failed_too: bool = True) -> set[str]:
        """Keys of stored runs; optionally only of those with outcomes by term, or without error."""
        keys: set[str] = set()
        for part in self.read_parts(ignore, check_terms=need_terms):
            runs = self.usable(part.runs)
            if runs is None or (need_terms and not part.has_terms):
                continue
            succeeded = zip(runs["key"].to_pylist(), runs["error"].to_pylist(), strict=True)
            keys.update(key for key, error in succeeded if failed_too or not error)
        return keys

    def runs(self, damaged: Callable[[parts.PartName, str], None] | None = None) -> pd.DataFrame:
        """One row a finished run: key, scenario, config, replicate, seed, error, outcomes.

        Open journals of other writers are read up to their last whole row. A run that failed once
        and succeeded later counts as succeeded. Runs stored without a needed outcome are left out; other
        outcomes that a run was stored without are NaN.
        """
        found = [part.runs for part in self.read_parts(damaged or ignore)]
        found += [split_journal(journal)[0] for journal in self.journals()]
        complete: dict[bool, list[pa.Table]] = {
            True: [],
            False: [],
        }  # a run that was stored twice counts where nothing is missing
        for runs in found:
            usable = self.usable(runs)
            if usable is not None:
                complete[set(self.columns) <= set(runs.column_names)].append(usable)
        empty = parts.runs_schema(self.columns).empty_table()
        frame = pa.concat_tables([empty, *complete[True], *complete[False]]).to_pandas()
        frame = frame.rename(columns=dict(zip(self.columns, self.outcomes, strict=True)))
        frame = frame.sort_values("error", kind="stable")  # "" first
        return frame.drop_duplicates("key").sort_values("key", ignore_index=True)

    def terms(self, columns: Iterable[str], keys: Iterable[str]) -> pd.DataFrame:
        """Outcomes by term of the named runs: key, term and the named outcome `columns`."""
        wanted = pa.array(sorted(set(keys)), pa.string())
        columns = list(columns)
        stored = list(map(self.column, columns))
        wanted_columns = ["key", "term", *stored]
        tables = []
        for part in self.read_parts(ignore):
            if part.has_terms and self.usable(part.runs) is not None:
                present = [
                    name for name in wanted_columns if name in ("key", "term", *part.runs.column_names)
                ]
                try:
                    tables.append(parts.read_terms(self.parts_folder, part, present))
                except (FileNotFoundError, *parts.DAMAGED):
                    continue  # its next writer says so
                except OSError as error:
                    raise unreadable(part.name.file(self.parts_folder, "terms"), error) from None
        tables += [split_journal(journal)[1] for journal in self.journals()]
        if not tables:
            return pd.DataFrame({name: [] for name in ("key", "term", *columns)})
        tables.sort(key=lambda table: set(stored) > set(table.column_names))  # whole ones first
        tables = [parts.with_columns(table, stored).select(wanted_columns) for table in tables]
        same = [table.set_column(0, "key", table["key"].cast(pa.string())) for table in tables]
        frame = pa.concat_tables([table.filter(pc.is_in(table["key"], wanted)) for table in same]).to_pandas()
        frame = frame.rename(columns=dict(zip(stored, columns, strict=True)))
        return frame.drop_duplicates(["key", "term"]).sort_values(["key", "term"], ignore_index=True)

    def other_rules(self) -> dict[str, int]:
        """Number of stored parts and journals of every other rule version."""
        found: dict[str, int] = {}
        for kind in ("runs", "journal"):
            for name in parts.part_names(self.parts_folder, kind):
                if name.rules != self.rules:
                    found[name.rules] = found.get(name.rules, 0) + 1
        return found


def ignore(name: parts.PartName, why: str) -> None:
    """Pass over a damaged part: readers change nothing, the next writer names it and sets it aside."""


def unreadable(path: Path, error: OSError) -> InvalidInput:
    """The message for a file that is there and cannot be read."""
    return InvalidInput(f"{path} cannot be read: {error.strerror or error}")


def to_stderr(text: str) -> None:
    """Say something to the user without mixing it into the output."""
    print(text, file=sys.stderr, flush=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole and durable."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def prepare_folder(folder: Path, experiment: str, say: Callable[[str], None] = to_stderr) -> None:
    """Make the results folder, or check that it is this experiment's.

    A store without its manifest, or with a damaged one, is taken as it is: runs are found by their key.
    A store of another format is moved aside, which `say` hears. Raises `InvalidInput` for a folder of
    another experiment, a folder with other content, or a place that cannot be written; nothing is
    changed in that case.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise InvalidInput(f"{folder} is a file, not a folder; choose another one with results=PATH")
        if folder.is_dir() and not ((folder / FILE).exists() or is_store(folder) or (folder / FILE).exists()):
            raise InvalidInput(f"{folder} holds other files; choose another folder with results=PATH")
        if (folder / FILE).exists():  # asked last: a shard that begins at the same time may just have laid it
            check_owner(folder, experiment, say)
        (folder / "parts").mkdir(parents=True, exist_ok=True)
        if not os.access(folder / "parts", os.W_OK):
            raise PermissionError(f"{folder / 'parts'} is not writable")
    except OSError as error:
        raise InvalidInput(f"results folder {folder} cannot be written: {error}") from None


def check_owner(folder: Path, experiment: str, say: Callable[[str], None]) -> None:
    """Raise `InvalidInput` unless the manifest is this experiment's; move a store of another format aside."""
    try:
        name = read_manifest(folder)["experiment"]
    except DamagedManifest:
        if not is_store(folder):
            raise
        return  # its writer sets the manifest aside
    except OtherFormat as other:
        if other.experiment == experiment:
            aside = free_name(folder)
            folder.rename(aside)
            say(f"{folder} has the format of another version: it is kept as {aside}, and a new one begun")
            return
        name = other.experiment
    if name != experiment:
        raise InvalidInput(
            f"{folder} holds results of experiment '{name}', not of '{experiment}'; "
            "choose another folder with results=PATH"
        )


def is_store(folder: Path) -> bool:
    """Whether a folder without a good manifest is a store all the same: by what else is there."""
    if any(any(parts.part_names(folder / "parts", kind)) for kind in parts.SUFFIXES):
        return True
    own = ("extensions", "lock", "parts", "softlock", "writers")
    return all(path.name in own or is_temporary(path) for path in folder.iterdir())


def free_name(folder: Path) -> Path:
    """A name beside `folder` that nothing has yet, for a store of another format."""
    names = (folder.with_name(f"{folder.name}-old{number or ''}") for number in count())
    return next(name for name in names if not name.exists())
