"""GROUP BY: expressions, ordinals, aliases, ALL, GROUPING SETS, CUBE and ROLLUP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import SEMI_STRUCTURED, DataType
from mockhaus.translation.columns import stored
from mockhaus.translation.walk import Walker

_SETS = (exp.Cube, exp.Rollup, exp.GroupingSets)


class Item(Protocol):
    """A select item, as far as grouping needs it."""

    @property
    def node(self) -> exp.Expr:
        """Its engine expression."""

    @property
    def type(self) -> DataType:
        """Its type."""


def group_by(walk: Walker, node: exp.Select, items: Sequence[Item]) -> None:
    """Translate the GROUP BY clause."""
    group = node.args.get("group")
    if group is None:
        return
    if group.args.get("totals"):
        raise walk.unsupported("GROUP BY WITH TOTALS", group)
    for item in list(group.expressions):
        _element(walk, item, items)


def _element(walk: Walker, item: exp.Expr, items: Sequence[Item]) -> None:
    if isinstance(item, _SETS):
        for part in list(item.expressions):
            _nested(walk, part, items)
    elif (ordinal := _ordinal(walk, item, len(items))) is not None:
        if items[ordinal - 1].type.kind in SEMI_STRUCTURED:
            item.replace(items[ordinal - 1].node.copy())
        elif not isinstance(item, exp.Literal):
            item.replace(exp.Literal.number(ordinal))
    else:
        walk.expression(item)


def _nested(walk: Walker, item: exp.Expr, items: Sequence[Item]) -> None:
    if isinstance(item, (exp.Tuple, *_SETS)):
        for part in list(item.expressions):
            _nested(walk, part, items)
    elif isinstance(item, exp.Paren):
        _nested(walk, item.this, items)
    elif (ordinal := _ordinal(walk, item, len(items))) is not None:
        item.replace(items[ordinal - 1].node.copy())
    else:
        walk.expression(item)


def _ordinal(walk: Walker, item: exp.Expr, count: int) -> int | None:
    """The number of the select item that a GROUP BY element means: by number, or by an alias no column hides."""
    if isinstance(item, exp.Literal) and not item.is_string and item.this.isdigit():
        ordinal = int(item.this)
        if not 1 <= ordinal <= count:
            raise SnowflakeError(
                ErrorCode.SEMANTIC,
                position=walk.position(item),
                detail=f"GROUP BY position {ordinal} is not in the select list",
            )
        return ordinal
    if isinstance(item, exp.Column) and item.args.get("table") is None and isinstance(item.this, exp.Identifier):
        name = stored(item.this)
        aliased = walk.scope.aliases.get(name)
        if aliased is not None and not walk.scope.named(name):
            return aliased.ordinal
    return None
