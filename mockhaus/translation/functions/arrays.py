"""ARRAY functions, array literals, and the functions that take a lambda.

Follows https://docs.snowflake.com/en/sql-reference/functions-semistructured.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import ARRAY, BOOLEAN, TIMESTAMPS, VARCHAR, VARIANT, DataType, Kind
from mockhaus.translation.functions.building import boolean, call, cast, grouped, integer
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.semistructured import as_variant
from mockhaus.translation.functions.signatures import (
    COUNTING,
    as_boolean,
    as_integer,
    as_text,
    coerce_argument,
    coerced,
    named,
    plain,
    returns,
    returns_nullable,
)
from mockhaus.translation.functions.structures import once
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, TypeRule, Walk

_ARRAY_OR_NULL = returns_nullable(ARRAY)


def as_array(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """An ARRAY, or a VARIANT that may hold one; other types are refused."""
    if source.kind is Kind.NULL:
        return cast(node, "VARCHAR")
    return node if source.kind in (Kind.ARRAY, Kind.VARIANT) else None


def as_sought(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """A value to look for in an ARRAY: texts, binary values, dates and times must be cast to VARIANT by the user."""
    return None if source.kind in _CAST_FIRST else encoded(node, source)


_CAST_FIRST = TIMESTAMPS | {Kind.VARCHAR, Kind.BINARY, Kind.DATE, Kind.TIME}


def _search(macro: str, result: TypeRule, *, value_first: bool) -> NodeRule:
    """A function of an ARRAY and a value to look for in it, which ARRAY_CONTAINS and ARRAY_POSITION take first."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        array, value = node.this, node.expression
        arguments, coercions = [array, value], [as_array, as_sought]
        if value_first:
            arguments, coercions = [value, array], [as_sought, as_array]
        return call(macro, *coerced(node, arguments, coercions, walk))

    return NodeRule(result, rewrite)


def _elements(node: exp.Expr, walk: Walk) -> exp.Expr:
    items = [encoded(item, walk.type_of(item)) for item in node.expressions]
    return cast(exp.Array(expressions=items), "VARCHAR[]")


