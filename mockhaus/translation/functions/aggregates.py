"""Aggregate functions, also as window functions.

Follows https://docs.snowflake.com/en/sql-reference/functions-aggregation. An aggregate is an expansion: it builds
engine SQL and passes each engine aggregate in it through `over`, which adds the OVER clause when there is one. So AVG,
a quotient of two aggregates, is the same in a query and in a window.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import (
    ARRAY,
    BOOLEAN,
    DECFLOAT,
    FLOAT,
    INTEGER,
    MAX_VARCHAR,
    DataType,
    Kind,
    number,
    varchar,
)
from mockhaus.translation.functions import collated_aggregates
from mockhaus.translation.functions.aggregation import (
    Argument,
    Expansion,
    Over,
    aggregate,
    aggregate_rule,
    argument_of,
    ordered_argument,
    refuse_decimal_floats,
)
from mockhaus.translation.functions.building import (
    arguments_of,
    boolean,
    call,
    case,
    cast,
    decimal,
    grouped,
    integer,
    is_null,
    operator,
    text,
)
from mockhaus.translation.functions.collating import folds, own_key
from mockhaus.translation.functions.conditional import truth, truth_also_of_text
from mockhaus.translation.functions.hashing import hash_of
from mockhaus.translation.functions.signatures import (
    COUNTING,
    argument_types,
    as_float,
    as_huge_integer,
    as_integer,
    as_shown,
    as_text,
    coerce_argument,
    returns_first_nullable,
    returns_nullable,
    returns_value,
)
from mockhaus.translation.functions.variants import encoded
from mockhaus.translation.keys import INCOMPARABLE, check_key
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, TypeRule, Walk

_ITEM = "mh_item"
_SUM_DIGITS = 12
_MEDIAN_DIGITS = 3
_KURTOSIS_SCALE = 12


# Types


def _sum_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    first = operands[0]
    if first.kind is Kind.DECFLOAT:
        return DECFLOAT
    return number(first.precision + _SUM_DIGITS, first.scale) if first.kind is Kind.NUMBER else FLOAT


def quotient_scale(scale: int) -> int:
    """The scale of a quotient whose dividend has that scale."""
    return max(scale, min(scale + 6, 12))


def _average_type(node: exp.Expr, operands: Sequence[DataType], _: Walk) -> DataType:
    first = operands[0]
    if first.kind is not Kind.NUMBER:
        return DECFLOAT if first.kind is Kind.DECFLOAT else FLOAT
    if isinstance(node.parent, exp.Window):
        return number(first.precision + _SUM_DIGITS + 3, first.scale + 3)
    scale = quotient_scale(first.scale)
    return number(first.integer_digits + _SUM_DIGITS + scale, scale)


def median_type(value: DataType) -> DataType:
    """The type of a value between two values: three digits more for a NUMBER."""
    if value.kind is not Kind.NUMBER:
        return FLOAT
    return number(value.precision + _MEDIAN_DIGITS, value.scale + _MEDIAN_DIGITS)


def _variance_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    first = operands[0]
    if first.kind is not Kind.NUMBER:
        return FLOAT
    square = min(2 * first.scale, max(first.scale, 12))
    return number(38, quotient_scale(square))


def _kurtosis_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return number(38, _KURTOSIS_SCALE) if operands[0].kind is Kind.NUMBER else FLOAT


def _by_type(node: exp.Expr, operands: Sequence[DataType], _: Walk) -> DataType:
    return ARRAY if node.args.get("count") is not None else operands[0].with_nullable(True)


# Expansions


def _numeric(node: exp.Expr, argument: Argument, walk: Walk) -> Argument:
    """Numbers as they are, text and VARIANT as FLOAT."""
    if walk.type_of(argument.value).kind in (Kind.NUMBER, Kind.FLOAT, Kind.NULL):
        return argument
    return replace(argument, value=coerce_argument(node, argument.value, as_float, walk))


def _float(node: exp.Expr, walk: Walk) -> Argument:
    argument = argument_of(node)
    return replace(argument, value=coerce_argument(node, argument.value, as_float, walk))


def _of_decimal_floats(name: str, argument: Argument, over: Over) -> exp.Expr:
    """An aggregate that is computed from the list of the values."""
    return call(f"mh_decfloat_{name}", over(aggregate("list", argument)))


def _sum(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    if walk.type_of(node).kind is Kind.DECFLOAT:
        return _of_decimal_floats("sum", argument_of(node), over)
    return over(aggregate("sum", _numeric(node, argument_of(node), walk)))


def _average(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    argument = argument_of(node)
    source = walk.type_of(argument.value)
    if source.kind is Kind.DECFLOAT:
        return _of_decimal_floats("average", argument, over)
    if source.kind is not Kind.NUMBER:
        return over(aggregate("avg", _float(node, walk)))
    total, count = over(aggregate("sum", argument)), over(aggregate("count", argument_of(node.copy())))
    scale = walk.type_of(node).scale
    unit = exp.Literal.number(f"0.{'0' * (scale - 1)}1")
    return call("mh_average", total, count, unit, integer(10 ** (scale - source.scale)))


def _extreme(name: str) -> Expansion:
    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        argument = replace(argument_of(node), distinct=False)
        if walk.type_of(argument.value).kind in INCOMPARABLE:
            raise argument_types(node, [argument.value], walk)
        if walk.type_of(argument.value).kind is Kind.VARIANT:
            return over(call(f"arg_{name}", argument.value, call("mh_sort", argument.value.copy())))
        if folds(walk.type_of(argument.value)):
            return over(call(f"arg_{name}", argument.value, own_key(argument.value, walk)))
        return over(aggregate(name, argument))

    return expand


def group_key(node: exp.Expr, walk: Walk) -> exp.Expr:
    """What decides whether two values are the same: VARIANT by its key, TIMESTAMP_TZ by its instant."""
    check_key(walk.type_of(node), node, walk, "DISTINCT")
    kind = walk.type_of(node).kind
    if kind is Kind.VARIANT:
        return call("mh_key", node)
    if kind is Kind.TIMESTAMP_TZ:
        return call("struct_extract", node, text("utc"))
    return own_key(node, walk)


def _counted(node: exp.Expr, walk: Walk) -> exp.Expr:
    """A value as COUNT sees it: a JSON null is not counted."""
    return call("nullif", node, text("null")) if walk.type_of(node).kind is Kind.VARIANT else node


def _count(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    if node.this is None:
        raise SnowflakeError(
            ErrorCode.ARGUMENT_COUNT_SMALL,
            position=walk.position(node),
            call=walk.source_text(node).upper(),
            expected=1,
            actual=0,
        )
    if isinstance(node.this, exp.Star):
        return over(call("count", node.this))
    distinct = isinstance(node.this, exp.Distinct)
    items = list(node.this.expressions) if distinct else arguments_of(node, "this", "expressions")
    values = [group_key(item, walk) if distinct else _counted(item, walk) for item in items]
    value = values[0] if len(values) == 1 else if_none_null(values, call("row", *values))
    return over(aggregate("count", Argument(value, distinct=distinct)))


def if_none_null(values: Sequence[exp.Expr], result: exp.Expr) -> exp.Expr:
    """The result; NULL where one of the values is NULL."""
    missing: list[exp.Expr] = [is_null(value.copy()) for value in values]
    condition = reduce(lambda left, right: exp.Or(this=left, expression=right), missing)
    return case([(exp.Not(this=exp.Paren(this=condition)), result)])


def _count_if(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    return over(call("count", call("nullif", truth(node, node.this, walk), boolean(value=False))))


def _any_value(node: exp.Expr, _: Walk, over: Over) -> exp.Expr:
    return over(aggregate("any_value", replace(argument_of(node), distinct=False)))


def _mode(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    return collated_aggregates.mode(argument_of(node), walk, over)


def _by(name: str) -> Expansion:
    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        key = node.expression
        key = call("mh_sort", key) if walk.type_of(key).kind is Kind.VARIANT else own_key(key, walk)
        count = node.args.get("count")
        if count is None:
            return over(call(f"{name}_null", node.this, key))
        item = encoded(node.this, walk.type_of(node.this))
        order = exp.Ordered(this=key, desc=name == "arg_max", nulls_first=False)
        present = exp.Not(this=is_null(key.copy()))
        items = exp.Filter(this=aggregate("list", Argument(item, order=(order,))), expression=exp.Where(this=present))
        return call("mh_first_items", over(items), coerce_argument(node, count, as_integer, walk))

    return expand


def _median(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    return over(call("median", _between_values(node, argument_of(node).value, walk)))


def _between_values(node: exp.Expr, value: exp.Expr, walk: Walk) -> exp.Expr:
    result = median_type(walk.type_of(value))
    if result.kind is Kind.NUMBER:
        return cast(value, decimal(result.precision, result.scale))
    return coerce_argument(node, value, as_float, walk)


def check_fraction(node: exp.Expr, fraction: exp.Expr, name: str, index: int, walk: Walk) -> None:
    """Refuse a fraction that is no constant or does not lie between 0 and 1."""
    if not isinstance(fraction, exp.Literal):
        raise not_constant(name, index, fraction, walk)
    if not _is_share(fraction.name):
        raise SnowflakeError(
            ErrorCode.INVALID_VALUE, position=walk.position(node), value=fraction.name, name="percentile"
        )


def _is_share(written: str) -> bool:
    try:
        return 0 <= float(written) <= 1
    except ValueError:
        return False


def not_constant(name: str, index: int, argument: exp.Expr, walk: Walk) -> SnowflakeError:
    """The error for an argument that must be a constant."""
    found = as_shown(argument, walk).upper()
    return SnowflakeError(ErrorCode.ARGUMENT_NOT_CONSTANT, index=index, name=name, expression=found)


def percentile(node: exp.Expr, outer: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    """PERCENTILE_CONT or PERCENTILE_DISC with the WITHIN GROUP around it."""
    ordered = outer.expression.expressions[0]
    check_fraction(node, node.this, "PERCENTILE", 1, walk)
    fraction = coerce_argument(node, node.this, as_float, walk)
    if ordered.args.get("desc"):
        fraction = operator(exp.Sub, integer(1), fraction)
    value = ordered.this
    if isinstance(node, exp.PercentileCont):
        return over(call("quantile_cont", _between_values(node, value, walk), fraction))
    return over(call("quantile_disc", value, fraction))


def _variance(name: str) -> Expansion:
    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        value = over(aggregate(name, _float(node, walk)))
        result = walk.type_of(node)
        return cast(value, decimal(38, result.scale)) if result.kind is Kind.NUMBER else value

    return expand


def _of_floats(name: str) -> Expansion:
    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        return over(aggregate(name, _float(node, walk)))

    return expand


def _of_pairs(name: str, macro: str | None = None) -> Expansion:
    """A statistic of pairs of floats, with a macro around it where the engine answers NaN for nothing."""

    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        pair = [coerce_argument(node, item, as_float, walk) for item in (node.this, node.expression)]
        value = over(call(name, *pair))
        return value if macro is None else call(macro, value)

    return expand


def _of_truths(name: str) -> Expansion:
    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        return over(call(name, truth_also_of_text(node, argument_of(node).value, walk)))

    return expand


def _exactly_one_true(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    value = truth_also_of_text(node, argument_of(node).value, walk)
    return call("mh_exactly_one", over(call("count_if", value)), over(call("count", value.copy())))


def _of_bits(name: str) -> Expansion:
    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        argument = argument_of(node)
        value = coerce_argument(node, argument.value, as_huge_integer, walk)
        return over(aggregate(name, replace(argument, value=value)))

    return expand


def _listagg(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    argument = ordered_argument(node, walk)
    separator = node.args.get("separator")
    if separator is not None and separator.find(exp.Column) is not None:
        raise not_constant("LISTAGG", 2, separator, walk)
    separator = text("") if separator is None else coerce_argument(node, separator, as_text, walk)
    source = walk.type_of(argument.value)
    if (source.kind is Kind.VARCHAR and not folds(source)) or not argument.distinct:
        value = coerce_argument(node, argument.value, as_text, walk)
        joined = over(aggregate("string_agg", replace(argument, value=value), separator))
        return call("coalesce", joined, text(""))
    items = _transformed(collated_aggregates.values(argument, walk, over), as_text(exp.column(_ITEM), source, walk))
    return call("coalesce", call("array_to_string", items, separator), text(""))


def _transformed(items: exp.Expr, body: exp.Expr | None) -> exp.Expr:
    """Each item of a list, called `mh_item` in the body."""
    if body is None or (isinstance(body, exp.Column) and body.name == _ITEM):
        return items
    parameter = exp.to_identifier(_ITEM)
    return call("list_transform", items, exp.Lambda(this=body, expressions=[parameter], colon=True))


def _array_agg(*, distinct: bool | None = None) -> Expansion:
    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        argument = ordered_argument(node, walk)
        if distinct:
            argument = replace(argument, distinct=True)
        source = walk.type_of(argument.value)
        items = _transformed(collated_aggregates.values(argument, walk, over), encoded(exp.column(_ITEM), source))
        return call("mh_mk", call("coalesce", items, exp.Array(expressions=[])))

    return expand


def _approximate_count(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    distinct = isinstance(node.this, exp.Distinct)
    items = list(node.this.expressions) if distinct else arguments_of(node, "this", "accuracy", "expressions")
    values = [group_key(item, walk) for item in items]
    value = values[0] if len(values) == 1 else if_none_null(values, call("row", *values))
    return over(call("approx_count_distinct", value))


def _approximate_percentile(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    check_fraction(node, node.args["quantile"], "APPROX_PERCENTILE", 2, walk)
    refuse_decimal_floats(node, node.this, walk)
    value = cast(coerce_argument(node, node.this, as_float, walk), "DOUBLE")
    fraction = coerce_argument(node, node.args["quantile"], as_float, walk)
    return over(call("approx_quantile", value, cast(fraction, "FLOAT")))


def _hash_agg(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
    items = arguments_of(node, "this", "expressions")
    distinct = isinstance(node.this, exp.Distinct)
    if distinct:
        items = list(node.this.expressions)
    argument = Argument(cast(hash_of(items, walk, node), "HUGEINT"), distinct=distinct)
    return call("mh_hash_total", over(aggregate("sum", argument)))


def _grouping(node: exp.Expr, walk: Walk) -> exp.Expr:
    """GROUPING of what the query groups by; its arguments are no values."""
    select = node.find_ancestor(exp.Select)
    for item in node.expressions:
        if select is None or select.args.get("group") is None or item.find(exp.Column) is None:
            raise SnowflakeError(ErrorCode.NOT_A_GROUP_BY_EXPRESSION, expression=as_shown(item, walk).upper())
    return exp.Grouping(expressions=[grouped(item) for item in node.expressions])


EXPANSIONS: Mapping[type[exp.Expr], Expansion] = {
    exp.AnyValue: _any_value,
    exp.ApproxDistinct: _approximate_count,
    exp.ApproxQuantile: _approximate_percentile,
    exp.ArgMax: _by("arg_max"),
    exp.ArgMin: _by("arg_min"),
    exp.ArrayAgg: _array_agg(),
    exp.ArrayUniqueAgg: _array_agg(distinct=True),
    exp.Avg: _average,
    exp.BitwiseAndAgg: _of_bits("bit_and"),
    exp.BitwiseOrAgg: _of_bits("bit_or"),
    exp.BitwiseXorAgg: _of_bits("bit_xor"),
    exp.BoolxorAgg: _exactly_one_true,
    exp.Corr: _of_pairs("corr", "mh_number_or_null"),
    exp.Count: _count,
    exp.CountIf: _count_if,
    exp.CovarPop: _of_pairs("covar_pop"),
    exp.CovarSamp: _of_pairs("covar_samp"),
    exp.GroupConcat: _listagg,
    exp.HashAgg: _hash_agg,
    exp.Hll: _approximate_count,
    exp.Kurtosis: _variance("kurtosis"),
    exp.LogicalAnd: _of_truths("bool_and"),
    exp.LogicalOr: _of_truths("bool_or"),
    exp.Max: _extreme("max"),
    exp.Median: _median,
    exp.Min: _extreme("min"),
    exp.Mode: _mode,
    exp.RegrAvgx: _of_pairs("regr_avgx"),
    exp.RegrAvgy: _of_pairs("regr_avgy"),
    exp.RegrCount: _of_pairs("regr_count"),
    exp.RegrIntercept: _of_pairs("regr_intercept", "mh_number_or_null"),
    exp.RegrR2: _of_pairs("regr_r2", "mh_number_or_null"),
    exp.RegrSlope: _of_pairs("regr_slope", "mh_number_or_null"),
    exp.RegrSxx: _of_pairs("regr_sxx"),
    exp.RegrSxy: _of_pairs("regr_sxy"),
    exp.RegrSyy: _of_pairs("regr_syy"),
    exp.Skewness: _of_floats("skewness"),
    exp.Stddev: _of_floats("stddev_samp"),
    exp.StddevPop: _of_floats("stddev_pop"),
    exp.Sum: _sum,
    exp.Variance: _variance("var_samp"),
    exp.VariancePop: _variance("var_pop"),
}

_TYPES: Mapping[type[exp.Expr], TypeRule] = {
    **dict.fromkeys(EXPANSIONS, returns_nullable(FLOAT)),
    exp.AnyValue: returns_first_nullable,
    exp.ApproxDistinct: returns_value(COUNTING),
    exp.ArgMax: _by_type,
    exp.ArgMin: _by_type,
    exp.ArrayAgg: returns_value(ARRAY),
    exp.ArrayUniqueAgg: returns_value(ARRAY),
    exp.Avg: _average_type,
    exp.BitwiseAndAgg: returns_nullable(INTEGER),
    exp.BitwiseOrAgg: returns_nullable(INTEGER),
    exp.BitwiseXorAgg: returns_nullable(INTEGER),
    exp.BoolxorAgg: returns_nullable(BOOLEAN),
    exp.Count: returns_value(COUNTING),
    exp.CountIf: returns_value(COUNTING),
    exp.GroupConcat: returns_value(varchar(MAX_VARCHAR)),
    exp.HashAgg: returns_value(number(19, 0)),
    exp.Hll: returns_value(COUNTING),
    exp.Kurtosis: _kurtosis_type,
    exp.LogicalAnd: returns_nullable(BOOLEAN),
    exp.LogicalOr: returns_nullable(BOOLEAN),
    exp.Max: returns_first_nullable,
    exp.Median: lambda _, operands, __: median_type(operands[0]),
    exp.Min: returns_first_nullable,
    exp.Mode: returns_first_nullable,
    exp.RegrCount: returns_value(COUNTING),
    exp.Sum: _sum_type,
    exp.Variance: _variance_type,
    exp.VariancePop: _variance_type,
}


NODES: NodeRules = {
    **{kind: aggregate_rule(_TYPES[kind], expansion) for kind, expansion in EXPANSIONS.items()},
    exp.Grouping: NodeRule(returns_value(COUNTING), _grouping),
    exp.GroupingId: NodeRule(returns_value(COUNTING), _grouping),
}

NAMED: FunctionRules = {}
