"""Data generation functions.

Follows https://docs.snowflake.com/en/sql-reference/functions-data-generation. The numbers are Mockhaus's own: a seed
gives the same ones in every run, but not Snowflake's.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import FLOAT, DataType, Kind, number
from mockhaus.translation.functions.aggregates import not_constant
from mockhaus.translation.functions.building import arguments_of, call, cast, integer, literal_integer, operator
from mockhaus.translation.functions.signatures import (
    as_float,
    as_huge_integer,
    as_integer,
    coerce_argument,
    coerced,
    function_name,
    plain,
    returns,
    returns_value,
)
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, Walk

_BIGINT = number(19, 0)
_MOST_ELEMENTS = 2**24 - 1
_NORMAL = plain("mh_normal", returns(FLOAT), ("this", as_float), ("stddev", as_float), ("gen", as_huge_integer))
_SEQUENCE_DIGITS = {exp.Seq1: 3, exp.Seq2: 5, exp.Seq4: 10, exp.Seq8: 19}


def _invalid(node: exp.Expr, value: int, walk: Walk) -> SnowflakeError:
    name = function_name(node, walk)
    return SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=value, name=name)


def _row_number() -> exp.Expr:
    return exp.Window(this=exp.RowNumber(), over="OVER")


def _sequence(_: exp.Expr, __: Walk) -> exp.Expr:
    return operator(exp.Sub, _row_number(), integer(1))


def _random(node: exp.Expr, walk: Walk) -> exp.Expr:
    if node.this is None:
        walk.mark_volatile()
        return call("mh_random")
    seed = coerce_argument(node, node.this, as_integer, walk)
    return call("mh_seeded", seed, _row_number())


def _of_integers(types: Sequence[DataType]) -> bool:
    return all(item.kind is Kind.NUMBER and item.scale == 0 for item in types)


def _uniform_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    if _of_integers(operands[:2]):
        return number(max(operands[0].precision, operands[1].precision))
    return FLOAT


def _uniform(node: exp.Expr, walk: Walk) -> exp.Expr:
    generator = node.args.get("gen")
    if generator is None:
        raise SnowflakeError(
            ErrorCode.ARGUMENT_COUNT_SMALL,
            position=walk.position(node),
            call=walk.source_text(node).upper(),
            expected=3,
            actual=2,
        )
    bounds = arguments_of(node, "this", "expression")
    integers = _of_integers([walk.type_of(bound) for bound in bounds])
    low, high = coerced(node, bounds, [as_integer if integers else as_float], walk)
    value = coerce_argument(node, generator, as_huge_integer, walk)
    if not integers:
        return call("mh_uniform_float", low, high, value)
    return cast(call("mh_uniform_integer", low, high, value), "BIGINT")


def _with_constants(name: str, rule: NodeRule, *keys: str) -> NodeRule:
    """A generator whose first arguments, under those keys, are the same for all rows."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr | None:
        for index, item in enumerate(arguments_of(node, *keys), 1):
            if item.find(exp.Column) is not None:
                raise not_constant(name, index, item, walk)
        return None if rule.rewrite is None else rule.rewrite(node, walk)

    return NodeRule(rule.type, rewrite)


def _zipf(node: exp.Expr, walk: Walk) -> exp.Expr:
    elements = literal_integer(node.args["elementcount"])
    if elements is not None and not 1 <= elements <= _MOST_ELEMENTS:
        raise _invalid(node, elements, walk)
    given = arguments_of(node, "this", "elementcount", "gen")
    return call("mh_zipf", *coerced(node, given, [as_float, as_integer, as_huge_integer], walk))


NODES: NodeRules = {
    exp.Rand: NodeRule(returns_value(_BIGINT), _random),
    exp.Uniform: _with_constants("UNIFORM", NodeRule(_uniform_type, _uniform), "this", "expression"),
    exp.Normal: _with_constants("NORMAL", _NORMAL, "this", "stddev"),
    exp.Zipf: _with_constants("ZIPF", NodeRule(returns(_BIGINT), _zipf), "this", "elementcount"),
    **{kind: NodeRule(returns_value(number(digits)), _sequence) for kind, digits in _SEQUENCE_DIGITS.items()},
}

NAMED: FunctionRules = {}
