"""Statements: submitted, asked for, cancelled."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import falcon.asgi
import orjson

from mockhaus.application.submissions import Repeat, Submission
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.bodies import read_limited
from mockhaus_adapters.http_falcon.sql_api import answers, envelope
from mockhaus_adapters.http_falcon.sql_api.answering import Answer, SqlApiResource, failed
from mockhaus_adapters.http_falcon.sql_api.headers import Card, card_of, check_content_type
from mockhaus_adapters.http_falcon.sql_api.models import parse
from mockhaus_adapters.http_falcon.sql_api.requests import parameters_of, presentation_of, statement_request
from mockhaus_adapters.http_falcon.waiting import ended

PATIENCE_SECONDS = 45
"""How long a request waits for its statement."""
_BUSY = frozenset({ErrorCode.POOL_EXHAUSTED, ErrorCode.TOO_MANY_SESSIONS})
_CANNOT_CANCEL = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the query string of a request asks for."""

    request_id: str | None
    repeat: Repeat
    asynchronous: bool
    nullable: bool


def _wishes(request: falcon.asgi.Request) -> Wishes:
    retried = request.get_param_as_bool("retry", default=False)
    return Wishes(
        request_id=request.get_param("requestId"),
        repeat=Repeat.UNLESS_FAILED if retried else Repeat.ALWAYS,
        asynchronous=request.get_param_as_bool("async", default=False),
        nullable=request.get_param_as_bool("nullable", default=True),
    )


class StatementsResource(SqlApiResource):
    """POST /api/v2/statements."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Run the statements of the body, and answer when they are done or time is up."""
        await self._answer(response, self._submit(request))

    async def _submit(self, request: falcon.asgi.Request) -> Answer:
        card = card_of(request)
        check_content_type(request)
        wishes = _wishes(request)
        content = await read_limited(request, self._limits.body_bytes)
        submission = await self._workers.run_errand(lambda: self._submission(card, content, wishes))
        return await self._outcome(submission, wishes)

    async def _outcome(self, submission: Submission, wishes: Wishes) -> Answer:
        request_id = wishes.request_id
        work = self._workers.begin(lambda: self._carried_out(submission, request_id)) if submission.claim() else None
        if wishes.asynchronous:
            return _in_progress(submission)
        if work is not None:
            done, _ = await asyncio.wait((work,), timeout=PATIENCE_SECONDS)
            return work.result() if done else _in_progress(submission)
        if not await ended(submission, PATIENCE_SECONDS):
            return _in_progress(submission)
        return await self._workers.run(lambda: _result(submission, request_id))

    def _submission(self, card: Card, content: bytes, wishes: Wishes) -> Submission:
        sender, body = self._sender(card), parse(content)
        parameters = parameters_of(body)
        return self._use_cases.submissions.submit(
            statement_request(body, parameters, sender),
            user=sender.user,
            request_id=wishes.request_id,
            repeat=wishes.repeat,
            note=presentation_of(parameters, nullable=wishes.nullable),
        )

    def _carried_out(self, submission: Submission, request_id: str | None) -> Answer:
        self._use_cases.submissions.carry_out(submission)
        try:
            return _result(submission, request_id)
        except SnowflakeError as error:
            return failed(SnowflakeError(ErrorCode.TOO_MANY_REQUESTS) if error.error in _BUSY else error)


class StatementResource(SqlApiResource):
    """GET /api/v2/statements/{handle}."""

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, handle: str) -> None:
        """A partition of a statement's result, the first unless another is asked for; or that it is in progress."""
        await self._answer(response, self._look(request, handle))

    async def _look(self, request: falcon.asgi.Request, handle: str) -> Answer:
        card = card_of(request)
        submission = await self._workers.run_errand(lambda: self._find(handle, card))
        if not submission.done:
            return _in_progress(submission)
        part, request_id = request.get_param("partition"), request.get_param("requestId")
        return await self._workers.run(lambda: _part(submission, part, request_id))


class CancelResource(SqlApiResource):
    """POST /api/v2/statements/{handle}/cancel."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response, handle: str) -> None:
        """Cancel a statement; nothing happens to one that is done."""
        await self._answer(response, self._cancel(request, handle))

    async def _cancel(self, request: falcon.asgi.Request, handle: str) -> Answer:
        card = card_of(request)
        try:
            found = await self._workers.run_errand(lambda: self._find(handle, card))
        except SnowflakeError as error:
            if error.error is not ErrorCode.QUERY_NOT_FOUND:
                raise
            return Answer(_CANNOT_CANCEL, orjson.dumps(envelope.failure(error)))
        self._use_cases.submissions.cancel(found)
        return Answer(200, orjson.dumps(envelope.cancelled(handle)))


def _result(submission: Submission, request_id: str | None) -> Answer:
    body = answers.result_set(submission, request_id)
    return Answer(200, body, {"Link": answers.links(submission, 0)})


def _part(submission: Submission, text: str | None, request_id: str | None) -> Answer:
    number = answers.partition_number(submission, text)
    if not number:
        return _result(submission, request_id)
    headers = {"Link": answers.links(submission, number), "Content-Encoding": "gzip"}
    return Answer(200, answers.partition(submission, number), headers)


def _in_progress(submission: Submission) -> Answer:
    return Answer(202, orjson.dumps(envelope.in_progress(submission.query_id)))
