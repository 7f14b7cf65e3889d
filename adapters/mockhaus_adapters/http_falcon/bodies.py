"""Reading request bodies within their limit."""

from __future__ import annotations

import falcon
import falcon.asgi


async def read_limited(request: falcon.asgi.Request, limit: int) -> bytes:
    """The whole body; status 413 where it is larger than `limit` bytes, without reading the rest."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream:
        size += len(part)
        if size > limit:
            raise falcon.HTTPContentTooLarge(description=f"the body is larger than {limit} bytes")
        parts.append(part)
    return b"".join(parts)