def _construct(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_mk", _elements(node, walk))


def _construct_compact(node: exp.Expr, walk: Walk) -> exp.Expr:
    return call("mh_mk_compact", _elements(node, walk))


def _concatenated(node: exp.Expr, walk: Walk) -> exp.Expr:
    result = coerce_argument(node, node.this, as_array, walk)
    for item in node.expressions:
        result = call("mh_cat", result, coerce_argument(node, item, as_array, walk))
    return result


def _intersection(node: exp.Expr, walk: Walk) -> exp.Expr:
    first, second = (coerce_argument(node, item, as_array, walk) for item in node.expressions)
    return call("mh_inter", first, second)


def _zipped(node: exp.Expr, walk: Walk) -> exp.Expr:
    lists = [call("mh_arr", coerce_argument(node, item, as_array, walk)) for item in node.expressions]
    return call("mh_arrays_zip", exp.Array(expressions=lists))


def _range(node: exp.Expr, walk: Walk) -> exp.Expr:
    start, end, step = (node.args.get(key) for key in ("start", "end", "step"))
    bounds = [coerce_argument(node, item, as_integer, walk) for item in (start, end) if item is not None]
    by = integer(1) if step is None else coerce_argument(node, step, as_integer, walk)
    return call("mh_array_range", *bounds, by)


def _sorted(node: exp.Expr, walk: Walk) -> exp.Expr:
    value = coerce_argument(node, node.this, as_array, walk)
    ascending, nulls_first = node.args.get("asc"), node.args.get("nulls_first")
    order = boolean(value=True) if ascending is None else coerce_argument(node, ascending, as_boolean, walk)
    if nulls_first is None:
        return call("mh_asort", value, order, exp.Not(this=grouped(order.copy())))
    return call("mh_asort", value, order, coerce_argument(node, nulls_first, as_boolean, walk))


# Lambdas


def _lambda_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return walk.type_of(node.this)


def applied(engine_function: str, value: exp.Expr, function: exp.Expr, body: exp.Expr) -> exp.Expr:
    """The ARRAY of what the engine makes of an ARRAY's elements by the body of a lambda expression."""
    found = exp.Lambda(this=body, expressions=function.expressions)
    return call("mh_mk", call(engine_function, call("mh_elements", value), found))


def lambda_body(node: exp.Expr, walk: Walk) -> exp.Expr:
    """What a function's lambda expression of one parameter answers."""
    function = node.expression
    if not isinstance(function, exp.Lambda) or len(function.expressions) != 1:
        raise walk.unsupported("argument that is not a lambda expression of one parameter", node)
    body: exp.Expr = function.this
    return body


def _transform(node: exp.Expr, walk: Walk) -> exp.Expr:
    body = lambda_body(node, walk)
    value = coerce_argument(node, node.this, as_array, walk)
    return applied("list_transform", value, node.expression, encoded(body, walk.type_of(body)))


def _filter(node: exp.Expr, walk: Walk) -> exp.Expr:
    body = lambda_body(node, walk)
    value = coerce_argument(node, node.this, as_array, walk)
    return applied("list_filter", value, node.expression, cast_node(body, walk.type_of(body), BOOLEAN, walk))


def _computed_once(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A call of a macro that names its arguments so often that each must be computed before it."""
    return once(arguments, lambda items: call(name, *items))


NODES: NodeRules = {
    exp.Array: NodeRule(lambda *_: ARRAY.with_nullable(False), _construct),
    exp.ArrayConstructCompact: NodeRule(lambda *_: ARRAY.with_nullable(False), _construct_compact),
    exp.ArrayAppend: plain("mh_append", _ARRAY_OR_NULL, ("this", as_array), ("expression", as_variant)),
    exp.ArrayPrepend: plain("mh_prepend", _ARRAY_OR_NULL, ("this", as_array), ("expression", as_variant)),
    exp.ArrayConcat: NodeRule(_ARRAY_OR_NULL, _concatenated),
    exp.ArrayCompact: plain("mh_array_compact", _ARRAY_OR_NULL, ("this", as_array)),
    exp.ArrayContains: _search("mh_array_contains", returns_nullable(BOOLEAN), value_first=True),
    exp.ArrayDistinct: plain("mh_array_distinct", _ARRAY_OR_NULL, ("this", as_array)),
    exp.ArrayExcept: plain("mh_array_except", _ARRAY_OR_NULL, ("this", as_array), ("expression", as_array)),
    exp.ArrayIntersect: NodeRule(_ARRAY_OR_NULL, _intersection),
    exp.ArrayOverlaps: plain("mh_overlap", returns(BOOLEAN), ("this", as_array), ("expression", as_array)),
    exp.ArrayPosition: _search("mh_array_position", returns_nullable(COUNTING), value_first=True),
    exp.ArrayInsert: plain(
        "mh_array_insert",
        _ARRAY_OR_NULL,
        ("this", as_array),
        ("position", as_integer),
        ("expression", as_variant),
        build=_computed_once,
    ),
    exp.ArrayRemove: _search("mh_array_remove", _ARRAY_OR_NULL, value_first=False),
    exp.ArrayRemoveAt: plain(
        "mh_array_remove_at", _ARRAY_OR_NULL, ("this", as_array), ("position", as_integer), build=_computed_once
    ),
    exp.ArrayReverse: plain("mh_array_reverse", _ARRAY_OR_NULL, ("this", as_array)),
    exp.ArraySize: plain("mh_size", returns_nullable(COUNTING), ("this", as_array)),
    exp.ArraySlice: plain(
        "mh_array_slice",
        _ARRAY_OR_NULL,
        ("this", as_array),
        ("start", as_integer),
        ("end", as_integer),
        build=_computed_once,
    ),
    exp.ArraySort: NodeRule(_ARRAY_OR_NULL, _sorted),
    exp.ArrayToString: plain("mh_array_join", returns(VARCHAR), ("this", as_array), ("expression", as_text)),
    exp.ArrayMax: plain("mh_amax", returns_nullable(VARIANT), ("this", as_array)),
    exp.ArrayMin: plain("mh_amin", returns_nullable(VARIANT), ("this", as_array)),
    exp.ArraysZip: NodeRule(_ARRAY_OR_NULL, _zipped),
    exp.Flatten: plain("mh_aflat", _ARRAY_OR_NULL, ("this", as_array)),
    exp.GenerateSeries: NodeRule(_ARRAY_OR_NULL, _range),
    exp.Lambda: NodeRule(_lambda_type),
    exp.Transform: NodeRule(_ARRAY_OR_NULL, _transform),
    exp.ArrayFilter: NodeRule(_ARRAY_OR_NULL, _filter),
}
NAMED: FunctionRules = {
    "ARRAY_REPEAT": named("mh_array_repeat", _ARRAY_OR_NULL, as_variant, as_integer),
}
