"""The folder of one experiment: manifest, scenario table, parts; how it is read.

    results/<experiment>/
        manifest.json        experiment, settings, seeds, versions, one record a session
        scenarios.parquet    one row a scenario: label, design point, baseline, whole configuration
        parts/               runs-*.parquet, terms-*.parquet, open journals (see `experiments.parts`)
        parts/damaged/       parts that could not be read, set aside
        comparison.csv, comparison.parquet, figures/, report.html

Runs are found by their key, so a folder may hold runs of earlier scenarios, seeds or rule versions;
only those that the present plan names are used.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from experiments import parts
from experiments.whole_file import replacing
from sim.base.quantity import InvalidInput

FORMAT = 1


class StoreUnwritable(Exception):
    """The store cannot be written, for instance because the disk is full; nothing stored is lost."""


@dataclass(frozen=True)
class Store:
    """The results folder of one experiment under one version of the rules."""

    folder: Path
    rules: str
    outcomes: tuple[str, ...]

    @property
    def parts_folder(self) -> Path:
        """Folder of the parts."""
        return self.folder / "parts"

    def names(self, kind: str) -> list[parts.PartName]:
        """Parts (``runs``) or journals (``journal``) of this rule version."""
        return [name for name in parts.part_names(self.parts_folder, kind) if name.rules == self.rules]

    def read_parts(self, damaged: Callable[[parts.PartName, str], None]) -> Iterator[parts.Part]:
        """Every whole part of this rule version; `damaged` hears the name of others and why."""
        for name in self.names("runs"):
            try:
                yield parts.read_part(self.parts_folder, name)
            except FileNotFoundError:
                continue  # a writer has just merged it into another
            except parts.DAMAGED as error:
                damaged(name, str(error).splitlines()[0] if str(error) else type(error).__name__)

    def finished(self, need_terms: bool = False, failed_too: bool = True) -> set[str]:
        """Keys of stored runs; optionally only of those with outcomes by term, or without error."""
        keys: set[str] = set()
        for part in self.read_parts(lambda name, why: None):
            if need_terms and not part.has_terms:
                continue
            succeeded = zip(part.runs["key"].to_pylist(), part.runs["error"].to_pylist(), strict=True)
            keys.update(key for key, error in succeeded if failed_too or not error)
        return keys

    def runs(self, damaged: Callable[[parts.PartName, str], None] = lambda name, why: None) -> pd.DataFrame:
        """One row a finished run: key, scenario, config, replicate, seed, error, outcomes.

        Open journals of other writers are read up to their last whole row. A run that failed once
        and succeeded later counts as succeeded.
        """
        schema = parts.runs_schema(self.outcomes)
        tables = [part.runs.replace_schema_metadata(None) for part in self.read_parts(damaged)]
        for name in self.names("journal"):
            journal = parts.read_journal(name.file(self.parts_folder, "journal"), self.outcomes)
            tables.append(journal.drop_columns([parts.TERMS_COLUMN]))
        frame = pa.concat_tables([schema.empty_table(), *tables]).to_pandas()
        frame = frame.sort_values("error", kind="stable")  # "" first
        return frame.drop_duplicates("key").sort_values("key", ignore_index=True)

    def terms(self, columns: Iterable[str], keys: Iterable[str]) -> pd.DataFrame:
        """Outcomes by term of the named runs: key, term and the named outcome `columns`."""
        wanted = pa.array(sorted(set(keys)), pa.string())
        wanted_columns = ["key", "term", *columns]
        tables = []
        for path in sorted(self.parts_folder.glob(f"terms-{self.rules}-*.parquet")):
            table = parts.read_whole(path, wanted_columns)
            tables.append(table.filter(parts.pc.is_in(table["key"].cast(pa.string()), wanted)))
        for name in self.names("journal"):
            journal = parts.read_journal(name.file(self.parts_folder, "journal"), self.outcomes)
            table = parts.split_journal(journal)[1].select(wanted_columns)
            tables.append(table.filter(parts.pc.is_in(table["key"].cast(pa.string()), wanted)))
        if not tables:
            return pd.DataFrame({name: [] for name in wanted_columns})
        same = [table.set_column(0, "key", table["key"].cast(pa.string())) for table in tables]
        frame = pa.concat_tables(same).to_pandas()
        return frame.drop_duplicates(["key", "term"]).sort_values(["key", "term"], ignore_index=True)

    def other_rules(self) -> dict[str, int]:
        """Number of stored parts and journals of every other rule version."""
        found: dict[str, int] = {}
        for kind in ("runs", "journal"):
            for name in parts.part_names(self.parts_folder, kind):
                if name.rules != self.rules:
                    found[name.rules] = found.get(name.rules, 0) + 1
        return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder; `InvalidInput` if there is none or it is not ours."""
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidInput(f"{folder} is not a results folder: it has no manifest.json") from None
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from None
    if manifest.get("format") != FORMAT:
        raise InvalidInput(f"{path} has format {manifest.get('format')}; this version reads format {FORMAT}")
    return manifest


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest whole."""
    write_text(folder / "manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a text file whole and durable."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def prepare_folder(folder: Path, experiment: str) -> None:
    """Make the results folder, or check that it is this experiment's.

    Raises `InvalidInput` for a folder of another experiment, a folder with other content, or a
    place that cannot be written; nothing is changed in that case.
    """
    if (folder / "manifest.json").exists():
        name = read_manifest(folder)["experiment"]
        if name != experiment:
            raise InvalidInput(
                f"{folder} holds results of experiment '{name}', not of '{experiment}'; "
                "choose another folder with results=PATH"
            )
    elif folder.exists() and not folder.is_dir():
        raise InvalidInput(f"{folder} is a file, not a folder; choose another one with results=PATH")
    elif folder.is_dir() and any(path.name not in ("lock", "parts", "writers") for path in folder.iterdir()):
        raise InvalidInput(f"{folder} holds other files; choose another folder with results=PATH")
    try:
        (folder / "parts").mkdir(parents=True, exist_ok=True)
        if not os.access(folder / "parts", os.W_OK):
            raise PermissionError(f"{folder / 'parts'} is not writable")
    except OSError as error:
        raise InvalidInput(f"results folder {folder} cannot be written: {error}") from None
