"""COMPRESS and its counterparts: methods SNAPPY, ZLIB, ZSTD and BZ2, with a level in parentheses."""

from __future__ import annotations

import bz2
import re
import zlib

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_METHOD = re.compile(r"\s*(SNAPPY|ZLIB|ZSTD|BZ2)\s*(?:\(\s*(\d{1,9})\s*\))?\s*\Z", re.IGNORECASE)
_LEVELS = {"ZLIB": 9, "BZ2": 9, "ZSTD": 22}
_LARGEST = 128 * 1024 * 1024


def _method(text: str) -> tuple[str, int]:
    """The method and its level, 0 for the default one; ValueError for what is none."""
    found = _METHOD.match(text)
    if found is None:
        raise ValueError(text)
    name, level = found[1].upper(), int(found[2] or 0)
    if level > _LEVELS.get(name, level):
        raise ValueError(text)
    return name, level


def compress(content: bytes | None, method: str | None) -> list[bytes] | None:
    """The compressed content as the only item; no item for an unknown method."""
    if content is None or method is None:
        return None
    try:
        name, level = _method(method)
    except ValueError:
        return []
    if name == "ZLIB":
        return [zlib.compress(content, level or -1)]
    if name == "BZ2":
        return [bz2.compress(content, level or 9)]
    import pyarrow as pa  # noqa: PLC0415 - start-up stays light

    codec = pa.Codec(name.lower(), level or None) if name == "ZSTD" else pa.Codec(name.lower())
    return [codec.compress(content, asbytes=True)]


def decompress(content: bytes | None, method: str | None) -> list[bytes] | None:
    """The content as the only item; no item where it was not compressed by that method, or is too large."""
    if content is None or method is None:
        return None
    try:
        plain = _decompressed(content, _method(method)[0])
    except (ValueError, OSError, EOFError, zlib.error):
        return []
    return [plain] if len(plain) <= _LARGEST else []


def _decompressed(content: bytes, name: str) -> bytes:
    if name in ("ZLIB", "BZ2"):
        stream = zlib.decompressobj() if name == "ZLIB" else bz2.BZ2Decompressor()
        plain = stream.decompress(content, _LARGEST + 1)
        if len(plain) <= _LARGEST and not stream.eof:
            raise EOFError
        return plain
    if not content:
        raise EOFError
    import pyarrow as pa  # noqa: PLC0415 - start-up stays light

    if name == "SNAPPY":
        return bytes(pa.Codec("snappy").decompress(content, _snappy_size(content), asbytes=True))
    with pa.CompressedInputStream(pa.BufferReader(content), "zstd") as stream:
        return bytes(stream.read(_LARGEST + 1))


def _snappy_size(content: bytes) -> int:
    """The length of the content, which Snappy writes first, seven bits in a byte."""
    size = 0
    for index, byte in enumerate(content[:5]):
        size |= (byte & 127) << (7 * index)
        if byte < 128:  # noqa: PLR2004 - the last byte has no upper bit
            if size > _LARGEST:
                break
            return size
    raise EOFError


FUNCTIONS: tuple[ScalarFunction, ...] = (
    ScalarFunction("mh_compress_parts", compress, ("BLOB", "VARCHAR"), "BLOB[]"),
    ScalarFunction("mh_decompress_parts", decompress, ("BLOB", "VARCHAR"), "BLOB[]"),
)
