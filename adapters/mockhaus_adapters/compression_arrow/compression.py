"""The methods as pairs of functions over pieces of content."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol, cast

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.compression import Compression

_CHUNK = 1 << 20
_DAMAGE = (OSError, EOFError, ValueError, zlib.error)
_WINDOWS = {"DEFLATE": zlib.MAX_WBITS, "RAW_DEFLATE": -zlib.MAX_WBITS}
_CODECS = {"BROTLI": "brotli", "ZSTD": "zstd"}


class ArrowCompression(Compression):
    """See the port."""

    def decompressed(self, content: BinaryIO, method: str) -> BinaryIO:
        """See the port."""
        if method == "NONE":
            return content
        return cast("BinaryIO", io.BufferedReader(_Pieces(content, _decompressed(content, method)), _CHUNK))

    def compressed(self, content: Iterable[bytes], method: str) -> Iterator[bytes]:
        """See the port."""
        if method == "NONE":
            return iter(content)
        if method in _WINDOWS:
            return _by_object(content, zlib.compressobj(wbits=_WINDOWS[method]))
        if method == "BZ2":
            return _by_object(content, bz2.BZ2Compressor())
        return _by_file(content, _compressing_file(method))


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class _Sink(Protocol):
    def write(self, data: bytes, /) -> object: ...

    def close(self) -> None: ...


class _Pieces(io.RawIOBase):
    """A stream of the pieces that an iterator yields. Errors of damaged content leave it as DATA."""

    def __init__(self, origin: BinaryIO, pieces: Iterator[bytes]) -> None:
        self._origin = origin
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As much of the piece at hand as there is room for."""
        while not self._rest:
            try:
                piece = next(self._pieces, None)
            except _DAMAGE as error:
                raise SnowflakeError(ErrorCode.DATA, detail="The content cannot be decompressed.") from error
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        """Close the content with it."""
        self._origin.close()
        super().close()


class _Buffer(io.RawIOBase):
    """Collects what is written until it is taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: object) -> int:
        """Keep the bytes."""
        part = bytes(cast("bytes", data))
        self._parts.append(part)
        return len(part)

    def take(self) -> bytes:
        """What was written since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def _decompressed(content: BinaryIO, method: str) -> Iterator[bytes]:
    if method in _WINDOWS:
        yield from _inflated(content, _WINDOWS[method])
        return
    read = _reader(content, method)
    while piece := read(_CHUNK):
        yield piece


def _reader(content: BinaryIO, method: str) -> Callable[[int], bytes]:
    if method == "GZIP":
        return gzip.GzipFile(fileobj=content).read
    if method == "BZ2":
        return bz2.BZ2File(content).read
    import pyarrow as pa  # noqa: PLC0415 - start-up stays light

    return cast("Callable[[int], bytes]", pa.CompressedInputStream(pa.PythonFile(content, "r"), _CODECS[method]).read)


def _inflated(content: BinaryIO, window: int) -> Iterator[bytes]:
    inflating = zlib.decompressobj(window)
    while not inflating.eof:
        piece = content.read(_CHUNK)
        if not piece:
            raise EOFError
        yield inflating.decompress(piece)


def _compressing_file(method: str) -> Callable[[_Buffer], _Sink]:
    if method == "GZIP":
        # Without a time stamp equal contents stay equal.
        return lambda buffer: cast("_Sink", gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=6, mtime=0))
    import pyarrow as pa  # noqa: PLC0415 - as above

    return lambda buffer: cast("_Sink", pa.CompressedOutputStream(pa.PythonFile(buffer, "w"), _CODECS[method]))


def _by_object(content: Iterable[bytes], compressor: _Compressor) -> Iterator[bytes]:
    for piece in content:
        yield compressor.compress(piece)
    yield compressor.flush()


def _by_file(content: Iterable[bytes], opened: Callable[[_Buffer], _Sink]) -> Iterator[bytes]:
    buffer = _Buffer()
    target = opened(buffer)
    for piece in content:
        target.write(piece)
        yield buffer.take()
    target.close()
    yield buffer.take()
