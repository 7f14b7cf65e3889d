"""DROP and UNDROP: https://docs.snowflake.com/en/sql-reference/sql/drop."""

from __future__ import annotations

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Drop, Undrop
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import kinds
from mockhaus.translation.parsers.databases import database_name
from mockhaus.translation.parsers.schemas import schema_name

_RESTORABLE = (ObjectKind.TABLE, ObjectKind.SCHEMA, ObjectKind.DATABASE)


def drop(cursor: Cursor) -> Drop:
    """DROP kind [IF EXISTS] name [CASCADE | RESTRICT]."""
    cursor.expect("DROP")
    kind = kinds.supported_kind(cursor, "DROP")
    if_exists = cursor.accept("IF", "EXISTS")
    name = object_name(cursor, kind)
    return Drop(kind, name, if_exists, cursor.accept_any("CASCADE", "RESTRICT") == "RESTRICT")


def undrop(cursor: Cursor) -> Undrop:
    """UNDROP TABLE | SCHEMA | DATABASE name."""
    cursor.expect("UNDROP")
    position = cursor.position()
    kind = kinds.supported_kind(cursor, "UNDROP")
    if kind not in _RESTORABLE:
        raise unsupported(f"UNDROP {kind.value}", position)
    return Undrop(kind, object_name(cursor, kind))


def object_name(cursor: Cursor, kind: ObjectKind) -> QualifiedName:
    """A name with no more parts than an object of this kind has."""
    if kind is ObjectKind.DATABASE:
        return QualifiedName((database_name(cursor),))
    return schema_name(cursor) if kind is ObjectKind.SCHEMA else cursor.qualified_name()
