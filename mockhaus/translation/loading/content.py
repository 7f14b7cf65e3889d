"""The bytes of staged files: how they are compressed, whether the engine may read them as they are, and their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.loading.formats import FileFormatSettings

ENGINE_READS = frozenset({"GZIP", "NONE"})
"""The compressions that the engine's readers undo themselves."""

_CHUNK = 1 << 20
_BY_SUFFIX = {
    ".gz": "GZIP",
    ".bz2": "BZ2",
    ".zst": "ZSTD",
    ".deflate": "DEFLATE",
    ".raw_deflate": "RAW_DEFLATE",
}
_BLANK_LINES = (b"\n\n", b"\n\r\n", b"\r\r")
_MARK = b"\xef\xbb\xbf"


def compression_of(path: str, settings: FileFormatSettings) -> str:
    """How a file is compressed; AUTO looks at its name."""
    if settings.compression != "AUTO":
        return settings.compression
    return next((found for suffix, found in _BY_SUFFIX.items() if path.lower().endswith(suffix)), "NONE")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    """A stream in pieces, each with the last byte pair of the one before, so that no pattern is cut."""
    rest = b""
    while piece := stream.read(_CHUNK):
        yield rest + piece
        rest = piece[-2:]


def is_plain(stream: BinaryIO, settings: FileFormatSettings) -> bool:
    """Whether nothing stands in a delimited file that the engine would read otherwise: escapes and blank lines.

    So it is not where the content is damaged.
    """
    try:
        return _are_plain(_chunks(stream), settings)
    except SnowflakeError:
        return False


def _are_plain(pieces: Iterable[bytes], settings: FileFormatSettings) -> bool:
    escape = (settings.escape_unenclosed or "").encode()
    first = True
    for piece in pieces:
        if (escape and escape in piece) or any(blank in piece for blank in _BLANK_LINES) or b"\0" in piece:
            return False
        if first and (piece.removeprefix(_MARK)[:1] in (b"\n", b"\r") or piece.startswith((b"\xff\xfe", b"\xfe\xff"))):
            return False
        first = False
    return True


def text_of(stream: BinaryIO, settings: FileFormatSettings, file: str) -> str:
    """A file's whole text; DATA where it cannot be decompressed, or where its bytes are not of its encoding."""
    errors = "replace" if settings.replace_invalid else "strict"
    try:
        text = stream.read().decode(settings.encoding, errors)
    except SnowflakeError as error:
        raise SnowflakeError(ErrorCode.DATA, detail=f"File '{file}' cannot be decompressed.") from error
    except UnicodeError as error:
        raise SnowflakeError(ErrorCode.DATA, detail=f"Invalid character in file '{file}' for its encoding.") from error
    return text.removeprefix("\ufeff") if settings.skip_byte_order_mark else text
