"""SEQ of FLATTEN and SPLIT_TO_TABLE: a number for each input row, unique but neither ordered nor without gaps.

Rows of tables have ids. Rows of other sources are numbered, which costs something: only where SEQ is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from mockhaus.domain.catalog.physical import ROW_ID
from mockhaus.translation.functions.building import call
from mockhaus.translation.scope import Source, engine_column, identifier
from mockhaus.translation.sources.building import engine_alias
from mockhaus.translation.walk import Walker

_NUMBER = "_number"
_CLAUSES = ("where", "group", "having", "qualify", "order")


def is_named(node: exp.Expr) -> bool:
    """Whether the SELECT that has this source may name its SEQ, by name or by a star."""
    select = node.find_ancestor(exp.Select)
    if select is None:
        return True
    return any(
        (isinstance(item, exp.Identifier) and item.name.upper() == "SEQ")
        or (isinstance(item, exp.Star) and not isinstance(item.parent, exp.Count))
        for part in _parts(select)
        for item in part.walk()
    )


def _parts(select: exp.Select) -> Iterator[exp.Expr]:
    yield from select.expressions
    for join in select.args.get("joins") or ():
        if join.args.get("on") is not None:
            yield join.args["on"]
    yield from (select.args[key] for key in _CLAUSES if select.args.get(key) is not None)


def of_input(walk: Walker, rows: exp.Expr, name: str) -> exp.Expr:
    """SEQ of the rows that are made of a value: 1 where that is the same for all rows."""
    for column in rows.find_all(exp.Column):
        for source in walk.scope.sources:
            if source.relation == column.table:
                return exp.Alias(this=_row(walk, source), alias=identifier(name))
    return exp.Alias(this=exp.Literal.number(1), alias=identifier(name))


def _row(walk: Walker, source: Source) -> exp.Expr:
    if source.stored:
        return engine_column(ROW_ID, source.relation)
    if source.row is None:
        _add_numbers(walk, source)
        source.row = engine_column(_NUMBER, source.relation)
    return source.row.copy()


def _row_number() -> exp.Expr:
    return exp.Alias(this=exp.Window(this=call("row_number")), alias=identifier(_NUMBER))


def _add_numbers(walk: Walker, source: Source) -> None:
    """Put a query that numbers the rows in the place of a source in FROM."""
    node = source.node
    if node is None or isinstance(node, exp.Lateral):
        raise walk.unsupported("SEQ of rows made from LATERAL (query)", node or exp.Null())
    joins = node.args.get("joins")
    query = exp.Select(expressions=[exp.Star(), _row_number()])
    numbered = exp.Subquery(this=query, alias=engine_alias(source.relation), joins=joins)
    node.replace(numbered)
    node.set("joins", None)
    query.set("from_", exp.From(this=node))
    source.node = numbered
