"""An engine that answers from a script: for tests of what stands above the engine."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import (
    CatalogRecord,
    Engine,
    EngineFigures,
    EngineSession,
    EngineStep,
    Relation,
    RowStream,
    StoredDatabase,
    WriteUnit,
)

Answer = Sequence[Row] | SnowflakeError
_Records = dict[int, CatalogRecord]


@dataclass(slots=True)
class Script:
    """What each statement answers (rows for a query; rows whose number is the count for a step), and what was asked.

    A query without an answer is an error of the test; a step without one changes no rows.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    queries: list[tuple[str, Mapping[str, Value]]] = field(default_factory=list)
    units: list[WriteUnit] = field(default_factory=list)
    provided: list[Relation] = field(default_factory=list)
    time_zones: list[str] = field(default_factory=list)
    interrupts: int = 0


class FakeRowStream(RowStream):
    """Rows of the script."""

    def __init__(self, rows: Sequence[Row], names: Sequence[str]) -> None:
        self._rows = list(rows)
        self._names = names
        self.ended = False

    def fetch(self, count: int) -> list[Row]:
        if self.ended:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")
        rows, self._rows = self._rows[:count], self._rows[count:]
        return rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        rows = self.fetch(len(self._rows))
        columns = [pa.array([row[place] for row in rows]) for place in range(len(self._names))]
        return pa.table(columns, names=list(self._names)).__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        self._rows = []


class FakeSession(EngineSession):
    """A session that follows the rules of transactions, with records for data."""

    def __init__(self, script: Script, databases: dict[str, _Records]) -> None:
        self._script = script
        self._databases = databases
        self._stream: FakeRowStream | None = None
        self._pending: list[WriteUnit] = []
        self._in_transaction = False
        self._cause: SnowflakeError | None = None
        self._closed = False

    def query(
        self,
        sql: str,
        columns: Sequence[ResultColumn],
        parameters: Mapping[str, Value] | None = None,
        *,
        arrow: bool = False,
    ) -> RowStream:
        self._start()
        self._script.queries.append((sql, dict(parameters or {})))
        answer = self._script.answers[sql]
        if isinstance(answer, SnowflakeError):
            raise answer
        self._stream = FakeRowStream(answer, [column.name for column in columns])
        return self._stream

    def write(self, unit: WriteUnit) -> tuple[int, ...]:
        self._start()
        if self._in_transaction and any(unit.attachment != other.attachment for other in self._pending):
            raise unsupported("writing to two databases in one transaction")
        self._script.units.append(unit)
        try:
            counts = tuple(self._run(step) for step in unit.steps)
        except SnowflakeError as error:
            refused = error.error is ErrorCode.NONDETERMINISTIC_DML
            self._cause = error if self._in_transaction and not refused else None
            raise
        self._pending.append(unit)
        if not self._in_transaction:
            self._apply()
        return counts

    def _run(self, step: EngineStep) -> int:
        answer = self._script.answers.get(step.sql, ())
        if isinstance(answer, SnowflakeError):
            raise answer
        if step.refuse and answer:
            raise SnowflakeError(ErrorCode.NONDETERMINISTIC_DML, row=", ".join(map(str, answer[0])))
        return len(answer)

    def _apply(self) -> None:
        for unit in self._pending:
            records = self._databases.get(unit.attachment, {})
            for identifier in unit.remove:
                records.pop(identifier, None)
            records.update({record.id: record for record in unit.put})
        self._pending = []

    def provide(self, relation: Relation) -> None:
        self._start()
        self._script.provided.append(relation)

    def withdraw(self, name: str) -> None:
        self._start()
        self._script.provided = [relation for relation in self._script.provided if relation.name != name]

    def begin(self) -> None:
        self._in_transaction = True

    def commit(self) -> None:
        cause = self._cause
        if cause:
            self.rollback()
            raise SnowflakeError(ErrorCode.TRANSACTION_ABORTED, cause=cause.code)
        self._apply()
        self._in_transaction = False

    def rollback(self) -> None:
        self._pending = []
        self._in_transaction = False
        self._cause = None

    @property
    def in_transaction(self) -> bool:
        return self._in_transaction

    @property
    def failed(self) -> bool:
        return self._cause is not None

    def set_time_zone(self, name: str) -> None:
        self._script.time_zones.append(name)

    def interrupt(self) -> None:
        self._script.interrupts += 1

    def healthy(self) -> bool:
        return not self._closed

    def close(self) -> None:
        self.rollback()
        self._closed = True

    def _start(self) -> None:
        if self._stream:
            self._stream.ended = True
            self._stream = None
        if self._cause:
            raise SnowflakeError(ErrorCode.TRANSACTION_ABORTED, cause=self._cause.code)


def _stored(attachment: str, records: _Records) -> StoredDatabase:
    return StoredDatabase(attachment, tuple(records[key] for key in sorted(records)))


class FakeEngine(Engine):
    """Databases are records alone; `script` is shared by all sessions."""

    def __init__(self, answers: Mapping[str, Answer] | None = None) -> None:
        self.script = Script(dict(answers or {}))
        self._databases: dict[str, _Records] = {}
        self._numbers = itertools.count(1)

    def open_session(self) -> FakeSession:
        return FakeSession(self.script, self._databases)

    def databases(self) -> Iterator[StoredDatabase]:
        return iter(
            [
                StoredDatabase(name, tuple(records[key] for key in sorted(records)))
                for name, records in self._databases.items()
            ]
        )

    def create_database(self, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        attachment = f"db_{next(self._numbers)}"
        self._databases[attachment] = {record.id: record for record in records}
        return StoredDatabase(attachment, tuple(records))

    def copy_database(self, attachment: str, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        return self.create_database(file_name, records)

    def remove_database(self, attachment: str) -> None:
        if self._databases.pop(attachment, None) is None:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")

    def last_version(self) -> int:
        return 0

    def check_database(self, attachment: str) -> None:
        if attachment not in self._databases:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="?")

    def figures(self) -> EngineFigures:
        return EngineFigures(memory=0, spilled=0, files={})

    def checkpoint(self) -> None:
        """There is nothing to fold."""

    def close(self) -> None:
        """There is nothing to let go of."""
