"""The figures as text for a program that collects them, such as Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import falcon.asgi

from mockhaus_adapters.http_falcon.workers import Workers


class Exposition(Protocol):
    """The figures as text."""

    content_type: str

    def __call__(self) -> bytes:
        """The figures now."""


class ExpositionResource:
    """GET /metrics. Nobody is asked who they are: what collects figures has no user."""

    def __init__(self, exposition: Callable[[], Exposition], workers: Workers) -> None:
        self._exposition = exposition
        self._workers = workers

    async def on_get(self, _request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """The figures."""
        response.data, response.content_type = await self._workers.run_errand(self._read)

    def _read(self) -> tuple[bytes, str]:
        exposition = self._exposition()
        return exposition(), exposition.content_type
