"""Results as Arrow IPC streams and Parquet files of the Arrow types that `mockhaus.domain.results` promises.

Both are written part by part, in the memory that one part takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import pyarrow as pa

from mockhaus.ports.engine import ArrowSource


class _Writer(Protocol):
    def write_table(self, table: pa.Table) -> None:
        """Write a part."""

    def close(self) -> None:
        """Write the end."""


class _Sink:
    """A file that hands out what was written to it."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._position = 0

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever has bytes
        """See files."""
        content = bytes(data)
        self._parts.append(content)
        self._position += len(content)
        return len(content)

    def tell(self) -> int:
        """See files."""
        return self._position

    def flush(self) -> None:
        """See files."""

    def close(self) -> None:
        """See files."""

    def take(self) -> bytes:
        """What was written since this was asked last."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def arrow_stream(names: Sequence[str], parts: Iterable[ArrowSource]) -> Iterator[bytes]:
    """One Arrow IPC stream of all parts, with columns of these names."""
    return _written(names, parts, parquet=False)


def parquet(names: Sequence[str], parts: Iterable[ArrowSource]) -> Iterator[bytes]:
    """One Parquet file, with columns of these names and a row group for each part that has rows."""
    return _written(names, parts, parquet=True)


def _written(names: Sequence[str], parts: Iterable[ArrowSource], *, parquet: bool) -> Iterator[bytes]:
    sink = _Sink()
    writer: _Writer | None = None
    for part in parts:
        table = pa.table(part).rename_columns(list(names))
        writer = writer or _opened(sink, table.schema, parquet=parquet)
        if table.num_rows:
            writer.write_table(table)
        yield sink.take()
    if writer is not None:
        writer.close()
    yield sink.take()


def _opened(sink: _Sink, schema: pa.Schema, *, parquet: bool) -> _Writer:
    file = pa.PythonFile(sink, mode="w")
    if not parquet:
        return pa.ipc.new_stream(file, schema)  # type: ignore[no-any-return]
    from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 - it takes long to import

    return ParquetWriter(file, schema)  # type: ignore[no-any-return]
