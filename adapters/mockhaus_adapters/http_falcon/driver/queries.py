"""Statements: run, wait for, look at, cancel."""

from __future__ import annotations

import asyncio
from typing import Any

import falcon.asgi

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.log_in import Bearer
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.submissions import Submission
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus_adapters.http_falcon.driver import envelope
from mockhaus_adapters.http_falcon.driver.answering import DriverResource
from mockhaus_adapters.http_falcon.driver.binds import read_bindings
from mockhaus_adapters.http_falcon.driver.chunks import ChunkSigner, ChunkUrls
from mockhaus_adapters.http_falcon.driver.file_transfers import transfer_data
from mockhaus_adapters.http_falcon.driver.models import AbortBody, QueryRequestBody
from mockhaus_adapters.http_falcon.driver.query_answers import answer_data
from mockhaus_adapters.http_falcon.driver.requests import given, parse, read_body, read_short_body, token_of
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.transfers import Signer
from mockhaus_adapters.http_falcon.waiting import end_of, ended
from mockhaus_adapters.http_falcon.workers import Workers

_PATIENCE_SECONDS = 40
"""How long a request waits for its statement. Drivers wait for an answer for a minute, then ask again."""
_LARGE_BYTES = 64 * 1024
"""From here on a body is read on a thread, not to keep other requests waiting."""
_IN_PROGRESS = "333333"
_ASYNCHRONOUS = "333334"
_COUNT = "MULTI_STATEMENT_COUNT"
_KEEPING = "SNOWPARK_SKIP_TXN_COMMIT_IN_DDL"
_AS_IT_IS = SessionRequest()
_STATUSES = {
    QueryStatus.RUNNING: "RUNNING",
    QueryStatus.SUCCESS: "SUCCESS",
    QueryStatus.FAIL: "FAILED_WITH_ERROR",
    QueryStatus.INCIDENT: "FAILED_WITH_INCIDENT",
}


class StatementResource(DriverResource):
    """What the resources of statements share: waiting for a submission, and its answer."""

    def __init__(
        self, use_cases: UseCases, workers: Workers, limits: Limits, chunks: ChunkSigner, files: Signer
    ) -> None:
        super().__init__(use_cases, workers, limits)
        self._chunks = chunks
        self._files = files

    async def _awaited(self, submission: Submission, bearer: Bearer, base_url: str) -> bytes:
        """The answer of a submission that runs elsewhere, or that it is in progress."""
        if not await ended(submission, _PATIENCE_SECONDS):
            return _in_progress(submission)
        return await self._workers.run(lambda: self._encoded(submission, bearer, base_url))

    def _encoded(self, submission: Submission, bearer: Bearer, base_url: str) -> bytes:
        answer = submission.answer()
        data = answer_data(answer, bearer.client, ChunkUrls(self._chunks, base_url))
        if answer.transfer is not None:
            data |= transfer_data(answer.transfer, bearer.client, self._files, base_url)
        return envelope.success(data)


def _in_progress(submission: Submission) -> bytes:
    data = {"getResultUrl": f"/queries/{submission.query_id}/result", "queryId": submission.query_id}
    return envelope.success(data, code=_IN_PROGRESS, message="Query execution in progress.")


class QueryRequestResource(StatementResource):
    """POST /queries/v1/query-request."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Run the statements of the body; one that was sent before under the same id is not run again."""
        await self._answer(response, self._submit(request))

    async def _submit(self, request: falcon.asgi.Request) -> bytes:
        bearer = self._use_cases.log_in.bearer(token_of(request))
        raw = await read_body(request, self._limits.body_bytes)
        request_id = given(request, "requestId")
        if len(raw) > _LARGE_BYTES:
            submission = await self._workers.run(lambda: self._submission(raw, bearer, request_id))
        else:
            submission = self._submission(raw, bearer, request_id)
        base_url = request.forwarded_prefix
        if not submission.claim():
            return await self._awaited(submission, bearer, base_url)
        if submission.request.beside:
            self._workers.begin(lambda: self._use_cases.submissions.carry_out(submission))
            return _started(submission)
        work = self._workers.begin(lambda: self._carried_out(submission, bearer, base_url))
        await asyncio.wait((work, end_of(submission)), timeout=_PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not submission.done:
            return _in_progress(submission)
        if submission.error is not None:  # perhaps told before the work knows of it
            return envelope.failure(submission.error)
        return await work

    def _submission(self, raw: bytes, bearer: Bearer, request_id: str | None) -> Submission:
        statement_request = self._statement_request(parse(QueryRequestBody, raw), bearer)
        return self._use_cases.submissions.submit(statement_request, user=bearer.user, request_id=request_id)

    def _carried_out(self, submission: Submission, bearer: Bearer, base_url: str) -> bytes:
        self._use_cases.submissions.carry_out(submission)
        try:
            return self._encoded(submission, bearer, base_url)
        except SnowflakeError as error:
            return envelope.failure(error)

    def _statement_request(self, body: QueryRequestBody, bearer: Bearer) -> StatementRequest:
        parameters = {name.upper(): value for name, value in (body.parameters or {}).items()}
        count = _statement_count(parameters.pop(_COUNT, None))
        if count is None:
            count = self._use_cases.sessions.context(bearer.session_id).parameters.integer(_COUNT)
        keeps_transaction = str(parameters.pop(_KEEPING, False)).lower() == "true"
        values, array = read_bindings(body.bindings, body.bind_stage)
        return StatementRequest(
            sql=body.sql_text,
            session_id=bearer.session_id,
            context=SessionRequest(parameters=parameters, lenient=True) if parameters else _AS_IT_IS,
            parameters=values,
            array=array,
            statement_count=count,
            transfers_files=True,
            describe_only=bool(body.describe_only),
            beside=bool(body.async_exec),
            keeps_transaction=keeps_transaction,
        )


def _statement_count(value: object) -> int | None:
    """How many statements a request may have: 0 is any number, None what the session says."""
    if value is None:
        return None
    try:
        count = int(str(value))
    except ValueError:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=_COUNT) from None
    return None if count < 0 else count


