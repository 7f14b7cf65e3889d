"""File formats: CREATE FILE FORMAT, and the inline formats of stages and COPY.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-file-format. Settings are kept as text: lists, as of
NULL_IF, as a JSON array.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateFileFormat, Options
from mockhaus.translation.cursor import Cursor, named
from mockhaus.translation.parsers import create, options

_COMMON = frozenset({"COMPRESSION", "NULL_IF", "REPLACE_INVALID_CHARACTERS", "TRIM_SPACE"})
_TEMPORAL = frozenset({"BINARY_FORMAT", "DATE_FORMAT", "FILE_EXTENSION", "TIME_FORMAT", "TIMESTAMP_FORMAT"})
_UNICODE = frozenset({"IGNORE_UTF8_ERRORS", "REPLACE_INVALID_CHARACTERS", "SKIP_BYTE_ORDER_MARK"})
SETTINGS: dict[str, frozenset[str]] = {
    "CSV": _COMMON
    | _TEMPORAL
    | {
        "EMPTY_FIELD_AS_NULL",
        "ENCODING",
        "ERROR_ON_COLUMN_COUNT_MISMATCH",
        "ESCAPE",
        "ESCAPE_UNENCLOSED_FIELD",
        "FIELD_DELIMITER",
        "FIELD_OPTIONALLY_ENCLOSED_BY",
        "MULTI_LINE",
        "PARSE_HEADER",
        "RECORD_DELIMITER",
        "SKIP_BLANK_LINES",
        "SKIP_BYTE_ORDER_MARK",
        "SKIP_HEADER",
        "VALIDATE_UTF8",
    },
    "JSON": _COMMON
    | _TEMPORAL
    | _UNICODE
    | {"ALLOW_DUPLICATE", "ENABLE_OCTAL", "MULTI_LINE", "STRIP_NULL_VALUES", "STRIP_OUTER_ARRAY"},
    "AVRO": _COMMON,
    "ORC": _COMMON - {"COMPRESSION"},
    "PARQUET": _COMMON | {"BINARY_AS_TEXT", "SNAPPY_COMPRESSION", "USE_LOGICAL_TYPE", "USE_VECTORIZED_SCANNER"},
    "XML": _UNICODE
    | {
        "COMPRESSION",
        "DISABLE_AUTO_CONVERT",
        "DISABLE_SNOWFLAKE_DATA",
        "PRESERVE_SPACE",
        "STRIP_OUTER_ELEMENT",
    },
}
"""The settings of each type of format."""


def file_format(cursor: Cursor) -> CreateFileFormat:
    """CREATE [OR REPLACE] [TEMPORARY] FILE FORMAT [IF NOT EXISTS] name [TYPE = type] settings [COMMENT = 'text']."""
    mode = create.mode(cursor)
    temporary = bool(cursor.accept_any("TEMP", "TEMPORARY", "VOLATILE"))
    cursor.expect("FILE", "FORMAT")
    mode = create.if_not_exists(cursor, mode)
    name = cursor.qualified_name()
    position = cursor.position()
    pairs = property_list(cursor)
    comment, rest = options.take_comment(pairs)
    format_type, settings = checked(rest, position)
    return CreateFileFormat(
        name=name,
        mode=mode,
        temporary=temporary,
        format_type=format_type,
        settings=settings,
        comment=comment,
    )


def property_list(cursor: Cursor) -> list[tuple[str, str]]:
    """`NAME = value …` to the end, COMMENT among them with or without `=`."""
    pairs = []
    while not cursor.at_end:
        pairs.append(("COMMENT", options.comment(cursor)) if cursor.accept("COMMENT") else options.pair(cursor))
        cursor.accept(",")
    return pairs


def checked(pairs: Iterable[tuple[str, str]], position: Position) -> tuple[str, Options]:
    """The type among the pairs (CSV where there is none) and the settings, each of which the type must have."""
    given = dict(pairs)
    format_type = given.pop("TYPE", "CSV").upper()
    if format_type not in SETTINGS:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=position, value=format_type, name="TYPE")
    for name in given:
        if name not in SETTINGS[format_type]:
            raise SnowflakeError(ErrorCode.INVALID_PARAMETER, position=position, name=name)
    return format_type, tuple(given.items())


def inline(cursor: Cursor) -> tuple[QualifiedName | None, Options]:
    """The value of FILE_FORMAT: a format's name, or inline settings, TYPE among them."""
    if cursor.word != "(":
        return _named(cursor), ()
    if cursor.ahead(1) == "FORMAT_NAME":
        cursor.expect("(", "FORMAT_NAME", "=")
        name = _named(cursor)
        cursor.expect(")")
        return name, ()
    position = cursor.position()
    pairs = options.group(cursor)
    if not pairs:
        return None, ()
    format_type, settings = checked(pairs, position)
    return None, (("TYPE", format_type), *settings)


def _named(cursor: Cursor) -> QualifiedName:
    return named(cursor.string()) if cursor.at_string() else cursor.qualified_name()
