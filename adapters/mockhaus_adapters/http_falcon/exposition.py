"""The figures as text for a program that collects them, such as Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import falcon.asgi

from mockhaus_adapters.http_falcon.rest.callers import Callers
from mockhaus_adapters.http_falcon.rest.operations import Access
from mockhaus_adapters.http_falcon.workers import Workers


class Exposition(Protocol):
    """The figures as text."""

    content_type: str

    def __call__(self) -> bytes:
        """The figures now."""


class ExpositionResource:
    """GET /metrics, for whoever may read the same figures by the REST API."""

    def __init__(self, exposition: Callable[[], Exposition], workers: Workers, callers: Callers) -> None:
        self._exposition = exposition
        self._workers = workers
        self._callers = callers

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """The figures."""
        await self._callers.caller(request, Access.MONITOR)
        response.data, response.content_type = await self._workers.run_errand(self._read)

    def _read(self) -> tuple[bytes, str]:
        exposition = self._exposition()
        return exposition(), exposition.content_type
