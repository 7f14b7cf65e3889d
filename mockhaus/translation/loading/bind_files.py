"""Files of bound values that clients put on a stage: comma-separated text, as an engine query.

A NULL is an empty field and an empty text is `""`. No character escapes another; a file may be compressed by gzip,
whatever its name says.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from typing import BinaryIO, cast

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.loading.readers import literal

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16
_LONGEST_LINE = 134_217_728


def shape(content: BinaryIO) -> tuple[int, bool]:
    """How many fields the first record of a file has, 0 without one, and whether the file's first bytes say gzip.

    DATA where it cannot be decompressed.
    """
    compressed = content.read(len(_GZIP)) == _GZIP
    content.seek(0)
    try:
        return _width(cast("BinaryIO", gzip.GzipFile(fileobj=content)) if compressed else content), compressed
    except (OSError, EOFError, zlib.error) as error:
        raise SnowflakeError(ErrorCode.DATA, detail="A file of bound values cannot be decompressed.") from error


def _width(content: BinaryIO) -> int:
    """The number of commas outside of quotes up to the end of the first line that is not between quotes, and one."""
    quoted, found = False, 0
    while piece := content.read(_PIECE):
        for place, part in enumerate(piece.split(b'"')):
            quoted = quoted != (place > 0)
            if quoted:
                continue
            line, ended, _ = part.partition(b"\n")
            found = max(found, 1) + line.count(b",")
            if ended:
                return found
    return found


def query(files: Sequence[tuple[str, bool]], columns: Sequence[str]) -> str:
    """A query of the columns, by name, of files given by engine path and whether they are compressed."""
    if not files:
        return f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in columns)} WHERE false"
    return " UNION ALL ".join(_read(path, columns, compressed=compressed) for path, compressed in files)


def _read(path: str, columns: Sequence[str], *, compressed: bool) -> str:
    names = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    compression = "gzip" if compressed else "none"
    return (
        f"SELECT * FROM read_csv({literal(path)}, auto_detect = false, columns = {{{names}}}, delim = ',', "
        "quote = '\"', escape = '\"', header = false, nullstr = [''], allow_quoted_nulls = false, "
        "null_padding = false, ignore_errors = false, strict_mode = true, encoding = 'utf-8', "
        f"max_line_size = {_LONGEST_LINE}, compression = '{compression}')"
    )
