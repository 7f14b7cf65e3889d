"""Keeps web pages out: a browser on this machine must not carry another site's requests to the server.

There is no login yet, so what protects a server on loopback is that only programs of this machine reach it, and a
browser is one of them. A page of another origin is refused by the `Origin` that browsers send; one whose name was
bent to this machine (DNS rebinding) by the `Host` that it must name.
"""

from __future__ import annotations

import ipaddress
import urllib.parse

import falcon.asgi

from mockhaus.domain.errors import ErrorCode, SnowflakeError


class BrowserGuard:
    """Middleware. On loopback (`local`), only loopback names are hosts; elsewhere any name may be the server's."""

    def __init__(self, *, local: bool) -> None:
        self._local = local

    async def process_request(self, request: falcon.asgi.Request, _response: falcon.asgi.Response) -> None:
        """Refuse what a page of another site sends."""
        origin = request.get_header("Origin")
        if origin is not None and urllib.parse.urlsplit(origin).netloc != request.netloc:
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"requests of pages from {origin} are not served")
        if self._local and not is_loopback(request.host):
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"this server is not {request.host}")


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine alone."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
