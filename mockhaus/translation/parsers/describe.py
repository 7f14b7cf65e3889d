"""DESCRIBE: https://docs.snowflake.com/en/sql-reference/sql/desc."""

from __future__ import annotations

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.statements import Describe, DescribeResult, DescribeTransaction
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import kinds
from mockhaus.translation.parsers.drop import object_name

_LAST = -1


def describe(cursor: Cursor) -> Describe | DescribeResult | DescribeTransaction:
    """DESCRIBE | DESC kind name, or DESC name of a table; DESCRIBE RESULT; DESCRIBE TRANSACTION."""
    cursor.expect_any("DESCRIBE", "DESC")
    if cursor.word == "RESULT" and not _names_table(cursor):
        cursor.advance()
        return DescribeResult(_result(cursor))
    if cursor.word == "TRANSACTION" and not _names_table(cursor):
        cursor.advance()
        return DescribeTransaction(cursor.integer())
    kind = ObjectKind.TABLE if _names_table(cursor) else kinds.supported_kind(cursor, "DESCRIBE")
    name = object_name(cursor, kind)
    return Describe(kind, name, _of_stage(cursor, kind))


def _result(cursor: Cursor) -> str | int:
    """A query id, or LAST_QUERY_ID([place])."""
    if cursor.word != "LAST_QUERY_ID":
        return cursor.string()
    cursor.advance()
    cursor.expect("(")
    sign = -1 if cursor.accept("-") else 1
    place = _LAST if cursor.word == ")" else sign * cursor.integer()
    cursor.expect(")")
    return place


def _names_table(cursor: Cursor) -> bool:
    return cursor.at_name() and (cursor.index + 1 == cursor.end or cursor.ahead(1) == ".")


def _of_stage(cursor: Cursor, kind: ObjectKind) -> bool:
    """Whether TYPE = STAGE asks for the stage of a table; TYPE = COLUMNS is what there is anyway."""
    if kind not in (ObjectKind.TABLE, ObjectKind.EXTERNAL_TABLE) or not cursor.accept("TYPE"):
        return False
    cursor.expect("=")
    return cursor.expect_any("COLUMNS", "STAGE") == "STAGE"
