"""Bitwise functions, on 128-bit integers or on BINARY.

Follows https://docs.snowflake.com/en/sql-reference/expressions-byte-bit.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from mockhaus.domain.types import INTEGER, DataType, Kind, binary, number
from mockhaus.translation.functions.building import call, literal_text, text
from mockhaus.translation.functions.signatures import (
    argument_types,
    as_binary,
    as_huge_integer,
    as_integer,
    coerced,
    plain,
    returns,
)
from mockhaus.translation.rules import NodeRule, NodeRules, Walk

_SIDES = ("LEFT", "RIGHT")
_BINARY = {Kind.BINARY, Kind.NULL}


def _result(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
    """An integer; of BINARY the longest there is, as the shorter one may be padded."""
    nullable = any(operand.nullable for operand in operands)
    lengths = [operand.length for operand in operands if operand.kind is Kind.BINARY]
    return binary(max(lengths), nullable=nullable) if lengths else INTEGER.with_nullable(nullable)


def _both_binary(node: exp.Expr, name: str, walk: Walk) -> exp.Expr:
    side = literal_text(node.args.get("padside")) if node.args.get("padside") is not None else ""
    if side is None or (side and side.upper() not in _SIDES):
        raise argument_types(node, [node.this, node.expression, node.args["padside"]], walk)
    return call(name, *coerced(node, [node.this, node.expression], [as_binary], walk), text(side.upper()))


def _of_two(integers: str, binaries: str) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        kinds = {walk.type_of(operand).kind for operand in (node.this, node.expression)}
        if Kind.BINARY in kinds <= _BINARY:
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
