"""SHOW: https://docs.snowflake.com/en/sql-reference/sql/show."""

from __future__ import annotations

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Show
from mockhaus.translation.cursor import Cursor

_CLAUSES = frozenset({"", "HISTORY", "LIKE", "IN", "FOR", "ON", "TO", "OF", "STARTS", "LIMIT", "ROOT", "WITH"})
_SCOPES = ("ACCOUNT", "DATABASE", "SCHEMA", "TABLE", "VIEW")
_LONGEST_KIND = 6


def show(cursor: Cursor) -> Show:
    """SHOW [TERSE] kind [HISTORY] [LIKE] [IN | FOR scope] [STARTS WITH] [LIMIT n [FROM]]."""
    cursor.expect("SHOW")
    terse = cursor.accept("TERSE")
    kind = _kind(cursor)
    history = cursor.accept("HISTORY")
    like = cursor.string() if cursor.accept("LIKE") else None
    scope_kind, scope = _scope(cursor)
    starts_with = cursor.string() if cursor.accept("STARTS", "WITH") else None
    limit = cursor.integer() if cursor.accept("LIMIT") else None
    from_name = cursor.string() if limit is not None and cursor.accept("FROM") else None
    return Show(
        kind=kind,
        terse=terse,
        history=history,
        like=like,
        scope_kind=scope_kind,
        scope=scope,
        starts_with=starts_with,
        limit=limit,
        from_name=from_name,
    )


def _kind(cursor: Cursor) -> str:
    words: list[str] = []
    while cursor.word not in _CLAUSES and len(words) < _LONGEST_KIND:
        if not cursor.at_name() and not cursor.word.isalpha():
            cursor.fail()
        words.append(cursor.advance().text.upper())
    if not words:
        cursor.fail()
    return " ".join(words)


def _scope(cursor: Cursor) -> tuple[str | None, QualifiedName | None]:
    if not cursor.accept_any("IN", "FOR"):
        return None, None
    kind = ""
    if cursor.ahead(1) != ".":
        kind = cursor.accept_any(*_SCOPES, "SESSION", "WAREHOUSE", "USER", "ROLE", "TASK")
    if kind in ("ACCOUNT", "SESSION"):
        return kind, None
    if kind and (cursor.at_end or cursor.word in _CLAUSES):
        return kind, None
    return kind or None, cursor.qualified_name()
