"""Parts of a store: how finished runs reach the disk and stay whole.

A finished run is appended at once to a journal (an Arrow stream), so that killing the process loses
only runs in flight. Full journals become Parquet parts, which are written whole, flushed to the
disk and renamed into place. A part is a pair of files with one identifier: `terms-ID.parquet`
(outcomes by term, if kept) and `runs-ID.parquet` (one row a run); the second is renamed last, so
that a part counts only when both are there.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from experiments.runs import RunResult
from experiments.sharding import Shard
from experiments.whole_file import replacing

IDENTITY = (
    pa.field("key", pa.string()),
    pa.field("scenario", pa.string()),
    pa.field("config", pa.string()),
    pa.field("replicate", pa.int64()),
    pa.field("seed", pa.int64()),
    pa.field("error", pa.string()),
)
TERMS_COLUMN = "by_term"  # journal only: outcomes by term of one run, flattened row by row
DAMAGED = (OSError, ValueError, KeyError, EOFError, pa.ArrowException)


@dataclass(frozen=True)
class PartName:
    """Name of a journal or part: rule version, shard that wrote it, and a unique identifier."""

    rules: str
    shard: Shard
    unique: str

    @classmethod
    def new(cls, rules: str, shard: Shard) -> PartName:
        """A name that nobody else uses."""
        return cls(rules, shard, uuid.uuid4().hex[:12])

    @classmethod
    def parse(cls, path: Path) -> PartName | None:
        """Name of a file, or None if the file is not a part of a store."""
        pieces = path.stem.split("-")
        if len(pieces) != 4 or "of" not in pieces[2]:
            return None
        number, _, count = pieces[2].partition("of")
        if not (number.isdigit() and count.isdigit()):
            return None
        return cls(pieces[1], Shard(int(number), int(count)), pieces[3])

    def file(self, folder: Path, kind: str) -> Path:
        """Path of the ``journal``, ``runs`` or ``terms`` file."""
        suffix = "arrows" if kind == "journal" else "parquet"
        return folder / f"{kind}-{self.rules}-{self.shard}-{self.unique}.{suffix}"


@dataclass(frozen=True)
class Part:
    """A part as read: its runs, whether it has outcomes by term, and the parts merged into it."""

    name: PartName
    runs: pa.Table
    has_terms: bool
    replaces: tuple[str, ...]


def runs_schema(outcomes: Iterable[str]) -> pa.Schema:
    """Schema of `runs-*.parquet`: identity of the run, then its summary outcomes."""
    return pa.schema([*IDENTITY, *(pa.field(name, pa.float64()) for name in outcomes)])


def journal_schema(outcomes: Iterable[str]) -> pa.Schema:
    """Schema of a journal: a row of `runs-*.parquet` and the outcomes by term, flattened."""
    return runs_schema(outcomes).append(pa.field(TERMS_COLUMN, pa.list_(pa.float64())))


class Journal:
    """An open journal; `append` returns when the operating system has the rows."""

    def __init__(self, path: Path, outcomes: tuple[str, ...]) -> None:
        self.path = path
        self.rows = 0
        self._outcomes = len(outcomes)
        self._schema = journal_schema(outcomes)
        self._file = io.BufferedWriter(io.FileIO(path, "wb"), buffer_size=1 << 20)
        self._writer = pa.ipc.new_stream(self._file, self._schema)

    def append(self, results: list[RunResult]) -> None:
        """Add finished runs; raises OSError when the disk is full."""
        self._writer.write_batch(as_batch(results, self._outcomes, self._schema))
        self._file.flush()
        self.rows += len(results)

    @property
    def bytes(self) -> int:
        """Length of the journal so far."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file, also when the disk is full and the stream cannot be ended properly."""
        try:
            self._writer.close()
            self._file.close()
        except OSError:
            self._file.raw.close()


