"""Use case: requests whose answers are kept, to be waited for, asked again and read by others.

A request is submitted, carried out by whoever claims it, on any thread, and then answers as often as it is asked, for
as long as results are kept. This is what asynchronous statements, polling, retries that must not run a statement
twice, and results by query id rest on.
"""

from __future__ import annotations

import datetime as dt
import enum
import itertools
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from mockhaus.application.execute_statement import ExecuteStatement, Execution, StatementRequest
from mockhaus.application.outcome import Described, FileTransfer, ReadyRows
from mockhaus.application.running import RunningStatement
from mockhaus.application.statement_result import StatementResult
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.sessions.context import SessionContext
from mockhaus.domain.statements import StatementKind
from mockhaus.domain.types import ResultColumn, varchar
from mockhaus.ports.results import KeptResult, ResultStore
from mockhaus.translation.parsing import split

_log = logging.getLogger(__name__)
_MANY = (ResultColumn("multiple statement execution", varchar(nullable=False)),)
_SHOWN = 30
"""Characters of a failed statement that its error shows."""
_ALL_DONE = "Multiple statements executed successfully."


class Repeat(enum.Enum):
    """What becomes of a request whose id and text came before."""

    SAME = "same"
    """It is the one of before, however that ended."""
    UNLESS_FAILED = "unless failed"
    """It is the one of before, unless that failed."""
    ALWAYS = "always"
    """It runs again."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """Whose request it was: a session's, or without one a user's; and the id that it was sent under."""

    session_id: str | None
    user: str | None
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementAnswer:
    """What a request answered: its result, and the session's context after it.

    `changed` are the rows inserted, updated, deleted or loaded, `statistics` all counts of DML by the names of result
    columns, also those that the result does not have. A request of several statements has a result of one
    row, and the query ids of its statements in `children`, each with an answer of its own.
    """

    query_id: str
    kind: StatementKind
    result: KeptResult
    changed: int
    context: SessionContext
    transfer: FileTransfer | None = None
    described: Described | None = None
    statistics: Mapping[str, int] = field(default_factory=dict)
    children: tuple[StatementAnswer, ...] = ()


class Submission:
    """A request on its way to its answer. Thread-safe. Once it is done, the request with its values is let go.

    `began_at` is when it was submitted; of one statement of several, when that statement began. `note` is what the
    adapter that took the request wants to know again when it reads the answer: the core does not look at it.
    """

    def __init__(
        self,
        request: StatementRequest | None,
        query_id: str,
        user: str,
        began_at: dt.datetime,
        *,
        key: RequestKey | None = None,
        note: object = None,
    ) -> None:
        self._request = request
        self._text = hash(request.sql) if request else 0
        self.key = key
        self.query_id = query_id
        self.user = user
        self.began_at = began_at
        self.note = note
        self._current: RunningStatement | None = None
        self._lock = threading.Lock()
        self._claimed = False
        self._cancelled = False
        self._done = threading.Event()
        self._answer: StatementAnswer | None = None
        self._error: SnowflakeError | None = None
        self._callbacks: list[Callable[[], None]] = []

    @property
    def request(self) -> StatementRequest:
        """The request, while it is not done."""
        if self._request is None:
            raise SnowflakeError(ErrorCode.QUERY_NOT_RUNNING)
        return self._request

    def is_of(self, request: StatementRequest) -> bool:
        """Whether it was submitted with the text of a request."""
        return self._text == hash(request.sql)

    def claim(self) -> bool:
        """True once: for whoever is to carry the request out."""
        with self._lock:
            claimed, self._claimed = self._claimed, True
            return not claimed

    @property
    def done(self) -> bool:
        """Whether the answer, or the error, is there."""
        return self._done.is_set()

    @property
    def error(self) -> SnowflakeError | None:
        """Why the request failed, where it has."""
        return self._error

    def wait(self, seconds: float) -> bool:
        """Wait for the end; whether it came in time."""
        return self._done.wait(seconds)

    def when_done(self, callback: Callable[[], None]) -> None:
        """Call back at the end, on whatever thread; at once where it is there."""
        with self._lock:
            if not self._done.is_set():
                self._callbacks.append(callback)
                return
        callback()

    def answer(self) -> StatementAnswer:
        """The answer of a request that is done; raises the error that it ended with."""
        if self._error is not None:
            raise self._error
        if self._answer is None:
            raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=self.query_id)
        return self._answer

    def finish(self, answer: StatementAnswer | None, error: SnowflakeError | None) -> None:
        """Set the answer or the error, where neither is set, and tell everybody who waits."""
        with self._lock:
            if self._done.is_set():
                return
            self._answer, self._error, self._request = answer, error, None
            self._done.set()
            callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def begin(self, statement: RunningStatement) -> None:
        """A statement of the request begins; CANCELLED where none of it is to begin any more."""
        with self._lock:
            if self._cancelled:
                raise SnowflakeError(ErrorCode.CANCELLED)
            self._current = statement

    def cancel(self) -> None:
        """Stop what runs, and let nothing more of the request begin. One that waits to begin ends at once."""
        with self._lock:
            self._cancelled = True
            current = self._current
        if current is not None:
            current.cancel()
            return
        error = SnowflakeError(ErrorCode.CANCELLED)
        error.query_id = self.query_id
        self.finish(None, error)

    @property
    def begun(self) -> bool:
        """Whether a statement of it runs, or did."""
        return self._current is not None

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop it."""
        return self._cancelled


