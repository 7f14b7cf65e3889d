"""Bitmaps of distinct values: BITMAP_*.

Follows https://docs.snowflake.com/en/user-guide/querying-bitmaps-for-distinct-counts. A bitmap is BINARY: up to four
positions as Snowflake lays them out, more in a form of Mockhaus's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from mockhaus.domain.types import ARRAY, BINARY, INTEGER, DataType, Kind
from mockhaus.translation.functions.aggregation import (
    Argument,
    Expansion,
    Over,
    aggregate_rule,
    argument_of,
    collected,
    named_aggregate,
)
from mockhaus.translation.functions.building import call, cast, integer
from mockhaus.translation.functions.signatures import (
    as_integer,
    coerce_argument,
    coerced,
    named,
    plain,
    returns,
    returns_nullable,
)
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRules, Walk

_FIRST_BUCKET = 1


def _as_bitmap(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """A BINARY value that has the length of a bitmap."""
    if source.kind is Kind.NULL:
        return cast(node, "BLOB")
    return call("mh_bitmap_checked", node) if source.kind is Kind.BINARY else None


def _construct(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    position = coerce_argument(node, argument_of(node).value, as_integer, walk)
    return call("mh_bitmap_of", over(collected(Argument(call("mh_bit_checked", position), distinct=True))))


def _all(name: str) -> Expansion:
    """Every bitmap of a group through one function."""

    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        (value,) = coerced(node, [node.expressions[0] if node.expressions else node.this], [_as_bitmap], walk)
        return call(name, over(collected(Argument(value))))

    return expand


def _to_array(node: exp.Expr, walk: Walk) -> exp.Expr:
    bitmap, bucket = [*node.expressions, integer(_FIRST_BUCKET)][:2]
    if len(node.expressions) > 1:
        bucket = coerce_argument(node, bucket, as_integer, walk)
    return call("mh_bitmap_array", coerce_argument(node, bitmap, _as_bitmap, walk), bucket)


_BITMAP = returns_nullable(BINARY)

EXPANSIONS: Mapping[type[exp.Expr], Expansion] = {
    exp.BitmapConstructAgg: _construct,
    exp.BitmapOrAgg: _all("mh_bitmap_union"),
}
NAMED_EXPANSIONS: Mapping[str, Expansion] = {"BITMAP_AND_AGG": _all("mh_bitmap_intersection")}

NODES: NodeRules = {
    **{kind: aggregate_rule(_BITMAP, expansion) for kind, expansion in EXPANSIONS.items()},
    exp.BitmapBitPosition: plain("mh_bitmap_position", returns(INTEGER), ("this", as_integer)),
    exp.BitmapBucketNumber: plain("mh_bitmap_bucket", returns(INTEGER), ("this", as_integer)),
    exp.BitmapCount: plain("mh_bitmap_count", returns(INTEGER), ("this", _as_bitmap)),
}
NAMED: FunctionRules = {
    **{name: named_aggregate(_BITMAP, expansion, 1) for name, expansion in NAMED_EXPANSIONS.items()},
    "BITMAP_ABSOLUTE_POSITION": named("mh_bitmap_absolute", returns(INTEGER), as_integer, as_integer),
    "BITMAP_AND": named("mh_bitmap_and", returns(BINARY), _as_bitmap, _as_bitmap),
    "BITMAP_OR": named("mh_bitmap_or", returns(BINARY), _as_bitmap, _as_bitmap),
    "BITMAP_TO_ARRAY": FunctionRule(returns(ARRAY), _to_array, 1, 2),
}
