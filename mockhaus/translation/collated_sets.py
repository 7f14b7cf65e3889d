"""UNION, INTERSECT and EXCEPT of texts that a collation compares: rows are told apart by keys."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.translation import collated_rows
from mockhaus.translation.functions.collating import sort_key
from mockhaus.translation.scope import OutputColumn, engine_column, identifier

_LEFT = "q"
_RIGHT = "r"


def combined(
    chain: Sequence[exp.SetOperation], branches: Sequence[exp.Expr], columns: Sequence[OutputColumn]
) -> exp.Select:
    """A query of the rows of a chain of set operations, outermost first, over its branches in order.

    Its items are columns that have the engine's names of nothing else in it.
    """
    result, distinct = branches[0], False
    for operation, branch in zip(reversed(chain), branches[1:], strict=True):
        if isinstance(operation, exp.Union):
            wanted = bool(operation.args.get("distinct"))
            left = _query(result, columns, distinct=True) if distinct and not wanted else result
            result, distinct = exp.Union(this=_operand(left), expression=_operand(branch), distinct=False), wanted
        else:
            result, distinct = _matched(result, branch, columns, absent=isinstance(operation, exp.Except)), False
    return _query(result, columns, distinct=distinct)


def _operand(node: exp.Expr) -> exp.Expr:
    """A branch of a UNION; what has clauses of its own stands in parentheses."""
    clauses = ("with_", "order", "limit", "offset")
    return exp.Subquery(this=node) if any(node.args.get(name) is not None for name in clauses) else node


def _rows(node: exp.Expr, name: str, columns: Sequence[OutputColumn]) -> exp.Subquery:
    inner = node.this if isinstance(node, exp.Subquery) else node
    listed = [identifier(f"c{number}") for number, _ in enumerate(columns, start=1)]
    return exp.Subquery(this=inner, alias=exp.TableAlias(this=identifier(name), columns=listed))


def _values(name: str, columns: Sequence[OutputColumn]) -> list[exp.Expr]:
    return [engine_column(f"c{number}", name) for number, _ in enumerate(columns, start=1)]


def _keys(name: str, columns: Sequence[OutputColumn]) -> list[exp.Expr]:
    pairs = zip(_values(name, columns), columns, strict=True)
    return [sort_key(value, column.type.collation) for value, column in pairs]


def _query(node: exp.Expr, columns: Sequence[OutputColumn], *, distinct: bool) -> exp.Select:
    values = _values(_LEFT, columns)
    query = exp.Select(expressions=values, from_=exp.From(this=_rows(node, _LEFT, columns)))
    if distinct:
        query.set("distinct", exp.Distinct())
        types = [column.type for column in columns]
        collated_rows.distinct(query, list(zip(values, types, strict=True)))
    return query


def _matched(left: exp.Expr, right: exp.Expr, columns: Sequence[OutputColumn], *, absent: bool) -> exp.Select:
    """The different rows of one query that have an equal in the other, or that have none."""
    pairs = zip(_keys(_LEFT, columns), _keys(_RIGHT, columns), strict=True)
    equalities: list[exp.Expr] = [exp.NullSafeEQ(this=one, expression=other) for one, other in pairs]
    condition = reduce(lambda one, other: exp.And(this=one, expression=other), equalities)
    others = exp.Select(
        expressions=[exp.Literal.number(1)],
        from_=exp.From(this=_rows(right, _RIGHT, columns)),
        where=exp.Where(this=condition),
    )
    found: exp.Expr = exp.Exists(this=others)
    query = _query(left, columns, distinct=True)
    query.set("where", exp.Where(this=exp.Not(this=found) if absent else found))
    return query
