"""Uploads: a request's body on its way to a thread, in bounded memory and within a limit."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from typing import IO, Any

import falcon
import falcon.asgi
import falcon.request

_IN_MEMORY = 8 * 2**20


class WatchedRequest(falcon.asgi.Request):
    """A request that knows whether its client left, before the body was whole or later: its stream does not tell."""

    def __init__(
        self,
        scope: dict[str, Any],
        receive: Callable[[], Awaitable[dict[str, Any]]],
        first_event: dict[str, Any] | None = None,
        options: falcon.request.RequestOptions | None = None,
    ) -> None:
        self.is_abandoned = False

        async def watched() -> dict[str, Any]:
            event = await receive()
            self.is_abandoned = self.is_abandoned or event["type"] == "http.disconnect"
            return event

        self._next_event = watched
        super().__init__(scope, watched, first_event, options)

    async def left(self) -> None:
        """Wait until the client of a request that was read whole has gone, or has its answer."""
        while not self.is_abandoned:
            await self._next_event()


async def receive(request: falcon.asgi.Request, limit: int) -> IO[bytes]:
    """The body as a file at its start, on disk where it is large; whoever gets it closes it.

    Status 413 where it is larger than `limit`, 400 where it ended too early.
    """
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    content = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        await _copy(request, content, limit)
        content.seek(0)
    except BaseException:
        content.close()
        raise
    return content


async def _copy(request: falcon.asgi.Request, content: IO[bytes], limit: int) -> None:
    loop = asyncio.get_running_loop()
    size = 0
    async for part in request.stream:
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        await loop.run_in_executor(None, content.write, part)
    if getattr(request, "is_abandoned", False):
        raise falcon.HTTPBadRequest(description="the body ended too early")


def _too_large(limit: int) -> falcon.HTTPContentTooLarge:
    return falcon.HTTPContentTooLarge(description=f"the file is larger than {limit} bytes")
