"""Content that is made piece by piece for a client that may leave, and errors on the way."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.cutting import CutError
from mockhaus_adapters.http_falcon.rest.delivery import Delivery, Pieces
from mockhaus_adapters.http_falcon.uploads import WatchedRequest
from mockhaus_adapters.http_falcon.workers import Workers

_SCOPE = {
    "type": "http",
    "asgi": {"version": "3.0"},
    "http_version": "1.1",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [],
}


class Made(Pieces):
    """Pieces from a list; an error among them is raised."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self._pieces = iter(pieces)
        self.made = 0
        self.stopped = threading.Event()
        self.closed = 0

    def next(self) -> bytes | None:
        piece = next(self._pieces, None)
        if isinstance(piece, Exception):
            raise piece
        self.made += piece is not None
        return piece

    def stop(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        self.closed += 1


class Blocking(Made):
    """One piece, and then one that comes when it is told to stop."""

    def next(self) -> bytes | None:
        if self.made and not self.stopped.wait(10):
            raise AssertionError("nobody stopped it")
        return super().next()


class ConnectedClient:
    """What the server tells of a client."""

    def __init__(self) -> None:
        self._gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    def leave(self) -> None:
        self._gone.set()

    def request(self) -> WatchedRequest:
        return WatchedRequest(dict(_SCOPE), self.receive)


@pytest.fixture
def workers() -> Iterator[Workers]:
    found = Workers(2)
    yield found
    found.close()


def cancelled() -> SnowflakeError:
    return SnowflakeError(ErrorCode.CANCELLED)


def test_pieces_come_in_order_and_are_closed(workers: Workers) -> None:
    pieces = Made(b"a", b"", b"c")

    async def deliver() -> list[bytes]:
        delivery = Delivery(pieces, workers, ConnectedClient().request())
        await delivery.begin()
        found = [piece async for piece in delivery]
        await delivery.close()
        return found

    assert asyncio.run(deliver()) == [b"a", b"", b"c"]
    assert pieces.closed == 1
    assert not pieces.stopped.is_set()


def test_a_piece_is_made_when_it_is_asked_for(workers: Workers) -> None:
    pieces = Made(b"a", b"b", b"c")

    async def deliver() -> list[int]:
        delivery = Delivery(pieces, workers, ConnectedClient().request())
        counts = [pieces.made]
        await delivery.begin()
        for _ in range(2):
            counts.append(pieces.made)
            await anext(delivery)
        await delivery.close()
        return counts

    assert asyncio.run(deliver()) == [0, 1, 1]


def test_an_error_of_the_first_piece_is_raised_and_everything_closed(workers: Workers) -> None:
    pieces = Made(cancelled())

    async def begin() -> None:
        await Delivery(pieces, workers, ConnectedClient().request()).begin()

    with pytest.raises(SnowflakeError):
        asyncio.run(begin())
    assert pieces.closed == 1


def test_a_later_error_cuts_the_answer(workers: Workers) -> None:
    async def deliver() -> list[bytes]:
        delivery = Delivery(Made(b"a", cancelled(), b"c"), workers, ConnectedClient().request())
        await delivery.begin()
        found = [await anext(delivery)]
        with pytest.raises(CutError):
            await anext(delivery)
        return [*found, *[piece async for piece in delivery]]

    assert asyncio.run(deliver()) == [b"a"]


def test_a_later_error_is_the_last_word_where_the_format_has_one(workers: Workers) -> None:
    async def deliver() -> list[bytes]:
        delivery = Delivery(
            Made(b"a", cancelled(), b"c"), workers, ConnectedClient().request(), lambda error: error.code.encode()
        )
        await delivery.begin()
        return [piece async for piece in delivery]

    assert asyncio.run(deliver()) == [b"a", b"000604"]


def test_a_fault_cuts_the_answer_too(workers: Workers) -> None:
    async def deliver() -> None:
        delivery = Delivery(Made(b"a", OverflowError()), workers, ConnectedClient().request())
        await delivery.begin()
        await anext(delivery)
        await anext(delivery)

    with pytest.raises(OverflowError):
        asyncio.run(deliver())


def test_nothing_more_is_made_once_the_client_has_left(workers: Workers) -> None:
    pieces = Made(b"a", b"b")

    async def deliver() -> list[bytes]:
        client = ConnectedClient()
        delivery = Delivery(pieces, workers, client.request())
        await delivery.begin()
        client.leave()
        await asyncio.sleep(0.05)
        return [piece async for piece in delivery]

    assert asyncio.run(deliver()) == [b"a"]
    assert pieces.made == 1
    assert pieces.stopped.is_set()


def test_what_is_being_made_is_told_to_stop_when_the_client_leaves(workers: Workers) -> None:
    pieces = Blocking(b"a", b"b")

    async def deliver() -> None:
        client = ConnectedClient()
        delivery = Delivery(pieces, workers, client.request())
        await delivery.begin()
        await anext(delivery)
        waiting = asyncio.ensure_future(anext(delivery))
        await asyncio.sleep(0.05)
        client.leave()
        await waiting
        await delivery.close()

    asyncio.run(deliver())
    assert pieces.stopped.is_set()
