"""What of the API is not served: refused by name, to whoever may ask.

The status is that of a path which is not there: clients that probe for one go on, and find another or give up.
"""

from __future__ import annotations

import falcon
import falcon.asgi

from mockhaus.domain.errors import unsupported
from mockhaus_adapters.http_falcon.resource_api.answering import ApiResource
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.resource_types import Request


class RefusedResource(ApiResource):
    """Every path that is no other resource's, as a sink."""

    async def __call__(self, req: falcon.asgi.Request, resp: falcon.asgi.Response | None, **_: str | None) -> None:
        """Refuse it."""

        def refuse(_: Calls, __: Request) -> object:
            raise unsupported(f"{req.method} {req.path}")

        if resp is not None:
            await self._answer(req, resp, refuse)
            if resp.status_code == falcon.http_status_to_code(falcon.HTTP_BAD_REQUEST):
                resp.status = falcon.HTTP_NOT_FOUND
