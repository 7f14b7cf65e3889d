"""Use case: carry out the statements of a request, one after another, each with its record in the history."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType

from mockhaus.application import chains
from mockhaus.application.binding import NO_BINDS, ArrayBind, Binds, Bound, bind, bind_array, bind_nothing
from mockhaus.application.choosing_sessions import session_for
from mockhaus.application.handlers import FAMILIES, runs_on_warehouse
from mockhaus.application.handlers.previews import preview
from mockhaus.application.handlers.transactions import commit
from mockhaus.application.journal import Journal
from mockhaus.application.manage_sessions import ManageSessions, SessionRequest
from mockhaus.application.outcome import Outcome
from mockhaus.application.past_statements import PastStatements
from mockhaus.application.plan_cache import BoundedCache
from mockhaus.application.running import RunningStatement, RunningStatements
from mockhaus.application.services import Services, StatementRun
from mockhaus.application.session import Session
from mockhaus.application.session_control import SessionControl
from mockhaus.application.single_statements import check_single
from mockhaus.application.statement_result import StatementResult, StatementTracker
from mockhaus.application.watchdog import Watchdog
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.statements import (
    Call,
    Chain,
    Commit,
    Delete,
    Insert,
    Merge,
    Query,
    Rollback,
    Statement,
    StatementKind,
    Truncate,
    Update,
)
from mockhaus.domain.types import Kind
from mockhaus.ports.client_files import ClientFiles
from mockhaus.ports.tracing import TracePhase
from mockhaus.translation.locating import located
from mockhaus.translation.masking import mask_secrets
from mockhaus.translation.parsing import depends_on_values, kind_of, parse, split
from mockhaus.translation.placeholders import count_positional_binds

_log = logging.getLogger(__name__)
_PARSED = 1_000
_LONGEST_KEPT = 20_000
_NEVER = 172_800
_TAKING_ARRAYS = (Insert, Update, Delete, Merge)
_PLANNED = (Query, Call, Insert, Update, Delete, Merge, Truncate)
"""Statements that are planned first: their handlers tell when they are executed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRequest:
    """What a client asks: one or more statements, in a session or without one.

    `parameters` are bound by the engine: a sequence for `?` and `:1`, a mapping for `:name`. With several statements
    the positional ones are taken in order, as many as each statement has. `timeout` is in seconds for each statement.
    `array` takes the place of `parameters` where one statement is to run for many rows of values.
    `statement_count`, where given and not 0, must be the number of statements. `client_files` are what PUT may read;
    a client that `transfers_files` itself is told what to copy instead. With `describe_only` nothing is changed: a
    statement's columns are found out. `query_id` names the request's only statement, instead of a new id.
    `beside` says that one statement that leaves the session as it is need not wait for the session's others.
    `on_begin` is told of each statement that begins.
    `keeps_transaction` forbids DDL to commit an open transaction first; as it cannot be carried out otherwise, it is
    refused then.
    `by_sql_api` says that the request came by Snowflake's SQL API, which does not take every single statement.
    """

    sql: str
    session_id: str | None = None
    context: SessionRequest = field(default_factory=SessionRequest)
    parameters: Sequence[Bound] | Mapping[str, Bound] | None = None
    array: ArrayBind | None = None
    timeout: float | None = None
    statement_count: int | None = None
    client_files: ClientFiles | None = None
    transfers_files: bool = False
    describe_only: bool = False
    query_id: str | None = None
    beside: bool = False
    on_begin: Callable[[RunningStatement], None] | None = None
    by_sql_api: bool = False
    keeps_transaction: bool = False


