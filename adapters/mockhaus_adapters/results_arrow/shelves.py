"""Where the Arrow parts of one result go: a file, or memory. Told how much it takes as it grows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.results_arrow.arrow_parts import BufferPart, FilePart, cut
from mockhaus_adapters.results_arrow.parts import Part

Take = Callable[[int], None]
"""Asks for room for so many bytes more; RESULT_TOO_LARGE where there is none."""


class Shelf(ABC):
    """The parts of one result, while they are written."""

    def fill(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[Part]:
        """Write batches, in parts of bearable size."""
        for group in cut(batches):
            yield self.put(group, schema)

    @abstractmethod
    def put(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Part:
        """Write a part."""

    @abstractmethod
    def close(self) -> None:
        """No more parts come."""


class MemoryShelf(Shelf):
    """Parts as buffers."""

    def __init__(self, take: Take) -> None:
        self._take = take

    def put(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Part:
        """Keep a part."""
        sink = pa.BufferOutputStream()
        count = _write(sink, batches, schema)
        part = BufferPart(sink.getvalue(), count)
        self._take(part.size)
        return part

    def close(self) -> None:
        """Nothing is open."""


class FileShelf(Shelf):
    """Parts one behind the other in a file, each an Arrow IPC stream of its own."""

    def __init__(self, path: str, take: Take) -> None:
        self._path = path
        self._take = take
        self._sink = _guarded(lambda: pa.OSFile(path, "wb"))

    def put(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Part:
        """Append a part."""
        offset: int = self._sink.tell()
        count = _guarded(lambda: _write(self._sink, batches, schema))
        size: int = self._sink.tell() - offset
        self._take(size)
        return FilePart(self._path, offset, size, count)

    def close(self) -> None:
        """End the file."""
        _guarded(self._sink.close)


def _write(sink: pa.NativeFile, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> int:
    count = 0
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
            count += batch.num_rows
    return count


def _guarded(work: Callable[[], pa.NativeFile]) -> pa.NativeFile:
    """What the work gives; STORAGE where the disk fails."""
    try:
        return work()
    except OSError as error:
        detail = f"a result cannot be kept ({error.strerror or 'input or output error'})"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error
