"""UNION [ALL] [BY NAME], INTERSECT, EXCEPT and MINUS: column counts, common types, order.

Follows https://docs.snowflake.com/en/sql-reference/operators-query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import NULL, DataType, Kind
from mockhaus.translation import collated_sets
from mockhaus.translation.coercion import unified
from mockhaus.translation.common_tables import common_tables
from mockhaus.translation.functions.collating import folds
from mockhaus.translation.functions.unification import common_type, narrows
from mockhaus.translation.keys import check_key
from mockhaus.translation.naming import Naming, output_names
from mockhaus.translation.ordering import limits, order_by_output
from mockhaus.translation.scope import OutputColumn, Scope, engine_column, identifier
from mockhaus.translation.walk import Translated, Walker

_CLAUSES = frozenset({"this", "expression", "distinct", "by_name", "with_", "order", "limit", "offset"})

_BRANCH = "q"

Branch = Callable[[exp.Expr, Naming], Translated]
"""Translates a branch. The first one names the result's columns."""


def set_operation(walk: Walker, node: exp.SetOperation, naming: Naming, branch: Branch) -> Translated:
    """A chain of set operations. Long chains lean to the left and are followed without recursion."""
    with walk.inside(Scope(walk.scope)):
        common_tables(walk, node)
        chain = _chain(walk, node)
        queries = [chain[-1].this, *(item.expression for item in reversed(chain))]
        if node.args.get("by_name"):
            parts = _aligned(walk, [branch(item, Naming.DERIVED) for item in queries], naming)
            for item in chain:
                item.set("by_name", None)
        else:
            parts = [branch(item, Naming.FREE if place else naming) for place, item in enumerate(queries)]
        columns = _common_columns(walk, parts)
        if any(item.args.get("distinct") for item in chain):
            _check_distinct(walk, node, columns)
        if any(folds(column.type) for column in columns):
            return _collated(walk, chain, parts, columns)
        _attach(chain, parts)
        order_by_output(walk, node, [(column.name, node, column.type) for column in columns])
        limits(walk, node)
    return Translated(node, columns)


def _check_distinct(walk: Walker, node: exp.SetOperation, columns: Sequence[OutputColumn]) -> None:
    for column in columns:
        check_key(column.type, node, walk, "DISTINCT")


# Collations


def _collated(
    walk: Walker,
    chain: Sequence[exp.SetOperation],
    parts: Sequence[Translated],
    columns: tuple[OutputColumn, ...],
) -> Translated:
    """Set operations over collated columns: a query over them orders and limits their rows."""
    node = chain[0]
    outer = collated_sets.combined(chain, [part.node for part in parts], columns)
    for name in ("with_", "order", "limit", "offset"):
        outer.set(name, node.args.get(name))
    values = list(outer.expressions)
    items = [(column.name, value, column.type) for column, value in zip(columns, values, strict=True)]
    order_by_output(walk, outer, items, copies=True)
    limits(walk, outer)
    named = zip(values, columns, strict=True)
    outer.set("expressions", [exp.Alias(this=value, alias=identifier(column.engine_name)) for value, column in named])
    return Translated(outer, columns)


# Branches


def _chain(walk: Walker, node: exp.SetOperation) -> list[exp.SetOperation]:
    chain = [node]
    while _continues(chain[-1], chain[-1].this):
        chain.append(chain[-1].this)
    for item in chain:
        _refuse(walk, item)
    return chain


def _continues(node: exp.SetOperation, inner: exp.Expr) -> bool:
    """Whether the first branch is more of the same chain: columns of all of it are matched in one way."""
    if not isinstance(inner, exp.SetOperation) or _has_clauses(inner):
        return False
    return bool(inner.args.get("by_name")) == bool(node.args.get("by_name"))


def _has_clauses(node: exp.Expr) -> bool:
    return any(node.args.get(key) is not None for key in ("with_", "order", "limit", "offset"))


