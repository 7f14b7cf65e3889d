"""Contents on their way to a stage, in bounded memory."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

_CHUNK = 1 << 20


def compressed(content: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """The content as one gzip member without a time stamp, so that equal files stay equal."""
    buffer = _Buffer()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as target:
        for chunk in _chunks(content):
            target.write(chunk)
            yield buffer.take()
    yield buffer.take()


def _chunks(content: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read: Callable[[int], bytes] | None = getattr(content, "read", None)
    if read is None:
        yield from content
        return
    while chunk := read(_CHUNK):
        yield chunk


class _Buffer:
    """Collects what is written until it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        found = b"".join(self._parts)
        self._parts.clear()
        return found
