"""USE, SET, UNSET and ALTER SESSION."""

from __future__ import annotations

from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import AlterSession, Fragment, SetVariables, UnsetVariables, Use
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor
from mockhaus.translation.parsers import options

_KINDS = ("DATABASE", "SCHEMA", "ROLE", "WAREHOUSE")
_MOST_PARTS_OF_SCHEMA = 2


def use(cursor: Cursor) -> Use:
    """USE [DATABASE | SCHEMA | ROLE | WAREHOUSE] name, or USE SECONDARY ROLES ALL | NONE | role, …."""
    cursor.expect("USE")
    if cursor.accept("SECONDARY", "ROLES"):
        word = cursor.accept_any("ALL", "NONE")
        return Use("SECONDARY ROLES", QualifiedName((word,) if word else cursor.listed(cursor.name)))
    if cursor.looks_at("CATALOG"):
        raise unsupported("USE CATALOG", cursor.position())
    kind = cursor.accept_any(*_KINDS) if cursor.ahead(1) not in ("", ".") or _quoted_next(cursor) else ""
    name = cursor.qualified_name()
    if not kind:
        kind = "DATABASE" if len(name.parts) == 1 else "SCHEMA"
    if len(name.parts) > (_MOST_PARTS_OF_SCHEMA if kind == "SCHEMA" else 1):
        cursor.index -= 2
        cursor.fail()
    return Use(kind, name)


def _quoted_next(cursor: Cursor) -> bool:
    return cursor.index + 1 < cursor.end and cursor.ahead(1) == ""


def set_variables(cursor: Cursor) -> SetVariables:
    """SET name = expression, or SET (name, …) = (expression, …)."""
    cursor.expect("SET")
    if cursor.word != "(":
        name = cursor.name()
        cursor.expect("=")
        return SetVariables((name,), (fragments.expression(cursor, cursor.end),))
    names = cursor.bracketed(cursor.name)
    cursor.expect("=")
    return SetVariables(names, _values(cursor))


def _values(cursor: Cursor) -> tuple[Fragment, ...]:
    """Expressions in parentheses; a query there gives all values at once and is one expression."""
    if cursor.ahead(1) in ("SELECT", "WITH"):
        return (fragments.expression(cursor, cursor.end),)
    return cursor.bracketed(lambda: fragments.expression(cursor, cursor.find(",", ")")))


def unset_variables(cursor: Cursor) -> UnsetVariables:
    """UNSET name, or UNSET (name, …)."""
    cursor.expect("UNSET")
    if cursor.word == "(":
        return UnsetVariables(cursor.bracketed(cursor.name))
    return UnsetVariables((cursor.name(),))


def alter_session(cursor: Cursor) -> AlterSession:
    """ALTER SESSION SET name = value … | UNSET name, …."""
    cursor.expect("ALTER", "SESSION")
    if cursor.accept("UNSET"):
        return AlterSession(unset=cursor.listed(lambda: options.property_name(cursor)))
    cursor.expect("SET")
    settings = [options.pair(cursor)]
    while not cursor.at_end:
        cursor.accept(",")
        settings.append(options.pair(cursor))
    return AlterSession(settings=tuple(settings))
