"""A line in the log for each request, where that is wanted."""

from __future__ import annotations

import logging
import time
import urllib.parse

import falcon.asgi

from mockhaus_adapters.http_falcon.options import Options

_log = logging.getLogger(__name__)
_SECRET = "{token}"  # noqa: S105 - a field of paths


class RequestLog:
    """Middleware. It is to be outside of what changes answers, so that it sees what is sent.

    Query strings are left out, and so are tokens in paths. The milliseconds of a streamed answer are those until it
    begins; its bytes are told where they are known then. The request's id is a field of every line.
    """

    def __init__(self, options: Options) -> None:
        self._options = options

    async def process_request(self, request: falcon.asgi.Request, _response: falcon.asgi.Response) -> None:
        """Note when it came."""
        if self._options.request_log is not None:
            request.context.began = time.perf_counter()

    async def process_response(
        self,
        request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        _resource: object,
        _succeeded: bool,  # noqa: FBT001 - as Falcon calls it
    ) -> None:
        """Log it."""
        level, began = self._options.request_log, getattr(request.context, "began", None)
        if level is None or began is None or not _log.isEnabledFor(level):
            return
        fields = {
            "method": request.method,
            "path": _path(request),
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1_000, 1),
            "bytes": _size(response),
            "user": getattr(request.context, "user", None),
        }
        told = {name: value for name, value in fields.items() if value is not None}
        _log.log(level, "%s %s %d", request.method, fields["path"], response.status_code, extra=told)


def _path(request: falcon.asgi.Request) -> str:
    """The path in printable ASCII; the route of one that holds a secret."""
    template = request.uri_template
    return template if template and _SECRET in template else urllib.parse.quote(request.path, safe="/:@!$&'()*+,;=~")


def _size(response: falcon.asgi.Response) -> int | None:
    if response.data is not None:
        return len(response.data)
    if response.stream is None:
        return 0
    length = response.get_header("Content-Length")
    return int(length) if length else None
