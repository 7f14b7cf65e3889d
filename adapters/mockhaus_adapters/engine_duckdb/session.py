"""One DuckDB connection with its temporary objects and its transaction."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from mockhaus.domain.catalog import physical
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Value
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import CHANGED, EngineSession, EngineStep, Relation, RowsRelation, ViewRelation, WriteUnit
from mockhaus_adapters.engine_duckdb import files, library, relations, statements
from mockhaus_adapters.engine_duckdb.errors import snowflake_error
from mockhaus_adapters.engine_duckdb.running import Operation, Running
from mockhaus_adapters.engine_duckdb.stream import DuckDbRowStream, drop_result

_ATTEMPTS = 20
_PAUSE = 0.002
_LONGEST_PAUSE = 0.05
_PREPARATION = "CREATE OR REPLACE TEMP TABLE "


class DuckDbSession(EngineSession):
    """See the port. The native transaction begins with the first write of an explicit one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._running = Running(connection)
        self._stream: DuckDbRowStream | None = None
        self._explicit = False
        self._native = False
        self._written: str | None = None
        self._cause: SnowflakeError | None = None
        self._provided: dict[str, RowsRelation] = {}
        self._views: set[str] = set()
        self._closed = False
        self._zone: str | None = None
        self._zone_after_rollback: str | None = None
        connection.execute(f"SET search_path = '{library.SEARCH_PATH}'")

    # -- reading ------------------------------------------------------------------------------------------------

    def query(
        self,
        sql: str,
        columns: Sequence[ResultColumn],
        parameters: Mapping[str, Value] | None = None,
        *,
        arrow: bool = False,
    ) -> DuckDbRowStream:
        """See the port."""
        with self._operating() as operation:
            statement = statements.prepare(self._connection, sql, statements.READING)
            named = statements.named(statement, parameters or {})
            run = self._run_for_arrow if arrow else self._run_for_rows
            self._stream = run(statement, named, columns, operation)
        return self._stream

    def _run_for_rows(
        self,
        statement: duckdb.Statement,
        parameters: Mapping[str, Any],
        columns: Sequence[ResultColumn],
        operation: Operation,
    ) -> DuckDbRowStream:
        self._connection.execute(statement, parameters)
        engine_types = [str(description[1]) for description in self._connection.description or ()]
        return DuckDbRowStream(self._connection, columns, engine_types, self, operation)

    def _run_for_arrow(
        self,
        statement: duckdb.Statement,
        parameters: Mapping[str, Any],
        columns: Sequence[ResultColumn],
        operation: Operation,
    ) -> DuckDbRowStream:
        from mockhaus_adapters.engine_duckdb.arrow_side import BATCH  # noqa: PLC0415 - start-up stays light

        relation = self._connection.sql(statement, params=parameters)
        engine_types = [str(item) for item in relation.types]
        reader = relation.to_arrow_reader(BATCH)
        return DuckDbRowStream(self._connection, columns, engine_types, self, operation, reader)

    def provide(self, relation: Relation) -> None:
        """See the port."""
        with self._operating() as operation:
            self._views.discard(relation.name)
            if isinstance(relation, ViewRelation):
                self._views.add(relation.name)
            relations.create(self._connection, relation)
            if self._native and isinstance(relation, RowsRelation):
                self._provided[relation.name] = relation
            self._running.finish(operation)

    def withdraw(self, name: str) -> None:
        """See the port."""
        if self._cause or self._closed:
            return
        self._provided.pop(name, None)
        with self._operating() as operation:
            relations.drop(self._connection, name, view=name in self._views)
            self._views.discard(name)
            self._running.finish(operation)

    # -- writing ------------------------------------------------------------------------------------------------

    def write(self, unit: WriteUnit) -> tuple[int, ...]:
        """See the port. A unit of its own that meets a concurrent change is tried again, a bounded number of times."""
        if self._explicit:
            return self._write_in_transaction(unit)
        pause = _PAUSE
        for _ in range(_ATTEMPTS):
            try:
                return self._write_alone(unit)
            except SnowflakeError as error:
                if error.error is not ErrorCode.SERIALIZATION:
                    raise
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        return self._write_alone(unit)

    def _write_alone(self, unit: WriteUnit) -> tuple[int, ...]:
        with self._operating() as operation:
            if len(unit.steps) == 1 and not (unit.steps[0].refuse or unit.put or unit.remove):
                count = self._run(unit.steps[0])
                self._running.finish(operation)
                return (count,)
            self._connection.execute("BEGIN")
            try:
                counts = self._carry_out(unit, operation, [])
                self._running.finish(operation)
                operation.check()
                self._connection.execute("COMMIT")
            except BaseException:
                self._running.finish(operation)  # no interrupt may reach the ROLLBACK
                self._undo()
                raise
            return counts

    def _write_in_transaction(self, unit: WriteUnit) -> tuple[int, ...]:
        with self._operating() as operation:
            self._join(unit.attachment)
            done: list[int] = []
            try:
                counts = self._carry_out(unit, operation, done)
            except (duckdb.Error, SnowflakeError) as error:
                self._running.finish(operation)
                translated = error if isinstance(error, SnowflakeError) else snowflake_error(error)
                self._note_failed_unit(unit, len(done), translated)
                raise
            self._running.finish(operation)
            return counts

    def _note_failed_unit(self, unit: WriteUnit, done: int, error: SnowflakeError) -> None:
        """The transaction goes on only where the unit changed nothing before its error, and the engine lets it."""
        if all(step.sql.startswith(_PREPARATION) for step in unit.steps[:done]):
            self.note_error(error)
        else:
            self._cause = error

    def _join(self, attachment: str) -> None:
        """Make the explicit transaction one that writes to a file; the engine lets it write to one only."""
        if attachment != physical.TEMPORARY_ATTACHMENT:
            if self._written not in (None, attachment):
                raise unsupported("writing to two databases in one transaction")
            self._written = attachment
        if not self._native:
            self._connection.execute("BEGIN")
            self._native = True

    def _carry_out(self, unit: WriteUnit, operation: Operation, counts: list[int]) -> tuple[int, ...]:
        for step in unit.steps:
            counts.append(self._run(step, counts[-1] if counts else 0))
            operation.check()
        if unit.attachment != physical.TEMPORARY_ATTACHMENT:
            files.change_records(self._connection, unit.attachment, unit.put, unit.remove)
        return tuple(counts)

    def _run(self, step: EngineStep, changed: int = 0) -> int:
        statement = statements.prepare(self._connection, step.sql, statements.WRITING)
        self._connection.execute(statement, statements.named(statement, step.parameters, {CHANGED: changed}))
        row = self._connection.fetchone()
        if step.refuse:
            if row is not None:
                drop_result(self._connection)
                raise SnowflakeError(ErrorCode.NONDETERMINISTIC_DML, row=_shown(row))
            return 0
        return int(row[0]) if row and isinstance(row[0], int) else 0

    # -- transactions -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """See the port."""
        self._explicit = True

    def commit(self) -> None:
        """See the port."""
        self._end_stream()
        cause = self._cause
        if cause:
            self.rollback()
            raise SnowflakeError(ErrorCode.TRANSACTION_ABORTED, cause=cause.code)
        try:
            if self._native:
                self._connection.execute("COMMIT")
        except duckdb.Error as error:
            self._undo()
            raise snowflake_error(error) from error
        finally:
            self._forget_transaction()

    def rollback(self) -> None:
        """See the port."""
        self._end_stream()
        if self._native:
            self._undo()
        self._forget_transaction()
        for relation in self._provided.values():
            relations.create(self._connection, relation)
        self._provided.clear()
        zone, self._zone_after_rollback = self._zone_after_rollback, None
        if zone is not None:
            self.set_time_zone(zone)

    def _forget_transaction(self) -> None:
        self._explicit = self._native = False
        self._written = self._cause = None

    def _undo(self) -> None:
        try:
            self._connection.execute("ROLLBACK")
        except duckdb.TransactionException:
            return  # the engine had ended it by itself

    @property
    def in_transaction(self) -> bool:
        """See the port."""
        return self._explicit

    @property
    def failed(self) -> bool:
        """See the port."""
        return self._cause is not None

    # -- the session itself -------------------------------------------------------------------------------------

    def set_time_zone(self, name: str) -> None:
        """See the port."""
        if name == self._zone and not self._cause:
            return
        if self._cause:
            self._zone_after_rollback = name
            return
        with self._operating() as operation:
            try:
                self._connection.execute(f"SET TimeZone = '{name.replace(chr(39), chr(39) * 2)}'")
            except (duckdb.InvalidInputException, duckdb.NotImplementedException) as error:
                raise SnowflakeError(ErrorCode.INVALID_VALUE, value=name, name="TIMEZONE") from error
            else:
                self._zone = name
            finally:
                self._running.finish(operation)

    def interrupt(self) -> None:
        """See the port."""
        self._running.interrupt()

    def healthy(self) -> bool:
        """See the port. A session with open rows or a failed transaction is not asked, to leave them as they are."""
        if self._closed or self.failed or self._stream is not None:
            return not self._closed
        try:
            return self._connection.execute("SELECT 1").fetchall() == [(1,)]
        except duckdb.Error:
            return False

    def close(self) -> None:
        """See the port."""
        if self._closed:
            return
        self._end_stream()
        if self._native:
            self._undo()
        self._forget_transaction()
        self._closed = True
        self._connection.close()

    # -- shared -------------------------------------------------------------------------------------------------

    def finish(self, operation: Operation) -> None:
        """The rows of an operation are at their end."""
        self._running.finish(operation)
        self._stream = None

    def note_error(self, error: SnowflakeError) -> None:
        """Find out whether an error ended the open transaction, and remember it if so."""
        if not self._native or self._cause:
            return
        try:
            self._connection.execute("SELECT 1").fetchall()
        except duckdb.Error:
            self._cause = error

    @contextmanager
    def _operating(self) -> Iterator[Operation]:
        """An operation that ends what ran before it; the engine's errors leave it as Snowflake's."""
        self._end_stream()
        if self._closed:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
        if self._cause:
            raise SnowflakeError(ErrorCode.TRANSACTION_ABORTED, cause=self._cause.code)
        operation = self._running.start()
        try:
            yield operation
        except (duckdb.Error, SnowflakeError) as error:
            self._running.finish(operation)
            translated = error if isinstance(error, SnowflakeError) else snowflake_error(error)
            if operation.cancelled:
                translated = SnowflakeError(ErrorCode.CANCELLED)
            self.note_error(translated)
            raise translated from error

    def _end_stream(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def _shown(row: tuple[object, ...]) -> str:
    """A row as Snowflake shows it in its message on duplicate rows."""
    return ", ".join(
        "NULL" if value is None else f'"{value}"' if isinstance(value, str) else str(value) for value in row
    )
