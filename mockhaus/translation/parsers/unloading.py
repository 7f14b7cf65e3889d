"""COPY INTO location: https://docs.snowflake.com/en/sql-reference/sql/copy-into-location."""

from __future__ import annotations

from typing import Any

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import CopyIntoLocation, Fragment
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import options, stages
from mockhaus.translation.parsers.file_formats import inline

_OPTIONS = frozenset({"OVERWRITE", "SINGLE", "MAX_FILE_SIZE", "INCLUDE_QUERY_ID", "DETAILED_OUTPUT", "HEADER"})
_EXTERNAL = frozenset({"STORAGE_INTEGRATION", "CREDENTIALS", "ENCRYPTION"})
_VALIDATION = "VALIDATION_MODE"
_CLAUSES = (*_OPTIONS, *_EXTERNAL, _VALIDATION, "FILE_FORMAT")


def copy_into_location(cursor: Cursor) -> CopyIntoLocation:
    """`location FROM table | (query) [PARTITION BY expression] clauses`, behind COPY INTO."""
    location = stages.place(cursor)
    cursor.expect("FROM")
    query = _query(cursor) if cursor.word == "(" else _table(cursor)
    partition = None
    if cursor.accept("PARTITION BY"):
        partition = fragments.expression(cursor, cursor.find(*_CLAUSES))
    found: dict[str, Any] = {}
    pairs: list[tuple[str, str]] = []
    while not cursor.at_end:
        reached = stages.of_outside(cursor, location)
        if reached is None:
            found |= _clause(cursor, pairs)
        location = reached or location
        cursor.accept(",")
    return CopyIntoLocation(location=location, query=query, partition=partition, options=tuple(pairs), **found)


def _query(cursor: Cursor) -> Fragment:
    cursor.expect("(")
    found = fragments.query(cursor, cursor.find(")"))
    cursor.expect(")")
    return found


def _table(cursor: Cursor) -> Fragment:
    start = cursor.index
    cursor.qualified_name()
    end, cursor.index = cursor.index, start
    return fragments.sources(cursor, end)


def _clause(cursor: Cursor, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """One clause as fields of the statement; a copy option is added to the pairs."""
    position = cursor.position()
    name = options.property_name(cursor)
    if name == "HEADER" and not cursor.accept("="):
        pairs.append((name, "TRUE"))
        return {}
    if name != "HEADER":
        cursor.expect("=")
    if name == "FILE_FORMAT":
        file_format, settings = inline(cursor)
        return {"file_format": file_format, "format_settings": settings}
    value = options.value(cursor)
    if name == _VALIDATION:
        return _validation(value)
    if name not in _OPTIONS:
        raise SnowflakeError(ErrorCode.INVALID_PARAMETER, position=position, name=name)
    pairs.append((name, value))
    return {}


def _validation(value: str) -> dict[str, Any]:
    if value.upper() != "RETURN_ROWS":
        raise SnowflakeError(ErrorCode.INVALID_VALUE, value=value, name=_VALIDATION)
    return {"validates": True}
