"""A running result: rows, or Arrow, as the core promises them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

import duckdb

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import RowStream
from mockhaus_adapters.engine_duckdb import values
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.running import Operation

if TYPE_CHECKING:  # start-up stays light
    import pyarrow as pa

    from mockhaus_adapters.engine_duckdb.arrow_side import ArrowSide


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
        self._arrow: ArrowSide | None = None
        self._error: SnowflakeError | None = None
        self.drained = False
        operation.engaged = False

    def fetch(self, count: int) -> list[Row]:
        """See the port."""
        if self._error:
            raise self._error
        if self._through_arrow:
            return self._arrow_side().rows(count)
        rows = self._fetch_rows(count)
        try:
            return values.convert(rows, self._converters)
        except SnowflakeError as error:
            raise self.failed(error) from error

    def _fetch_rows(self, count: int) -> list[Row]:
        if self.drained:
            return []
        connection = self.engage()
        try:
            rows: list[Row] = connection.fetchmany(count)
            self.disengage()
        except (duckdb.Error, SnowflakeError) as error:
            raise self.failed(error) from error
        if len(rows) < count:
            self.drain()
        return rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """See the port."""
        return self._arrow_side().stream(requested_schema)

    def _arrow_side(self) -> ArrowSide:
        from mockhaus_adapters.engine_duckdb.arrow_side import ArrowSide  # noqa: PLC0415 - start-up stays light

        if self._arrow is None:
            self._arrow = ArrowSide(self, self._columns, self._reader)
        return self._arrow

    # -- what both ways of reading tell ---------------------------------------------------------------------------

    def engage(self) -> duckdb.DuckDBPyConnection:
        """The connection, while the engine works; raises where there is no more to read."""
        if self._error:
            raise self._error
        if self._connection is None:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
        self._operation.engaged = True
        return self._connection

    def disengage(self) -> None:
        """The engine rests; CANCELLED where somebody asked for it."""
        self._operation.check()
        self._operation.engaged = False

    def failed(self, error: Exception) -> SnowflakeError:
        """The result's error, which ends it."""
        translated = error if isinstance(error, SnowflakeError) else snowflake_error(error)
        if self._operation.cancelled:
            translated = SnowflakeError(ErrorCode.CANCELLED)
        self._error = translated
        self.close()
        self._owner.note_error(translated)
        return translated

    def drain(self) -> None:
        """The engine has no more rows."""
        self.drained = True
        self.close()

    def _let_go(self) -> None:
        self._connection = None
        if self._arrow is not None:
            self._arrow.end()
        elif self._reader is not None:
            self._reader.close()

    def close(self) -> None:
        """See the port."""
        connection = self._connection
        if connection is None:
            return
        self._let_go()
        if not self.drained and self._error is None:
            drop_result(connection)
        self._owner.finish(self._operation)


def drop_result(connection: duckdb.DuckDBPyConnection) -> None:
    """Free a result that was not read to its end: it holds its snapshot, and nothing is read as Arrow beside it."""
    with suppress(duckdb.Error):
        connection.execute("SELECT 1").fetchall()