def as_batch(results: list[RunResult], outcomes: int, schema: pa.Schema) -> pa.RecordBatch:
    """Finished runs as one batch of the journal's schema; outcomes of failed runs are NaN."""
    failed = np.full(outcomes, np.nan)
    values = np.array([failed if result.values is None else result.values for result in results])
    runs = [result.run for result in results]
    identity = [
        [run.key for run in runs],
        [run.scenario for run in runs],
        [run.config for run in runs],
        [run.replicate for run in runs],
        [run.seed for run in runs],
        [result.error for result in results],
    ]
    terms = [None if result.terms is None else np.ravel(result.terms) for result in results]
    columns = [*identity, *values.T, terms]
    return pa.record_batch(
        [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )


def read_journal(path: Path, outcomes: tuple[str, ...]) -> pa.Table:
    """Whole rows of a journal; a torn end, as a killed process leaves it, is passed over."""
    schema = journal_schema(outcomes)
    batches: list[pa.RecordBatch] = []
    try:
        with path.open("rb") as file, pa.ipc.open_stream(file) as stream:
            if stream.schema.names == schema.names:
                while True:
                    batches.append(stream.read_next_batch())
    except (StopIteration, *DAMAGED):
        pass  # the end of the stream, or the row that was being written
    return pa.Table.from_batches(batches, schema)


def split_journal(journal: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows of a journal as the two tables of a part: runs, and outcomes by term."""
    runs = journal.drop_columns([TERMS_COLUMN])
    outcomes = runs.schema.names[len(IDENTITY) :]
    column = journal[TERMS_COLUMN].combine_chunks()
    values = column.flatten().to_numpy(zero_copy_only=False).reshape(-1, max(1, len(outcomes)))
    cells = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    lengths = cells // max(1, len(outcomes))
    ends = np.cumsum(lengths)
    term = np.arange(values.shape[0]) - np.repeat(ends - lengths, lengths)
    key = pa.array(np.repeat(runs["key"].to_numpy(), lengths), pa.string())
    terms = {"key": key.dictionary_encode(), "term": pa.array(term, pa.int64())}
    return runs, pa.table(terms | {name: values[:, i] for i, name in enumerate(outcomes)})


def write_part(
    folder: Path, name: PartName, runs: pa.Table, terms: pa.Table, replaces: Iterable[str] = ()
) -> None:
    """Write one part, whole and durable, its runs last; `replaces` names the parts merged into it."""
    if terms.num_rows:
        write_whole(name.file(folder, "terms"), terms)
    about = {"terms": str(terms.num_rows), "replaces": json.dumps([*replaces])}
    write_whole(name.file(folder, "runs"), runs.replace_schema_metadata(about))


def read_part(folder: Path, name: PartName) -> Part:
    """Read a part and verify every page of it; raises one of `DAMAGED` if it is not whole."""
    runs = read_whole(name.file(folder, "runs"))
    about = {key.decode(): value.decode() for key, value in (runs.schema.metadata or {}).items()}
    terms = int(about["terms"])
    if terms:
        path = name.file(folder, "terms")
        if not path.exists() or read_whole(path).num_rows != terms:
            raise ValueError("outcomes by term are missing")
    return Part(name, runs, terms > 0, tuple(json.loads(about["replaces"])))


def write_whole(path: Path, table: pa.Table) -> None:
    """Write Parquet with page checksums, whole and durable; raises OSError when the disk is full."""
    with replacing(path) as temporary:
        pq.write_table(table, temporary, compression="zstd", write_page_checksum=True)


def read_whole(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read a Parquet file with its page checksums verified; raises one of `DAMAGED` if it is not whole."""
    return pq.read_table(path, columns=columns, page_checksum_verification=True, partitioning=None)


def part_names(folder: Path, kind: str) -> Iterator[PartName]:
    """Names of all journals (``journal``) or parts (``runs``) in `folder`, sorted."""
    for path in sorted(folder.glob(f"{kind}-*")):
        name = PartName.parse(path)
        if name is not None and path == name.file(folder, kind):
            yield name
