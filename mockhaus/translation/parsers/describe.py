"""DESCRIBE: https://docs.snowflake.com/en/sql-reference/sql/desc."""

from __future__ import annotations

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import Describe
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import kinds
from mockhaus.translation.parsers.drop import object_name


def describe(cursor: Cursor) -> Describe:
    """DESCRIBE | DESC kind name, or DESC name of a table."""
    cursor.expect_any("DESCRIBE", "DESC")
    kind = ObjectKind.TABLE if _names_table(cursor) else kinds.supported_kind(cursor, "DESCRIBE")
    name = object_name(cursor, kind)
    _type(cursor, kind)
    return Describe(kind, name)


def _names_table(cursor: Cursor) -> bool:
    return cursor.at_name() and (cursor.index + 1 == cursor.end or cursor.ahead(1) == ".")


def _type(cursor: Cursor, kind: ObjectKind) -> None:
    """TYPE = COLUMNS, which is what there is anyway; TYPE = STAGE is refused."""
    if kind is ObjectKind.TABLE and cursor.accept("TYPE"):
        cursor.expect("=")
        if cursor.expect_any("COLUMNS", "STAGE") == "STAGE":
            raise unsupported("DESCRIBE TABLE TYPE = STAGE")
