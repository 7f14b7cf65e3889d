"""A session at work: its context, its engine connection, its temporary objects, its transaction."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass

from mockhaus.application.query_ids import QueryIds
from mockhaus.application.temporary_objects import TemporaryObjects
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

    Its first change fixes what it sees: until then it has no `snapshot`.
    """

    started_at: dt.datetime
    name: str
    snapshot: Snapshot | None = None

    @property
    def id(self) -> int:
        """The number by which Snowflake names the transaction."""
        return int(self.started_at.timestamp() * 1_000_000) * 1_000


@dataclass(frozen=True, slots=True)
class TransactionOf:
    """An open transaction with whose it is, and the name under which it holds locks."""

    session_id: str
    user: str
    lock_owner: str
    transaction: OpenTransaction


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
        self.last_transaction: int | None = None
        self.closed = False
        self.lock = threading.RLock()

    @property
    def pristine(self) -> bool:
        """Whether the engine connection may serve another session: nothing temporary and no transaction is on it."""
        return self.transaction is None and self.temporary.version == 0 and not self.engine.in_transaction

    def end_transaction(self) -> None:
        """Forget the open transaction, which the engine has committed or undone; its id is the last one from now on."""
        if self.transaction is not None:
            self.last_transaction, self.transaction = self.transaction.id, None

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
