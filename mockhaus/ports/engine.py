"""The port to the SQL engine: sessions that run engine SQL, and the files that hold databases.

SQL that crosses this port was made by `mockhaus.translation`; the engine runs it as it is. Errors that leave an
engine are `SnowflakeError`s, never a driver's own.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mockhaus.domain.results import Row, Value
from mockhaus.domain.types import DataType, ResultColumn

CHANGED = "mh_changed"
"""The parameter by which a step learns how many rows the step before it changed."""


@dataclass(frozen=True, slots=True)
class CatalogRecord:
    """One object of a database as it is stored in the database's file.

    `kind` is the `ObjectKind`'s name, `body` a JSON document of the core's making. Times and names are inside the
    body; the engine only stores, replaces and returns records by `id`.
    """

    id: int
    kind: str
    body: str


@dataclass(frozen=True, slots=True)
class StoredDatabase:
    """A database file that the engine holds, under the name by which engine SQL addresses it.

    The name holds until the engine closes; the next start may give another.
    """

    attachment: str
    records: tuple[CatalogRecord, ...]


@dataclass(frozen=True, slots=True)
class EngineStep:
    """One engine statement of a unit of work, with its named parameters (`$name`; ones it does not use are ignored).

    An aware datetime reaches the engine as a TIMESTAMP_TZ. A step that reads has changed as many rows as the number in
    its first row and column says, if there is one.

    A `refuse` step is a query of at most one row: a row fails the unit with NONDETERMINISTIC_DML, showing that row.
    The parameter `CHANGED` is, within a unit, the number of rows that the step before changed.
    """

    sql: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    refuse: bool = False


@dataclass(frozen=True, slots=True)
class WriteUnit:
    """Steps and catalog changes that happen together or not at all, in one database's file.

    `attachment` is the file written (`temp` for the session's own, which keeps no records: the core does). `put`
    replaces or adds records by id, `remove` deletes them. Without an open transaction the unit is a transaction of
    its own and durable on return.
    """

    attachment: str
    steps: tuple[EngineStep, ...] = ()
    put: tuple[CatalogRecord, ...] = ()
    remove: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsRelation:
    """Rows that the core provides as a relation for one session, addressed in SQL as `temp.main."<name>"`.

    `columns` are engine column names with Snowflake types.
    """

    name: str
    columns: tuple[tuple[str, DataType], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ColumnsRelation:
    """Many rows, given by column, that the core provides for one session as it does a `RowsRelation`.

    VARIANT, OBJECT and ARRAY values are JSON text; JSON_INVALID where one is not.
    """

    name: str
    columns: tuple[tuple[str, DataType], ...]
    values: tuple[Sequence[Value], ...]


class ArrowSource(Protocol):
    """Anything that gives an Arrow C stream of the types that `mockhaus.domain.results` promises."""

    @abstractmethod
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream."""


@dataclass(frozen=True, slots=True)
class ArrowRelation:
    """Many rows, as Arrow in at least one part, that the core provides for one session as it does a `RowsRelation`.

    All parts have the same Arrow types, and as many columns as there are `columns`, whatever they are called there.
    VARIANT, OBJECT and ARRAY values are JSON text.
    """

    name: str
    columns: tuple[tuple[str, DataType], ...]
    parts: tuple[ArrowSource, ...]


@dataclass(frozen=True, slots=True)
class QueryRelation:
    """The rows of an engine query, evaluated once, that the core provides as it does a `RowsRelation`."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class ViewRelation:
    """The rows of an engine query, evaluated wherever they are read and only as far as that needs them."""

    name: str
    sql: str


Relation = RowsRelation | ColumnsRelation | ArrowRelation | QueryRelation | ViewRelation


class RowStream(Protocol):
    """A running result. Not thread-safe; whoever got it closes it. Closing twice is allowed."""

    @abstractmethod
    def fetch(self, count: int) -> list[Row]:
        """The next rows, at most `count`; an empty list at the end. Values are as `mockhaus.domain.results` says.

        Rows that the session's next statement ended raise INTERNAL: a result never ends early in silence.
        """

    @abstractmethod
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rest of the result as an Arrow C stream, in the Arrow types of `mockhaus.domain.results`.

        It has no rows where `fetch` came to the end. Where reading it fails, `fetch` raises the error behind it.
        """

    @abstractmethod
    def close(self) -> None:
        """End the result and free what it holds."""


class EngineSession(Protocol):
    """One engine connection: its temporary objects, its transaction, its time zone.

    One thread at a time may use it, except `interrupt`, which any thread may call. A new query ends the rows of the
    one before.
    """

    @abstractmethod
    def query(
        self,
        sql: str,
        columns: Sequence[ResultColumn],
        parameters: Mapping[str, Value] | None = None,
        *,
        arrow: bool = False,
    ) -> RowStream:
        """Run a reading statement. `columns` tell how each result column is to be turned into values.

        `arrow` says that the result will be read as Arrow, which is then faster; every result can be read both ways.
        """

    @abstractmethod
    def write(self, unit: WriteUnit) -> tuple[int, ...]:
        """Carry out a unit; the rows changed by each step, in order.

        On an error nothing of the unit stays. Inside an explicit transaction a run-time error ends the whole
        transaction: `failed` is then true and only `rollback` is allowed.
        """

    @abstractmethod
    def provide(self, relation: Relation) -> None:
        """Make rows readable under a name, replacing what had the name.

        A `RowsRelation` is never part of a transaction's undo; of the others that is not promised.
        """

    @abstractmethod
    def withdraw(self, name: str) -> None:
        """Free what was provided under a name; nothing where there is none, or where the transaction has failed."""

    @abstractmethod
    def begin(self) -> None:
        """Open an explicit transaction. The engine may take its snapshot only at the first statement."""

    @abstractmethod
    def commit(self) -> None:
        """Make the transaction durable; raises TRANSACTION_ABORTED where it had failed."""

    @abstractmethod
    def rollback(self) -> None:
        """Undo the transaction; allowed without one."""

    @property
    @abstractmethod
    def in_transaction(self) -> bool:
        """Whether an explicit transaction is open."""

    @property
    @abstractmethod
    def failed(self) -> bool:
        """Whether the open transaction was ended by an error and waits for `rollback`."""

    @abstractmethod
    def set_time_zone(self, name: str) -> None:
        """The time zone of TIMESTAMP_LTZ conversions, by IANA name; INVALID_VALUE where there is none such.

        Where the open transaction has failed it holds from its `rollback` on.
        """

    @abstractmethod
    def interrupt(self) -> None:
        """Stop what runs now, from any thread: it raises CANCELLED. Nothing later is hit by it."""

    @abstractmethod
    def healthy(self) -> bool:
        """Whether the connection still answers."""

    @abstractmethod
    def close(self) -> None:
        """Undo an open transaction, drop temporary objects, free the connection. Closing twice is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFigures:
    """What the engine takes, in bytes: memory, temporary files for what did not fit, the file of each attachment."""

    memory: int
    spilled: int
    files: Mapping[str, int]
    """By attachment; none for a database that is no file."""


class Engine(Protocol):
    """The engine: opens sessions, keeps database files. Thread-safe."""

    @abstractmethod
    def open_session(self) -> EngineSession:
        """A new connection."""

    @abstractmethod
    def databases(self) -> Iterator[StoredDatabase]:
        """Every database file that the engine holds, dropped ones included."""

    @abstractmethod
    def create_database(self, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        """A new, empty database with its first records, durable on return.

        `file_name` is a hint (a safe form of the name); a taken one is varied. The records are whole at once: after a
        crash the database is there with them, or not there.
        """

    @abstractmethod
    def copy_database(self, attachment: str, file_name: str, records: Sequence[CatalogRecord]) -> StoredDatabase:
        """A new database with the data of another as committed now, and these records in place of its own."""

    @abstractmethod
    def remove_database(self, attachment: str) -> None:
        """Delete a database's file for good."""

    @abstractmethod
    def last_version(self) -> int:
        """The largest row version in any file, 0 where there is none: the version clock goes on from it."""

    @abstractmethod
    def check_database(self, attachment: str) -> None:
        """Read from a database's file; an error where it is not there or does not give what it should."""

    @abstractmethod
    def figures(self) -> EngineFigures:
        """What the engine takes now."""

    @abstractmethod
    def checkpoint(self) -> None:
        """Fold logs into files where no transaction stands in the way."""

    @abstractmethod
    def close(self) -> None:
        """Checkpoint and let go of the files. Closing twice is allowed."""
