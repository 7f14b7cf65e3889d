"""A session at work: its context, its engine connection, its temporary objects, its transaction."""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mockhaus.application.query_ids import QueryIds
from mockhaus.application.temporary_objects import TemporaryObjects
from mockhaus.domain.catalog.objects import Database, Table
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.ports.engine import EngineSession


@dataclass(frozen=True, slots=True)
class Snapshot:
    """When a transaction began to see the account as it then was: a moment of the locks, a version of the catalog."""

    moment: int
    catalog_version: int


@dataclass(frozen=True, slots=True)
class OpenTransaction:
    """An explicit transaction: Snowflake shows its id, which is its start in nanoseconds.

    Its first change fixes what it sees: until then it has no `snapshot`. `attachment` is the file that it has changed,
    `versions` are those of its changes.
    """

    started_at: dt.datetime
    name: str
    snapshot: Snapshot | None = None
    attachment: str = ""
    versions: tuple[int, ...] = ()

    def with_changes(self, attachment: str, versions: Iterable[int]) -> OpenTransaction:
        """The transaction with more changes."""
        return replace(self, attachment=attachment, versions=(*self.versions, *versions))

    @property
    def id(self) -> int:
        """The number by which Snowflake names the transaction."""
        return int(self.started_at.timestamp() * 1_000_000) * 1_000


@dataclass(frozen=True, slots=True)
class TransactionOf:
    """A transaction with whose it is, the name under which it holds locks, and how it ended where it has."""

    session_id: str
    user: str
    lock_owner: str
    transaction: OpenTransaction
    ended_at: dt.datetime | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class LastCopy:
    """The COPY INTO a table that a session ran last: its id, and the table as it then was."""

    query_id: str
    database: Database
    table: Table


_ENDED_TRANSACTIONS = 100


class Session:
    """One session. Whoever holds `lock` runs its statements; `context` is replaced, never changed in place."""

    def __init__(
        self, session_id: str, context: SessionContext, engine: EngineSession, created_at: dt.datetime
    ) -> None:
        self.id = session_id
        self.lock_owner = session_id
        self.context = context
        self.engine = engine
        self.temporary = TemporaryObjects()
        self.transaction: OpenTransaction | None = None
        self.created_at = created_at
        self.last_used_at = created_at
        self.client = ""
        self.address: str | None = None
        self.queries = QueryIds()
        self.last_copy: LastCopy | None = None
        self._ended: deque[TransactionOf] = deque(maxlen=_ENDED_TRANSACTIONS)
        self.closed = False
        self.lock = threading.RLock()

    @property
    def pristine(self) -> bool:
        """Whether the engine connection may serve another session: nothing temporary and no transaction is on it."""
        return self.transaction is None and self.temporary.version == 0 and not self.engine.in_transaction

    @property
    def last_transaction(self) -> int | None:
        """The id of the transaction that ended last."""
        return self._ended[-1].transaction.id if self._ended else None

    def open_transaction(self) -> TransactionOf | None:
        """The open transaction as the account shows it."""
        found = self.transaction
        return TransactionOf(self.id, self.context.user, self.lock_owner, found) if found is not None else None

    def transactions(self) -> list[TransactionOf]:
        """The transactions that ended last and the open one."""
        ended, open_one = [*self._ended.copy()], self.open_transaction()
        return [*ended, open_one] if open_one is not None else ended

    def end_transaction(self, at: dt.datetime, *, undone: bool) -> None:
        """Close the open transaction, which the engine has committed or undone."""
        found = self.open_transaction()
        if found is not None:
            self._ended.append(replace(found, ended_at=at, undone=undone))
            self.transaction = None

    def record(self) -> SessionRecord:
        """What the metadata store keeps of the session."""
        return SessionRecord(
            session_id=self.id,
            user=self.context.user,
            role=self.context.role,
            created_at=self.created_at,
            last_used_at=self.last_used_at,
            client=self.client,
            database=self.context.database,
            schema=self.context.schema,
            warehouse=self.context.warehouse,
        )
