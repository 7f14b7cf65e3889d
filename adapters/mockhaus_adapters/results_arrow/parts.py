"""Parts of results: rows in memory, Arrow in memory, Arrow in a file; and how a result is cut into them."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.results_arrow import conversion

PART_ROWS = 131_072
PART_BYTES = 32 * 2**20
_ROW_BYTES = 56
_VALUE_BYTES = 40


class Part(ABC):
    """One part of a result, as it is stored: `size` bytes in memory or in a file. Immutable."""

    __slots__ = ("row_count", "size")

    row_count: int
    size: int

    @abstractmethod
    def table(self) -> pa.Table:
        """The rows as Arrow. FileNotFoundError where the file was deleted."""

    def rows(self) -> Sequence[Row]:
        """The rows as values."""
        return conversion.to_rows(self.table())


class RowsPart(Part):
    """Few rows, as values: what was made of them is answered at once.

    As Arrow they have the types of `schema`, or without it those that they need.
    """

    __slots__ = ("_columns", "_rows", "_schema")

    def __init__(self, rows: tuple[Row, ...], columns: tuple[ResultColumn, ...], schema: pa.Schema | None) -> None:
        self._rows = rows
        self._columns = columns
        self._schema = schema
        self.row_count = len(rows)
        self.size = weight(rows)

    def table(self) -> pa.Table:
        """The rows as Arrow."""
        schema = self._schema or conversion.schema_of_rows(self._columns, self._rows)
        return pa.Table.from_batches([conversion.from_rows(self._rows, schema)])

    def rows(self) -> Sequence[Row]:
        """The rows as they are."""
        return self._rows


class BufferPart(Part):
    """An Arrow IPC stream in memory."""

    __slots__ = ("_buffer",)

    def __init__(self, buffer: pa.Buffer, row_count: int) -> None:
        self._buffer = buffer
        self.row_count = row_count
        self.size: int = buffer.size

    def table(self) -> pa.Table:
        """The rows, without a copy."""
        return pa.ipc.open_stream(self._buffer).read_all()


class FilePart(Part):
    """An Arrow IPC stream inside a file, which is mapped for reading: what was begun to read survives a deletion."""

    __slots__ = ("_offset", "_path")

    def __init__(self, path: str, offset: int, size: int, row_count: int) -> None:
        self._path = path
        self._offset = offset
        self.row_count = row_count
        self.size = size

    def table(self) -> pa.Table:
        """The rows, read as they are used."""
        with pa.memory_map(self._path, "r") as mapped:
            mapped.seek(self._offset)
            return pa.ipc.open_stream(mapped.read_buffer(self.size)).read_all()


def weight(rows: Sequence[Row]) -> int:
    """About how many bytes rows take in memory."""
    if not rows:
        return 0
    texts = [place for place, _ in enumerate(rows[0]) if _is_long(rows, place)]
    fixed = len(rows) * (_ROW_BYTES + _VALUE_BYTES * len(rows[0]))
    return fixed + sum(len(value) for row in rows for place in texts if isinstance(value := row[place], str | bytes))


def _is_long(rows: Sequence[Row], place: int) -> bool:
    """Whether the first value of a column, other than NULL, is a text or bytes."""
    value = next((row[place] for row in rows if row[place] is not None), None)
    return isinstance(value, str | bytes)


def cut(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches in groups for parts: of at most PART_ROWS rows and, unless one row is larger, PART_BYTES."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for piece in itertools.chain.from_iterable(map(_pieces, batches)):
        if group and (rows + piece.num_rows > PART_ROWS or size + piece.nbytes > PART_BYTES):
            yield group
            group, rows, size = [], 0, 0
        group.append(piece)
        rows += piece.num_rows
        size += piece.nbytes
    if group:
        yield group


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    if not batch.num_rows:
        return
    count = max(-(-batch.num_rows // PART_ROWS), -(-batch.nbytes // PART_BYTES))
    step = max(-(-batch.num_rows // count), 1)
    for start in range(0, batch.num_rows, step):
        piece = batch.slice(start, step)
        if piece.nbytes > PART_BYTES and piece.num_rows > 1:
            yield from _pieces(piece)
        else:
            yield piece
