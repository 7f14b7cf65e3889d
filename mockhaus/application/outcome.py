"""What carrying out a statement yields: columns, and rows that stream from the engine or are here already."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mockhaus.domain.results import Row, RowSet
from mockhaus.domain.types import DataType, ResultColumn, number, varchar
from mockhaus.ports.engine import RowStream
from mockhaus.ports.results import KeptResult

_COUNT = number(19, 0, nullable=False)


class ReadyRows(RowStream):
    """Rows that are here already, as a stream."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._next = 0

    def fetch(self, count: int) -> list[Row]:
        """The next rows."""
        found = list(self._rows[self._next : self._next + count])
        self._next += len(found)
        return found

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Not offered: these rows are few, and no engine holds them."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is held."""
        self._next = len(self._rows)


class BegunRows(RowStream):
    """A stream whose first rows were fetched to meet its errors early; `release` is called once at its end."""

    def __init__(self, first: list[Row], rest: RowStream, release: Callable[[], None]) -> None:
        self._first = first
        self._rest = rest
        self._release: Callable[[], None] | None = release

    def fetch(self, count: int) -> list[Row]:
        """The next rows."""
        if self._first:
            found, self._first = self._first[:count], self._first[count:]
            return found
        return self._rest.fetch(count)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rest of the result, once the first rows were fetched."""
        if self._first:
            raise NotImplementedError
        return self._rest.__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """End the stream."""
        self._first = []
        self._rest.close()
        release, self._release = self._release, None
        if release is not None:
            release()


class KeptRows(RowStream):
    """The rows of a kept result, as a stream."""

    def __init__(self, kept: KeptResult) -> None:
        self._kept = kept
        self._parts = iter(range(len(kept.parts)))
        self._left: Sequence[Row] = ()
        self._next = 0

    def fetch(self, count: int) -> list[Row]:
        """The next rows; no more than the part has that they are in."""
        while self._next >= len(self._left):
            part = next(self._parts, None)
            if part is None:
                return []
            self._left, self._next = self._kept.rows(part), 0
        found = list(self._left[self._next : self._next + count])
        self._next += len(found)
        return found

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Not offered: a kept result gives Arrow itself."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing is held."""
        self._parts, self._left = iter(()), ()


class Direction(enum.Enum):
    """Which way files go."""

    UPLOAD = "UPLOAD"
    DOWNLOAD = "DOWNLOAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTransfer:
    """What a client must do to carry out a PUT or GET itself.

    `local` is the client's path exactly as the statement has it (with `file://`). `location` is the stage store's
    folder, `path` the folder below it. `files` are the paths below `location` that a GET fetches, with their sizes.
    `target` is the name, in that folder, of the one file that a PUT is about; empty where its path is a pattern. With
    `compresses` the client adds `.gz` to it if it compresses the file, which it does if that is not compressed already.
    """

    direction: Direction
    local: str
    location: str
    path: str
    target: str = ""
    compresses: bool = False
    files: tuple[tuple[str, int], ...] = ()
    auto_compress: bool = True
    overwrite: bool = False
    source_compression: str = "AUTO_DETECT"
    parallel: int = 4


@dataclass(frozen=True, slots=True)
class Described:
    """What is found out of a statement without running it, besides its columns.

    `bind_count` is the number of values it takes, `array_bind` whether one run may take many rows of them,
    `bind_types` the types that the places of an INSERT's values ask for, where they are known.
    """

    bind_count: int = 0
    array_bind: bool = False
    bind_types: tuple[DataType, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A statement's result. `changed` is the number of rows that it inserted, updated, deleted or loaded.

    With a `transfer` the statement is not done: the client has to copy the files. With `described` it did not run.
    `statistics` are all counts of DML, by the names of result columns, whether the result has them or not.
    `kept` is to be told of the result, with the statement's query id, where it is kept.
    """

    columns: tuple[ResultColumn, ...]
    rows: RowStream = field(default_factory=lambda: ReadyRows(()))
    changed: int = 0
    transfer: FileTransfer | None = None
    described: Described | None = None
    statistics: Mapping[str, int] = field(default_factory=dict)
    kept: Callable[[str, KeptResult], None] | None = None


def status(message: str) -> Outcome:
    """The result of a statement that says only how it went: one column `status`, one row."""
    return Outcome((ResultColumn("status", varchar()),), ReadyRows(((message,),)))


def row_counts(counts: Mapping[str, int]) -> Outcome:
    """The result of DML: one row with a column for each count, as Snowflake names them."""
    columns = tuple(ResultColumn(name, _COUNT) for name in counts)
    return Outcome(columns, ReadyRows((tuple(counts.values()),)), sum(counts.values()))


def row_set(found: RowSet) -> Outcome:
    """The result of a statement whose rows the core made."""
    return Outcome(found.columns, ReadyRows(found.rows))
