"""DECFLOAT in operators and functions: an operand of that type makes the others DECFLOATs, and the result.

Follows https://docs.snowflake.com/en/sql-reference/data-types-numeric and the pages of the functions. The rules stand
in front of those of the other numbers, and decide only where an operand is a DECFLOAT.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.types import DECFLOAT, DataType, Kind, number
from mockhaus.translation.functions.building import arguments_of, call, cast, integer
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.signatures import argument_types, as_integer, coerce_argument
from mockhaus.translation.rules import NodeRule, NodeRules, Walk

OPERANDS = frozenset({Kind.NUMBER, Kind.FLOAT, Kind.DECFLOAT, Kind.VARCHAR, Kind.BOOLEAN, Kind.NULL})
"""Kinds that become DECFLOATs by themselves beside one."""


def as_decimal_float(node: exp.Expr, walk: Walk) -> exp.Expr:
    """An operand beside a DECFLOAT as one."""
    return cast_node(node, walk.type_of(node), DECFLOAT, walk)


def _named(argument: exp.Expr) -> exp.Expr:
    """An argument without the name that it may be given by."""
    value = argument.expression if isinstance(argument, exp.Kwarg) else argument
    assert isinstance(value, exp.Expr)  # noqa: S101 - a named argument has a value
    return value


def _operands(node: exp.Expr) -> list[exp.Expr]:
    return [_named(argument) for argument in arguments_of(node, "this", "expression")]


def _decides(node: exp.Expr, walk: Walk) -> bool:
    """Whether the operands are a DECFLOAT and what can be one beside it."""
    kinds = [walk.type_of(operand).kind for operand in _operands(node)]
    return Kind.DECFLOAT in kinds and OPERANDS.issuperset(kinds)


def _result(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:  # noqa: ARG001 - one signature
    return DECFLOAT.with_nullable(any(operand.nullable for operand in operands))


def _calling(name: str) -> NodeRule:
    """An operator or function that the engine's function of that name computes."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        return call(f"mh_decfloat_{name}", *(as_decimal_float(operand, walk) for operand in _operands(node)))

    return NodeRule(_result, rewrite)


def _rounding(name: str) -> NodeRule:
    """A way of rounding, to as many digits behind the point as are asked for."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        if node.args.get("truncate") is not None:
            raise _no_mode(node, walk)
        given = node.args.get("decimals")
        places = integer(0) if given is None else coerce_argument(node, _named(given), as_integer, walk)
        return call(f"mh_decfloat_{name}", _named(node.this), cast(places, "INTEGER"))

    return NodeRule(_result, rewrite)


def _no_mode(node: exp.Expr, walk: Walk) -> SnowflakeError:
    """A rounding mode is only for NUMBERs."""
    return argument_types(node, [_named(item) for item in arguments_of(node, "this", "decimals", "truncate")], walk)


def _sign(node: exp.Expr, _: Walk) -> exp.Expr:
    return call("mh_decfloat_sign", node.this)


def _sign_type(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    return number(1, 0, nullable=operands[0].nullable)


def _value_of_pair(*, of_x: bool) -> NodeRule:
    """REGR_VALX or REGR_VALY: one of the pair, NULL where the other is NULL."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        y, x = (as_decimal_float(operand, walk) for operand in _operands(node))
        return call("mh_decfloat_of_pair", *((x, y) if of_x else (y, x)))

    return NodeRule(lambda *_: DECFLOAT, rewrite)


_RULES: Mapping[type[exp.Expr], NodeRule] = {
    exp.Add: _calling("add"),
    exp.Sub: _calling("subtract"),
    exp.Mul: _calling("multiply"),
    exp.Div: _calling("divide"),
    exp.Mod: _calling("remainder"),
    exp.Neg: _calling("negative"),
    exp.Abs: _calling("abs"),
    exp.Sqrt: _calling("sqrt"),
    exp.Cbrt: _calling("cbrt"),
    exp.Exp: _calling("exp"),
    exp.Ln: _calling("ln"),
    exp.Log: _calling("log"),
    exp.Pow: _calling("power"),
    exp.Round: _rounding("round"),
    exp.Ceil: _rounding("ceil"),
    exp.Floor: _rounding("floor"),
    exp.Trunc: _rounding("trunc"),
    exp.Sign: NodeRule(_sign_type, _sign),
    exp.RegrValx: _value_of_pair(of_x=True),
    exp.RegrValy: _value_of_pair(of_x=False),
}


def before(rules: NodeRules) -> NodeRules:
    """The rules, with those for DECFLOATs in front of them."""
    return {**rules, **{kind: _first(rule, rules[kind]) for kind, rule in _RULES.items()}}


def _first(rule: NodeRule, other: NodeRule) -> NodeRule:
    def result(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
        for operand in operands:
            if operand.kind is Kind.DECFLOAT and _decides(node, walk):
                return rule.type(node, operands, walk)
        return other.type(node, operands, walk)

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr | None:
        chosen = rule if _decides(node, walk) else other
        return chosen.rewrite(node, walk) if chosen.rewrite is not None else None

    return NodeRule(result, rewrite)
