"""UNION [ALL], INTERSECT, EXCEPT and MINUS: column counts, common types, order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DataType
from mockhaus.translation.coercion import unified
from mockhaus.translation.common_tables import common_tables
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.ordering import limits, order_by_output
from mockhaus.translation.scope import OutputColumn, Scope
from mockhaus.translation.walk import Translated, Walker

_CLAUSES = frozenset({"this", "expression", "distinct", "with_", "order", "limit", "offset"})

Branch = Callable[[exp.Expr, bool], Translated]
"""Translates a branch; told whether it is the first, which names the result's columns."""


def set_operation(walk: Walker, node: exp.SetOperation, branch: Branch) -> Translated:
    """A chain of set operations. Long chains lean to the left and are followed without recursion."""
    with walk.inside(Scope(walk.scope)):
        common_tables(walk, node)
        chain = _chain(walk, node)
        parts = [branch(chain[-1].this, True)]
        parts.extend(branch(item.expression, False) for item in reversed(chain))
        columns = _common_columns(walk, parts)
        _attach(chain, parts)
        order_by_output(walk, node, [(column.name, node, column.type) for column in columns])
        limits(walk, node)
    return Translated(node, columns)


def _chain(walk: Walker, node: exp.SetOperation) -> list[exp.SetOperation]:
    chain = [node]
    while isinstance(chain[-1].this, exp.SetOperation) and not _has_clauses(chain[-1].this):
        chain.append(chain[-1].this)
    for item in chain:
        _refuse(walk, item)
    return chain


def _has_clauses(node: exp.Expr) -> bool:
    return any(node.args.get(key) is not None for key in ("with_", "order", "limit", "offset"))


def _refuse(walk: Walker, node: exp.SetOperation) -> None:
    if node.args.get("by_name"):
        raise walk.unsupported("UNION BY NAME", node)
    if not isinstance(node, exp.Union) and not node.args.get("distinct"):
        raise walk.unsupported(f"{type(node).__name__.upper()} ALL", node)
    if set(given(node)) - _CLAUSES:
        raise walk.unsupported("a set operation of this form", node)


def given(node: exp.Expr) -> list[str]:
    """The names of a node's arguments that are there."""
    return [key for key, value in node.args.items() if value]


def _common_columns(walk: Walker, parts: Sequence[Translated]) -> tuple[OutputColumn, ...]:
    first = parts[0].columns
    for number, part in enumerate(parts[1:], start=2):
        if len(part.columns) != len(first):
            raise SnowflakeError(
                ErrorCode.SET_OPERATION_COLUMNS,
                expected=len(first),
                actual=len(part.columns),
                branch="{" + str(number) + "}",
            )
    columns = []
    for index, column in enumerate(first):
        types = [part.columns[index].type for part in parts]
        target = reduce(common_type, types)
        if len({item.kind for item in types}) > 1:
            _convert(walk, parts, index, target)
        columns.append(OutputColumn(column.name, column.engine_name, target))
    return tuple(columns)


def _convert(walk: Walker, parts: Sequence[Translated], index: int, target: DataType) -> None:
    """Bring one column of all branches to their common type."""
    values = [
        walk.set_type(value, part.columns[index].type) for part in parts for value in _values(walk, part.node, index)
    ]
    places = [(value.parent, value.arg_key, value.index) for value in values]
    for (parent, key, place), old, new in zip(places, values, unified(values, target, walk), strict=True):
        if new is not old and parent is not None and key is not None:
            parent.set(key, new, place)


def _values(walk: Walker, node: exp.Expr, index: int) -> list[exp.Expr]:
    """The expressions that give a branch's column."""
    if isinstance(node, exp.Select):
        item = node.expressions[index]
        return [item.this if isinstance(item, exp.Alias) else item]
    if isinstance(node, exp.Subquery):
        return _values(walk, node.this, index)
    if isinstance(node, exp.SetOperation):
        return [*_values(walk, node.this, index), *_values(walk, node.expression, index)]
    raise walk.unsupported("a set operation over branches of different types", node)


def _attach(chain: Sequence[exp.SetOperation], parts: Sequence[Translated]) -> None:
    chain[-1].set("this", _branch(parts[0].node, first=True))
    for item, part in zip(reversed(chain), parts[1:], strict=True):
        item.set("expression", _branch(part.node, first=False))


def _branch(node: exp.Expr, *, first: bool) -> exp.Expr:
    """A branch in its place. The parser lets clauses through that Snowflake has for a branch in parentheses only."""
    if isinstance(node, exp.Subquery) or not _has_clauses(node):
        return node
    if first or any(node.args.get(key) is not None for key in ("order", "limit", "offset")):
        detail = "ORDER BY, LIMIT and OFFSET of a branch of a set operation need parentheses"
        raise SnowflakeError(ErrorCode.PARSE_FAILED, detail=detail)
    return exp.Subquery(this=node)
