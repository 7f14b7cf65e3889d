"""SHOW, DESCRIBE and USE, and DROP and UNDROP: statements about a name."""

from __future__ import annotations

from mockhaus.domain.statements import Describe, Drop, Show, Undrop, Use
from mockhaus.domain.writing.pieces import full_name, literal, when, words


def drop(statement: Drop) -> str:
    """DROP of an object of a database, of a schema or a database."""
    if_exists = when(statement.if_exists, "IF EXISTS")
    restrict = when(statement.restrict, "RESTRICT")
    return words("DROP", statement.kind.value, if_exists, full_name(statement.name), restrict)


def undrop(statement: Undrop) -> str:
    """UNDROP."""
    return words("UNDROP", statement.kind.value, full_name(statement.name))


def describe(statement: Describe) -> str:
    """DESCRIBE."""
    return words("DESCRIBE", statement.kind.value, full_name(statement.name))


def show(statement: Show) -> str:
    """SHOW."""
    scoped = statement.scope is not None or statement.scope_kind is not None
    scope = "" if statement.scope is None else full_name(statement.scope)
    limit = "" if statement.limit is None else f"LIMIT {statement.limit}"
    return words(
        "SHOW",
        when(statement.terse, "TERSE"),
        statement.kind,
        when(statement.history, "HISTORY"),
        _text("LIKE", statement.like),
        when(scoped, words("IN", statement.scope_kind or "", scope)),
        _text("STARTS WITH", statement.starts_with),
        limit,
        _text("FROM", statement.from_name),
    )


def _text(word: str, text: str | None) -> str:
    return "" if text is None else f"{word} {literal(text)}"


def use(statement: Use) -> str:
    """USE."""
    return words("USE", statement.kind, full_name(statement.name))
