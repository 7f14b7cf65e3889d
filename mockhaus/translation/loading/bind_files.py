"""Files of bound values that clients put on a stage: comma-separated text, as an engine query.

A NULL is an empty field and an empty text is `""`. No character escapes another; a file may be compressed by gzip,
whatever its name says.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.loading.content import decompressed
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
        return _width(decompressed(content, "GZIP" if compressed else "NONE")), compressed
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


def query(files: Sequence[tuple[str, bool]], columns: Mapping[str, DataType]) -> str:
    """A query of the columns, by name, of files given by engine path and whether they are compressed."""
    outputs = ", ".join(_output(name, data_type) for name, data_type in columns.items())
    if not files:
        empty = ", ".join(f"NULL AS {name}" for name in columns)
        return f"SELECT {outputs} FROM (SELECT {empty}) WHERE false"
    read = " UNION ALL ".join(_read(path, columns, compressed=compressed) for path, compressed in files)
    return f"SELECT {outputs} FROM ({read})"


def _read(path: str, columns: Mapping[str, DataType], *, compressed: bool) -> str:
    names = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns)
    compression = "gzip" if compressed else "none"
    return (
        f"SELECT * FROM read_csv({literal(path)}, auto_detect = false, columns = {{{names}}}, delim = ',', "
        "quote = '\"', escape = '\"', header = false, nullstr = [''], allow_quoted_nulls = false, "
        "null_padding = false, ignore_errors = false, strict_mode = true, encoding = 'utf-8', "
        f"max_line_size = {_LONGEST_LINE}, compression = '{compression}')"
    )


def _output(name: str, data_type: DataType) -> str:
    if data_type.kind is not Kind.BINARY:
        return f"CAST({name} AS VARCHAR) AS {name}"
    text = f"CAST({name} AS VARCHAR)"
    refused = f"CAST(CAST(mh_no_hex({text}) AS VARCHAR) AS BLOB)"
    return f"CASE WHEN mh_auto_hex({text}) IS NULL THEN {refused} ELSE mh_auto_hex({text}) END AS {name}"
