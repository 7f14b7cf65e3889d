"""CREATE TABLE in its forms: https://docs.snowflake.com/en/sql-reference/sql/create-table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypedDict

from mockhaus.domain.catalog.objects import Persistence
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    ColumnDefinition,
    ConstraintDefinition,
    CreateMode,
    CreateTable,
    Fragment,
    Options,
)
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import columns, constraints, create, options

PROPERTIES = frozenset(
    {
        "CHANGE_TRACKING",
        "COMMENT",
        "DATA_RETENTION_TIME_IN_DAYS",
        "DEFAULT_DDL_COLLATION",
        "ENABLE_SCHEMA_EVOLUTION",
        "MAX_DATA_EXTENSION_TIME_IN_DAYS",
        "STORAGE_SERIALIZATION_POLICY",
    }
)
"""What CREATE and ALTER TABLE may set."""

_LIFETIMES = {
    "TEMP": Persistence.TEMPORARY,
    "TEMPORARY": Persistence.TEMPORARY,
    "VOLATILE": Persistence.TEMPORARY,
    "TRANSIENT": Persistence.TRANSIENT,
}


_REFUSED = (
    "COPY TAGS",
    "ERROR_LOGGING",
    "FROM ARCHIVE OF",
    "FROM BACKUP SET",
    "FROM SNAPSHOT SET",
    "ICEBERG_DEFAULT_DDL_COLLATION",
    "ROW_TIMESTAMP",
    "STAGE_COPY_OPTIONS",
    "STAGE_FILE_FORMAT",
)
"""Clauses that would change results."""


class _Head(TypedDict):
    name: QualifiedName
    mode: CreateMode
    persistence: Persistence


@dataclass
class _Properties:
    cluster_by: str = ""
    copy_grants: bool = False
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def comment_and_options(self) -> tuple[str, Options]:
        return options.take_comment(self.pairs)


def table(cursor: Cursor) -> CreateTable:
    """CREATE [OR REPLACE | OR ALTER] [lifetime] TABLE [IF NOT EXISTS] name, and one of the forms.

    CLUSTER BY may stand before the columns too: that is where GET_DDL writes it.
    """
    head = _head(cursor)
    if cursor.accept("LIKE"):
        return _copied(cursor, head, like=cursor.qualified_name())
    if cursor.accept("CLONE"):
        clone = create.source_of_clone(cursor)
        return replace(_copied(cursor, head), **clone)
    properties = _Properties()
    template = _template(cursor)
    if cursor.accept("CLUSTER", "BY"):
        properties.cluster_by = cluster_expressions(cursor)
    items = _elements(cursor) if cursor.word == "(" and template is None else ()
    _properties(cursor, properties)
    query = fragments.query(cursor) if cursor.accept("AS") else None
    if query is None and not items and template is None:
        cursor.fail()
    comment, rest = properties.comment_and_options()
    return CreateTable(
        **head,
        columns=tuple(item for item in items if isinstance(item, ColumnDefinition)),
        constraints=tuple(item for item in items if isinstance(item, ConstraintDefinition)),
        query=query,
        template=template,
        cluster_by=properties.cluster_by,
        copy_grants=properties.copy_grants,
        comment=comment,
        options=rest,
    )


def _head(cursor: Cursor) -> _Head:
    mode = create.mode(cursor)
    cursor.accept_any("LOCAL", "GLOBAL")
    persistence = _LIFETIMES.get(cursor.accept_any(*_LIFETIMES), Persistence.PERMANENT)
    if cursor.looks_at("READ", "ONLY"):
        raise unsupported("READ ONLY TABLE", cursor.position())
    cursor.expect("TABLE")
    mode = create.if_not_exists(cursor, mode)
    name = cursor.qualified_name()
    return {"name": name, "mode": create.if_not_exists(cursor, mode), "persistence": persistence}


def _copied(cursor: Cursor, head: _Head, *, like: QualifiedName | None = None) -> CreateTable:
    properties = _Properties()
    _properties(cursor, properties)
    comment, rest = properties.comment_and_options()
    return CreateTable(
        **head,
        like=like,
        cluster_by=properties.cluster_by,
        copy_grants=properties.copy_grants,
        comment=comment,
        options=rest,
    )


def _template(cursor: Cursor) -> Fragment | None:
    """The query of USING TEMPLATE (query), where that comes next; nothing but properties may follow it."""
    if not cursor.accept("USING", "TEMPLATE"):
        return None
    cursor.expect("(")
    found = fragments.query(cursor, cursor.find(")"))
    cursor.expect(")")
    if cursor.word in ("(", "AS"):
        cursor.fail()
    return found


def _elements(cursor: Cursor) -> tuple[ColumnDefinition | ConstraintDefinition, ...]:
    typed = not _has_query(cursor)
    return cursor.bracketed(lambda: _element(cursor, typed=typed))


def _has_query(cursor: Cursor) -> bool:
    """Whether AS and a query follow the parentheses that begin here."""
    index = cursor.index
    cursor.advance()
    cursor.index = cursor.find(")") + 1
    found = cursor.find("AS") < cursor.end
    cursor.index = index
    return found


def _element(cursor: Cursor, *, typed: bool) -> ColumnDefinition | ConstraintDefinition:
    if constraints.begins(cursor):
        return constraints.out_of_line(cursor)
    position = cursor.position()
    found = columns.table_column(cursor) if typed else columns.query_column(cursor)
    if found.expression is not None:
        raise unsupported("virtual column", position)
    return found


def _properties(cursor: Cursor, found: _Properties) -> None:
    while not cursor.at_end and cursor.word != "AS":
        _property(cursor, found)


def _property(cursor: Cursor, found: _Properties) -> None:
    if cursor.accept("CLUSTER", "BY"):
        found.cluster_by = cluster_expressions(cursor)
    elif cursor.accept("COPY", "GRANTS"):
        found.copy_grants = True
    elif cursor.accept("COMMENT"):
        found.pairs.append(("COMMENT", options.comment(cursor)))
    else:
        _refuse(cursor)
        found.pairs.append(options.known_pair(cursor, PROPERTIES, "TABLE"))


def _refuse(cursor: Cursor) -> None:
    for phrase in _REFUSED:
        if cursor.looks_at(*phrase.split()):
            raise unsupported(f"CREATE TABLE {phrase}", cursor.position())


def cluster_expressions(cursor: Cursor) -> str:
    """`[LINEAR] (expressions)` as written, with the parentheses."""
    start = cursor.index
    cursor.accept("LINEAR")
    cursor.bracketed(lambda: fragments.expression(cursor, cursor.find(",", ")")))
    return cursor.source(start, cursor.index)
