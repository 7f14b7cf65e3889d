"""Constraints of CREATE and ALTER TABLE, inside a column and outside.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-table-constraint.
"""

from __future__ import annotations

from mockhaus.domain.catalog.objects import ConstraintKind
from mockhaus.domain.errors import unsupported
from mockhaus.domain.statements import ConstraintDefinition, Options
from mockhaus.translation.cursor import Cursor

_BEGINNINGS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "REFERENCES", "CHECK")
_STATES = frozenset({"ENFORCED", "DEFERRABLE", "INITIALLY", "ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE", "RELY"})
_NEGATED = frozenset({"ENFORCED", "DEFERRABLE"})


def begins(cursor: Cursor) -> bool:
    """Whether a constraint, which may have a name, comes next."""
    return cursor.word in _BEGINNINGS and (cursor.word != "CHECK" or cursor.ahead(1) == "(")


def inline(cursor: Cursor, column: str) -> ConstraintDefinition:
    """A constraint inside the definition of a column."""
    name = cursor.name() if cursor.accept("CONSTRAINT") else None
    kind = _kind(cursor)
    if kind is ConstraintKind.FOREIGN_KEY:
        cursor.accept("FOREIGN", "KEY")
        return _foreign(cursor, name, (column,))
    return ConstraintDefinition(name=name, kind=kind, columns=(column,), options=_options(cursor))


def out_of_line(cursor: Cursor) -> ConstraintDefinition:
    """A constraint that names its columns."""
    name = cursor.name() if cursor.accept("CONSTRAINT") else None
    kind = _kind(cursor)
    if kind is ConstraintKind.FOREIGN_KEY:
        cursor.expect("FOREIGN", "KEY")
        return _foreign(cursor, name, cursor.bracketed(cursor.name))
    columns = cursor.bracketed(cursor.name)
    return ConstraintDefinition(name=name, kind=kind, columns=columns, options=_options(cursor))


def _kind(cursor: Cursor) -> ConstraintKind:
    if cursor.accept("PRIMARY", "KEY"):
        return ConstraintKind.PRIMARY_KEY
    if cursor.accept("UNIQUE"):
        return ConstraintKind.UNIQUE
    if cursor.word == "CHECK":
        raise unsupported("CHECK constraint", cursor.position())
    if cursor.word not in ("FOREIGN", "REFERENCES"):
        cursor.fail()
    return ConstraintKind.FOREIGN_KEY


def _foreign(cursor: Cursor, name: str | None, columns: tuple[str, ...]) -> ConstraintDefinition:
    cursor.expect("REFERENCES")
    table = cursor.qualified_name()
    referenced = cursor.bracketed(cursor.name) if cursor.word == "(" else ()
    return ConstraintDefinition(
        name=name,
        kind=ConstraintKind.FOREIGN_KEY,
        columns=columns,
        referenced_table=table,
        referenced_columns=referenced,
        options=_options(cursor),
    )


def _options(cursor: Cursor) -> Options:
    pairs = []
    while pair := _option(cursor):
        pairs.append(pair)
    return tuple(pairs)


def _option(cursor: Cursor) -> tuple[str, str] | None:
    if cursor.accept("MATCH"):
        return "MATCH", cursor.expect_any("FULL", "SIMPLE", "PARTIAL")
    if cursor.word == "ON" and cursor.ahead(1) in ("UPDATE", "DELETE"):
        cursor.advance()
        event = cursor.advance().text.upper()
        return f"ON {event}", _reaction(cursor)
    if cursor.accept("INITIALLY"):
        return "INITIALLY", cursor.expect_any("DEFERRED", "IMMEDIATE")
    if cursor.word == "NOT" and cursor.ahead(1) in _NEGATED:
        cursor.advance()
        return cursor.advance().text.upper(), "FALSE"
    if word := cursor.accept_any(*_STATES):
        return word, "TRUE"
    return ("RELY", "FALSE") if cursor.accept("NORELY") else None


def _reaction(cursor: Cursor) -> str:
    if cursor.accept("SET"):
        return "SET " + cursor.expect_any("NULL", "DEFAULT")
    if cursor.accept("NO"):
        cursor.expect("ACTION")
        return "NO ACTION"
    return cursor.expect_any("CASCADE", "RESTRICT")
