"""A running result: rows, or Arrow, as the core promises them."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Protocol

import duckdb
import pyarrow as pa

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import RowStream
from mockhaus_adapters.engine_duckdb import canonical, values
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.running import Operation

BATCH = 131_072
_ROWS_BATCH = 8_192


class Owner(Protocol):
    """The session that a result belongs to."""

    def finish(self, operation: Operation) -> None:
        """The result is at its end."""

    def note_error(self, error: SnowflakeError) -> None:
        """The result failed."""


class DuckDbRowStream(RowStream):
    """The result that the connection gives now: through `reader`, or row by row where there is none."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        columns: Sequence[ResultColumn],
        engine_types: Sequence[str],
        owner: Owner,
        operation: Operation,
        reader: pa.RecordBatchReader | None = None,
    ) -> None:
        if len(engine_types) != len(columns):
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
        self._connection: duckdb.DuckDBPyConnection | None = connection
        self._owner = owner
        self._operation = operation
        self._columns = tuple(columns)
        self._converters = values.converters(columns, engine_types)
        self._through_arrow = reader is not None or values.has_instants(engine_types)
        self._reader = reader
        self._batches: Iterator[pa.RecordBatch] | None = None
        self._schema: pa.Schema | None = None
        self._left: pa.RecordBatch | None = None
        self._error: SnowflakeError | None = None
        self._drained = False
        operation.engaged = False

    def fetch(self, count: int) -> list[Row]:
        """See the port."""
        if self._error:
            raise self._error
        if self._through_arrow:
            return self._fetch_through_arrow(count)
        rows = self._fetch_rows(count)
        try:
            return values.convert(rows, self._converters)
        except SnowflakeError as error:
            raise self._failed(error) from error

    def _fetch_rows(self, count: int) -> list[Row]:
        if self._drained:
            return []
        connection = self._engage()
        try:
            rows: list[Row] = connection.fetchmany(count)
            self._operation.check()
        except (duckdb.Error, SnowflakeError) as error:
            raise self._failed(error) from error
        self._operation.engaged = False
        if len(rows) < count:
            self._drain()
        return rows

    def _fetch_through_arrow(self, count: int) -> list[Row]:
        rows: list[Row] = []
        while len(rows) < count and (batch := self._next_batch()) is not None:
            wanted = count - len(rows)
            rows += values.rows_of(batch.slice(0, wanted))
            self._left = batch.slice(wanted) if wanted < batch.num_rows else None
        return rows

    def _next_batch(self) -> pa.RecordBatch | None:
        batch, self._left = self._left, None
        if batch is not None or self._drained:
            return batch
        return next(self._open_reader(_ROWS_BATCH), None)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """See the port."""
        left = [] if self._left is None else [self._left]
        batches = iter(()) if self._drained else self._open_reader(BATCH)
        schema = self._schema or canonical.empty_schema(self._columns)
        self._left = None
        reader = pa.RecordBatchReader.from_batches(schema, itertools.chain(left, batches))
        return reader.__arrow_c_stream__(requested_schema)

    def _open_reader(self, size: int) -> Iterator[pa.RecordBatch]:
        if self._batches is not None:
            return self._batches
        connection = self._engage()
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
            raise self._failed(error) from error

    def _read(self, reader: pa.RecordBatchReader, form: canonical.Canonical) -> Iterator[pa.RecordBatch]:
        while True:
            self._engage()
            try:
                batch = form.batch(reader.read_next_batch())
                self._operation.check()
            except StopIteration:
                self._drain()
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

    def _drain(self) -> None:
        self._drained = True
        self.close()

    def _let_go(self) -> None:
        self._connection = self._batches = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def close(self) -> None:
        """See the port."""
        connection = self._connection
        if connection is None:
            return
        self._let_go()
        if not self._drained and self._error is None:
            drop_result(connection)
        self._owner.finish(self._operation)


def drop_result(connection: duckdb.DuckDBPyConnection) -> None:
    """Free a result that was not read to its end: it holds its snapshot, and nothing is read as Arrow beside it."""
    with suppress(duckdb.Error):
        connection.execute("SELECT 1").fetchall()
