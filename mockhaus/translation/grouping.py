"""GROUP BY: expressions, ordinals, aliases, ALL, GROUPING SETS, CUBE and ROLLUP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import quote
from mockhaus.domain.types import SEMI_STRUCTURED, DataType
from mockhaus.translation.columns import stored
from mockhaus.translation.functions.building import cast_to
from mockhaus.translation.keys import check_key
from mockhaus.translation.walk import Walker

_SETS = (exp.Cube, exp.Rollup, exp.GroupingSets)


class Item(Protocol):
    """A select item, as far as grouping needs it."""

    @property
    def name(self) -> str:
        """Its heading."""

    @property
    def node(self) -> exp.Expr:
        """Its engine expression."""

    @property
    def type(self) -> DataType:
        """Its type."""

    @property
    def aggregated(self) -> bool:
        """Whether there is an aggregate in it."""


def group_by(walk: Walker, node: exp.Select, items: Sequence[Item]) -> None:
    """Translate the GROUP BY clause."""
    group = node.args.get("group")
    if group is None:
        return
    if group.args.get("totals"):
        raise walk.unsupported("GROUP BY WITH TOTALS", group)
    if bool(group.args.get("all")) == bool(group.expressions):
        raise walk.unsupported("GROUP BY without expressions, or ALL with some", group)
    if group.args.get("all"):
        _list_all(node, group, items)
    walk.scope.clause = "GROUP BY"
    for item in list(group.expressions):
        _element(walk, item, items)
    walk.scope.clause = ""


def _list_all(node: exp.Select, group: exp.Expr, items: Sequence[Item]) -> None:
    """GROUP BY ALL as the positions that it stands for: of the items without aggregates and window functions."""
    positions = [
        exp.Literal.number(position)
        for position, item in enumerate(items, start=1)
        if not item.aggregated and item.node.find(exp.Window) is None
    ]
    group.set("all", None)
    group.set("expressions", positions)
    if not positions:
        node.set("group", None)


def _element(walk: Walker, item: exp.Expr, items: Sequence[Item]) -> None:
    if isinstance(item, _SETS):
        for part in list(item.expressions):
            _nested(walk, part, items)
    elif (ordinal := _ordinal(walk, item, items)) is not None:
        check_key(items[ordinal - 1].type, item, walk)
        if items[ordinal - 1].type.kind in SEMI_STRUCTURED:
            item.replace(_copied(walk, items[ordinal - 1]))
        elif not isinstance(item, exp.Literal):
            item.replace(exp.Literal.number(ordinal))
    else:
        _expression(walk, item)


def _copied(walk: Walker, item: Item) -> exp.Expr:
    check_key(item.type, item.node, walk)
    return walk.set_type(item.node.copy(), item.type)


def _expression(walk: Walker, item: exp.Expr) -> None:
    """Translate a group's expression; a negative constant so that the engine does not take it for a position."""
    value = walk.expression(item)
    check_key(walk.type_of(value), value, walk)
    if isinstance(value.unnest(), exp.Neg) and value.find(exp.Column) is None:
        value.replace(cast_to(value.copy(), walk.type_of(value)))


def _nested(walk: Walker, item: exp.Expr, items: Sequence[Item]) -> None:
    if isinstance(item, (exp.Tuple, *_SETS)):
        for part in list(item.expressions):
            _nested(walk, part, items)
    elif isinstance(item, exp.Paren):
        _nested(walk, item.this, items)
    elif (ordinal := _ordinal(walk, item, items)) is not None:
        item.replace(_copied(walk, items[ordinal - 1]))
    else:
        _expression(walk, item)


def _ordinal(walk: Walker, item: exp.Expr, items: Sequence[Item]) -> int | None:
    """The number of the select item that a GROUP BY element means: by number, or by an alias no column hides."""
    if isinstance(item, exp.Literal) and not item.is_string and item.this.isdigit():
        ordinal = int(item.this)
        if not 1 <= ordinal <= len(items):
            raise SnowflakeError(
                ErrorCode.SEMANTIC,
                position=walk.position(item),
                detail=f"GROUP BY position {ordinal} is not in the select list",
            )
        return _groupable(items, ordinal)
    if isinstance(item, exp.Column) and item.args.get("table") is None and isinstance(item.this, exp.Identifier):
        name = stored(item.this)
        aliased = walk.scope.aliases.get(name)
        if aliased is not None and not walk.scope.named(name):
            return _groupable(items, aliased.ordinal)
    return None


def _groupable(items: Sequence[Item], ordinal: int) -> int:
    """The number of an item, none of whose values needs the groups first."""
    item = items[ordinal - 1]
    if item.aggregated or item.node.find(exp.Window) is not None:
        raise SnowflakeError(ErrorCode.NOT_A_GROUP_BY_EXPRESSION, expression=item.name)
    return ordinal


# What may stand outside aggregates


def check_grouped(walk: Walker, node: exp.Select, items: Sequence[Item], listed: int) -> None:
    """Refuse a column that a query with groups names outside them and outside aggregates.

    NEITHER_AGGREGATE_NOR_GROUPED for the first `listed` bare ones, which the select list names beside a GROUP BY of
    expressions; NOT_A_GROUP_BY_EXPRESSION for others.
    """
    group = node.args.get("group")
    if group is None and not walk.scope.aggregated and node.args.get("having") is None:
        return
    keys = list(_keys(group, items)) if group is not None else []
    plain = {_place(column) for key in keys for column in [_plain_column(key)] if column is not None}
    whole = [key for key in keys if _plain_column(key) is None]
    starred = len(walk.scope.starred)
    for index, column in enumerate([*walk.scope.starred, *walk.scope.bare]):
        inner = _plain_column(column)
        if inner is None or not _is_own(walk, inner) or _place(inner) in plain:
            continue
        if index < starred or not _covered(column, whole, node):
            chosen = starred <= index < starred + listed
            code = ErrorCode.NEITHER_AGGREGATE_NOR_GROUPED if chosen else ErrorCode.NOT_A_GROUP_BY_EXPRESSION
            raise SnowflakeError(code, position=walk.position(column), expression=_spelled(walk, inner))


def _keys(node: exp.Expr, items: Sequence[Item]) -> Iterator[exp.Expr]:
    for item in node.expressions:
        if isinstance(item, (exp.Tuple, *_SETS)):
            yield from _keys(item, items)
        elif isinstance(item, exp.Literal) and not item.is_string and item.this.isdigit():
            yield items[int(item.this) - 1].node
        else:
            yield item.unnest()


def _plain_column(node: exp.Expr) -> exp.Column | None:
    inner = node.this if isinstance(node, exp.Cast) else node
    return inner if isinstance(inner, exp.Column) else None


def _place(column: exp.Column) -> tuple[str, str]:
    return column.table, column.name


def _is_own(walk: Walker, column: exp.Column) -> bool:
    return any(source.relation == column.table for source in walk.scope.sources)


def _covered(column: exp.Expr, keys: Sequence[exp.Expr], select: exp.Select) -> bool:
    """Whether a column lies within a key, or is no part of the query any more because a rule copied it."""
    node: exp.Expr | None = column
    while node is not None and node is not select:
        if any(node == key for key in keys):
            return True
        node = node.parent
    return node is None


def _spelled(walk: Walker, column: exp.Column) -> str:
    for source in walk.scope.sources:
        if source.relation == column.table:
            names = [item.name for item in source.columns if item.engine_name == column.name]
            if not names:
                continue
            return ".".join(quote(part) for part in (source.name, *names[:1]) if part)
    return column.name
