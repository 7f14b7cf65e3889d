"""The sample database, installed on request."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator

import falcon
import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.bodies import read_limited
from mockhaus_adapters.http_falcon.envelope import dump, error_body
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.models import SampleDataBody, read_body
from mockhaus_adapters.http_falcon.workers import Workers

_log = logging.getLogger(__name__)


class SampleDataResource:
    """POST /api/v1/sample-data."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Install a scale factor of TPC-H. The answer is JSON by lines: each table when it is done, then the end."""
        body = read_body(SampleDataBody, await read_limited(request, self._limits.body_bytes))
        response.content_type = "application/x-ndjson"
        response.stream = self._lines(self._use_cases.sample_data(body.scale))

    async def _lines(self, tables: Iterator[tuple[str, int]]) -> AsyncIterator[bytes]:
        """A line for each table; the last one says that all went well, or is the error."""
        end: dict[str, object] = {"success": True}
        try:
            while (done := await self._workers.run(lambda: next(tables, None))) is not None:
                table, rows = done
                yield dump({"table": table, "rows": rows}) + b"\n"
        except SnowflakeError as error:
            end = error_body(error)
        except Exception:  # noqa: BLE001 - the answer has begun: the last line tells it
            _log.exception("sample data could not be installed")
            end = error_body(SnowflakeError(ErrorCode.INTERNAL, query_id="-"))
        yield dump(end) + b"\n"
