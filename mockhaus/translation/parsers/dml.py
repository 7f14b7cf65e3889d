"""INSERT, UPDATE, DELETE, MERGE and TRUNCATE.

Follows https://docs.snowflake.com/en/sql-reference/sql/insert and its neighbours.
"""

from __future__ import annotations

from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    Assignment,
    Delete,
    Fragment,
    Insert,
    InsertMany,
    IntoBranch,
    IntoClause,
    Merge,
    MergeAction,
    MergeBranch,
    Truncate,
    Update,
)
from mockhaus.translation import fragments
from mockhaus.translation.cursor import Cursor

_ITEM_ENDS = (",", ")")


def insert(cursor: Cursor) -> Insert | InsertMany:
    """INSERT [OVERWRITE] INTO name [(columns)] VALUES … | query, or one of the multi-table forms."""
    cursor.expect("INSERT")
    overwrite = cursor.accept("OVERWRITE")
    if cursor.word in ("ALL", "FIRST"):
        return _insert_many(cursor, overwrite=overwrite)
    cursor.expect("INTO")
    target = cursor.qualified_name()
    columns = _columns(cursor)
    if cursor.accept("VALUES"):
        return Insert(target, columns, overwrite, None, cursor.listed(lambda: _row(cursor)))
    if cursor.word not in ("SELECT", "WITH", "("):
        cursor.fail()
    return Insert(target, columns, overwrite, fragments.query(cursor))


def _insert_many(cursor: Cursor, *, overwrite: bool) -> InsertMany:
    """ALL INTO … query, or ALL | FIRST WHEN condition THEN INTO … [ELSE INTO …] query."""
    first = cursor.expect_any("ALL", "FIRST") == "FIRST"
    branches = []
    while cursor.accept("WHEN"):
        condition = fragments.expression(cursor, cursor.find("THEN"))
        cursor.expect("THEN")
        branches.append(IntoBranch(condition, _into_clauses(cursor)))
    if branches:
        if cursor.accept("ELSE"):
            branches.append(IntoBranch(None, _into_clauses(cursor)))
    elif first:
        cursor.fail()
    else:
        branches.append(IntoBranch(None, _into_clauses(cursor)))
    return InsertMany(tuple(branches), fragments.query(cursor), first, overwrite)


def _into_clauses(cursor: Cursor) -> tuple[IntoClause, ...]:
    clauses = [_into_clause(cursor)]
    while cursor.word == "INTO":
        clauses.append(_into_clause(cursor))
    return tuple(clauses)


def _into_clause(cursor: Cursor) -> IntoClause:
    cursor.expect("INTO")
    target, columns = cursor.qualified_name(), _columns(cursor)
    return IntoClause(target, columns, _row(cursor) if cursor.accept("VALUES") else None)


def _columns(cursor: Cursor) -> tuple[str, ...] | None:
    """A list of column names, unless the parenthesis opens a query."""
    if cursor.word != "(" or cursor.ahead(1) in ("SELECT", "WITH", "VALUES", "("):
        return None
    return cursor.bracketed(cursor.name)


def _row(cursor: Cursor) -> tuple[Fragment | None, ...]:
    return cursor.bracketed(lambda: _value(cursor, *_ITEM_ENDS))


def _value(cursor: Cursor, *stops: str) -> Fragment | None:
    """An expression, or None for DEFAULT."""
    if cursor.word == "DEFAULT" and cursor.ahead(1) in (*stops, ""):
        cursor.advance()
        return None
    end = cursor.index + 1
    if cursor.ahead(1) not in _ITEM_ENDS:
        end = cursor.find(*stops)
    return fragments.expression(cursor, end)


def _assignment(cursor: Cursor, alias: str | None, target: QualifiedName, *stops: str) -> Assignment:
    name = cursor.name()
    while cursor.accept("."):
        if name not in (alias, *target.parts):
            cursor.index -= 2
            cursor.fail()
        name = cursor.name()
    cursor.expect("=")
    return Assignment(name, _value(cursor, ",", *stops))


