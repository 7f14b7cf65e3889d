"""Use case: sessions are created, used, listed, expired and closed; calls without one borrow from the pool."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace

from mockhaus.application.engine_pool import EnginePool, PoolFigures
from mockhaus.application.gate import Gate
from mockhaus.application.giving_way import giving_way
from mockhaus.application.locks import TableLocks
from mockhaus.application.running import RunningStatements
from mockhaus.application.session import Session, TransactionOf
from mockhaus.application.session_contexts import SessionContexts, SessionRequest, SessionSettings
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.ports.clock import Clock
from mockhaus.ports.engine import Engine, EngineSession
from mockhaus.ports.identity import IdentitySource
from mockhaus.ports.sessions import SessionStore

__all__ = ["ManageSessions", "SessionRequest", "SessionSettings"]

_log = logging.getLogger(__name__)
_STATELESS = "0"
_CLOSE_SECONDS = 30
_TRUSTED_SECONDS = 1.0


class ManageSessions:
    """The account's sessions. Thread-safe."""

    def __init__(
        self,
        *,
        engine: Engine,
        store: SessionStore,
        contexts: SessionContexts,
        locks: TableLocks,
        running: RunningStatements,
        clock: Clock,
        identity: IdentitySource,
        settings: SessionSettings,
    ) -> None:
        self._engine = engine
        self._store = store
        self._contexts = contexts
        self._locks = locks
        self._running = running
        self._clock = clock
        self._identity = identity
        self._settings = settings
        self._pool = EnginePool(
            engine,
            size=settings.pool_size,
            wait_seconds=settings.pool_wait_seconds,
            trusted_seconds=_TRUSTED_SECONDS,
        )
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._opening = 0
        self._stopping = False
        self._gate = Gate()
        store.close_all_open(clock.now(), "the server was restarted")

    def create(self, request: SessionRequest) -> SessionRecord:
        """A new session; TOO_MANY_SESSIONS at the limit, the name errors of its context where that is wrong."""
        self._check_taking()
        with self._gate.passed():
            return self._create(request)

    def _create(self, request: SessionRequest) -> SessionRecord:
        context = self._contexts.initial(request, self._settings)
        self._reserve()
        try:
            session = self._open(context, request)
            try:
                self._store.save(session.record())
            except BaseException:
                session.engine.close()
                raise
        finally:
            with self._lock:
                self._opening -= 1
        with self._lock:
            self._sessions[session.id] = session
        return session.record()

    def _reserve(self) -> None:
        with self._lock:
            if len(self._sessions) + self._opening >= self._settings.maximum:
                raise SnowflakeError(ErrorCode.TOO_MANY_SESSIONS, limit=self._settings.maximum)
            self._opening += 1

    def _open(self, context: SessionContext, request: SessionRequest) -> Session:
        engine = self._engine.open_session()
        try:
            engine.set_time_zone(context.parameters.text("TIMEZONE"))
        except BaseException:
            engine.close()
            raise
        session = Session(self._identity.session_id(), context, engine, self._clock.now())
        session.client, session.address = request.client, request.address
        return session

    def get(self, session_id: str) -> SessionRecord:
        """An open session's record; SESSION_NOT_FOUND where there is none."""
        return self._find(session_id).record()

    def is_open(self, session_id: str) -> bool:
        """Whether there is such an open session."""
        with self._lock:
            return session_id in self._sessions

    def touch(self, session_id: str) -> None:
        """Say that a session is in use; SESSION_NOT_FOUND where there is none."""
        self._find(session_id).last_used_at = self._clock.now()

    def context(self, session_id: str) -> SessionContext:
        """The context of an open session as it is now; SESSION_NOT_FOUND where there is none."""
        return self._find(session_id).context

    def context_for(self, session_id: str | None, request: SessionRequest) -> SessionContext:
        """The context that a call would have; the name errors of what it asks for where that is wrong."""
        if session_id is None:
            return self._contexts.initial(request, self._settings)
        return self._contexts.overlay(self.context(session_id), request)

    def list(self) -> list[SessionRecord]:
        """The open sessions, the newest first."""
        with self._lock:
            found = [session.record() for session in self._sessions.values()]
        return sorted(found, key=lambda record: record.created_at, reverse=True)

    def close(self, session_id: str, reason: str = "closed by the client") -> None:
        """End a session: what it runs is cancelled, its transaction undone, its temporary objects gone."""
        self._find(session_id)
        with self._lock:
            session = self._sessions.pop(session_id, None)
        if session is None:
            raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=session_id)
        session.closed = True  # before the rest, so that nothing new begins in it
        self._running.cancel_session(session_id)
        if session.lock.acquire(timeout=_CLOSE_SECONDS):
            try:
                self._end(session)
            finally:
                session.lock.release()
        else:
            _log.error("session %s is still at work after %d s; it ends with that work", session_id, _CLOSE_SECONDS)
        self._store.save(replace(session.record(), closed_at=self._clock.now(), close_reason=reason))

    def in_transaction(self, transaction_id: int) -> SessionRecord | None:
        """The session whose open transaction has that id, or None."""
        with self._lock:
            sessions = list(self._sessions.values())
        open_ones = ((session, session.transaction) for session in sessions)
        found = (session for session, open_one in open_ones if open_one is not None and open_one.id == transaction_id)
        return next((session.record() for session in found), None)

    def open_transactions(self) -> Sequence[TransactionOf]:
        """The open transactions of all sessions, the oldest first."""
        found = [item for item in self.transactions() if item.ended_at is None]
        return sorted(found, key=lambda item: item.transaction.started_at)

    def transactions(self) -> Sequence[TransactionOf]:
        """The open transactions of all sessions, and those that ended last in each."""
        with self._lock:
            sessions = list(self._sessions.values())
        return [item for session in sessions for item in session.transactions()]

    def abort_transaction(self, session_id: str, transaction_id: int) -> bool:
        """Undo a session's transaction, once its statement has ended. False where it ended by itself meanwhile."""
        session = self._find(session_id)
        with session.lock:
            if session.closed or session.transaction is None or session.transaction.id != transaction_id:
                return False
            try:
                session.engine.rollback()
            finally:
                session.end_transaction(self._clock.now(), undone=True)
                self._locks.release(session.lock_owner, undone=True)
        return True

    def _end(self, session: Session) -> None:
        try:
            session.engine.close()
        finally:
            self._locks.release(session.lock_owner, undone=True)

    def expire(self) -> int:
        """Close sessions that were idle too long; how many. One at work is not idle."""
        limit = self._clock.now() - dt.timedelta(seconds=self._settings.idle_seconds)
        with self._lock:
            idle = [session for session in self._sessions.values() if session.last_used_at < limit]
        return sum(self._expire(session, limit) for session in idle)

    def _expire(self, session: Session, limit: dt.datetime) -> bool:
        if not session.lock.acquire(blocking=False):
            return False
        try:
            if session.closed or session.last_used_at >= limit:
                return False
            self.close(session.id, "idle for too long")
        except SnowflakeError:  # its client closes it at this moment
            return False
        finally:
            session.lock.release()
        return True

    def purge_records(self, before: dt.datetime) -> int:
        """Delete records of sessions closed before a time; how many."""
        return self._store.purge_closed(before)

    def configure(self, settings: SessionSettings) -> None:
        """Take over defaults and limits for what comes; the size of the pool and its wait stay as they were."""
        self._settings = settings

    @property
    def default_user(self) -> str:
        """The user of calls that name none."""
        return self._settings.user

    def stop_taking(self) -> None:
        """Refuse new calls and sessions from now on with SERVER_STOPPING; calls that are in go on."""
        self._stopping = True

    def _check_taking(self) -> None:
        if self._stopping:
            raise SnowflakeError(ErrorCode.SERVER_STOPPING)

    def shut_down(self) -> None:
        """Close every session and the pool."""
        for record in self.list():
            with suppress(SnowflakeError):  # its client closes it at this moment, or the metadata store is gone
                self.close(record.session_id, "the server was stopped")
        self._pool.close()

    def pool_figures(self) -> PoolFigures:
        """How full the pool of stateless calls is."""
        return self._pool.figures()

    def _find(self, session_id: str) -> Session:
        with self._lock:
            session = self._sessions.get(session_id)
        if session is None:
            raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=session_id)
        return session

    @contextmanager
    def alone(self, seconds: float, insist: Callable[[], None]) -> Iterator[bool]:
        """Keep calls and new sessions waiting, once those that are in have ended; False where some do not in time.

        `insist` is called now and then meanwhile, to end what is in.
        """
        with self._gate.shut(seconds, insist) as is_alone:
            yield is_alone

    @contextmanager
    def use(self, session_id: str | None, request: SessionRequest) -> Iterator[Session]:
        """The session of a call, for this thread alone: an open one by id, or one that lasts as long as the call.

        What `request` asks for holds during the call; of an open session only what the call's own statements did not
        change goes back to what it was.
        """
        self._check_taking()
        with self._gate.passed():
            if session_id is None:
                with self._stateless(request) as session:
                    yield session
            else:
                with self._stateful(self._find(session_id), request) as session:
                    yield session

    @contextmanager
    def beside(self, session_id: str, request: SessionRequest, *, whatever_is_open: bool = False) -> Iterator[Session]:
        """A session like an open one, for a call that need not wait for what runs there.

        It has the other's id and context and a connection of its own; what it changes of its context is lost. A session
        with temporary objects, a transaction or without AUTOCOMMIT is used itself, unless the call needs to see nothing
        of them: `whatever_is_open`.
        """
        session = self._find(session_id)
        if not (whatever_is_open or (session.pristine and session.context.parameters.flag("AUTOCOMMIT"))):
            with self.use(session_id, request) as found:
                yield found
        else:
            with self._gate.passed(), self._copy(session, request) as found:
                yield found

    @contextmanager
    def background(self, context: SessionContext) -> Iterator[Session]:
        """A session of the server's own, on a connection of its own, for as long as the block lasts."""
        with self._gate.passed():
            session = Session(self._identity.session_id(), context, self._engine.open_session(), self._clock.now())
            try:
                session.engine.set_time_zone(context.parameters.text("TIMEZONE"))
                yield session
            finally:
                self._end(session)

    @contextmanager
    def _copy(self, session: Session, request: SessionRequest) -> Iterator[Session]:
        engine = self._pool.borrow()
        copy: Session | None = None
        try:
            context = self._contexts.overlay(session.context, request)
            engine.set_time_zone(context.parameters.text("TIMEZONE"))
            copy = Session(session.id, context, engine, self._clock.now())
            copy.lock_owner = self._identity.session_id()
            copy.client, copy.address, copy.queries = session.client, session.address, session.queries
            session.last_used_at = self._clock.now()
            yield copy
        finally:
            self._end_stateless(engine, copy)

    @contextmanager
    def _stateful(self, session: Session, request: SessionRequest) -> Iterator[Session]:
        with _held(session):
            if session.closed:
                raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=session.id)
            before = session.context
            during = self._contexts.overlay(before, request)
            _set_context(session, during)
            session.last_used_at = self._clock.now()
            try:
                yield session
            finally:
                if session.closed:
                    self._end(session)  # whoever closed it may have given up waiting
                else:
                    _set_context(session, _restored(before, during, session.context))
                session.last_used_at = self._clock.now()

    @contextmanager
    def _stateless(self, request: SessionRequest) -> Iterator[Session]:
        context = self._contexts.initial(request, self._settings)
        engine = self._pool.borrow()
        session: Session | None = None
        try:
            engine.set_time_zone(context.parameters.text("TIMEZONE"))
            session = Session(f"{_STATELESS}{self._identity.session_id()}", context, engine, self._clock.now())
            session.client, session.address = request.client, request.address
            yield session
        finally:
            self._end_stateless(engine, session)

    def _end_stateless(self, engine: EngineSession, session: Session | None) -> None:
        fit = session is not None and session.pristine
        try:
            if session is not None and session.transaction is not None:
                engine.rollback()
        finally:
            if session is not None:
                self._locks.release(session.lock_owner, undone=True)
            self._pool.give_back(engine, fit=fit)


@contextmanager
def _held(session: Session) -> Iterator[None]:
    """The session for this thread alone."""
    if not session.lock.acquire(blocking=False):
        with giving_way():
            session.lock.acquire()
    try:
        yield
    finally:
        session.lock.release()


def _set_context(session: Session, context: SessionContext) -> None:
    """Change the context, and with it the engine's time zone."""
    zone = context.parameters.text("TIMEZONE")
    if zone != session.context.parameters.text("TIMEZONE"):
        session.engine.set_time_zone(zone)
    session.context = context


def _restored(before: SessionContext, during: SessionContext, after: SessionContext) -> SessionContext:
    """The context after a call: what the call's request had overlaid goes back, what its statements changed stays."""
    if during == before:
        return after
    place_kept = (after.database, after.schema) == (during.database, during.schema)
    return replace(
        after,
        role=before.role if after.role == during.role else after.role,
        warehouse=before.warehouse if after.warehouse == during.warehouse else after.warehouse,
        database=before.database if place_kept else after.database,
        schema=before.schema if place_kept else after.schema,
        parameters=after.parameters.putting_back(before.parameters, during.parameters),
    )
