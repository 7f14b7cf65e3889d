"""Files of bound values that clients put on a stage: comma-separated text, as an engine query.

A NULL is an empty field and an empty text is `""`. No character escapes another; a file may be compressed by gzip,
whatever its name says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from mockhaus.domain.types import DataType, Kind
from mockhaus.translation.loading.readers import literal

_GZIP = b"\x1f\x8b"
_LONGEST_LINE = 134_217_728


def is_compressed(content: BinaryIO) -> bool:
    """Whether a file's first bytes say that it is gzip."""
    return content.read(len(_GZIP)) == _GZIP


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