def _refuse(walk: Walker, node: exp.SetOperation) -> None:
    if node.args.get("by_name") and not isinstance(node, exp.Union):
        raise SnowflakeError(ErrorCode.PARSE_FAILED, detail=f"{type(node).__name__.upper()} takes no BY NAME")
    if not isinstance(node, exp.Union) and not node.args.get("distinct"):
        raise walk.unsupported(f"{type(node).__name__.upper()} ALL", node)
    if set(given(node)) - _CLAUSES:
        raise walk.unsupported("a set operation of this form", node)


def given(node: exp.Expr) -> list[str]:
    """The names of a node's arguments that are there."""
    return [key for key, value in node.args.items() if value]


# BY NAME


def _aligned(walk: Walker, parts: Sequence[Translated], naming: Naming) -> list[Translated]:
    """The branches with the columns of all of them, in the order in which the names are first met; NULL for others."""
    found = [_by_name(part) for part in parts]
    names = list(dict.fromkeys(name for columns in found for name in columns))
    wanted = output_names(names, naming)
    return [
        _with_columns(walk, part, columns, list(zip(names, wanted, strict=True)))
        for part, columns in zip(parts, found, strict=True)
    ]


def _by_name(part: Translated) -> dict[str, OutputColumn]:
    columns = {column.name: column for column in part.columns}
    if len(columns) < len(part.columns):
        names = [column.name for column in part.columns]
        repeated = next(name for place, name in enumerate(names) if name in names[:place])
        raise SnowflakeError(ErrorCode.DUPLICATE_COLUMN, name=repeated)
    return columns


def _with_columns(
    walk: Walker, part: Translated, columns: Mapping[str, OutputColumn], wanted: Sequence[tuple[str, str]]
) -> Translated:
    items: list[exp.Expr] = []
    outputs: list[OutputColumn] = []
    for name, engine_name in wanted:
        column = columns.get(name)
        value: exp.Expr = exp.Null() if column is None else engine_column(column.engine_name, _BRANCH)
        data_type = NULL if column is None else column.type
        items.append(exp.Alias(this=walk.set_type(value, data_type), alias=identifier(engine_name)))
        outputs.append(OutputColumn(name, engine_name, data_type))
    inner = part.node.this if isinstance(part.node, exp.Subquery) else part.node
    source = exp.Subquery(this=inner, alias=exp.TableAlias(this=identifier(_BRANCH)))
    return Translated(exp.Select(expressions=items, from_=exp.From(this=source)), tuple(outputs))


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
        if len({item.parts if item.is_structured else item.kind for item in types}) > 1 or narrows(target, types):
            _convert(walk, parts, index, target)
        columns.append(OutputColumn(column.name, column.engine_name, target))
    return tuple(columns)


def _convert(walk: Walker, parts: Sequence[Translated], index: int, target: DataType) -> None:
    """Bring one column of all branches to their common type."""
    values = [
        walk.set_type(value, part.columns[index].type) for part in parts for value in _values(walk, part.node, index)
    ]
    places = [(value.parent, value.arg_key, value.index) for value in values]
    try:
        made = unified(values, target, walk)
    except SnowflakeError as error:
        if error.error is not ErrorCode.INVALID_CONVERSION:
            raise
        raise _different_types(parts, index) from error
    for (parent, key, place), old, new in zip(places, values, made, strict=True):
        if new is not old and parent is not None and key is not None:
            parent.set(key, new, place)


def _different_types(parts: Sequence[Translated], index: int) -> SnowflakeError:
    types = [part.columns[index].type for part in parts]
    branch = next(number for number, item in enumerate(types) if item.kind not in (types[0].kind, Kind.NULL))
    return SnowflakeError(
        ErrorCode.SET_OPERATION_TYPES,
        expected=types[0],
        actual=types[branch],
        expression="{" + str(index + 1) + "}",
        branch="{" + str(branch + 1) + "}",
    )


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
