"""Content that is made on threads and sent as it is made, to a client that may leave before its end.

A piece is made when the one before it has been sent, so what is not sent yet takes the memory of one piece. When the
client leaves, what makes the pieces is told to stop. Whoever reads must never take a part for the whole: where making
a piece fails, the last piece says so if the format can say it, and otherwise the connection is cut.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable

import falcon.asgi

from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.http_falcon.cutting import CutError
from mockhaus_adapters.http_falcon.rest.departures import departure
from mockhaus_adapters.http_falcon.workers import Workers


class Pieces(ABC):
    """What makes the pieces, on one thread at a time."""

    @abstractmethod
    def next(self) -> bytes | None:
        """The next piece, or None at the end."""

    @abstractmethod
    def stop(self) -> None:
        """Let a piece that is made now come to an early end. Any thread, or the event loop, may call it."""

    @abstractmethod
    def close(self) -> None:
        """No more pieces are asked for. Closing twice is allowed."""


class Delivery(AsyncIterator[bytes]):
    """Pieces on their way to the client. `last_word` makes an error the last piece; without it the answer is cut."""

    def __init__(
        self,
        pieces: Pieces,
        workers: Workers,
        request: falcon.asgi.Request,
        last_word: Callable[[SnowflakeError], bytes] | None = None,
    ) -> None:
        self._pieces = pieces
        self._workers = workers
        self._last_word = last_word
        self._first: bytes | None = None
        self._ended = False
        self._watch = asyncio.ensure_future(departure(request))
        self._watch.add_done_callback(self._stop)

    def _stop(self, watch: asyncio.Future[None]) -> None:
        if not watch.cancelled():
            self._pieces.stop()

    async def begin(self) -> None:
        """Make the first piece; its error is an ordinary one, because nothing has been sent."""
        try:
            self._first = await self._workers.run(self._pieces.next)
            self._ended = self._first is None
        except BaseException:
            await self.close()
            raise

    async def __anext__(self) -> bytes:
        """The next piece to send."""
        if self._first is not None:
            first, self._first = self._first, None
            return first
        if self._ended or self._watch.done():
            raise StopAsyncIteration
        piece = await self._made()
        if piece is None:
            self._ended = True
            raise StopAsyncIteration
        return piece

    async def _made(self) -> bytes | None:
        try:
            return await self._workers.run(self._pieces.next)
        except SnowflakeError as error:
            self._ended = True
            if self._last_word is None:
                raise CutError(f"{error.code} {error.query_id}") from error
            return self._last_word(error)

    async def close(self) -> None:
        """Let go of everything, in the end or before it."""
        self._ended = True
        self._watch.cancel()
        await self._workers.run_at_once(self._pieces.close)
