"""Outer joins that WHERE says, by `(+)` behind the columns of the table that may have no row.

Follows https://docs.snowflake.com/en/sql-reference/constructs/where: the predicates with marks become the condition of
a LEFT JOIN; all others filter what is joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.coercion import as_boolean
from mockhaus.translation.columns import qualifiers_of, stored
from mockhaus.translation.scope import Scope, Source
from mockhaus.translation.sources.conditions import all_of, conjuncts
from mockhaus.translation.walk import Walker

_MARK = "(+)"


@dataclass(slots=True)
class _Inner:
    """A table that may have no row: what it is joined to, and by which predicates."""

    source: Source
    outer: list[Source] = field(default_factory=list)
    predicates: list[exp.Expr] = field(default_factory=list)


def marked_joins(walk: Walker, node: exp.Select, scope: Scope) -> None:
    """Take the predicates with `(+)` out of WHERE and join by them; FROM is translated by now."""
    where = node.args.get("where")
    if where is None or _MARK not in walk.headings.text:
        return
    predicates = list(conjuncts(where.this))
    marked = [item for item in predicates if any(column.args.get("join_mark") for column in item.find_all(exp.Column))]
    if not marked:
        return
    found: dict[str, _Inner] = {}
    for predicate in marked:
        _add(walk, scope, predicate, found)
    rest = [item for item in predicates if not any(item is taken for taken in marked)]
    node.set("where", exp.Where(this=all_of(rest)) if rest else None)
    inner = _in_order(walk, node, found)
    _take_out(walk, node, [item.source for item in inner])
    _make_nullable(scope, {item.source.relation for item in inner})
    for item in inner:
        node.append("joins", exp.Join(this=item.source.node, side="LEFT", on=_condition(walk, item)))


def _add(walk: Walker, scope: Scope, predicate: exp.Expr, found: dict[str, _Inner]) -> None:
    """Note the table that a predicate marks, and the one that it joins it to."""
    if isinstance(predicate.unnest(), (exp.Or, exp.Not)) or predicate.find(exp.Query):
        raise walk.unsupported("(+) inside OR, NOT or beside a query", predicate)
    columns = [(column, _source(walk, scope, column)) for column in predicate.find_all(exp.Column)]
    marked = {source.relation: source for column, source in columns if column.args.get("join_mark")}
    others = {source.relation: source for _, source in columns if source.relation not in marked}
    if len(marked) > 1:
        raise _cycle(walk, predicate, [source for _, source in columns if source.relation in marked])
    for column, _ in columns:
        column.set("join_mark", None)
    inner = found.setdefault(next(iter(marked)), _Inner(next(iter(marked.values()))))
    inner.predicates.append(predicate)
    inner.outer.extend(source for source in others.values() if source not in inner.outer)
    if len(inner.outer) > 1:
        last, first = (_name(source) for source in reversed(inner.outer[:2]))
        detail = f"Table '{_name(inner.source)}' is outer joined to multiple tables: '{last}' and '{first}'."
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(predicate), detail=detail)


def _source(walk: Walker, scope: Scope, column: exp.Column) -> Source:
    """The source of a column of this query."""
    if column.args.get("table") is not None:
        source = scope.source(qualifiers_of(column))
    else:
        relations = [item.relation for item in scope.named(stored(column.this))]
        source = next((item for item in scope.sources if relations == [item.relation]), None)
    if source is None:
        raise walk.unsupported("(+) beside a column of no table of this FROM", column)
    return source


def _name(source: Source) -> str:
    return source.name or source.relation


def _cycle(walk: Walker, node: exp.Expr, sources: Sequence[Source]) -> SnowflakeError:
    first, second = (_name(source) for source in (sources[0], sources[-1]))
    detail = f"Outer join predicates form a cycle between '{first}' and '{second}'."
    return SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)


def _in_order(walk: Walker, node: exp.Select, found: dict[str, _Inner]) -> list[_Inner]:
    """The tables in an order in which each comes behind the one that it is joined to."""
    waiting, ordered = list(found.values()), list[_Inner]()
    while waiting:
        left = {item.source.relation for item in waiting}
        ready = [item for item in waiting if not any(source.relation in left for source in item.outer)]
        if not ready:
            raise _cycle(walk, node, [waiting[0].source, *waiting[0].outer])
        ordered.extend(ready)
        waiting = [item for item in waiting if item not in ready]
    for item in ordered:
        if not item.outer:
            raise walk.unsupported("(+) without a column of another table", item.predicates[0])
    return ordered


def _take_out(walk: Walker, node: exp.Select, sources: Sequence[Source]) -> None:
    """Leave tables out of FROM, where they stand between commas."""
    items = [node.args["from_"].this, *(join.this for join in node.args.get("joins") or ())]
    plain = {id(items[0]), *(id(join.this) for join in node.args.get("joins") or () if not join.args.get("on"))}
    inner = {id(source.node) for source in sources}
    behind_first = node.args["joins"][0] if node.args.get("joins") else None
    if id(items[0]) in inner and (behind_first is None or behind_first.args.get("on")):
        plain.discard(id(items[0]))
    if not inner <= plain or any(isinstance(item, exp.Lateral) or item.args.get("joins") for item in items):
        raise walk.unsupported("(+) behind a table that a JOIN, LATERAL or parentheses hold", node)
    joins = [join for join in node.args["joins"] if id(join.this) not in inner]
    if id(items[0]) in inner:
        if joins[0].args.get("on"):
            raise walk.unsupported("(+) behind a table that a JOIN, LATERAL or parentheses hold", node)
        node.args["from_"].set("this", joins.pop(0).this)
    node.set("joins", joins)


def _make_nullable(scope: Scope, relations: set[str]) -> None:
    for source in scope.sources:
        if source.relation in relations:
            source.columns = [column.as_nullable() for column in source.columns]
    scope.show([column.as_nullable() if column.relation in relations else column for column in scope.visible])


def _condition(walk: Walker, item: _Inner) -> exp.Expr:
    return as_boolean(walk.expression(exp.Paren(this=all_of(item.predicates))), walk)
