"""A running result as Arrow batches, and as the rows of such batches.

Only what is read as Arrow imports this module: PyArrow takes long to import.
"""

from __future__ import annotations

import datetime as dt
import itertools
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import duckdb
import pyarrow as pa

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.nanoseconds import from_nanoseconds, time_from_nanoseconds
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.engine_duckdb import canonical, values

BATCH = 131_072
_ROWS_BATCH = 8_192
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Progress(Protocol):
    """The state of the result that is read."""

    @property
    def drained(self) -> bool:
        """Whether the engine has no more rows."""

    def engage(self) -> duckdb.DuckDBPyConnection:
        """The connection, while the engine works; raises where there is no more to read."""

    def disengage(self) -> None:
        """The engine rests; CANCELLED where somebody asked for it."""

    def failed(self, error: Exception) -> SnowflakeError:
        """The result's error, which ends it."""

    def drain(self) -> None:
        """The engine has no more rows."""


class ArrowSide:
    """What is left of a result, through `reader` or, where there is none, by a conversion of what runs."""

    def __init__(
        self, progress: Progress, columns: Sequence[ResultColumn], reader: pa.RecordBatchReader | None
    ) -> None:
        self._progress = progress
        self._columns = columns
        self._reader = reader
        self._batches: Iterator[pa.RecordBatch] | None = None
        self._schema: pa.Schema | None = None
        self._left: pa.RecordBatch | None = None

    def rows(self, count: int) -> list[Row]:
        """At most so many rows more; none at the end."""
        found: list[Row] = []
        while len(found) < count and (batch := self._next_batch()) is not None:
            wanted = count - len(found)
            found += _rows_of(batch.slice(0, wanted))
            self._left = batch.slice(wanted) if wanted < batch.num_rows else None
        return found

    def _next_batch(self) -> pa.RecordBatch | None:
        batch, self._left = self._left, None
        if batch is not None or self._progress.drained:
            return batch
        return next(self._open_reader(_ROWS_BATCH), None)

    def stream(self, requested_schema: object | None) -> object:
        """What is left, as a capsule of Arrow's C interface."""
        left = [] if self._left is None else [self._left]
        batches = iter(()) if self._progress.drained else self._open_reader(BATCH)
        schema = self._schema or canonical.empty_schema(self._columns)
        self._left = None
        reader = pa.RecordBatchReader.from_batches(schema, itertools.chain(left, batches))
        return reader.__arrow_c_stream__(requested_schema)

    def _open_reader(self, size: int) -> Iterator[pa.RecordBatch]:
        if self._batches is not None:
            return self._batches
        connection = self._progress.engage()
        if self._reader is None:
            self._reader = self._convert_result(connection, size)
        form = canonical.Canonical(self._columns, self._reader.schema)
        self._schema = form.schema
        self._batches = self._read(self._reader, form)
        return self._batches

    def _convert_result(self, connection: duckdb.DuckDBPyConnection, size: int) -> pa.RecordBatchReader:
        try:
            with warnings.catch_warnings():
                # The driver says that it copies the rows once more. Who wants many asks for Arrow with the query.
                warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")
                return connection.to_arrow_reader(size)
        except duckdb.Error as error:
            raise self._progress.failed(error) from error

    def _read(self, reader: pa.RecordBatchReader, form: canonical.Canonical) -> Iterator[pa.RecordBatch]:
        while True:
            self._progress.engage()
            try:
                batch = form.batch(reader.read_next_batch())
                self._progress.disengage()
            except StopIteration:
                self._progress.drain()
                return
            except (duckdb.Error, pa.ArrowException, OSError, SnowflakeError) as error:
                raise self._progress.failed(error) from error
            yield batch

    def end(self) -> None:
        """Let go of the engine's result; what was read from it stays."""
        self._batches = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _rows_of(batch: pa.RecordBatch) -> list[Row]:
    """A batch of the promised Arrow types as rows."""
    return list(zip(*(_values_of(column) for column in batch.columns), strict=True))


def _values_of(column: pa.Array) -> list[Any]:
    if pa.types.is_timestamp(column.type) and column.type.tz:
        return _each(_after_epoch, column.view(pa.int64()))
    if pa.types.is_struct(column.type) and column.type.get_field_index("ns") >= 0:
        return _fine_values(column)
    if pa.types.is_struct(column.type):
        return _each(values.zoned, column)
    if pa.types.is_decimal(column.type) and column.type.scale == 0:
        return _each(int, column)
    return column.to_pylist()  # type: ignore[no-any-return]


def _fine_values(column: pa.StructArray) -> list[Any]:
    """Values of structs with the nanoseconds beyond microseconds."""
    held = column.type[0].type
    microseconds, beyond = column.field(0).view(pa.int64()).to_pylist(), column.field("ns").to_pylist()
    zones = column.field("tz").to_pylist() if column.type.get_field_index("tz") >= 0 else None
    made: list[Any] = []
    for place, missing in enumerate(column.is_null().to_pylist()):
        count = None if missing else microseconds[place] * 1000 + beyond[place]
        if count is None:
            made.append(None)
        elif pa.types.is_time(held):
            made.append(time_from_nanoseconds(count))
        else:
            made.append(from_nanoseconds(count, _zone(held, zones and zones[place])))
    return made


def _zone(held: pa.DataType, minutes: int | None) -> dt.tzinfo | None:
    if minutes is not None:
        return dt.timezone(dt.timedelta(minutes=minutes))
    return dt.UTC if held.tz else None


def _each(value_of: values.Converter, column: pa.Array) -> list[Any]:
    return [None if value is None else value_of(value) for value in column.to_pylist()]


def _after_epoch(microseconds: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=microseconds)