def _alias(cursor: Cursor, *stops: str) -> str | None:
    if cursor.accept("AS"):
        return cursor.name()
    return cursor.name() if cursor.word not in stops and cursor.at_name() else None


def update(cursor: Cursor) -> Update:
    """UPDATE name [[AS] alias] SET column = value, … [FROM sources] [WHERE condition]."""
    cursor.expect("UPDATE")
    target = cursor.qualified_name()
    alias = _alias(cursor, "SET")
    cursor.expect("SET")
    assignments = cursor.listed(lambda: _assignment(cursor, alias, target, "FROM", "WHERE"))
    return Update(target, alias, assignments, _sources(cursor, "FROM"), _where(cursor))


def delete(cursor: Cursor) -> Delete:
    """DELETE FROM name [[AS] alias] [USING sources] [WHERE condition]."""
    cursor.expect("DELETE", "FROM")
    target = cursor.qualified_name()
    alias = _alias(cursor, "USING", "WHERE")
    return Delete(target, alias, _sources(cursor, "USING"), _where(cursor))


def _sources(cursor: Cursor, word: str) -> Fragment | None:
    if not cursor.accept(word):
        return None
    return fragments.sources(cursor, cursor.find("WHERE"))


def _where(cursor: Cursor) -> Fragment | None:
    if not cursor.accept("WHERE"):
        return None
    return fragments.expression(cursor, cursor.end)


def merge(cursor: Cursor) -> Merge:
    """MERGE INTO name [[AS] alias] USING source ON condition, and branches."""
    cursor.expect("MERGE", "INTO")
    target = cursor.qualified_name()
    alias = _alias(cursor, "USING")
    cursor.expect("USING")
    source = fragments.sources(cursor, cursor.find("ON"))
    cursor.expect("ON")
    condition = fragments.expression(cursor, cursor.find("WHEN"))
    branches = [_branch(cursor, alias, target)]
    while not cursor.at_end:
        branches.append(_branch(cursor, alias, target))
    return Merge(target, alias, source, condition, tuple(branches))


def _branch(cursor: Cursor, alias: str | None, target: QualifiedName) -> MergeBranch:
    cursor.expect("WHEN")
    matched = not cursor.accept("NOT")
    cursor.expect("MATCHED")
    condition = fragments.expression(cursor, cursor.find("THEN")) if cursor.accept("AND") else None
    cursor.expect("THEN")
    if not matched:
        return _insert_branch(cursor, condition)
    if cursor.accept("DELETE"):
        return MergeBranch(matched, condition, MergeAction.DELETE)
    cursor.expect("UPDATE")
    if cursor.accept("ALL", "BY", "NAME"):
        return MergeBranch(matched, condition, MergeAction.UPDATE, all_by_name=True)
    cursor.expect("SET")
    assignments = cursor.listed(lambda: _assignment(cursor, alias, target, "WHEN"))
    return MergeBranch(matched, condition, MergeAction.UPDATE, assignments)


def _insert_branch(cursor: Cursor, condition: Fragment | None) -> MergeBranch:
    cursor.expect("INSERT")
    if cursor.accept("ALL", "BY", "NAME"):
        return MergeBranch(matched=False, condition=condition, action=MergeAction.INSERT, all_by_name=True)
    columns = _columns(cursor)
    cursor.expect("VALUES")
    return MergeBranch(
        matched=False, condition=condition, action=MergeAction.INSERT, columns=columns, values=_row(cursor)
    )


def truncate(cursor: Cursor) -> Truncate:
    """TRUNCATE [TABLE] [IF EXISTS] name."""
    cursor.expect("TRUNCATE")
    if cursor.looks_at("MATERIALIZED", "VIEW"):
        raise unsupported("TRUNCATE MATERIALIZED VIEW", cursor.position())
    cursor.accept("TABLE")
    if_exists = cursor.accept("IF", "EXISTS")
    return Truncate(cursor.qualified_name(), if_exists)
