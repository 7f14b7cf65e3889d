"""Parts of results as Arrow, in memory and in files; and how a result is cut into them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import pyarrow as pa

from mockhaus_adapters.results_arrow.parts import Part

PART_ROWS = 131_072
PART_BYTES = 32 * 2**20


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
