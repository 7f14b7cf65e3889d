"""What the CREATE statements have in common: OR REPLACE, OR ALTER and IF NOT EXISTS."""

from __future__ import annotations

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode
from mockhaus.translation.cursor import Cursor

_REPLACING = {"REPLACE": CreateMode.OR_REPLACE, "ALTER": CreateMode.OR_ALTER}


def mode(cursor: Cursor) -> CreateMode:
    """CREATE [OR REPLACE | OR ALTER], left behind."""
    cursor.expect("CREATE")
    if not cursor.accept("OR"):
        return CreateMode.PLAIN
    return _REPLACING[cursor.expect_any("REPLACE", "ALTER")]


def if_not_exists(cursor: Cursor, given: CreateMode) -> CreateMode:
    """The mode after an IF NOT EXISTS that may stand here; it excludes OR REPLACE and OR ALTER."""
    position = cursor.position()
    if not cursor.accept("IF", "NOT", "EXISTS"):
        return given
    if given in (CreateMode.OR_REPLACE, CreateMode.OR_ALTER):
        detail = f"options IF NOT EXISTS and {given.value} are incompatible."
        raise SnowflakeError(ErrorCode.SEMANTIC, position=position, detail=detail)
    return CreateMode.IF_NOT_EXISTS


def source_of_clone(cursor: Cursor) -> QualifiedName:
    """The name behind CLONE. A clone of the past is refused."""
    name = cursor.qualified_name()
    if cursor.word in ("AT", "BEFORE"):
        raise unsupported(f"CLONE {cursor.word}", cursor.position())
    return name
