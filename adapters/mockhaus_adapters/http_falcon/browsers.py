"""What web pages in a browser may do: nothing, but for pages of the server itself and of origins that are allowed.

What protects a server on loopback that asks nobody who calls is that only programs of this machine reach it, and a
browser is one of them. A page of another origin is refused by the `Origin` that browsers send; one whose name was
bent to this machine (DNS rebinding) by the `Host` that it must name. For allowed origins, browsers are told what the
CORS protocol wants told: https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

import ipaddress
import urllib.parse

import falcon
import falcon.asgi

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.options import ANY, Options
from mockhaus_adapters.http_falcon.request_ids import HEADER

_METHODS = "GET, HEAD, POST, PUT, DELETE"
_HEADERS = "Accept, Authorization, Content-Type, Range, X-Request-ID, traceparent"
_EXPOSED = (
    f"{HEADER}, Accept-Ranges, Content-Range, Location, WWW-Authenticate, X-Query-Id, X-Row-Count, X-Rows-Changed, "
    "X-Statement-Type"
)
_REMEMBERED_SECONDS = "600"


class BrowserGuard:
    """Middleware. On loopback (`local`), only loopback names are hosts; elsewhere any name may be the server's."""

    def __init__(self, *, local: bool, options: Options) -> None:
        self._local = local
        self._options = options

    async def process_request(self, request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """Refuse what a page of another site sends; answer a browser that asks beforehand whether a page may send."""
        if self._local and not is_loopback(request.host):
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"this server is not {request.host}")
        origin = request.get_header("Origin")
        if origin is None or urllib.parse.urlsplit(origin).netloc == request.netloc:
            return
        if not self._options.allows(origin):
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"requests of pages from {origin} are not served")
        if request.method == "OPTIONS" and request.get_header("Access-Control-Request-Method"):
            response.status = falcon.HTTP_204
            response.complete = True
            response.set_header("Access-Control-Allow-Methods", _METHODS)
            response.set_header("Access-Control-Allow-Headers", _HEADERS)
            response.set_header("Access-Control-Max-Age", _REMEMBERED_SECONDS)

    async def process_response(
        self,
        request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        _resource: object,
        _succeeded: bool,  # noqa: FBT001 - as Falcon calls it
    ) -> None:
        """Tell the browser that the page may read the answer, errors included.

        Credentials that the browser keeps go with the requests of origins that are allowed by name, never by `*`.
        """
        if not self._options.cors_origins:
            return
        response.append_header("Vary", "Origin")
        origin = request.get_header("Origin")
        if origin is None or not self._options.allows(origin):
            return
        response.set_header("Access-Control-Expose-Headers", _EXPOSED)
        if origin in self._options.cors_origins:
            response.set_header("Access-Control-Allow-Origin", origin)
            response.set_header("Access-Control-Allow-Credentials", "true")
        else:
            response.set_header("Access-Control-Allow-Origin", ANY)


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
