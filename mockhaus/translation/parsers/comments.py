"""COMMENT ON: https://docs.snowflake.com/en/sql-reference/sql/comment."""

from __future__ import annotations

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CommentOn
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import kinds
from mockhaus.translation.parsers.drop import object_name

_MOST_PARTS = 4


def comment(cursor: Cursor) -> CommentOn:
    """COMMENT [IF EXISTS] ON kind name IS 'text', or ON COLUMN table.column IS 'text'."""
    cursor.expect("COMMENT")
    if_exists = cursor.accept("IF", "EXISTS")
    cursor.expect("ON")
    column = None
    if cursor.accept("COLUMN"):
        kind = ObjectKind.TABLE
        name, column = _column(cursor)
    else:
        kind = kinds.supported_kind(cursor, "COMMENT ON")
        name = object_name(cursor, kind)
    cursor.expect("IS")
    return CommentOn(kind, name, cursor.string(), column, if_exists)


def _column(cursor: Cursor) -> tuple[QualifiedName, str]:
    parts = [cursor.name()]
    cursor.expect(".")
    parts.append(cursor.name())
    while len(parts) < _MOST_PARTS and cursor.accept("."):
        parts.append(cursor.name())
    return QualifiedName(tuple(parts[:-1])), parts[-1]
