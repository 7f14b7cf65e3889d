"""Window functions and the OVER clause.

Follows https://docs.snowflake.com/en/sql-reference/functions-window. Without a frame Snowflake and the engine agree for
aggregates; FIRST_VALUE, LAST_VALUE and NTH_VALUE see the whole partition, which the parser writes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import FLOAT, INTEGER, NULL, DataType, Kind, number
from mockhaus.translation.functions.aggregates import median_type, not_constant, percentile, quotient_scale
from mockhaus.translation.functions.aggregation import Over
from mockhaus.translation.functions.building import (
    boolean,
    call,
    case,
    cast,
    cast_to,
    grouped,
    integer,
    is_null,
    literal_integer,
    operator,
    text,
)
from mockhaus.translation.functions.conditional import all_unified, truth
from mockhaus.translation.functions.expansions import expansion_of
from mockhaus.translation.functions.nanoseconds import narrowed
from mockhaus.translation.functions.signatures import (
    COUNTING,
    argument_types,
    as_float,
    as_integer,
    coerce_argument,
    function_name,
    returns_first,
    returns_first_nullable,
    returns_value,
)
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.functions.window_frames import check_frame, check_support
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, RewriteRule, Walk

RUNNING = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
_REST = exp.WindowSpec(kind="ROWS", start="CURRENT ROW", end="UNBOUNDED", end_side="FOLLOWING")
_LAST_PLACE = 1000
"""The largest place of NTH_VALUE."""
_MODIFIERS = (exp.IgnoreNulls, exp.RespectNulls)
CHANGES = "mh_changes"
"""The macro that counts the changes in a list; its argument is the list of a window."""

_NamedWindow = Callable[[exp.Expr, exp.Expr, Walk], exp.Expr]
"""From a function and the window around it to engine SQL."""


# OVER


def _around(window: exp.Expr, spec: exp.Expr | None = None) -> Over:
    """What puts the window's OVER clause on an engine function; `spec` is a frame instead of the window's own."""

    def over(function: exp.Expr) -> exp.Expr:
        clause = {key: _copied(value) for key, value in window.args.items() if key != "this"}
        if spec is not None:
            clause["spec"] = spec.copy()
        return exp.Window(this=function, **clause)

    return over


def _copied(value: object) -> object:
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value.copy() if isinstance(value, exp.Expr) else value


def _window(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    check_frame(node, walk)
    function = node.this
    check_support(function.this if isinstance(function, (exp.WithinGroup, *_MODIFIERS)) else function, node, walk)
    if isinstance(function, exp.WithinGroup):
        return _ordered_set(function, walk, _around(node)) or _expand(function.this, node, walk)
    if isinstance(function, _MODIFIERS):
        function = function.this
    if isinstance(function, exp.Anonymous):
        windowed = _NAMED_WINDOWS.get(function.name.upper())
        if windowed is not None:
            return windowed(function, node, walk)
    return _expand(function, node, walk)


def _expand(function: exp.Expr, window: exp.Expr, walk: Walk) -> exp.Expr | None:
    expansion = expansion_of(function)
    if expansion is not None:
        return expansion(function, walk, _around(window))
    if type(function) not in _WINDOW_ONLY:
        raise walk.unsupported("OVER after this expression", window)
    return None


def _window_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return walk.type_of(node.this)


def _passed_on(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return walk.type_of(node.this)


# WITHIN GROUP


def _within_group_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    if isinstance(node.this, (exp.PercentileCont, exp.PercentileDisc)):
        value = walk.type_of(node.expression.expressions[0].this)
        return median_type(value) if isinstance(node.this, exp.PercentileCont) else value.with_nullable(True)
    return walk.type_of(node.this)


def _within_group(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if isinstance(node.parent, exp.Window):
        return None
    result = _ordered_set(node, walk, lambda function: function)
    if result is not None:
        return result
    expansion = expansion_of(node.this)
    if expansion is None or not isinstance(node.this, (exp.ArrayAgg, exp.GroupConcat, exp.ArrayUniqueAgg)):
        raise walk.unsupported(f"WITHIN GROUP of {walk.source_text(node.this)}", node)
    return expansion(node.this, walk, lambda function: function)


def _ordered_set(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr | None:
    if isinstance(node.this, (exp.PercentileCont, exp.PercentileDisc)):
        return percentile(node.this, node, walk, over)
    return None


# Functions that only a window has


def _in_window(rewrite: RewriteRule | None = None) -> RewriteRule:
    """The rewrite of a function that means nothing without OVER."""

    def checked(node: exp.Expr, walk: Walk) -> exp.Expr | None:
        _check_order(function_name(node, walk), _window_around(node, walk), node, walk)
        return None if rewrite is None else rewrite(node, walk)

    return checked


def _window_around(function: exp.Expr, walk: Walk) -> exp.Expr:
    """The window of a function; an error where there is none."""
    outer = function.parent
    if isinstance(outer, _MODIFIERS):
        outer = outer.parent
    if isinstance(outer, exp.Window):
        return outer
    detail = f"Missing window specification for window function [{walk.source_text(function).upper()}]"
    raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(function), detail=detail)


def _check_order(name: str, window: exp.Expr, function: exp.Expr, walk: Walk) -> None:
    """Refuse a window without order around a function whose answer depends on it."""
    if window.args.get("order") is None:
        detail = f"Window function type [{name}] requires ORDER BY in window specification"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(function), detail=detail)


def _shifted_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    default = node.args.get("default")
    value = walk.type_of(node.this)
    return common_type(value, NULL if default is None else walk.type_of(default)).with_nullable(True)


def _shifted(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    offset, default = node.args.get("offset"), node.args.get("default")
    if offset is not None:
        node.set("offset", coerce_argument(node, offset, as_integer, walk))
    if default is not None:
        value, default = all_unified([node.this, default], walk)
        node.set("this", value)
        node.set("default", default)
    return None


def _nth(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    place = literal_integer(node.args["offset"])
    if place is not None and not 1 <= place <= _LAST_PLACE:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=place, name="NTH_VALUE")
    if node.args.get("from_first") is False:
        _reverse(_window_around(node, walk))
    node.set("from_first", None)
    return None


_OPPOSITE = {"PRECEDING": "FOLLOWING", "FOLLOWING": "PRECEDING"}


def _reverse(window: exp.Expr) -> None:
    """Turn the order of a window, and with it its frame, round: counting from the last is counting from the first."""
    order, spec = window.args.get("order"), window.args.get("spec")
    for item in order.expressions if order is not None else ():
        item.set("desc", not item.args.get("desc"))
        item.set("nulls_first", not item.args.get("nulls_first"))
    if spec is not None:
        start, end = spec.args.get("start"), spec.args.get("end")
        sides = [_OPPOSITE.get((spec.args.get(key) or "").upper()) for key in ("start_side", "end_side")]
        spec.set("start", end)
        spec.set("start_side", sides[1])
        spec.set("end", start)
        spec.set("end_side", sides[0])


def _tiles(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if node.this.find(exp.Column) is not None:
        raise not_constant("NTILE", 1, node.this, walk)
    buckets = literal_integer(node.this)
    if buckets is not None and buckets <= 0:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=buckets, name="NTILE")
    node.set("this", coerce_argument(node, node.this, as_integer, walk))
    return None


def _ratio_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    first = operands[0]
    if first.kind is not Kind.NUMBER:
        return FLOAT
    scale = quotient_scale(first.scale)
    return number(first.precision + scale, scale)


def _ratio(function: exp.Expr, window: exp.Expr, walk: Walk) -> exp.Expr:
    value = function.expressions[0]
    source, result = walk.type_of(value), walk.type_of(function)
    over = _around(_without_order(window))
    if source.kind is not Kind.NUMBER:
        value = coerce_argument(function, value, as_float, walk)
        return operator(exp.Div, value, call("nullif", over(call("sum", value.copy())), integer(0)))
    unit = exp.Literal.number(f"0.{'0' * (result.scale - 1)}1")
    total = call("nullif", over(call("sum", value.copy())), integer(0))
    return call("mh_average", value, total, unit, integer(10**result.scale))


def _without_order(window: exp.Expr) -> exp.Expr:
    """The whole partition of a window whose order makes no difference."""
    parts = [item.copy() for item in window.args.get("partition_by") or ()]
    return exp.Window(partition_by=parts, over="OVER")


def _true_event(function: exp.Expr, window: exp.Expr, walk: Walk) -> exp.Expr:
    _check_order(function.name.upper(), window, function, walk)
    condition = truth(function, function.expressions[0], walk)
    counted = call("count", call("nullif", condition, boolean(value=False)))
    return cast(_around(window, RUNNING)(counted), "BIGINT")


def _change_event(function: exp.Expr, window: exp.Expr, walk: Walk) -> exp.Expr:
    _check_order(function.name.upper(), window, function, walk)
    select = window.find_ancestor(exp.Select)
    if select is not None:
        select.meta[CHANGES] = True
    return call(CHANGES, _around(window, RUNNING)(call("list", grouped(function.expressions[0]))))


def counts_changes(select: exp.Expr) -> bool:
    """Whether a translated SELECT counts changes."""
    return CHANGES in select.meta


# Filling gaps


def _nearest(value: exp.Expr, window: exp.Expr, *, before: bool) -> exp.Expr:
    """The last value that is not NULL up to a row, or the first one from it on."""
    spec, kind = (RUNNING, exp.LastValue) if before else (_REST, exp.FirstValue)
    return _around(window, spec)(exp.IgnoreNulls(this=kind(this=value.copy())))


def _filled(*, before: bool) -> _NamedWindow:
    def expand(function: exp.Expr, window: exp.Expr, walk: Walk) -> exp.Expr:
        _check_order(function.name.upper(), window, function, walk)
        return _nearest(grouped(function.expressions[0]), window, before=before)

    return expand


def _filled_linearly(function: exp.Expr, window: exp.Expr, walk: Walk) -> exp.Expr:
    _check_order(function.name.upper(), window, function, walk)
    value, ordered = function.expressions[0], window.args["order"].expressions
    result = walk.type_of(value)
    if result.kind not in (Kind.NUMBER, Kind.FLOAT) or len(ordered) != 1:
        raise argument_types(function, [value], walk)
    place = _place(ordered[0].this, function, walk)
    known = case([(exp.Not(this=is_null(value.copy())), place)])
    nearest = [_nearest(item, window, before=before) for before in (True, False) for item in (value, known)]
    return cast_to(call("mh_between", *nearest, place.copy()), result)


def _place(ordering: exp.Expr, function: exp.Expr, walk: Walk) -> exp.Expr:
    """Where a row stands on the line that numbers, dates or timestamps are."""
    source = walk.type_of(ordering)
    if source.kind in (Kind.NUMBER, Kind.FLOAT):
        return cast(ordering.copy(), "DOUBLE")
    if walk.context.fraction is Fraction.NANOSECONDS:
        ordering = narrowed(ordering.copy(), source.kind)
    if source.kind is Kind.TIMESTAMP_TZ:
        ordering = call("struct_extract", ordering.copy(), text("utc"))
    elif source.kind not in (Kind.DATE, Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ):
        raise argument_types(function, [ordering], walk)
    return cast(call("epoch_us", cast(ordering.copy(), "TIMESTAMP")), "DOUBLE")


_NAMED_WINDOWS: Mapping[str, _NamedWindow] = {
    "CONDITIONAL_CHANGE_EVENT": _change_event,
    "CONDITIONAL_TRUE_EVENT": _true_event,
    "INTERPOLATE_BFILL": _filled(before=False),
    "INTERPOLATE_FFILL": _filled(before=True),
    "INTERPOLATE_LINEAR": _filled_linearly,
    "RATIO_TO_REPORT": _ratio,
}


def _must_be_windowed(node: exp.Expr, walk: Walk) -> exp.Expr:
    """Leave the function to the window around it; without one it is refused."""
    _window_around(node, walk)
    return node


def _must_be_ordered(node: exp.Expr, walk: Walk) -> None:
    """Refuse an ordered-set function without the order of its set."""
    if not isinstance(node.parent, exp.WithinGroup):
        detail = f"Missing WITHIN GROUP clause for function [{walk.source_text(node).upper()}]"
        raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)


_RANK = NodeRule(returns_value(COUNTING), _in_window())
_SHARE = NodeRule(returns_value(FLOAT), _in_window())
_VALUE = NodeRule(returns_first_nullable, _in_window())

_WINDOW_ONLY: NodeRules = {
    exp.RowNumber: _RANK,
    exp.Rank: _RANK,
    exp.DenseRank: _RANK,
    exp.PercentRank: _SHARE,
    exp.CumeDist: _SHARE,
    exp.Ntile: NodeRule(returns_value(INTEGER), _in_window(_tiles)),
    exp.Lag: NodeRule(_shifted_type, _in_window(_shifted)),
    exp.Lead: NodeRule(_shifted_type, _in_window(_shifted)),
    exp.FirstValue: _VALUE,
    exp.LastValue: _VALUE,
    exp.NthValue: NodeRule(returns_first_nullable, _in_window(_nth)),
}


def takes_over(function: exp.Expr) -> bool:
    """Whether OVER may stand after a call, as the parser read it."""
    if expansion_of(function) is not None:
        return True
    if isinstance(function, exp.Anonymous):
        return function.name.upper() in _NAMED_WINDOWS
    return isinstance(function, (*_WINDOW_ONLY, exp.PercentileCont, exp.PercentileDisc))


NODES: NodeRules = {
    **_WINDOW_ONLY,
    exp.Window: NodeRule(_window_type, _window),
    exp.WithinGroup: NodeRule(_within_group_type, _within_group),
    exp.IgnoreNulls: NodeRule(_passed_on),
    exp.RespectNulls: NodeRule(_passed_on),
    exp.PercentileCont: NodeRule(returns_first, _must_be_ordered),
    exp.PercentileDisc: NodeRule(returns_first, _must_be_ordered),
}

NAMED: FunctionRules = {
    "CONDITIONAL_CHANGE_EVENT": FunctionRule(returns_value(COUNTING), _must_be_windowed, 1),
    "CONDITIONAL_TRUE_EVENT": FunctionRule(returns_value(COUNTING), _must_be_windowed, 1),
    "INTERPOLATE_BFILL": FunctionRule(returns_first_nullable, _must_be_windowed, 1),
    "INTERPOLATE_FFILL": FunctionRule(returns_first_nullable, _must_be_windowed, 1),
    "INTERPOLATE_LINEAR": FunctionRule(returns_first_nullable, _must_be_windowed, 1),
    "RATIO_TO_REPORT": FunctionRule(_ratio_type, _must_be_windowed, 1),
}