class Execution(AbstractContextManager["Execution"]):
    """The statements of one request. Iterating runs them: each starts when its result is asked for.

    A result ends when the next is asked for. The first error ends the request; what ran before it stays done.
    """

    def __init__(self, request: StatementRequest, owner: ExecuteStatement) -> None:
        self._request = request
        self._owner = owner
        self._stack = ExitStack()
        self._session: Session | None = None
        self._queued = 0.0
        self._current: StatementResult | None = None
        self._texts: tuple[str, ...] | None = None
        self.completed = 0
        """Statements that succeeded so far."""

    def __enter__(self) -> Execution:
        request = self._request
        began = self._owner.services.clock.elapsed()
        self._session = self._stack.enter_context(self._owner.session_for(request))
        self._queued = self._owner.services.clock.elapsed() - began
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, Exception) and self._current is not None:
                self._fail(self._current, error)
        finally:
            self._stack.close()

    @staticmethod
    def _fail(result: StatementResult, error: Exception) -> None:
        """Record that the result could not be handed on; a fault of Mockhaus is told as such, with the query id."""
        reason = result.fail(error)
        if not isinstance(error, SnowflakeError):
            raise reason from error

    @property
    def session(self) -> Session:
        """The session that the statements run in."""
        if self._session is None:
            raise SnowflakeError(ErrorCode.INTERNAL, query_id="-")
        return self._session

    @property
    def texts(self) -> tuple[str, ...]:
        """The statements of the request; EMPTY_STATEMENT or STATEMENT_COUNT where they are not what was asked for."""
        if self._texts is None:
            self._texts = self._split()
        return self._texts

    def refuse(self, error: SnowflakeError) -> SnowflakeError:
        """Record that nothing of the request runs; the error to raise."""
        return self._owner.refuse(self.session, self._request, error)

    def __iter__(self) -> Iterator[StatementResult]:
        texts = self.texts
        try:
            binds = self._binds(texts)
        except SnowflakeError as error:
            raise self.refuse(error) from error
        request = self._request if len(texts) == 1 else replace(self._request, query_id=None, by_sql_api=False)
        for text, bound in zip(texts, binds, strict=True):
            result = self._owner.run(self.session, text, bound, request=request, queued=self._queued)
            self._queued = 0.0
            self._stack.callback(result.close)
            self._current = result
            yield result
            result.close()
            self._current = None
            self.completed += 1

    def _split(self) -> tuple[str, ...]:
        try:
            texts = tuple(item.text for item in split(self._request.sql))
        except SnowflakeError as error:
            raise self.refuse(error) from error
        desired = self._request.statement_count
        if not texts:
            raise self.refuse(SnowflakeError(ErrorCode.EMPTY_STATEMENT))
        if desired and len(texts) != desired:
            raise self.refuse(SnowflakeError(ErrorCode.STATEMENT_COUNT, actual=len(texts), desired=desired))
        return texts

    def _binds(self, texts: Sequence[str]) -> list[Binds]:
        parameters, array = self._request.parameters, self._request.array
        if array is not None:
            return [bind_array(array, count_positional_binds(text)) for text in texts]
        if parameters is None and self._request.describe_only:
            return [bind_nothing(count_positional_binds(text)) for text in texts]
        if parameters is None or isinstance(parameters, Mapping) or len(texts) == 1:
            return [bind(parameters)] * len(texts)
        taken, found = 0, []
        for text in texts:
            count = count_positional_binds(text)
            found.append(bind(parameters[taken : taken + count]) if count else NO_BINDS)
            taken += count
        return found


def _texts(session: Session, binds: Binds) -> dict[str, str]:
    """The texts of variables and binds, for the places of a statement that are settled while it is parsed."""
    variables = {name: item.value for name, item in session.context.variables}
    bound = {_bind_mark(name): value for name, value in binds.values.items()}
    return {name: str(value) for name, value in {**variables, **bound}.items() if value is not None}


def _bind_mark(parameter: str) -> str:
    """`:1` for the engine parameter `p1`, `:NAME` for `n_name`."""
    return f":{parameter[1:]}" if parameter.startswith("p") else f":{parameter[2:].upper()}"


def _check_keeping(statement: Statement, session: Session) -> None:
    """Refuse what would commit the open transaction of a request that is to keep it."""
    if isinstance(statement, Chain):
        for link in statement.links:
            _check_keeping(link.statement, session)
    family = FAMILIES.get(type(statement))
    if family is not None and family.commits and session.transaction is not None:
        raise unsupported(f"{kind_of(statement).value} that does not commit the open transaction")


