"""What of the API is not served: refused by name, to whoever may ask."""

from __future__ import annotations

import falcon.asgi

from mockhaus.domain.errors import unsupported
from mockhaus_adapters.http_falcon.resource_api.answering import ApiResource
from mockhaus_adapters.http_falcon.resource_api.calls import Calls


class RefusedResource(ApiResource):
    """Every path that is no other resource's, as a sink."""

    async def __call__(self, req: falcon.asgi.Request, resp: falcon.asgi.Response | None, **_: str | None) -> None:
        """Refuse it."""

        def refuse(_: Calls) -> object:
            raise unsupported(f"{req.method} {req.path}")

        if resp is not None:
            await self._answer(req, resp, refuse)
