"""How many requests were answered, by face of the server and by status."""

from __future__ import annotations

import threading
from collections import Counter
from typing import NamedTuple

import falcon.asgi

from mockhaus_adapters.http_falcon.transfers import PREFIX as FILES

_FACES: tuple[tuple[str | tuple[str, ...], str], ...] = (
    (("/session", "/queries/", "/results/", "/monitoring/", "/telemetry/"), "driver"),
    ("/api/v1/", "rest"),
    ("/api/v2/statements", "sql_api"),
    ("/api/v2/", "resource_api"),
    (f"{FILES}/", "files"),
    ("/metrics", "metrics"),
)
_OTHER = "other"


class RequestCount(NamedTuple):
    """How many requests of a face were answered with a status."""

    face: str
    status: int
    requests: int


def face_of(path: str) -> str:
    """The face of the server that a path belongs to; `other` where it belongs to none.

    Some drivers begin the path with two slashes.
    """
    path = f"/{path.lstrip('/')}"
    for prefixes, face in _FACES:
        if path.startswith(prefixes):
            return face
    return _OTHER


class RequestCounts:
    """Counts answered requests. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, int]] = Counter()

    def add(self, face: str, status: int) -> None:
        """A request was answered."""
        with self._lock:
            self._counts[face, status] += 1

    def counts(self) -> list[RequestCount]:
        """The requests so far, by face and status."""
        with self._lock:
            found = dict(self._counts)
        return [RequestCount(face, status, count) for (face, status), count in sorted(found.items())]


class RequestCounter:
    """Middleware. It is to be the outermost, so that it sees what the others refuse."""

    def __init__(self, counts: RequestCounts) -> None:
        self._counts = counts

    async def process_response(
        self,
        request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        _resource: object,
        _succeeded: bool,  # noqa: FBT001 - as Falcon calls it
    ) -> None:
        """Count the request, once its answer is known."""
        self._counts.add(face_of(request.path), response.status_code)