class ExecuteStatement:
    """Runs requests. Thread-safe: each request runs on its caller's thread."""

    def __init__(
        self,
        *,
        services: Services,
        sessions: ManageSessions,
        running: RunningStatements,
        journal: Journal,
        watchdog: Watchdog,
    ) -> None:
        self.services = services
        self.sessions = sessions
        self.running = running
        self.journal = journal
        self.watchdog = watchdog
        self._control = SessionControl(running, sessions)
        self._past = PastStatements(journal, running)
        self._parsed: BoundedCache[tuple[str, str], Statement] = BoundedCache(_PARSED)

    def __call__(self, request: StatementRequest) -> Execution:
        """An execution to enter and iterate."""
        return Execution(request, self)

    def session_for(self, request: StatementRequest) -> AbstractContextManager[Session]:
        """The session that a request runs in."""
        return session_for(self.sessions, request.sql, request.session_id, request.context, beside=request.beside)

    def run(
        self, session: Session, text: str, binds: Binds, *, request: StatementRequest, queued: float = 0.0
    ) -> StatementResult:
        """Carry out one statement in a session that the caller holds, and waited `queued` seconds for."""
        tracker = self._track(session, text, request.query_id, queued)
        try:
            if request.on_begin is not None:
                request.on_begin(tracker.running)
            if session.closed:
                raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=session.id)
            tracker.limit(self._seconds(session, request.timeout))
            statement = self.parsed(session, text, binds)
            kind = kind_of(statement)
            tracker.parsed(kind)
            if request.by_sql_api:
                check_single(statement)
            if request.keeps_transaction:
                _check_keeping(statement, session)
            run = self._statement_run(session, text, binds, tracker, request)
            outcome = preview(statement, run) if request.describe_only else self._carry_out(statement, run)
            tracker.stands_at(run.version or self.services.versions.next())
        except SnowflakeError as error:
            raise tracker.fail(located(error, text)) from error
        except Exception as error:
            raise tracker.fail_unexpectedly(error) from error
        finally:
            self.release(session)
            if not request.describe_only:
                session.queries.add(tracker.running.record.query_id)
        store = self.services.results if request.session_id is not None else None
        return StatementResult(tracker.running.record.query_id, kind, outcome, tracker, store)

    def parsed(self, session: Session, text: str, binds: Binds) -> Statement:
        """A statement as the session has it: its variables, and values, may settle some of its places."""
        timestamp = session.context.parameters.text("TIMESTAMP_TYPE_MAPPING")
        if depends_on_values(text):
            return parse(text, _texts(session, binds), timestamp=Kind(timestamp))
        found = self._parsed.get((text, timestamp))
        if found is None:
            found = parse(text, timestamp=Kind(timestamp))
            if len(text) <= _LONGEST_KEPT:
                self._parsed.put((text, timestamp), found)
        return found

    def refuse(self, session: Session, request: StatementRequest, error: SnowflakeError) -> SnowflakeError:
        """Record a request of which nothing runs; the error to raise."""
        return self._track(session, request.sql, request.query_id).fail(error)

    def release(self, session: Session) -> None:
        """Let go of a statement's locks as soon as it has done its work, unless they are its open transaction's.

        The result may be read much later, and perhaps is never closed: nobody has to wait for that. A transaction that
        an error has ended holds nothing any more, though its session has yet to roll it back.
        """
        failed = session.engine.failed
        if session.transaction is None or failed:
            self.services.locks.release(session.lock_owner, undone=failed)

    def _track(self, session: Session, text: str, query_id: str | None, queued: float = 0.0) -> StatementTracker:
        context = session.context
        record = QueryRecord(
            query_id=query_id or self.services.identity.query_id(),
            text=mask_secrets(text),
            kind=StatementKind.UNKNOWN.value,
            session_id=session.id,
            user=context.user,
            role=context.role,
            started_at=self.services.clock.now(),
            database=context.database,
            schema=context.schema,
            warehouse=context.warehouse,
            query_tag=context.parameters.text("QUERY_TAG"),
            queue_ms=queued * 1_000,
        )
        return StatementTracker(record, session, self)

    def _statement_run(
        self, session: Session, text: str, binds: Binds, tracker: StatementTracker, request: StatementRequest
    ) -> StatementRun:
        return StatementRun(
            session=session,
            services=self.services,
            query_id=tracker.running.record.query_id,
            text=text,
            bind_values=binds.values,
            bind_types=binds.types,
            array=binds.array,
            client_files=request.client_files,
            transfers_files=request.transfers_files,
            control=self._control,
            past=self._past,
            check_cancelled=tracker.running.check,
            phases=tracker.phases,
        )

    def _seconds(self, session: Session, timeout: float | None) -> float | None:
        context = session.context
        parameter = context.parameters.integer("STATEMENT_TIMEOUT_IN_SECONDS") or _NEVER
        of_warehouse = self.services.account.statement_seconds(context.warehouse) or _NEVER
        limits = [limit for limit in (timeout, parameter, of_warehouse) if limit is not None and limit < _NEVER]
        return min(limits, default=None)

    def _link(self, statement: Statement, run: StatementRun) -> Outcome:
        outcome = self._carry_out(statement, run)
        self.release(run.session)
        return outcome

    def _carry_out(self, statement: Statement, run: StatementRun) -> Outcome:
        if isinstance(statement, Chain):
            return chains.carry_out(statement, run, self._link)
        family = FAMILIES.get(type(statement))
        if family is None:
            raise unsupported(kind_of(statement).value)
        if run.array is not None and not isinstance(statement, _TAKING_ARRAYS):
            raise unsupported(f"array binding in {kind_of(statement).value}")
        session = run.session
        if session.engine.failed and not isinstance(statement, Commit | Rollback):
            raise SnowflakeError(ErrorCode.TRANSACTION_ABORTED, cause="see the statement before")
        if runs_on_warehouse(statement):
            self.services.account.wake(session.context.warehouse)
        if family.commits and session.transaction is not None:
            commit(Commit(), run)
            run.version = None
        if not isinstance(statement, _PLANNED):
            run.phases.enter(TracePhase.EXECUTE)
        try:
            return family.handler(statement, run)
        except SnowflakeError as error:
            if error.error is ErrorCode.INTERNAL and self._is_outdated(session):
                raise SnowflakeError(ErrorCode.TRANSACTION_OUTDATED, name="What the statement reads") from error
            raise

    def _is_outdated(self, session: Session) -> bool:
        """Whether an open transaction sees the tables as they were before the catalog changed."""
        snapshot = session.transaction.snapshot if session.transaction else None
        return snapshot is not None and snapshot.catalog_version != self.services.catalog.current.version
