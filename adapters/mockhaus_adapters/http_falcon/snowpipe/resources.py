"""The resources of a pipe: it is told of files, and tells what became of them."""

from __future__ import annotations

from collections.abc import Callable

import falcon
import falcon.asgi
import orjson

from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.snowpipe import Snowpipe
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.driver.requests import read_body
from mockhaus_adapters.http_falcon.faults import unexpected
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.snowpipe import answers
from mockhaus_adapters.http_falcon.snowpipe.answers import Document
from mockhaus_adapters.http_falcon.snowpipe.requests import (
    caller_of,
    files_of,
    mark_of,
    moment_of,
    parameter,
    request_id_of,
    seconds_of,
)
from mockhaus_adapters.http_falcon.workers import Workers

Work = Callable[[Snowpipe, SessionRequest], Document]


class PipeResource:
    """A resource of a pipe."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    async def _answer(self, request: falcon.asgi.Request, response: falcon.asgi.Response, work: Work) -> None:
        """What the work yields on a thread, as JSON, or the error that it raises."""
        response.content_type = falcon.MEDIA_JSON
        try:
            caller = await self._workers.run_errand(lambda: caller_of(self._use_cases, request))
            found = await self._workers.run(lambda: work(self._use_cases.snowpipe, caller))
        except SnowflakeError as error:
            self._fail(response, error)
        except falcon.HTTPError:
            raise
        except Exception as error:  # noqa: BLE001 - a 5xx would make clients try again
            self._fail(response, unexpected(request, error))
        else:
            response.data = orjson.dumps(found)

    @staticmethod
    def _fail(response: falcon.asgi.Response, error: SnowflakeError) -> None:
        response.status = answers.status_of(error)
        response.data = orjson.dumps(answers.failure(error))


class InsertFilesResource(PipeResource):
    """Files that a pipe is to load."""

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response, pipe: str) -> None:
        """Queue them."""
        try:
            body = await read_body(request, self._limits.body_bytes)
        except SnowflakeError as error:
            response.content_type = falcon.MEDIA_JSON
            self._fail(response, error)
            return

        def insert(snowpipe: Snowpipe, caller: SessionRequest) -> Document:
            files = files_of(request.content_type or falcon.MEDIA_JSON, body)
            return answers.accepted(request_id_of(request), snowpipe.insert(caller, pipe, files))

        await self._answer(request, response, insert)


class InsertReportResource(PipeResource):
    """What a pipe loaded lately."""

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, pipe: str) -> None:
        """Tell it."""

        def report(snowpipe: Snowpipe, caller: SessionRequest) -> Document:
            mark = mark_of(parameter(request, "beginMark"))
            seconds = seconds_of(parameter(request, "recentSeconds"))
            return answers.insert_report(snowpipe.report(caller, pipe, mark, seconds))

        await self._answer(request, response, report)


class LoadHistoryResource(PipeResource):
    """What a pipe loaded in a range of time."""

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, pipe: str) -> None:
        """Tell it."""

        def scan(snowpipe: Snowpipe, caller: SessionRequest) -> Document:
            start = moment_of(parameter(request, "startTimeInclusive"), "startTimeInclusive")
            if start is None:
                raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail="startTimeInclusive is missing.")
            end = moment_of(parameter(request, "endTimeExclusive"), "endTimeExclusive")
            return answers.load_history(snowpipe.history(caller, pipe, start, end))

        await self._answer(request, response, scan)
