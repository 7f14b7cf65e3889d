"""Who calls an operation, by the Authorization header."""

from __future__ import annotations

import falcon.asgi

from mockhaus_adapters.http_falcon.rest.calls import Caller
from mockhaus_adapters.http_falcon.rest.operations import Access


class Callers:
    """Finds out who calls."""

    async def caller(self, request: falcon.asgi.Request, access: Access) -> Caller:  # noqa: ARG002 - for logins to come
        """The caller of a request; an error where they may not call."""
        return Caller()
