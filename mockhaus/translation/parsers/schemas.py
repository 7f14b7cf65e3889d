"""CREATE SCHEMA: https://docs.snowflake.com/en/sql-reference/sql/create-schema."""

from __future__ import annotations

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateSchema
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import create, databases, options

_MOST_PARTS = 2


def schema(cursor: Cursor) -> CreateSchema:
    """CREATE [OR REPLACE] [TRANSIENT] SCHEMA [IF NOT EXISTS] name [CLONE name] [WITH MANAGED ACCESS] [properties]."""
    mode = create.mode(cursor)
    transient = cursor.accept("TRANSIENT")
    cursor.expect("SCHEMA")
    mode = create.if_not_exists(cursor, mode)
    name = schema_name(cursor)
    clone = create.source_of_clone(cursor, container=True) if cursor.accept("CLONE") else create.NO_CLONE
    managed, pairs = False, []
    while not cursor.at_end:
        if cursor.accept("WITH", "MANAGED", "ACCESS"):
            managed = True
        else:
            pairs.append(databases.property_pair(cursor, "SCHEMA"))
    comment, rest = options.take_comment(pairs)
    return CreateSchema(
        name=name,
        mode=mode,
        transient=transient,
        managed_access=managed,
        comment=comment,
        options=rest,
        **clone,
    )


def schema_name(cursor: Cursor) -> QualifiedName:
    """A name of one or two parts."""
    name = cursor.qualified_name()
    if len(name.parts) > _MOST_PARTS:
        cursor.index -= 2
        cursor.fail()
    return name
