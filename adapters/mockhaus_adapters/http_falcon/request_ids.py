"""Ids of requests: a client's own or a new one, told in the answer and in every line that is logged meanwhile."""

from __future__ import annotations

import re
import secrets

import falcon.asgi

from mockhaus.application.log_fields import add_log_fields

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)
_NEW_BYTES = 8


class RequestIds:
    """Middleware. Each request is a task of its own, which keeps its fields to itself."""

    async def process_request(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Give the request its id."""
        given = request.get_header(HEADER) or ""
        request_id = given if _ACCEPTED.fullmatch(given) else secrets.token_hex(_NEW_BYTES)
        add_log_fields(request_id=request_id)
        response.set_header(HEADER, request_id)
