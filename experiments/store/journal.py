"""Journals: finished runs on their way to a part, one checked record for each append.

A journal is a row of records. A record is a header (mark, length and checksum of its content, checksum of
the header itself) and its content. The first record holds the Arrow schema, with the rule version; every
other one holds a batch of runs. Killing the process leaves at worst a torn last record, which is passed
over. Anything else that a checksum does not fit is damage: such a record is never used.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from iei.experiments.plan.runs import RunResult
from iei.experiments.store.parts import DAMAGED, IDENTITY, runs_schema

VALUES_COLUMN = "values"  # summary outcomes of one run
TERMS_COLUMN = "by_term"  # outcomes by term of one run, flattened row by row
MARK = b"iei2"
HEADER = struct.Struct("<4sQ16sI")  # mark, length of the content, its BLAKE2b, CRC-32 of what stands before


@dataclass(frozen=True)
class JournalRows:
    """What a journal holds: its whole rows, and what is wrong with it (empty: nothing, or a torn end)."""

    rows: pa.Table
    damage: str = ""


def journal_schema(outcomes: tuple[str, ...], rules: str) -> pa.Schema:
    """Schema of a journal: identity of a run, its summary outcomes in one column, and those by term.

    A column for each outcome would make an append ten times as dear.
    """
    columns = [*IDENTITY, *(pa.field(name, pa.list_(pa.float64())) for name in (VALUES_COLUMN, TERMS_COLUMN))]
    return pa.schema(columns, metadata={"rules": rules, "outcomes": json.dumps(outcomes)})


class Journal:
    """An open journal; `append` returns when the operating system has the rows."""

    def __init__(self, path: Path, outcomes: tuple[str, ...], rules: str) -> None:
        self.path = path
        self.rows = 0
        self._outcomes = len(outcomes)
        self._schema = journal_schema(outcomes, rules)
        self._file = io.BufferedWriter(io.FileIO(path, "wb"), buffer_size=1 << 20)
        self._write(self._schema.serialize())

    def append(self, results: list[RunResult]) -> None:
        """Add finished runs; raises OSError when the disk is full."""
        self._write(as_batch(results, self._outcomes, self._schema).serialize())
        self.rows += len(results)

    @property
    def bytes(self) -> int:
        """Length of the journal so far."""
        return self._file.tell()

    def close(self) -> None:
        """Close the file, also when the disk is full and its end cannot be written."""
        try:
            self._file.close()
        except OSError:
            self._file.raw.close()

    def _write(self, content: pa.Buffer) -> None:
        self._file.write(header(content))
        self._file.write(content)
        self._file.flush()


def header(content: pa.Buffer | bytes) -> bytes:
    """Header of a record with this content."""
    data = memoryview(content)
    start = HEADER.pack(MARK, data.nbytes, hashlib.blake2b(data, digest_size=16).digest(), 0)[:-4]
    return start + zlib.crc32(start).to_bytes(4, "little")


def records(data: bytes) -> Iterator[bytes | str]:
    """Content of every record in turn, or what is wrong with it; ends quietly at a torn last record."""
    at = 0
    while len(data) - at >= HEADER.size:
        mark, length, digest, check = HEADER.unpack_from(data, at)
        if mark != MARK or check != zlib.crc32(data[at : at + HEADER.size - 4]):
            yield f"the last {len(data) - at} of {len(data)} bytes are not records"
            return
        at += HEADER.size
        content = data[at : at + length]
        if len(content) < length:
            return
        whole = hashlib.blake2b(content, digest_size=16).digest() == digest
        yield content if whole else f"the checksum of a record at byte {at} does not fit"
        at += length


def read_journal(path: Path, rules: str) -> JournalRows:
    """Whole rows of a journal of these rules; raises OSError if the file cannot be read."""
    found = records(path.read_bytes())
    first = next(found, None)
    if first is None:
        return JournalRows(with_columns([], ()))
    try:
        if isinstance(first, str):
            raise ValueError(first)
        schema, outcomes = checked_schema(first, rules)
    except DAMAGED as error:
        return JournalRows(with_columns([], ()), str(error))
    batches: list[pa.RecordBatch] = []
    damage: list[str] = []
    for content in found:
        if isinstance(content, str):
            damage.append(content)
        else:
            batches.append(pa.ipc.read_record_batch(pa.py_buffer(content), schema))
    return JournalRows(with_columns(batches, outcomes), "; ".join(damage[:1]))


def checked_schema(content: bytes, rules: str) -> tuple[pa.Schema, tuple[str, ...]]:
    """Schema and outcomes in a journal's first record; ValueError if it is not a journal of these rules."""
    schema = pa.ipc.read_schema(pa.py_buffer(content))
    about = schema.metadata or {}
    if about.get(b"rules") != rules.encode():
        raise ValueError("it is of another rule version than its name says")
    outcomes = tuple(json.loads(about.get(b"outcomes", b"[]")))
    if not schema.equals(journal_schema(outcomes, rules)):
        raise ValueError("its columns are not those of a journal")
    return schema, outcomes


def with_columns(batches: list[pa.RecordBatch], outcomes: tuple[str, ...]) -> pa.Table:
    """Batches of a journal as one table with a column for each outcome and the outcomes by term."""
    rows = pa.Table.from_batches(batches) if batches else None
    if rows is None:
        by_term = pa.field(TERMS_COLUMN, pa.list_(pa.float64()))
        return runs_schema(outcomes).append(by_term).empty_table()
    values = rows[VALUES_COLUMN].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    by_outcome = np.ascontiguousarray(values.reshape(rows.num_rows, len(outcomes)).T)
    columns = [*(rows[field.name] for field in IDENTITY), *map(pa.array, by_outcome), rows[TERMS_COLUMN]]
    return pa.table(columns, names=[*runs_schema(outcomes).names, TERMS_COLUMN])


def as_batch(results: list[RunResult], outcomes: int, schema: pa.Schema) -> pa.RecordBatch:
    """Finished runs as one batch of the journal's schema; outcomes of failed runs are NaN."""
    failed = np.full(outcomes, np.nan)
    runs = [result.run for result in results]
    columns = [
        [run.key for run in runs],
        [run.scenario for run in runs],
        [run.config for run in runs],
        [run.replicate for run in runs],
        [run.seed for run in runs],
        [result.error for result in results],
        [failed if result.values is None else result.values for result in results],
        [None if result.terms is None else np.ravel(result.terms) for result in results],
    ]
    return pa.record_batch(
        [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)],
        schema=schema,
    )


def split_journal(journal: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Rows of a journal as the two tables of a part: runs, and outcomes by term."""
    runs = journal.drop_columns([TERMS_COLUMN]).replace_schema_metadata(None)
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
