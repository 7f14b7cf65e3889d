"""What every family of statements is made of."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

Options = tuple[tuple[str, str], ...]
"""Properties as written: upper-case name, value as text without quotes."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A query or expression inside a statement. `tree` belongs to the translation."""

    text: str
    tree: Any = field(repr=False, compare=False, hash=False)


class StatementKind(enum.Enum):
    """What history and clients call a statement; the value is Snowflake's QUERY_TYPE."""

    SELECT = "SELECT"
    MULTI_STATEMENT = "MULTI_STATEMENT"
    CALL = "CALL"
    INSERT = "INSERT"
    INSERT_MANY = "MULTI_TABLE_INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    MERGE = "MERGE"
    TRUNCATE = "TRUNCATE_TABLE"
    COPY = "COPY"
    UNLOAD = "UNLOAD"
    COPY_FILES = "COPY_FILES"
    CREATE = "CREATE"
    CREATE_TABLE = "CREATE_TABLE"
    CREATE_TABLE_AS_SELECT = "CREATE_TABLE_AS_SELECT"
    CREATE_VIEW = "CREATE_VIEW"
    ALTER = "ALTER"
    ALTER_SESSION = "ALTER_SESSION"
    DROP = "DROP"
    UNDROP = "RESTORE"
    RENAME = "RENAME"
    DESCRIBE = "DESCRIBE"
    SHOW = "SHOW"
    USE = "USE"
    SET = "SET"
    UNSET = "UNSET"
    BEGIN = "BEGIN_TRANSACTION"
    COMMIT = "COMMIT"
    ROLLBACK = "ROLLBACK"
    COMMENT = "COMMENT"
    GRANT = "GRANT"
    REVOKE = "REVOKE"
    EXPLAIN = "EXPLAIN"
    LIST_FILES = "LIST_FILES"
    REMOVE_FILES = "REMOVE_FILES"
    PUT_FILES = "PUT_FILES"
    GET_FILES = "GET_FILES"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Statement:
    """Base of every statement."""
