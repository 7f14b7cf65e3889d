"""Tells the core of requests that arrive, and of the traces that they belong to."""

from __future__ import annotations

import falcon.asgi

from mockhaus.application.tracing import Arrivals

HEADER = "traceparent"
"""See https://www.w3.org/TR/trace-context/#traceparent-header."""


class ArrivalNotes:
    """Middleware. Each request is a task of its own, which keeps its arrival to itself and to the threads it uses."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals

    async def process_request(self, request: falcon.asgi.Request, _response: falcon.asgi.Response) -> None:
        """Note the arrival."""
        self._arrivals.note(request.get_header(HEADER))
