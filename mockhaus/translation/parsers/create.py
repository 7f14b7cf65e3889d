"""What the CREATE statements have in common: OR REPLACE, OR ALTER, IF NOT EXISTS and CLONE."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode, PointInTime
from mockhaus.translation import fragments
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


class Clone(TypedDict):
    """What CLONE says: the source's name, and the moment at which it is copied where that is not the present."""

    clone: QualifiedName | None
    clone_at: PointInTime | None


NO_CLONE: Clone = {"clone": None, "clone_at": None}


def source_of_clone(cursor: Cursor, *, container: bool = False) -> Clone:
    """The name behind CLONE, and AT or BEFORE; of a container, what to leave out too.

    Hybrid tables are left out on demand: there are none.
    """
    name = cursor.qualified_name()
    point = _point_in_time(cursor)
    while container and cursor.accept("IGNORE"):
        if cursor.accept_any("TABLES", "HYBRID") == "HYBRID":
            cursor.expect("TABLES")
            continue
        cursor.expect("WITH", "INSUFFICIENT", "DATA", "RETENTION")
        point = replace(point, skips_forgotten=True) if point is not None else None
    return {"clone": name, "clone_at": point}


def _point_in_time(cursor: Cursor) -> PointInTime | None:
    clause = cursor.accept_any("AT", "BEFORE")
    if not clause:
        return None
    cursor.expect("(")
    kind = cursor.expect_any("TIMESTAMP", "OFFSET", "STATEMENT")
    cursor.expect("=>")
    value = fragments.expression(cursor, cursor.find(")"))
    cursor.expect(")")
    return PointInTime(clause, kind, value)
