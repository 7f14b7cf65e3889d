"""Window functions and the OVER clause.

Follows https://docs.snowflake.com/en/sql-reference/functions-window. Without a frame Snowflake and the engine agree for
aggregates; FIRST_VALUE, LAST_VALUE and NTH_VALUE see the whole partition, which the parser writes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import FLOAT, INTEGER, NULL, DataType, Kind, number
from mockhaus.translation.functions.aggregates import EXPANSIONS, median_type, percentile, quotient_scale
from mockhaus.translation.functions.aggregation import Over
from mockhaus.translation.functions.building import call, cast, grouped, integer, literal_integer, operator
from mockhaus.translation.functions.conditional import all_unified, truth
from mockhaus.translation.functions.signatures import (
    COUNTING,
    as_float,
    as_integer,
    coerce_argument,
    returns_first,
    returns_first_nullable,
    returns_value,
)
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, RewriteRule, Walk

_RUNNING = exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW")
_MODIFIERS = (exp.IgnoreNulls, exp.RespectNulls)


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
    function = node.this
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
    expansion = EXPANSIONS.get(type(function))
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
    expansion = EXPANSIONS.get(type(node.this))
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
        outer = node.parent.parent if isinstance(node.parent, _MODIFIERS) else node.parent
        if not isinstance(outer, exp.Window):
            call_text = walk.source_text(node).upper()
            detail = f"Missing window specification for window function [{call_text}]"
            raise SnowflakeError(ErrorCode.SEMANTIC, position=walk.position(node), detail=detail)
        return None if rewrite is None else rewrite(node, walk)

    return checked


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
    if node.args.get("from_first") is False:
        raise walk.unsupported("NTH_VALUE … FROM LAST", node)
    node.set("from_first", None)
    return None


def _tiles(node: exp.Expr, walk: Walk) -> exp.Expr | None:
    if node.this is None or literal_integer(node.this) == 0:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=0, name="NTILE")
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
    over = _around(window, None)
    if source.kind is not Kind.NUMBER:
        value = coerce_argument(function, value, as_float, walk)
        return operator(exp.Div, value, call("nullif", over(call("sum", value.copy())), integer(0)))
    unit = exp.Literal.number(f"0.{'0' * (result.scale - 1)}1")
    total = call("nullif", over(call("sum", value.copy())), integer(0))
    return call("mh_average", value, total, unit, integer(10**result.scale))


def _true_event(function: exp.Expr, window: exp.Expr, walk: Walk) -> exp.Expr:
    condition = truth(function, function.expressions[0], walk)
    counted = call("count_if", condition)
    return cast(_around(window, _RUNNING)(counted), "BIGINT")


def _change_event(function: exp.Expr, window: exp.Expr, _: Walk) -> exp.Expr:
    return call("mh_changes", _around(window, _RUNNING)(call("list", grouped(function.expressions[0]))))


_NamedWindow = Callable[[exp.Expr, exp.Expr, Walk], exp.Expr]

_NAMED_WINDOWS: Mapping[str, _NamedWindow] = {
    "CONDITIONAL_CHANGE_EVENT": _change_event,
    "CONDITIONAL_TRUE_EVENT": _true_event,
    "RATIO_TO_REPORT": _ratio,
}


def _must_be_windowed(node: exp.Expr, walk: Walk) -> exp.Expr:
    """Leave the function to the window around it; without one it is refused."""
    _in_window()(node, walk)
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
    if isinstance(function, exp.Anonymous):
        return function.name.upper() in _NAMED_WINDOWS
    return isinstance(function, (*EXPANSIONS, *_WINDOW_ONLY, exp.PercentileCont, exp.PercentileDisc))


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
    "RATIO_TO_REPORT": FunctionRule(_ratio_type, _must_be_windowed, 1),
}
