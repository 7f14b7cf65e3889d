"""Estimates that keep their state: HLL_*, APPROX_TOP_K*, APPROX_PERCENTILE_*, MINHASH*; and ARRAY_UNION_AGG.

Follows https://docs.snowflake.com/en/sql-reference/functions-aggregation. The states are Mockhaus's own: what another
system exported estimates the same, but the same rows give other states than in Snowflake.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import ARRAY, FLOAT, OBJECT, SEMI_STRUCTURED, DataType, Kind, binary
from mockhaus.translation.functions.aggregates import check_fraction, if_none_null, not_constant
from mockhaus.translation.functions.aggregation import (
    Argument,
    Expansion,
    Over,
    aggregate,
    aggregate_rule,
    argument_of,
    collected,
    named_aggregate,
    refuse_decimal_floats,
)
from mockhaus.translation.functions.building import call, cast, integer, literal_integer
from mockhaus.translation.functions.hashing import hash_of
from mockhaus.translation.functions.signatures import (
    COUNTING,
    Coercion,
    as_float,
    coerce_argument,
    coerced,
    named,
    returns_nullable,
    returns_value,
)
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, TypeRule, Walk

_ITEM = "mh_item"
_STATE_BYTES = 4096
_MOST_COUNTERS = 100_000
_MOST_HASHES = 1024


def _as_binary(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    if source.kind is Kind.NULL:
        return cast(node, "BLOB")
    return node if source.kind is Kind.BINARY else None


def _as_state(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """A state in an OBJECT."""
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    return node if source.kind in SEMI_STRUCTURED else None


def _arguments(node: exp.Expr) -> list[exp.Expr]:
    """The arguments of an aggregate, with or without a DISTINCT, which means nothing to it."""
    given = node.expressions if isinstance(node, exp.Anonymous) else [node.this]
    return [part for item in given for part in (item.expressions if isinstance(item, exp.Distinct) else [item])]


def _constant(node: exp.Expr, key: str, name: str, most: int, walk: Walk) -> int:
    """A count given as a literal, from 1 to `most`."""
    given = node.args.get(key)
    if given is None:
        return most
    value = literal_integer(given)
    if value is None:
        raise not_constant(name, 2, given, walk)
    if not 1 <= value <= most:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=value, name=key)
    return value


def _states(name: str, coercion: Coercion) -> Expansion:
    """Every state of a group through one function."""

    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        (value,) = coerced(node, _arguments(node)[:1], [coercion], walk)
        return call(name, over(collected(Argument(value))))

    return expand


# Numbers of distinct values


def _hll_accumulate(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    values = _arguments(node)
    cell = if_none_null(values, call("mh_hll_cell", hash_of([value.copy() for value in values], walk, node)))
    return call("mh_hll_state", over(collected(Argument(cell, distinct=True))))


# Frequent values


def _counts(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    """The values with how often they occur, most frequent first, as a list of entries of text and count."""
    value = argument_of(node).value
    refuse_decimal_floats(node, value, walk)
    source = walk.type_of(value)
    entry = exp.column(_ITEM)
    key = encoded(call("struct_extract", entry, exp.Literal.string("key")), source)
    count = call("struct_extract", entry.copy(), exp.Literal.string("value"))
    body = call("mh_counted_entry", key, count)
    parameter = exp.to_identifier(_ITEM)
    entries = call("map_entries", over(call("histogram", value)))
    return call("list_transform", entries, exp.Lambda(this=body, expressions=[parameter], colon=True))


def _top_k(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    k = _constant(node, "expression", "APPROX_TOP_K", _MOST_COUNTERS, walk)
    counters = _constant(node, "counters", "APPROX_TOP_K", _MOST_COUNTERS, walk)
    return call("mh_top_entries", _counts(node, walk, over), integer(min(k, counters)))


def _top_k_accumulate(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    counters = _constant(node, "expression", "APPROX_TOP_K_ACCUMULATE", _MOST_COUNTERS, walk)
    return call("mh_top_state", _counts(node, walk, over), integer(counters))


def _top_k_combine(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    (value,) = coerced(node, [argument_of(node).value], [_as_state], walk)
    states = over(collected(Argument(value)))
    if node.expression is None:
        return call("mh_top_combined", states)
    counters = _constant(node, "expression", "APPROX_TOP_K_COMBINE", _MOST_COUNTERS, walk)
    return call("mh_top_combined_to", states, integer(counters))


def _top_k_estimate(node: exp.Expr, walk: Walk) -> exp.Expr:
    k = _constant(node, "expression", "APPROX_TOP_K_ESTIMATE", _MOST_COUNTERS, walk) if node.expression else 1
    return call("mh_top_estimate", coerce_argument(node, node.this, _as_state, walk), integer(k))


# Percentiles


def _digest(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    given = argument_of(node).value
    refuse_decimal_floats(node, given, walk)
    value = cast(coerce_argument(node, given, as_float, walk), "DOUBLE")
    return call("mh_digest_state", call("mh_digest", over(collected(Argument(value)))))


def _digest_estimate(node: exp.Expr, walk: Walk) -> exp.Expr:
    check_fraction(node, node.args["percentile"], "APPROX_PERCENTILE_ESTIMATE", 2, walk)
    state = coerce_argument(node, node.this, _as_state, walk)
    return call("mh_digest_estimate", state, cast(node.args["percentile"], "DOUBLE"))


# Similarity


def _minhash(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    count = literal_integer(node.this)
    if count is None:
        raise not_constant("MINHASH", 1, node.this, walk)
    if not 1 <= count <= _MOST_HASHES:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=count, name="MINHASH")
    values = [
        part for item in node.expressions for part in (item.expressions if isinstance(item, exp.Distinct) else [item])
    ]
    base = call("mh_minhash_base", hash_of(values, walk, node))
    return call("mh_minhash", over(aggregate("list", Argument(base, distinct=True))), integer(count))


def _similarity(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    return call("mh_minhash_similarity", _gathered(node, walk, over))


def _minhash_combine(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    return call("mh_minhash_combined", _gathered(node, walk, over))


def _gathered(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    """The states of a group, of one or more arguments, as one list."""
    values = coerced(node, [*_arguments(node), *node.expressions], [_as_state], walk)
    lists = [over(collected(Argument(value))) for value in values]
    return lists[0] if len(lists) == 1 else call("flatten", exp.Array(expressions=lists))


# Arrays


def _as_array(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    return node if source.kind in (Kind.ARRAY, Kind.VARIANT) else None


def _array_union(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    value = coerce_argument(node, argument_of(node).value, _as_array, walk)
    return call("mh_array_union", over(collected(Argument(call("mh_occurrences", value)))))


EXPANSIONS: Mapping[type[exp.Expr], Expansion] = {
    exp.ApproxPercentileAccumulate: _digest,
    exp.ApproxPercentileCombine: _states("mh_digest_combined", _as_state),
    exp.ApproxTopK: _top_k,
    exp.ApproxTopKAccumulate: _top_k_accumulate,
    exp.ApproxTopKCombine: _top_k_combine,
    exp.ApproximateSimilarity: _similarity,
    exp.ArrayUnionAgg: _array_union,
    exp.Minhash: _minhash,
    exp.MinhashCombine: _minhash_combine,
}
NAMED_EXPANSIONS: Mapping[str, Expansion] = {
    "HLL_ACCUMULATE": _hll_accumulate,
    "HLL_COMBINE": _states("mh_hll_union", _as_binary),
}
_TYPES: Mapping[type[exp.Expr], TypeRule] = {
    **dict.fromkeys(EXPANSIONS, returns_nullable(OBJECT)),
    exp.ApproxTopK: returns_value(ARRAY),
    exp.ApproximateSimilarity: returns_nullable(FLOAT),
    exp.ArrayUnionAgg: returns_value(ARRAY),
}
_HLL_STATE = returns_nullable(binary(_STATE_BYTES))

NODES: NodeRules = {
    **{kind: aggregate_rule(_TYPES[kind], expansion) for kind, expansion in EXPANSIONS.items()},
    exp.ApproxPercentileEstimate: NodeRule(returns_nullable(FLOAT), _digest_estimate),
    exp.ApproxTopKEstimate: NodeRule(returns_nullable(ARRAY), _top_k_estimate),
}
NAMED: FunctionRules = {
    "HLL_ACCUMULATE": named_aggregate(_HLL_STATE, _hll_accumulate, 1, -1),
    "HLL_COMBINE": named_aggregate(_HLL_STATE, NAMED_EXPANSIONS["HLL_COMBINE"], 1),
    "HLL_ESTIMATE": named("mh_hll_estimate", returns_nullable(COUNTING), _as_binary),
    "HLL_EXPORT": named("mh_hll_export", returns_nullable(OBJECT), _as_binary),
    "HLL_IMPORT": named("mh_hll_import", _HLL_STATE, _as_state),
}
