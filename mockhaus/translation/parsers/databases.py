"""CREATE DATABASE: https://docs.snowflake.com/en/sql-reference/sql/create-database."""

from __future__ import annotations

from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateDatabase
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import create, options

PROPERTIES = frozenset(
    {
        "CATALOG_SYNC",
        "COMMENT",
        "DATA_RETENTION_TIME_IN_DAYS",
        "DEFAULT_DDL_COLLATION",
        "ENABLE_CONSOLE_OUTPUT",
        "LOG_LEVEL",
        "MAX_DATA_EXTENSION_TIME_IN_DAYS",
        "METRIC_LEVEL",
        "QUOTED_IDENTIFIERS_IGNORE_CASE",
        "REPLACE_INVALID_CHARACTERS",
        "STORAGE_SERIALIZATION_POLICY",
        "SUSPEND_TASK_AFTER_NUM_FAILURES",
        "TASK_AUTO_RETRY_ATTEMPTS",
        "TRACE_LEVEL",
        "USER_TASK_MANAGED_INITIAL_WAREHOUSE_SIZE",
        "USER_TASK_MINIMUM_TRIGGER_INTERVAL_IN_SECONDS",
        "USER_TASK_TIMEOUT_MS",
    }
)
"""What CREATE and ALTER of a database and of a schema may set."""


def database(cursor: Cursor) -> CreateDatabase:
    """CREATE [OR REPLACE] [TRANSIENT] DATABASE [IF NOT EXISTS] name [CLONE name] [properties]."""
    mode = create.mode(cursor)
    transient = cursor.accept("TRANSIENT")
    cursor.expect("DATABASE")
    mode = create.if_not_exists(cursor, mode)
    name = QualifiedName((database_name(cursor),))
    if cursor.looks_at("FROM") or cursor.looks_at("AS", "REPLICA"):
        raise unsupported(f"CREATE DATABASE {cursor.word}", cursor.position())
    clone = create.source_of_clone(cursor, container=True) if cursor.accept("CLONE") else create.NO_CLONE
    pairs = []
    while not cursor.at_end:
        pairs.append(property_pair(cursor, "DATABASE"))
    comment, rest = options.take_comment(pairs)
    return CreateDatabase(name=name, mode=mode, transient=transient, comment=comment, options=rest, **clone)


def database_name(cursor: Cursor) -> str:
    """A name of one part."""
    name = cursor.qualified_name()
    if len(name.parts) > 1:
        cursor.index -= 2
        cursor.fail()
    return name.name


def property_pair(cursor: Cursor, kind: str) -> tuple[str, str]:
    """One property of a database or schema."""
    if cursor.accept("COMMENT"):
        return "COMMENT", options.comment(cursor)
    return options.known_pair(cursor, PROPERTIES, kind)
