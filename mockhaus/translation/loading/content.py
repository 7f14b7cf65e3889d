"""The bytes of staged files: how they are compressed, whether the engine may read them as they are, and their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.loading.formats import FileFormatSettings, replaces_invalid

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
_LONGEST_PLAIN_LINE = 2_000_000
"""Where the engine's reader meets a first line that is far longer, it may find nothing in a file."""
_LINE_ENDS = ("\n", "\r\n", "\r")
_LONGEST_LINE = 1 << 27
"""As long as the longest value."""


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
    """Whether nothing stands in a delimited file that the engine would read otherwise: escapes, blank and long lines.

    So it is not where the content is damaged.
    """
    try:
        return _are_plain(_chunks(stream), settings)
    except SnowflakeError:
        return False


def _are_plain(pieces: Iterable[bytes], settings: FileFormatSettings) -> bool:
    escape = (settings.escape_unenclosed or "").encode()
    first, line = True, 0
    for piece in pieces:
        line = _line_goes_on(piece, line)
        if line > _LONGEST_PLAIN_LINE:
            return False
        if (escape and escape in piece) or any(blank in piece for blank in _BLANK_LINES) or b"\0" in piece:
            return False
        if first and (piece.removeprefix(_MARK)[:1] in (b"\n", b"\r") or piece.startswith((b"\xff\xfe", b"\xfe\xff"))):
            return False
        first = False
    return True


def text_of(stream: BinaryIO, settings: FileFormatSettings, file: str, most: int) -> str:
    """A file's whole text; DATA where it cannot be decompressed, or where its bytes are not of its encoding.

    DATA too where there are more bytes than so many, or a line that no record of delimited text can have.
    """
    errors = "replace" if replaces_invalid(settings) else "strict"
    try:
        text = _bytes_of(stream, settings, file, most).decode(settings.encoding, errors)
    except UnicodeError as error:
        raise SnowflakeError(ErrorCode.DATA, detail=f"Invalid character in file '{file}' for its encoding.") from error
    return text.removeprefix("\ufeff") if settings.skip_byte_order_mark else text


def _bytes_of(stream: BinaryIO, settings: FileFormatSettings, file: str, most: int) -> bytes:
    pieces: list[bytes] = []
    size = line = 0
    while piece := _next_piece(stream, file):
        size += len(piece)
        line = _line_goes_on(piece, line)
        if size > most:
            detail = f"File '{file}' has more than {most} bytes, which is more than is read record by record."
            raise SnowflakeError(ErrorCode.DATA, detail=detail)
        if line > _LONGEST_LINE and settings.kind == "CSV" and settings.record_delimiter in _LINE_ENDS:
            raise SnowflakeError(ErrorCode.DATA, detail=f"File '{file}' has a line of more than {_LONGEST_LINE} bytes.")
        pieces.append(piece)
    return b"".join(pieces)


def _next_piece(stream: BinaryIO, file: str) -> bytes:
    try:
        return stream.read(_CHUNK)
    except SnowflakeError as error:
        raise SnowflakeError(ErrorCode.DATA, detail=f"File '{file}' cannot be decompressed.") from error


def _line_goes_on(piece: bytes, line: int) -> int:
    """How long the line is in which a piece ends, where so many bytes of its first line came before."""
    end = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
    return line + len(piece) if end < 0 else len(piece) - end - 1