def _started(submission: Submission) -> bytes:
    data = {
        "queryId": submission.query_id,
        "getResultUrl": f"/queries/{submission.query_id}/result",
        "queryAbortsAfterSecs": 300,
        "progressDesc": None,
    }
    message = "Asynchronous execution in progress. Use provided query id to perform query monitoring and management."
    return envelope.success(data, code=_ASYNCHRONOUS, message=message)


class ResultResource(StatementResource):
    """GET /queries/{query_id}/result."""

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, query_id: str) -> None:
        """The answer of a statement of the same user, from whatever session; or that it is in progress."""
        await self._answer(response, self._result(request, query_id))

    async def _result(self, request: falcon.asgi.Request, query_id: str) -> bytes:
        bearer = self._use_cases.log_in.bearer(token_of(request))
        submission = self._use_cases.submissions.find(query_id, bearer.user)
        return await self._awaited(submission, bearer, request.forwarded_prefix)


class AbortRequestResource(DriverResource):
    """POST /queries/v1/abort-request."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Cancel the statement that the session sent under the body's request id, if it is not done."""
        await self._answer(response, self._abort(request))

    async def _abort(self, request: falcon.asgi.Request) -> bytes:
        bearer = self._use_cases.log_in.bearer(token_of(request))
        body = parse(AbortBody, await read_short_body(request, self._limits.body_bytes))
        submissions = self._use_cases.submissions
        found = submissions.find_request(bearer.session_id, body.request_id) if body.request_id else None
        if found is None:
            raise SnowflakeError(ErrorCode.QUERY_NOT_RUNNING)
        submissions.cancel(found)
        return envelope.success(None)


class AbortResource(DriverResource):
    """POST /queries/{query_id}/abort-request."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response, query_id: str) -> None:
        """Cancel a statement of the same user, if it is not done."""
        await self._answer(response, self._abort(request, query_id))

    async def _abort(self, request: falcon.asgi.Request, query_id: str) -> bytes:
        bearer = self._use_cases.log_in.bearer(token_of(request))
        submissions = self._use_cases.submissions
        submissions.cancel(submissions.find(query_id, bearer.user))
        return envelope.success(None)


class MonitoringResource(DriverResource):
    """GET /monitoring/queries/{query_id}."""

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, query_id: str) -> None:
        """The status of a statement of the same user; an empty list where there is none."""
        await self._answer(response, self._status(request, query_id))

    async def _status(self, request: falcon.asgi.Request, query_id: str) -> bytes:
        bearer = self._use_cases.log_in.bearer(token_of(request))
        found = await self._workers.run_errand(lambda: self._look(query_id, bearer))
        return envelope.success({"queries": [found] if found else []})

    def _look(self, query_id: str, bearer: Bearer) -> dict[str, Any] | None:
        submission = self._submission(query_id, bearer)
        record = self._record(query_id, bearer)
        if record is None and submission is None:
            return None
        found = _described(record) if record else {"id": query_id, "status": "QUEUED", "state": "QUEUED"}
        if submission is not None:
            found |= _progress(submission, found["status"])
        return found

    def _submission(self, query_id: str, bearer: Bearer) -> Submission | None:
        try:
            return self._use_cases.submissions.find(query_id, bearer.user)
        except SnowflakeError:
            return None

    def _record(self, query_id: str, bearer: Bearer) -> QueryRecord | None:
        try:
            record = self._use_cases.history.get(query_id)
        except SnowflakeError:
            return None
        return record if record.user == bearer.user else None


def _described(record: QueryRecord) -> dict[str, Any]:
    status = _STATUSES[record.status]
    return {
        "id": record.query_id,
        "status": status,
        "state": status,
        "sqlText": record.text,
        "startTime": int(record.started_at.timestamp() * 1_000),
        "endTime": int(record.ended_at.timestamp() * 1_000) if record.ended_at else 0,
        "totalDuration": int(record.total_ms),
        "sessionId": int(record.session_id),
        "warehouseName": record.warehouse,
        "errorCode": record.error_code,
        "errorMessage": record.error_message,
    }


def _progress(submission: Submission, status: str) -> dict[str, Any]:
    """What a submission knows better than its record, which may still be on its way into the history."""
    if not submission.done:
        status = "RUNNING" if status == "SUCCESS" else status
        return {"status": status, "state": status}
    error = submission.error
    if error is None:
        return {"status": "SUCCESS", "state": "SUCCESS", "errorCode": None, "errorMessage": None}
    status = "FAILED_WITH_INCIDENT" if error.error is ErrorCode.INTERNAL else "FAILED_WITH_ERROR"
    return {"status": status, "state": status, "errorCode": error.code, "errorMessage": error.message}
