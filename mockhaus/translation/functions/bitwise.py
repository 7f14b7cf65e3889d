"""Bitwise functions, on 128-bit integers or on BINARY.

Follows https://docs.snowflake.com/en/sql-reference/expressions-byte-bit.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import INTEGER, DataType, Kind, number
from mockhaus.translation.functions.building import call, literal_text, text
from mockhaus.translation.functions.signatures import (
    argument_types,
    as_huge_integer,
    as_integer,
    coerced,
    named,
    plain,
    returns,
)
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, Walk

_SIDES = ("LEFT", "RIGHT")


def _result(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    nullable = any(operand.nullable for operand in operands)
    first = operands[0]
    return (first if first.kind is Kind.BINARY else INTEGER).with_nullable(nullable)


def _both_binary(node: exp.Expr, name: str, walk: Walk) -> exp.Expr:
    side = literal_text(node.args.get("padside")) if node.args.get("padside") is not None else ""
    if side is None or (side and side.upper() not in _SIDES):
        raise argument_types(node, [node.this, node.expression, node.args["padside"]], walk)
    return call(name, node.this, node.expression, text(side.upper()))


def _of_two(integers: str, binaries: str) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        kinds = [walk.type_of(operand).kind for operand in (node.this, node.expression)]
        if kinds == [Kind.BINARY, Kind.BINARY]:
            return _both_binary(node, binaries, walk)
        return call(integers, *coerced(node, [node.this, node.expression], [as_huge_integer], walk))

    return NodeRule(_result, rewrite)


def _not(node: exp.Expr, walk: Walk) -> exp.Expr:
    if walk.type_of(node.this).kind is Kind.BINARY:
        return call("mh_binary_not", node.this)
    return call("mh_bit_not", *coerced(node, [node.this], [as_huge_integer], walk))


def _shift(integers: str, binaries: str) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        if walk.type_of(node.this).kind is Kind.BINARY:
            return call(binaries, node.this, *coerced(node, [node.expression], [as_integer], walk))
        return call(integers, *coerced(node, [node.this, node.expression], [as_huge_integer, as_integer], walk))

    return NodeRule(_result, rewrite)


NODES: NodeRules = {
    exp.BitwiseAnd: _of_two("mh_bit_and", "mh_binary_and"),
    exp.BitwiseOr: _of_two("mh_bit_or", "mh_binary_or"),
    exp.BitwiseXor: _of_two("mh_bit_xor", "mh_binary_xor"),
    exp.BitwiseNot: NodeRule(_result, _not),
    exp.BitwiseLeftShift: _shift("mh_shift_left", "mh_binary_shift_left"),
    exp.BitwiseRightShift: _shift("mh_shift_right", "mh_binary_shift_right"),
    exp.Getbit: plain("mh_get_bit", returns(number(1, 0)), ("this", as_huge_integer), ("expression", as_integer)),
}

# Other spellings that the parser does not know.
NAMED: FunctionRules = {
    "BIT_AND": named("mh_bit_and", returns(INTEGER), as_huge_integer, as_huge_integer),
    "BIT_OR": named("mh_bit_or", returns(INTEGER), as_huge_integer, as_huge_integer),
    "BIT_XOR": named("mh_bit_xor", returns(INTEGER), as_huge_integer, as_huge_integer),
    "BIT_NOT": named("mh_bit_not", returns(INTEGER), as_huge_integer),
    "BIT_SHIFTLEFT": named("mh_shift_left", returns(INTEGER), as_huge_integer, as_integer),
    "BIT_SHIFTRIGHT": named("mh_shift_right", returns(INTEGER), as_huge_integer, as_integer),
}
