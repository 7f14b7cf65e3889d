"""A running result: rows as the core wants them, or Arrow as the engine makes it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Protocol

import duckdb
import pyarrow as pa

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import RowStream
from mockhaus_adapters.engine_duckdb import values
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.running import Operation

_BATCH = 131_072


class Owner(Protocol):
    """The session that a result belongs to."""

    def finish(self, operation: Operation) -> None:
        """The result is at its end."""

    def note_error(self, error: SnowflakeError) -> None:
        """The result failed."""


class DuckDbRowStream(RowStream):
    """The result of the statement that the connection executed last."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        columns: Sequence[ResultColumn],
        owner: Owner,
        operation: Operation,
    ) -> None:
        engine_types = [str(description[1]) for description in connection.description or ()]
        if len(engine_types) != len(columns):
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
        self._connection: duckdb.DuckDBPyConnection | None = connection
        self._owner = owner
        self._operation = operation
        self._converters = values.converters(columns, engine_types)
        self._through_arrow = values.has_instants(engine_types)
        self._batches: Iterator[pa.RecordBatch] | None = None
        self._pending: list[Row] = []
        self._error: SnowflakeError | None = None
        self._whole = False
        operation.engaged = False

    def fetch(self, count: int) -> list[Row]:
        """The next rows; see the port. Rows that another statement of the session ended raise INTERNAL."""
        if self._error:
            raise self._error
        if self._whole:
            return []
        rows = self._fetch_through_arrow(count) if self._through_arrow else self._fetch_rows(count)
        if len(rows) < count:
            self._whole = True
            self.close()
        return values.convert(rows, self._converters)

    def _fetch_rows(self, count: int) -> list[Row]:
        connection = self._engage()
        try:
            rows: list[Row] = connection.fetchmany(count)
            self._operation.check()
        except (duckdb.Error, SnowflakeError) as error:
            raise self._failed(error) from error
        self._operation.engaged = False
        return rows

    def _fetch_through_arrow(self, count: int) -> list[Row]:
        if self._batches is None:
            self._batches = self._arrow(count)[1]
        while len(self._pending) < count and (batch := next(self._batches, None)) is not None:
            self._pending += values.rows_of(batch)
        rows, self._pending = self._pending[:count], self._pending[count:]
        return rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rest of the result as Arrow. Where reading it fails, `fetch` raises the error behind the failure."""
        schema, batches = self._arrow(_BATCH)
        return pa.RecordBatchReader.from_batches(schema, batches).__arrow_c_stream__(requested_schema)

    def _arrow(self, size: int) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        connection = self._engage()
        try:
            with warnings.catch_warnings():
                # The driver says that the rows are copied once more; that copy was measured and is small.
                warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")
                reader = connection.to_arrow_reader(max(1, min(size, _BATCH)))
        except duckdb.Error as error:
            raise self._failed(error) from error
        return reader.schema, self._read(reader)

    def _read(self, reader: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        while True:
            self._engage()
            try:
                batch = reader.read_next_batch()
                self._operation.check()
            except StopIteration:
                self.close()
                return
            except (duckdb.Error, pa.ArrowException, OSError, SnowflakeError) as error:
                raise self._failed(error) from error
            self._operation.engaged = False
            yield batch

    def _engage(self) -> duckdb.DuckDBPyConnection:
        if self._error:
            raise self._error
        if self._connection is None:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
        self._operation.engaged = True
        return self._connection

    def _failed(self, error: Exception) -> SnowflakeError:
        translated = error if isinstance(error, SnowflakeError) else snowflake_error(error)
        if self._operation.cancelled:
            translated = SnowflakeError(ErrorCode.CANCELLED)
        self._error = translated
        self.close()
        self._owner.note_error(translated)
        return translated

    def end(self) -> None:
        """Let go of the connection, whose result is no more. Called by the session, too, before its next statement."""
        self._connection = None
        self._batches = None

    def close(self) -> None:
        """See the port."""
        if self._connection is not None:
            self.end()
            self._owner.finish(self._operation)
