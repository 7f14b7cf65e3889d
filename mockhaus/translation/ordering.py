"""ORDER BY, LIMIT, FETCH, TOP and OFFSET.

Follows https://docs.snowflake.com/en/sql-reference/constructs/order-by: NULLs are larger than any value; a number is
the position of a select item; a name is that of a select item before it is a source's column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import SEMI_STRUCTURED, DataType, Kind
from mockhaus.translation.columns import invalid_identifier, stored
from mockhaus.translation.functions.building import cast
from mockhaus.translation.functions.collating import folds, sort_key
from mockhaus.translation.functions.conversion import order_key
from mockhaus.translation.keys import check_key
from mockhaus.translation.walk import Walker

OrderItem = tuple[str, exp.Expr, DataType]
"""A result column: its name, engine expression and type."""

_COUNTS = frozenset({Kind.NUMBER, Kind.FLOAT, Kind.VARCHAR, Kind.NULL})
"""Types that a number of rows may have: bound texts hold one, too."""


def order_by(walk: Walker, node: exp.Expr, items: Sequence[OrderItem]) -> None:
    """Translate the ORDER BY clause of a SELECT."""
    order = node.args.get("order")
    if order is None:
        return
    ordered: list[exp.Expr] = []
    distinct = node.args.get("distinct") is not None
    for item in _spread(order.expressions):
        ordered.extend(_order_item(walk, item, items, distinct=distinct))
    _set_order(node, order, ordered)


def order_by_output(walk: Walker, node: exp.Expr, items: Sequence[OrderItem], *, copies: bool = False) -> None:
    """Translate the ORDER BY clause of a set operation, which knows nothing but result columns.

    With `copies` the items' expressions may stand in the clause.
    """
    order = node.args.get("order")
    if order is None:
        return
    ordered: list[exp.Expr] = []
    for item in order.expressions:
        ordinals = _ordinals(walk, item.this, items, aliases_only=False)
        if not ordinals and isinstance(item.this, exp.Column):
            raise invalid_identifier(item.this, walk)
        if not ordinals:
            raise walk.unsupported("ORDER BY of an expression behind a set operation", item)
        ordered.extend(_by_ordinal(walk, item, ordinal, items, copies=copies) for ordinal in ordinals)
    _set_order(node, order, ordered)


def _spread(given: Sequence[exp.Expr]) -> Iterator[exp.Expr]:
    """The items, with each of a row `(a, b)` on its own; a number in a row is no position but a constant."""
    for item in given:
        if not isinstance(item.this, exp.Tuple):
            yield item
            continue
        for part in item.this.expressions:
            if not isinstance(part, exp.Literal):
                yield exp.Ordered(this=part, desc=item.args.get("desc"), nulls_first=item.args.get("nulls_first"))


def _set_order(node: exp.Expr, order: exp.Expr, ordered: list[exp.Expr]) -> None:
    if ordered:
        order.set("expressions", ordered)
    else:
        node.set("order", None)


def _order_item(walk: Walker, item: exp.Expr, items: Sequence[OrderItem], *, distinct: bool) -> list[exp.Expr]:
    if item.args.get("with_fill") is not None:
        raise walk.unsupported("ORDER BY WITH FILL", item)
    ordinals = _ordinals(walk, item.this, items, aliases_only=True)
    if ordinals:
        return [_by_ordinal(walk, item, ordinal, items, copies=True) for ordinal in ordinals]
    written = item.this
    value = walk.expression(written)
    if _is_constant(value):
        return []
    if distinct and _strays(value, [node for _, node, _ in items]):
        detail = f"[{walk.source_text(written).upper()}] is not a valid order by expression"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(written), detail=detail)
    data_type = walk.type_of(value)
    check_key(data_type, value, walk, "ORDER BY")
    if _has_key(data_type):
        item.set("this", _ordering(value, data_type, walk))
    return [item]


def _strays(value: exp.Expr, items: Sequence[exp.Expr]) -> bool:
    """Whether a column of a source is named outside of what equals a select item: distinct rows have no such column."""
    if value in items:
        return False
    if isinstance(value, exp.Column) and value.args.get("table") is not None:
        return True
    return not isinstance(value, exp.Query) and any(_strays(part, items) for part in value.iter_expressions())


def _has_key(data_type: DataType) -> bool:
    """Whether the engine orders values of the type by something in their place."""
    return data_type.kind in SEMI_STRUCTURED or folds(data_type)


def _ordering(value: exp.Expr, data_type: DataType, walk: Walker) -> exp.Expr:
    if data_type.kind in SEMI_STRUCTURED:
        return order_key(value, data_type, walk)
    return sort_key(value, data_type.collation)


def _is_constant(value: exp.Expr) -> bool:
    """Whether a value orders nothing; the engine would take some of these for positions."""
    while isinstance(value, (exp.Neg, exp.Paren)):
        value = value.this
    return isinstance(value, (exp.Literal, exp.Null, exp.Boolean))


def _by_ordinal(walk: Walker, item: exp.Expr, ordinal: int, items: Sequence[OrderItem], *, copies: bool) -> exp.Expr:
    _, value, data_type = items[ordinal - 1]
    check_key(data_type, value, walk, "ORDER BY")
    place: exp.Expr = exp.Literal.number(ordinal)
    if _has_key(data_type):
        if not copies:
            raise walk.unsupported("ORDER BY of a VARIANT behind a set operation", item)
        place = _ordering(value.copy(), data_type, walk)
    return exp.Ordered(this=place, desc=item.args.get("desc"), nulls_first=item.args.get("nulls_first"))


def _ordinals(walk: Walker, node: exp.Expr, items: Sequence[OrderItem], *, aliases_only: bool) -> list[int]:
    if isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit():
        ordinal = int(node.this)
        if not 1 <= ordinal <= len(items):
            detail = f"ORDER BY position {ordinal} is not in the select list"
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
        return [ordinal]
    if not isinstance(node, exp.Column) or node.args.get("table") is not None:
        return []
    if not isinstance(node.this, exp.Identifier):
        return []
    name = stored(node.this)
    if aliases_only and (aliased := walk.scope.aliases.get(name)):
        return [aliased.ordinal]
    if name == "ALL" and not node.this.args.get("quoted"):
        return list(range(1, len(items) + 1))
    if aliases_only and len(walk.scope.named(name)) == 1:
        return []
    return [number for number, item in enumerate(items, start=1) if item[0] == name][:1]


def limits(walk: Walker, node: exp.Expr) -> None:
    """Translate LIMIT, TOP, FETCH and OFFSET; NULL and an empty text mean no limit."""
    limit = node.args.get("limit")
    if limit is not None:
        node.set("limit", _limit(walk, limit))
    offset = node.args.get("offset")
    if offset is not None:
        value = _count(walk, offset.expression)
        node.set("offset", None if value is None else exp.Offset(expression=value))


def _limit(walk: Walker, limit: exp.Expr) -> exp.Expr | None:
    options = limit.args.get("limit_options")
    if options is not None and (options.args.get("percent") or options.args.get("with_ties")):
        raise walk.unsupported("FETCH with PERCENT or WITH TIES", limit)
    if limit.args.get("expressions"):
        raise walk.unsupported("LIMIT BY", limit)
    count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.expression
    value = exp.Literal.number(1) if count is None else _count(walk, count)
    return None if value is None else exp.Limit(expression=value)


def _count(walk: Walker, node: exp.Expr) -> exp.Expr | None:
    value = walk.expression(node)
    if isinstance(value, exp.Null) or (isinstance(value, exp.Literal) and value.is_string and not value.name):
        return None
    if isinstance(value, exp.Literal) and not value.is_string and value.name.isdigit():
        return value
    if isinstance(value, (exp.Literal, exp.Neg, exp.Column)) or walk.type_of(value).kind not in _COUNTS:
        sign = "-" if isinstance(node, exp.Neg) else ""
        detail = f"Invalid row count '{sign}{walk.source_text(node)}' in limit clause"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
    return cast(value, "BIGINT")
