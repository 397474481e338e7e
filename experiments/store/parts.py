"""Parts of a store: how finished runs reach the disk and stay whole.

A finished run is appended at once to a journal (`journal`), so that killing the process loses
only runs in flight. Full journals become Parquet parts, which are written whole, flushed to the disk and
renamed into place. A part is a pair of files with one identifier: `terms-ID.parquet` (outcomes by term, if
kept) and `runs-ID-DIGEST.parquet` (one row a run). The second is renamed last, so that a part counts only
when both are there; its name carries the checksum of its bytes, and it carries that of the first.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from iei.experiments.plan.sharding import Shard
from iei.experiments.store.whole_file import replacing

IDENTITY = (
    pa.field("key", pa.string()),
    pa.field("scenario", pa.string()),
    pa.field("config", pa.string()),
    pa.field("replicate", pa.int64()),
    pa.field("seed", pa.int64()),
    pa.field("error", pa.string()),
)
DAMAGED = (ValueError, LookupError, TypeError, EOFError, pa.ArrowException)
SUFFIXES = {"journal": "records", "runs": "parquet", "terms": "parquet"}


@dataclass(frozen=True)
class PartName:
    """Name of a journal or part.

    Attributes
    ----------
    rules : rule version
    shard : shard that wrote it
    unique : identifier that journal, terms and runs share
    digest : checksum of the runs file, of a part only
    """

    rules: str
    shard: Shard
    unique: str
    digest: str = ""

    @classmethod
    def new(cls, rules: str, shard: Shard) -> PartName:
        """A name that nobody else uses."""
        return cls(rules, shard, uuid.uuid4().hex[:12])

    @classmethod
    def parse(cls, path: Path) -> PartName | None:
        """Name of a file, or None if the file is not a part of a store."""
        pieces = path.stem.split("-")
        shard = Shard.named(pieces[2]) if len(pieces) in (4, 5) else None
        return cls(pieces[1], shard, *pieces[3:]) if shard is not None else None

    def file(self, folder: Path, kind: str) -> Path:
        """Path of the ``journal``, ``runs`` or ``terms`` file."""
        digest = f"-{self.digest}" if kind == "runs" else ""
        return folder / f"{kind}-{self.rules}-{self.shard}-{self.unique}{digest}.{SUFFIXES[kind]}"


@dataclass(frozen=True)
class Part:
    """A part as read.

    Attributes
    ----------
    name : its name
    runs : one row a run
    terms_digest : checksum of its file of outcomes by term; empty if it has none
    replaces : identifiers of the parts merged into it
    """

    name: PartName
    runs: pa.Table
    terms_digest: str
    replaces: tuple[str, ...]

    @property
    def has_terms(self) -> bool:
        """Whether it has outcomes by term."""
        return bool(self.terms_digest)


def runs_schema(outcomes: Iterable[str]) -> pa.Schema:
    """Schema of `runs-*.parquet`: identity of the run, then its summary outcomes."""
    return pa.schema([*IDENTITY, *(pa.field(name, pa.float64()) for name in outcomes)])


def checked_runs(schema: pa.Schema) -> None:
    """Raise ValueError if the schema is not one that `runs_schema` makes."""
    if not schema.equals(runs_schema(schema.names[len(IDENTITY) :])):
        raise ValueError("its columns are not those of stored runs")


def with_columns(table: pa.Table, columns: Iterable[str]) -> pa.Table:
    """A table with these columns of numbers behind the others it must have; NaN for one that it lacks."""
    for name in columns:
        if name not in table.column_names:
            table = table.append_column(name, pa.array(np.full(table.num_rows, np.nan)))
    return table


def with_outcomes(runs: pa.Table, outcomes: Iterable[str], needed: Iterable[str]) -> pa.Table | None:
    """Runs with these outcomes only, or None if a needed one was not stored; others may be NaN."""
    outcomes = list(outcomes)
    if not set(needed) <= set(runs.column_names):
        return None
    return with_columns(runs, outcomes).select(runs_schema(outcomes).names)


def write_part(
    folder: Path, name: PartName, runs: pa.Table, terms: pa.Table, replaces: Iterable[str] = ()
) -> Part:
    """Write one part, whole and durable, its runs last; `replaces` names the parts merged into it."""
    terms_digest = ""
    if terms.num_rows:
        content = as_parquet(terms)
        terms_digest = digest_of(content)
        write_bytes(name.file(folder, "terms"), content)
    about = {"rules": name.rules, "terms": terms_digest, "replaces": json.dumps([*replaces])}
    content = as_parquet(runs.replace_schema_metadata(about))
    name = replace(name, digest=digest_of(content))
    write_bytes(name.file(folder, "runs"), content)
    return Part(name, runs.replace_schema_metadata(None), terms_digest, tuple(replaces))


def read_part(folder: Path, name: PartName) -> Part:
    """Runs of a part; raises one of `DAMAGED` if a bit of it is wrong, OSError if it cannot be read."""
    content = read_checked(name.file(folder, "runs"), name.digest)
    runs = pq.read_table(pa.BufferReader(content))
    about = {key.decode(): value.decode() for key, value in (runs.schema.metadata or {}).items()}
    if about["rules"] != name.rules:
        raise ValueError("it is of another rule version than its name says")
    runs = runs.replace_schema_metadata(None)
    checked_runs(runs.schema)
    return Part(name, runs, about["terms"], tuple(json.loads(about["replaces"])))


def check_terms(folder: Path, part: Part) -> None:
    """Raise one of `DAMAGED` if the outcomes by term of a part are not as they were written."""
    if part.has_terms:
        terms_bytes(folder, part)


def read_terms(folder: Path, part: Part, columns: list[str] | None = None) -> pa.Table:
    """Outcomes by term of a part that has them; raises like `read_part`."""
    return pq.read_table(pa.BufferReader(terms_bytes(folder, part)), columns=columns)


def terms_bytes(folder: Path, part: Part) -> bytes:
    """Content of a part's file of outcomes by term, checked."""
    try:
        return read_checked(part.name.file(folder, "terms"), part.terms_digest)
    except FileNotFoundError:
        raise ValueError("its outcomes by term are missing") from None


def read_checked(path: Path, digest: str) -> bytes:
    """Content of a file; raises ValueError if its checksum is another one."""
    content = path.read_bytes()
    if digest_of(content) != digest:
        raise ValueError(f"the checksum of {path.name} does not fit")
    return content


def digest_of(content: bytes | pa.Buffer) -> str:
    """Checksum of bytes as it stands in names of files: 16 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def as_parquet(table: pa.Table) -> pa.Buffer:
    """A table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def write_whole(path: Path, table: pa.Table) -> None:
    """Write Parquet, whole and durable; raises OSError when the disk is full."""
    write_bytes(path, as_parquet(table))


def write_bytes(path: Path, content: bytes | pa.Buffer) -> None:
    """Write a file whole and durable."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def part_names(folder: Path, kind: str) -> Iterator[PartName]:
    """Names of all journals (``journal``), parts (``runs``) or outcomes by term in `folder`, sorted."""
    for path in sorted(folder.glob(f"{kind}-*")):
        name = PartName.parse(path)
        if name is not None and path == name.file(folder, kind) and path.is_file():
            yield name
