"""How far a statement is, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mockhaus.application.submissions import StatementAnswer, Submission
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.statements import StatementKind
from mockhaus.ports.results import KeptResult
from mockhaus.translation.masking import mask_secrets
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.statement_answers import StatementDocument, record_fields
from mockhaus_adapters.http_falcon.waiting import ended

_UNKNOWN = (
    "session_id",
    "role",
    "query_text",
    "compilation_time",
    "queued_time",
    "execution_time",
    "total_elapsed_time",
)
_LOOKS_SECONDS = 0.05
"""How often a statement that nobody submitted is looked at."""


@dataclass(frozen=True, slots=True)
class StatementState:
    """What is known of a statement: its record, its submission, or both."""

    query_id: str
    record: QueryRecord | None
    submission: Submission | None

    @property
    def user(self) -> str:
        """Whose it is."""
        if self.record is not None:
            return self.record.user
        assert self.submission is not None  # noqa: S101 - one of them there is
        return self.submission.user

    @property
    def ended(self) -> bool:
        """Whether it neither runs nor waits."""
        if self.submission is not None:
            return self.submission.done
        return self.record is None or self.record.status is not QueryStatus.RUNNING

    @property
    def begun(self) -> bool:
        """Whether it does not wait any more."""
        return self.record is not None or (self.submission is not None and self.submission.begun)

    def fields(self) -> dict[str, Any]:
        """The fields of a `StatementDocument`."""
        if self.record is not None:
            return record_fields(self.record)
        assert self.submission is not None  # noqa: S101 - one of them there is
        return record_fields(_substitute(self.submission)) | _unknown(self.submission)

    def document(self) -> StatementDocument:
        """The state, as it is answered."""
        return StatementDocument(**self.fields())

    def children(self) -> Sequence[StatementAnswer]:
        """The answers of an ended request of several statements."""
        submission = self.submission
        if submission is None or not submission.done or submission.error is not None:
            return ()
        return submission.answer().children


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundResult:
    """A statement's result: that of the last one, where there were several. `parameters` say how its values look."""

    query_id: str
    kind: str
    kept: KeptResult
    changed: int
    parameters: SessionParameters
    statements: list[str] | None


def find(call: Call, query_id: str) -> StatementState:
    """A statement that the caller may see; QUERY_NOT_FOUND where there is none. It may wait for the disk."""
    use_cases = call.rest.use_cases
    submission = use_cases.submissions.get(query_id)
    state = StatementState(query_id, _record(use_cases, query_id, submission), submission)
    if (state.record is None and submission is None) or not call.caller.may_see(state.user):
        raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=query_id)
    return state


def _record(use_cases: UseCases, query_id: str, submission: Submission | None) -> QueryRecord | None:
    running = use_cases.execute.running.find(query_id)
    if running is not None:
        return running.record
    if submission is not None and not submission.done:
        return None
    try:
        return use_cases.history.get(query_id)
    except SnowflakeError:
        return None


async def await_end(call: Call, state: StatementState, seconds: float) -> bool:
    """Wait for the end of a statement; whether it came in time."""
    if state.ended or seconds <= 0:
        return state.ended
    if state.submission is not None:
        return await ended(state.submission, seconds)
    running = call.rest.use_cases.execute.running
    loop = asyncio.get_running_loop()
    limit = loop.time() + seconds
    while running.find(state.query_id) is not None:
        if loop.time() >= limit:
            return False
        await asyncio.sleep(_LOOKS_SECONDS)
    return True


def result_of(call: Call, state: StatementState) -> FoundResult:
    """The result of a statement that has ended: its error, where it was submitted; RESULT_NOT_FOUND."""
    if state.submission is not None:
        answer = state.submission.answer()
        told = answer.children[-1] if answer.children else answer
        return FoundResult(
            query_id=told.query_id,
            kind=told.kind.value,
            kept=call.rest.use_cases.submissions.kept(told.query_id),
            changed=told.changed,
            parameters=told.context.parameters,
            statements=[child.query_id for child in answer.children] or None,
        )
    assert state.record is not None  # noqa: S101 - one of them there is
    return FoundResult(
        query_id=state.query_id,
        kind=state.record.kind,
        kept=call.rest.use_cases.submissions.kept(state.query_id),
        changed=state.record.rows_changed,
        parameters=_parameters(call, state.record.session_id),
        statements=None,
    )


def has_result(call: Call, state: StatementState) -> bool:
    """Whether the result is there to be fetched."""
    children = state.children()
    query_id = children[-1].query_id if children else state.query_id
    return state.ended and call.rest.use_cases.execute.services.results.find(query_id) is not None


def _parameters(call: Call, session_id: str) -> SessionParameters:
    """Those of the session, where it is open, else Snowflake's own."""
    try:
        return call.rest.use_cases.sessions.context(session_id).parameters
    except SnowflakeError:
        return SessionParameters()


def _substitute(submission: Submission) -> QueryRecord:
    """A record of what has none: a submission that waits, one of several statements, one that never began."""
    error = submission.error
    return QueryRecord(
        query_id=submission.query_id,
        text="",
        kind=StatementKind.UNKNOWN.value,
        session_id="",
        user=submission.user,
        role="",
        started_at=submission.began_at,
        status=_status(submission),
        error_code=error.code if error else None,
        error_message=mask_secrets(error.message) if error else None,
    )


def _status(submission: Submission) -> QueryStatus:
    if not submission.done:
        return QueryStatus.RUNNING
    if submission.error is None:
        return QueryStatus.SUCCESS
    return QueryStatus.INCIDENT if submission.error.error is ErrorCode.INTERNAL else QueryStatus.FAIL


def _unknown(submission: Submission) -> dict[str, Any]:
    """What the record of a submission says otherwise, or does not know."""
    found: dict[str, Any] = dict.fromkeys(_UNKNOWN)
    try:
        request = submission.request
    except SnowflakeError:  # it is done
        children = () if submission.error else submission.answer().children
        return found | ({"query_type": StatementKind.MULTI_STATEMENT.value} if children else {})
    found |= {"query_text": mask_secrets(request.sql), "session_id": request.session_id}
    return found if submission.begun else {**found, "status": "QUEUED"}
