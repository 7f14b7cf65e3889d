"""What the resources of the protocol share: work on a thread, errors as answers with status 200."""

from __future__ import annotations

import logging
from collections.abc import Awaitable

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.driver import envelope
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.workers import Workers

_log = logging.getLogger(__name__)
_JSON = "application/json"


class DriverResource:
    """A resource of the drivers' protocol."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._limits = limits

    async def _answer(self, response: falcon.asgi.Response, work: Awaitable[bytes]) -> None:
        """The body that the work yields, or the error that it raises."""
        try:
            body = await work
        except SnowflakeError as error:
            body = envelope.failure(error)
        except falcon.HTTPContentTooLarge as error:
            body = envelope.failure(SnowflakeError(ErrorCode.INVALID_REQUEST, detail=error.description or "too large"))
        except Exception as error:  # noqa: BLE001 - a 5xx would make drivers try again for minutes
            _log.error("%s failed unexpectedly", type(self).__name__, exc_info=error)
            body = envelope.failure(SnowflakeError(ErrorCode.INTERNAL, query_id="-"))
        response.data = body
        response.content_type = _JSON