class SubmitStatements:
    """The account's submissions. Thread-safe. At most `maximum` of them are remembered, the oldest go first."""

    def __init__(self, *, execute: ExecuteStatement, results: ResultStore, maximum: int = 10_000) -> None:
        self._execute = execute
        self._results = results
        self._maximum = maximum
        self._lock = threading.Lock()
        self._submissions: OrderedDict[str, Submission] = OrderedDict()
        self._by_request: dict[RequestKey, Submission] = {}

    def submit(
        self,
        request: StatementRequest,
        *,
        user: str,
        request_id: str | None = None,
        repeat: Repeat = Repeat.SAME,
        note: object = None,
    ) -> Submission:
        """The submission of a request; `repeat` says when it is one of before that had the same id and text.

        An id belongs to the session, or without one to the user, that sends it.
        """
        services = self._execute.services
        key = _key(request, user, request_id) if request_id else None
        with self._lock:
            known = self._by_request.get(key) if key else None
            if known is not None and known.is_of(request) and _stands(known, repeat):
                return known
            query_id = services.identity.query_id()
            numbered = replace(request, query_id=query_id)
            made = Submission(numbered, query_id, user, services.clock.now(), key=key, note=note)
            self._submissions[query_id] = made
            if key:
                self._by_request[key] = made
            forgotten = self._forget_oldest()
        for query_id in forgotten:
            self._results.remove(query_id)
        return made

    def _forget_oldest(self) -> list[str]:
        """Make room; the query ids whose results go too. What still runs is kept."""
        over = len(self._submissions) - self._maximum
        if over <= 0:
            return []
        done = ((query_id, item) for query_id, item in self._submissions.items() if item.done)
        forgotten = list(itertools.islice(done, over))
        for query_id, oldest in forgotten:
            del self._submissions[query_id]
            if oldest.key is not None and self._by_request.get(oldest.key) is oldest:
                del self._by_request[oldest.key]
        return [query_id for query_id, _ in forgotten]

    def find(self, query_id: str, user: str) -> Submission:
        """A user's submission, also of one statement of several; QUERY_NOT_FOUND where there is none."""
        found = self.get(query_id)
        if found is None or found.user != user:
            raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=query_id)
        return found

    def get(self, query_id: str) -> Submission | None:
        """Anybody's submission, or None."""
        with self._lock:
            return self._submissions.get(query_id)

    def pending(self) -> list[Submission]:
        """Those that wait or run, the oldest first."""
        with self._lock:
            return [item for item in self._submissions.values() if not item.done]

    def kept(self, query_id: str) -> KeptResult:
        """The result of a statement, for whoever may read it; RESULT_NOT_FOUND where it is not kept any more."""
        found = self._results.find(query_id)
        if found is None:
            raise SnowflakeError(ErrorCode.RESULT_NOT_FOUND, query_id=query_id)
        return found

    def find_request(self, session_id: str, request_id: str) -> Submission | None:
        """What a session submitted under an id of its own, or None."""
        with self._lock:
            return self._by_request.get(RequestKey(session_id, None, request_id))

    def cancel(self, submission: Submission) -> None:
        """Stop a submission, whether it runs or waits; one that is done stays as it is."""
        submission.cancel()

    def carry_out(self, submission: Submission) -> None:
        """Run a claimed submission to its end on this thread. Its errors are its answer: none is raised here."""
        try:
            submission.finish(self._answer(submission), None)
        except SnowflakeError as error:
            error.query_id = error.query_id or submission.query_id
            submission.finish(None, error)
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of the end
            _log.error("a submission failed unexpectedly", exc_info=error, extra={"query_id": submission.query_id})
            internal = SnowflakeError(ErrorCode.INTERNAL, query_id=submission.query_id)
            internal.query_id = submission.query_id
            internal.__cause__ = error
            submission.finish(None, internal)

    def _answer(self, submission: Submission) -> StatementAnswer:
        with self._execute(replace(submission.request, on_begin=submission.begin)) as execution:
            if submission.cancelled:
                raise execution.refuse(SnowflakeError(ErrorCode.CANCELLED))
            if len(execution.texts) == 1:
                return next(self._keep(execution, result) for result in execution)
            return self._answer_many(submission, execution)

    def _keep(self, execution: Execution, result: StatementResult) -> StatementAnswer:
        kept = result.keep(self._results)
        return StatementAnswer(
            query_id=result.query_id,
            kind=result.kind,
            result=kept,
            changed=result.changed,
            context=execution.session.context,
            transfer=result.transfer,
            described=result.described,
            statistics=result.statistics,
        )

    def _answer_many(self, submission: Submission, execution: Execution) -> StatementAnswer:
        children: list[StatementAnswer] = []
        try:
            began_at = self._execute.services.clock.now()
            for result in execution:
                children.append(self._keep(execution, result))
                self._remember(submission, children[-1], began_at)
                began_at = self._execute.services.clock.now()
                if submission.cancelled and len(children) < len(execution.texts):
                    raise execution.refuse(SnowflakeError(ErrorCode.CANCELLED))
        except SnowflakeError as error:
            raise _failed_among(submission, len(children), error) from error
        rows = ReadyRows(((_ALL_DONE,),))
        return StatementAnswer(
            query_id=submission.query_id,
            kind=StatementKind.MULTI_STATEMENT,
            result=self._results.keep(submission.query_id, _MANY, rows, owner=submission.user),
            changed=0,
            context=execution.session.context,
            children=tuple(children),
        )

    def _remember(self, parent: Submission, child: StatementAnswer, began_at: dt.datetime) -> None:
        """Make one statement of several findable by its own id."""
        made = Submission(None, child.query_id, parent.user, began_at, note=parent.note)
        made.claim()
        made.finish(child, None)
        with self._lock:
            self._submissions[child.query_id] = made


def _key(request: StatementRequest, user: str, request_id: str) -> RequestKey:
    return RequestKey(request.session_id, user if request.session_id is None else None, request_id)


def _stands(known: Submission, repeat: Repeat) -> bool:
    """Whether a submission answers the repetition of its request too."""
    if repeat is Repeat.UNLESS_FAILED:
        return known.error is None
    return repeat is Repeat.SAME


def _failed_among(submission: Submission, index: int, error: SnowflakeError) -> SnowflakeError:
    """The error of a request of which one statement failed; the statements before it stay done."""
    if error.error in (ErrorCode.CANCELLED, ErrorCode.TIMEOUT, ErrorCode.INTERNAL):
        error.query_id = submission.query_id
        return error
    found = split(submission.request.sql)[index]
    failed = SnowflakeError(
        ErrorCode.STATEMENTS_FAILED, position=found.start, text=_shortened(found.text), cause=error.message
    )
    failed.query_id = submission.query_id
    return failed


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
