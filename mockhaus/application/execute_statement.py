"""Use case: carry out the statements of a request, one after another, each with its record in the history."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType

from mockhaus.application.binding import NO_BINDS, ArrayBind, Binds, Bound, bind, bind_array, bind_nothing
from mockhaus.application.choosing_sessions import session_for
from mockhaus.application.handlers import FAMILIES, runs_on_warehouse
from mockhaus.application.handlers.previews import preview
from mockhaus.application.handlers.transactions import commit
from mockhaus.application.journal import Journal
from mockhaus.application.manage_sessions import ManageSessions, SessionRequest
from mockhaus.application.outcome import KeptRows, Outcome
from mockhaus.application.plan_cache import BoundedCache
from mockhaus.application.running import RunningStatement, RunningStatements
from mockhaus.application.services import Services, StatementRun
from mockhaus.application.session import Session
from mockhaus.application.session_control import SessionControl
from mockhaus.application.single_statements import check_single
from mockhaus.application.watchdog import Deadline, Watchdog
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Commit, Delete, Insert, Merge, Rollback, Statement, StatementKind, Update
from mockhaus.domain.types import Kind, ResultColumn
from mockhaus.ports.client_files import ClientFiles
from mockhaus.ports.results import KeptResult, ResultStore
from mockhaus.translation.masking import mask_secrets
from mockhaus.translation.parsing import depends_on_values, kind_of, parse, split
from mockhaus.translation.placeholders import count_positional_binds

_log = logging.getLogger(__name__)
_FETCH = 10_000
_PARSED = 1_000
_LONGEST_KEPT = 20_000
_NEVER = 172_800
_TAKING_ARRAYS = (Insert, Update, Delete, Merge)


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


class StatementResult:
    """A statement's result: its columns at once, its rows as they are fetched, until `close`.

    `bytes_produced` is for whoever hands the rows on to say, before the end, how many bytes they took.
    """

    def __init__(
        self, query_id: str, kind: StatementKind, outcome: Outcome, tracker: _Tracker, store: ResultStore | None
    ) -> None:
        self.query_id = query_id
        self.kind = kind
        self.columns: tuple[ResultColumn, ...] = outcome.columns
        self.changed = outcome.changed
        self.transfer = outcome.transfer
        self.described = outcome.described
        self.statistics = outcome.statistics
        self._rows = outcome.rows
        self._store = store
        self._tracker = tracker
        self.row_count = 0
        self.bytes_produced = 0

    def fetch(self, count: int) -> list[Row]:
        """The next rows, at most `count`; an empty list at the end. A session's result is kept before any is given."""
        if self._store is not None:
            kept = self.keep(self._store)
            self._rows, self._store, self.row_count = KeptRows(kept), None, 0
        try:
            rows = self._rows.fetch(count)
        except SnowflakeError as error:
            raise self._tracker.fail(error) from error
        except Exception as error:
            raise self._tracker.fail_unexpectedly(error) from error
        self.row_count += len(rows)
        if not rows:
            self._tracker.executed()
        return rows

    def fetch_all(self, limit: int | None = None) -> list[Row]:
        """Every row; RESULT_TOO_LARGE where there are more than `limit`."""
        found: list[Row] = []
        while rows := self.fetch(_FETCH):
            found.extend(rows)
            if limit is not None and len(found) > limit:
                raise self._tracker.fail(SnowflakeError(ErrorCode.RESULT_TOO_LARGE, limit=f"{limit} rows"))
        return found

    def keep(self, store: ResultStore) -> KeptResult:
        """Read every row into a store of results, where they stay when this result ends."""
        try:
            kept = store.keep(self.query_id, self.columns, self._rows, owner=self._tracker.running.record.user)
        except SnowflakeError as error:
            raise self._tracker.fail(error) from error
        except Exception as error:
            raise self._tracker.fail_unexpectedly(error) from error
        self._rows.close()
        self.row_count = kept.row_count
        self._tracker.executed()
        return kept

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds from the statement's start to its last row, or to now."""
        return self._tracker.elapsed_ms

    def fail(self, error: Exception) -> SnowflakeError:
        """End the result because of an error met while it was handed on; the error to report."""
        if isinstance(error, SnowflakeError):
            return self._tracker.fail(error)
        return self._tracker.fail_unexpectedly(error)

    def close(self) -> None:
        """End the result: frees what it holds in the engine and finishes the record. Closing twice is allowed."""
        self._rows.close()
        self._tracker.succeed(self)


