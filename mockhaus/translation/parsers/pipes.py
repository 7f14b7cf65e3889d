"""Pipes: CREATE PIPE.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-pipe and alter-pipe.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.statements import CopyIntoTable, CreateMode, CreatePipe
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import create, options
from mockhaus.translation.parsers.copying import copy_into

PROPERTIES = frozenset({"PIPE_EXECUTION_PAUSED", "COMMENT"})
"""What ALTER PIPE can set."""
_INTEGRATIONS = ("ERROR_INTEGRATION", "AWS_SNS_TOPIC", "INTEGRATION")
_STREAMING = "DATA_SOURCE"
_SIMPLE = frozenset({"kind", "expressions", "from_"})
"""The clauses of a query that only gives values of each record."""
_FLAGS = {"AUTO_INGEST": "auto_ingest", "PIPE_EXECUTION_PAUSED": "paused"}


def pipe(cursor: Cursor) -> CreatePipe:
    """CREATE [OR REPLACE | OR ALTER] PIPE [IF NOT EXISTS] name properties AS COPY INTO …."""
    mode = create.mode(cursor)
    cursor.expect("PIPE")
    mode = create.if_not_exists(cursor, mode)
    name = cursor.qualified_name()
    found: dict[str, Any] = {}
    while not cursor.accept("AS"):
        found |= _property(cursor, mode)
        cursor.accept(",")
    copy, definition = _copy(cursor)
    return CreatePipe(name=name, mode=mode, copy=copy, definition=definition, **found)


def _property(cursor: Cursor, mode: CreateMode) -> dict[str, Any]:
    """One property, as a field of CreatePipe."""
    refuse_integrations(cursor)
    options.refuse_attachments(cursor)
    if cursor.accept("COMMENT"):
        return {"comment": options.comment(cursor)}
    position, name = cursor.position(), options.property_name(cursor)
    if name not in _FLAGS or (name == "PIPE_EXECUTION_PAUSED" and mode is not CreateMode.OR_ALTER):
        raise SnowflakeError(ErrorCode.INVALID_PROPERTY, position=position, name=name, kind="PIPE")
    cursor.expect("=")
    return {_FLAGS[name]: cursor.expect_any("TRUE", "FALSE") == "TRUE"}


def refuse_integrations(cursor: Cursor, distance: int = 0) -> None:
    """Refuse, by name, queues of clouds and what tells them of errors."""
    if cursor.ahead(distance) in _INTEGRATIONS:
        raise unsupported(f"{cursor.ahead(distance)} of pipes", cursor.position())


def _copy(cursor: Cursor) -> tuple[CopyIntoTable, str]:
    """The COPY statement to the end, which parentheses may enclose, and its text."""
    start, end = cursor.index, cursor.end
    if cursor.word == "(":
        start, end = start + 1, end - 1
        if cursor.tokens[end].text != ")":
            cursor.fail()
    _refuse_streaming(cursor, start, end)
    inner = Cursor(cursor.text, cursor.tokens, start, end)
    inner.values, inner.timestamp = cursor.values, cursor.timestamp
    statement = copy_into(inner)
    inner.expect_end()
    cursor.index = cursor.end
    if not isinstance(statement, CopyIntoTable):
        raise SnowflakeError(ErrorCode.SEMANTIC, detail="A pipe loads a table: COPY INTO a location is none of its.")
    if statement.query is not None:
        _check_simple(statement.query.tree)
    return statement, cursor.source(start, end)


def _check_simple(tree: object) -> None:
    """Refuse a query that does more than give values of each record: pipes know no filters, as Snowflake's do not."""
    if not isinstance(tree, exp.Select) or {name for name, value in tree.args.items() if value} - _SIMPLE:
        detail = "COPY statement only supports simple SELECT from stage statements for import."
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)


def _refuse_streaming(cursor: Cursor, start: int, end: int) -> None:
    if any(token.text.upper() == _STREAMING for token in cursor.tokens[start:end]):
        raise unsupported("pipes of Snowpipe Streaming", cursor.position())
