"""Compressed answers of the REST API, for clients that take them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator

import falcon
import falcon.asgi

from mockhaus_adapters.http_falcon.options import Options
from mockhaus_adapters.http_falcon.workers import Workers

LEAST_BYTES = 1024
"""Smaller answers are sent as they are: they would hardly get smaller."""
_QUICK_BYTES = 64 * 1024
"""Up to so many are compressed at once: giving them to a thread would cost as much."""
_PATHS = "/api/v1/"
_TYPES = frozenset({falcon.MEDIA_JSON, "application/x-ndjson", "text/csv", "text/html", "text/css", "text/javascript"})
_LEVEL = 1
_GZIP_BITS = 16 + zlib.MAX_WBITS


class Compression:
    """Middleware. Other faces than the REST API are left alone: they have ways of their own, or need none."""

    def __init__(self, options: Options, workers: Workers) -> None:
        self._options = options
        self._workers = workers

    async def process_response(
        self,
        request: falcon.asgi.Request,
        response: falcon.asgi.Response,
        _resource: object,
        _succeeded: bool,  # noqa: FBT001 - as Falcon calls it
    ) -> None:
        """Compress what is worth it."""
        if not self._options.compression or not request.path.startswith(_PATHS) or not _is_compressible(response):
            return
        response.append_header("Vary", "Accept-Encoding")
        if not takes_gzip(request.get_header("Accept-Encoding") or ""):
            return
        if response.data is not None:
            response.data = await self._compressed(response.data)
        elif isinstance(response.stream, AsyncIterator):
            response.stream = CompressedStream(response.stream, self._workers)
            response.delete_header("Content-Length")
        response.set_header("Content-Encoding", "gzip")

    async def _compressed(self, data: bytes) -> bytes:
        if len(data) <= _QUICK_BYTES:
            return gzip.compress(data, _LEVEL, mtime=0)
        return await self._workers.run_at_once(lambda: gzip.compress(data, _LEVEL, mtime=0))


def _is_compressible(response: falcon.asgi.Response) -> bool:
    media_type = (response.content_type or "").partition(";")[0]
    if media_type not in _TYPES or response.get_header("Content-Encoding"):
        return False
    return isinstance(response.stream, AsyncIterator) or len(response.data or b"") >= LEAST_BYTES


def takes_gzip(header: str) -> bool:
    """Whether a header Accept-Encoding takes gzip."""
    taken: dict[str, bool] = {}
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        quality = parameters.replace(" ", "").removeprefix("q=")
        taken[name.strip()] = _is_positive(quality) if parameters else True
    return taken.get("gzip", taken.get("x-gzip", taken.get("*", False)))


def _is_positive(text: str) -> bool:
    try:
        return float(text) > 0
    except ValueError:
        return False


class CompressedStream(AsyncIterator[bytes]):
    """Parts compressed one by one, so that each arrives as soon as it is there."""

    def __init__(self, parts: AsyncIterator[bytes], workers: Workers) -> None:
        self._parts = parts
        self._workers = workers
        self._compressor = zlib.compressobj(_LEVEL, wbits=_GZIP_BITS)
        self._ended = False

    async def __anext__(self) -> bytes:
        """The next part."""
        if self._ended:
            raise StopAsyncIteration
        part = await anext(self._parts, None)
        if part is None:
            self._ended = True
            return self._compressor.flush()
        if len(part) <= _QUICK_BYTES:
            return self._compressed(part)
        return await self._workers.run_at_once(lambda: self._compressed(part))

    def _compressed(self, part: bytes) -> bytes:
        return self._compressor.compress(part) + self._compressor.flush(zlib.Z_SYNC_FLUSH)

    async def close(self) -> None:
        """Close what gives the parts, where it can be closed."""
        close = getattr(self._parts, "close", None) or getattr(self._parts, "aclose", None)
        if close is not None:
            await close()
