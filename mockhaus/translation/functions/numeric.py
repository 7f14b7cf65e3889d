"""Numeric functions: rounding, roots, logarithms, trigonometry.

Follows https://docs.snowflake.com/en/sql-reference/functions-numeric. Rounding keeps NUMBER exact; what is not exact
by nature answers FLOAT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import FLOAT, INTEGER, DataType, Kind, number
from mockhaus.translation.functions.building import (
    call,
    cast,
    decimal,
    integer,
    literal_integer,
    literal_text,
    null,
    operator,
)
from mockhaus.translation.functions.signatures import (
    TEXT_AS_NUMBER,
    argument_types,
    as_float,
    as_integer,
    as_number,
    coerce_argument,
    coerced,
    named,
    plain,
    returns,
    returns_value,
)
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, TypeRule, Walk


@dataclass(frozen=True, slots=True)
class _Rounding:
    """How one way of rounding is done: natively to whole numbers, from a rounded DECIMAL, on integers, on DOUBLEs."""

    native: str | None
    neighbour: str | None
    on_integers: str
    on_floats: str


_ROUND = _Rounding(None, None, "mh_int_round", "mh_float_round")
_EVEN = _Rounding(None, "mh_to_even", "mh_int_even", "mh_float_even")
_CEIL = _Rounding("ceil", "mh_up", "mh_int_ceil", "mh_float_ceil")
_FLOOR = _Rounding("floor", "mh_down", "mh_int_floor", "mh_float_floor")
_TRUNC = _Rounding("trunc", "mh_toward_zero", "mh_int_trunc", "mh_float_trunc")
_MODES = {"HALF_AWAY_FROM_ZERO": _ROUND, "HALF_TO_EVEN": _EVEN}


def _numeric(data_type: DataType) -> DataType:
    if data_type.kind is Kind.VARCHAR:
        return TEXT_AS_NUMBER.with_nullable(data_type.nullable)
    return FLOAT.with_nullable(data_type.nullable) if data_type.kind is Kind.VARIANT else data_type


def _rounded_type(value: DataType, digits: exp.Expr | None) -> DataType:
    value = _numeric(value)
    if value.kind is not Kind.NUMBER:
        return value
    kept = 0 if digits is None else literal_integer(digits)
    if kept is None:
        return number(value.precision + 1, value.scale)
    if kept >= value.scale:
        return value
    return number(value.precision + 1, max(kept, 0), nullable=value.nullable)


def _unnamed(node: exp.Expr | None) -> exp.Expr | None:
    return node.expression if isinstance(node, exp.Kwarg) else node


def _round_number(
    node: exp.Expr, source: DataType, result: DataType, digits: exp.Expr | None, how: _Rounding
) -> exp.Expr:
    kept = 0 if digits is None else literal_integer(digits)
    if kept is None:
        return _round_to_unknown_digits(node, source, result, cast(digits or null(), "BIGINT"), how)
    if kept >= source.scale:
        return node
    target = decimal(result.precision, result.scale)
    if kept > 0:
        return _round_fraction(node, target, kept, how)
    whole = _round_to_whole(node, source, how if kept == 0 else _TRUNC if how in (_ROUND, _EVEN) else how)
    if kept == 0:
        return cast(whole, target)
    return cast(call(how.on_integers, cast(whole, "HUGEINT"), integer(10**-kept)), target)


def _round_to_whole(node: exp.Expr, source: DataType, how: _Rounding) -> exp.Expr:
    if source.scale == 0:
        return node
    if how.native is not None:
        return call(how.native, node)
    target = decimal(min(source.precision + 1, 38), 0)
    return cast(node, target) if how.neighbour is None else _round_fraction(node, target, 0, how)


def _round_fraction(node: exp.Expr, target: exp.DataType, kept: int, how: _Rounding) -> exp.Expr:
    rounded = cast(node, target)
    if how.neighbour is None:
        return rounded
    unit = exp.Literal.number(f"0.{'0' * (kept - 1)}1" if kept else "1")
    return cast(call(how.neighbour, node.copy(), rounded, unit), target.copy())


def _round_to_unknown_digits(
    node: exp.Expr, source: DataType, result: DataType, digits: exp.Expr, how: _Rounding
) -> exp.Expr:
    """Rounding of the value as an integer of its last digit, to a number of digits that each row gives."""
    unscaled = cast(operator(exp.Mul, cast(node, decimal(38, source.scale)), integer(10**source.scale)), "HUGEINT")
    unit = call("mh_unit", operator(exp.Sub, integer(source.scale), digits))
    rounded = cast(call(how.on_integers, unscaled, unit), decimal(38, 0))
    if source.scale == 0:
        return cast(rounded, decimal(result.precision, 0))
    last_digit = exp.Literal.number(f"0.{'0' * (source.scale - 1)}1")
    return cast(operator(exp.Mul, rounded, last_digit), decimal(result.precision, result.scale))


def _round(node: exp.Expr, arguments: Sequence[exp.Expr], how: _Rounding, walk: Walk) -> exp.Expr:
    arguments = [argument for argument in map(_unnamed, arguments) if argument is not None]
    value = coerced(node, arguments[:1], [as_number], walk)[0]
    digits = arguments[1] if len(arguments) > 1 else None
    if digits is not None and walk.type_of(digits).kind not in (Kind.NUMBER, Kind.FLOAT, Kind.NULL, Kind.VARCHAR):
        raise argument_types(node, arguments, walk)
    source = _numeric(walk.type_of(arguments[0]))
    if source.kind is Kind.NUMBER:
        return _round_number(value, source, _rounded_type(source, digits), digits, how)
    if source.kind is Kind.NULL:
        return value
    places = integer(0) if digits is None else coerce_argument(node, digits, as_integer, walk)
    return call(how.on_floats, value, places)


def _rounding(how: _Rounding) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        keys = ("this", "decimals")
        return _round(node, [node.args[key] for key in keys if node.args.get(key) is not None], how, walk)

    return NodeRule(_node_rounded_type, rewrite)


def _node_rounded_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    value = walk.type_of(_unnamed(node.this)) if isinstance(node.this, exp.Kwarg) else operands[0]
    return _rounded_type(value, _unnamed(node.args.get("decimals")))


def _round_with_mode(node: exp.Expr, walk: Walk) -> exp.Expr:
    mode = node.args.get("truncate")
    how = _ROUND
    if mode is not None:
        name = literal_text(mode)
        if name is None or name.upper() not in _MODES:
            raise SnowflakeError(
                ErrorCode.INVALID_VALUE,
                position=walk.position(node),
                value=mode.name if name is None else name,
                name="rounding_mode",
            )
        if _numeric(walk.type_of(_unnamed(node.this))).kind is not Kind.NUMBER:
            raise argument_types(node, [item for item in map(_unnamed, node.iter_expressions()) if item], walk)
        how = _MODES[name.upper()]
    arguments = [node.args[key] for key in ("this", "decimals") if node.args.get(key) is not None]
    return _round(node, arguments, how, walk)


def _truncate_type(node: exp.Expr, operands: Sequence[DataType], _: Walk) -> DataType:
    return _rounded_type(operands[0], node.expressions[1] if len(node.expressions) > 1 else None)


def _truncate(node: exp.Expr, walk: Walk) -> exp.Expr:
    return _round(node, node.expressions, _TRUNC, walk)


def _in_float(name: str, *keys: str) -> NodeRule:
    """An engine function over DOUBLEs."""
    return plain(name, returns(FLOAT), *((key, as_float) for key in keys or ("this",)))


def _keeping_type(name: str) -> NodeRule:
    return plain(name, _first_numeric, ("this", as_number))


def _abs(node: exp.Expr, walk: Walk) -> exp.Expr:
    """The absolute value; a wide plan has room for that of the smallest 64-bit integer."""
    value = coerce_argument(node, node.this, as_number, walk)
    whole = walk.type_of(node).kind is Kind.NUMBER and not walk.type_of(node).scale
    return call("abs", cast(value, "HUGEINT") if whole and walk.context.wide else value)


def _first_numeric(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return _numeric(operands[0])


def _log(node: exp.Expr, walk: Walk) -> exp.Expr:
    base, value = node.this, node.args.get("expression")
    if value is None:
        raise SnowflakeError(
            ErrorCode.ARGUMENT_COUNT_SMALL,
            position=walk.position(node),
            call=walk.source_text(node).upper(),
            expected=2,
            actual=1,
        )
    return call("mh_log", *coerced(node, [base, value], [as_float], walk))


_PI: TypeRule = returns_value(FLOAT)
_TRUNCATE = FunctionRule(_truncate_type, _truncate, 1, 2)

NODES: NodeRules = {
    exp.Abs: NodeRule(_first_numeric, _abs),
    exp.Sign: plain("sign", returns(number(1, 0)), ("this", as_number)),
    exp.Round: NodeRule(_node_rounded_type, _round_with_mode),
    exp.Ceil: _rounding(_CEIL),
    exp.Floor: _rounding(_FLOOR),
    exp.Trunc: _rounding(_TRUNC),
    exp.Sqrt: _in_float("mh_sqrt"),
    exp.Cbrt: _in_float("mh_cbrt"),
    exp.Exp: _in_float("exp"),
    exp.Ln: _in_float("mh_ln"),
    exp.Log: NodeRule(returns(FLOAT), _log),
    exp.Pow: _in_float("mh_pow", "this", "expression"),
    exp.Factorial: plain("mh_factorial", returns(INTEGER), ("this", as_integer)),
    exp.Pi: plain("pi", _PI),
    exp.Degrees: _in_float("degrees"),
    exp.Radians: _in_float("radians"),
    exp.Sin: _in_float("sin"),
    exp.Sinh: _in_float("sinh"),
    exp.Asin: _in_float("mh_asin"),
    exp.Asinh: _in_float("asinh"),
    exp.Cos: _in_float("cos"),
    exp.Cosh: _in_float("cosh"),
    exp.Acos: _in_float("mh_acos"),
    exp.Acosh: _in_float("mh_acosh"),
    exp.Tan: _in_float("tan"),
    exp.Tanh: _in_float("tanh"),
    exp.Atan: _in_float("atan"),
    exp.Atan2: _in_float("atan2", "this", "expression"),
    exp.Atanh: _in_float("mh_atanh"),
    exp.Cot: _in_float("mh_cot"),
    exp.WidthBucket: plain(
        "mh_width_bucket",
        returns(INTEGER),
        ("this", as_float),
        ("min_value", as_float),
        ("max_value", as_float),
        ("num_buckets", as_integer),
    ),
}

NAMED: FunctionRules = {
    "TRUNC": _TRUNCATE,
    "TRUNCATE": _TRUNCATE,
    "HAVERSINE": named("mh_haversine", returns(FLOAT), as_float, as_float, as_float, as_float),
}