class _Tracker:
    """Follows one statement from its start to the record of its end."""

    def __init__(self, record: QueryRecord, session: Session, owner: ExecuteStatement) -> None:
        self._record = record
        self._owner = owner
        self._began = owner.services.clock.elapsed()
        self._compiled: float | None = None
        self._executed: float | None = None
        self._deadline: Deadline | None = None
        self.running = RunningStatement(record, session.engine)
        self._open = True
        owner.running.add(self.running)

    def limit(self, seconds: float | None) -> None:
        """Stop the statement after so many seconds."""
        if seconds is not None:
            self._deadline = self._owner.watchdog.after(seconds, lambda: self.running.time_out(seconds))

    def parsed(self, kind: StatementKind) -> None:
        """The statement's kind is known."""
        self._record = replace(self._record, kind=kind.value)
        self._compiled = self._owner.services.clock.elapsed()

    def executed(self) -> None:
        """The last row was fetched."""
        self._executed = self._executed or self._owner.services.clock.elapsed()

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds from the start to the last row, or to now."""
        return ((self._executed or self._owner.services.clock.elapsed()) - self._began) * 1_000

    def succeed(self, result: StatementResult) -> None:
        """The statement ended well."""
        ended = replace(
            self._record,
            status=QueryStatus.SUCCESS,
            rows_produced=result.row_count,
            rows_changed=result.changed,
            bytes_produced=result.bytes_produced,
        )
        self._end(ended)

    def fail(self, error: SnowflakeError) -> SnowflakeError:
        """The statement failed; the error to report. A fault of Mockhaus is logged with the statement's query id."""
        reason = self.running.reason(error)
        if reason.error is ErrorCode.INTERNAL and reason.details.get("query_id") != self._record.query_id:
            return self.fail_unexpectedly(error)
        reason.query_id = self._record.query_id
        ended = replace(
            self._record,
            status=QueryStatus.INCIDENT if reason.error is ErrorCode.INTERNAL else QueryStatus.FAIL,
            error_code=reason.code,
            error_message=mask_secrets(reason.message),
        )
        self._end(ended)
        return reason

    def fail_unexpectedly(self, error: Exception) -> SnowflakeError:
        """The statement failed by a fault of Mockhaus: logged with its query id, and told without details."""
        if isinstance(error, RecursionError):
            return self.fail(SnowflakeError(ErrorCode.SEMANTIC, detail="The statement is nested too deeply."))
        _log.error("a statement failed unexpectedly", exc_info=error, extra={"query_id": self._record.query_id})
        return self.fail(SnowflakeError(ErrorCode.INTERNAL, query_id=self._record.query_id))

    def _end(self, record: QueryRecord) -> None:
        if not self._open:
            return
        now = self._owner.services.clock.elapsed()
        compiled = self._compiled or now
        executed = self._executed or now
        self._record = replace(
            record,
            ended_at=self._owner.services.clock.now(),
            compile_ms=(compiled - self._began) * 1_000,
            execute_ms=(executed - compiled) * 1_000,
            total_ms=(now - self._began) * 1_000,
        )
        self._open = False
        if self._deadline is not None:
            self._deadline.cancel()
        self._owner.running.remove(self.running)
        self._owner.journal.add(self._record)


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
        if request.on_begin is not None:
            request.on_begin(tracker.running)
        try:
            if session.closed:
                raise SnowflakeError(ErrorCode.SESSION_NOT_FOUND, session_id=session.id)
            tracker.limit(self._seconds(session, request.timeout))
            statement = self._parse(session, text, binds)
            kind = kind_of(statement)
            tracker.parsed(kind)
            if request.by_sql_api:
                check_single(statement)
            run = self._statement_run(session, text, binds, tracker, request)
            outcome = preview(statement, run) if request.describe_only else self._carry_out(statement, run)
        except SnowflakeError as error:
            raise tracker.fail(error) from error
        except Exception as error:
            raise tracker.fail_unexpectedly(error) from error
        finally:
            self._release(session)
            if not request.describe_only:
                session.queries.add(tracker.running.record.query_id)
        store = self.services.results if request.session_id is not None else None
        return StatementResult(tracker.running.record.query_id, kind, outcome, tracker, store)

    def refuse(self, session: Session, request: StatementRequest, error: SnowflakeError) -> SnowflakeError:
        """Record a request of which nothing runs; the error to raise."""
        return self._track(session, request.sql, request.query_id).fail(error)

    def _release(self, session: Session) -> None:
        """Let go of a statement's locks as soon as it has done its work, unless they are its open transaction's.

        The result may be read much later, and perhaps is never closed: nobody has to wait for that.
        """
        if session.transaction is None:
            self.services.locks.release(session.lock_owner)

    def _track(self, session: Session, text: str, query_id: str | None, queued: float = 0.0) -> _Tracker:
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
        return _Tracker(record, session, self)

    def _statement_run(
        self, session: Session, text: str, binds: Binds, tracker: _Tracker, request: StatementRequest
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
            check_cancelled=tracker.running.check,
        )

    def _seconds(self, session: Session, timeout: float | None) -> float | None:
        context = session.context
        parameter = context.parameters.integer("STATEMENT_TIMEOUT_IN_SECONDS") or _NEVER
        of_warehouse = self.services.account.statement_seconds(context.warehouse) or _NEVER
        limits = [limit for limit in (timeout, parameter, of_warehouse) if limit is not None and limit < _NEVER]
        return min(limits, default=None)

    def _parse(self, session: Session, text: str, binds: Binds) -> Statement:
        timestamp = session.context.parameters.text("TIMESTAMP_TYPE_MAPPING")
        if depends_on_values(text):
            return parse(text, _texts(session, binds), timestamp=Kind(timestamp))
        found = self._parsed.get((text, timestamp))
        if found is None:
            found = parse(text, timestamp=Kind(timestamp))
            if len(text) <= _LONGEST_KEPT:
                self._parsed.put((text, timestamp), found)
        return found

    def _carry_out(self, statement: Statement, run: StatementRun) -> Outcome:
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
