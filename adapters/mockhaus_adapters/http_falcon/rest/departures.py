"""Clients that go away before they have their answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import falcon.asgi

from mockhaus_adapters.http_falcon.uploads import WatchedRequest

_SECONDS = 0.5
"""How long work lasts before it is looked whether its client is still there: quick answers pay nothing for it."""


async def departure(request: falcon.asgi.Request) -> None:
    """Wait until the client of a request that was read whole has gone, or has its answer."""
    assert isinstance(request, WatchedRequest)  # noqa: S101 - the application makes no others
    await request.left()


@contextmanager
def at_departure(request: falcon.asgi.Request, stop: Callable[[], None]) -> Iterator[None]:
    """While the context lasts, `stop` is called when the client goes away."""
    watches: list[asyncio.Future[None]] = []

    def watch() -> None:
        found = asyncio.ensure_future(departure(request))
        found.add_done_callback(gone)
        watches.append(found)

    def gone(found: asyncio.Future[None]) -> None:
        if not found.cancelled():
            stop()

    timer = asyncio.get_running_loop().call_later(_SECONDS, watch)
    try:
        yield
    finally:
        timer.cancel()
        for found in watches:
            found.cancel()
