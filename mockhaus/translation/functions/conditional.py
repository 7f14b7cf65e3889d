"""Conditional expression functions.

Follows https://docs.snowflake.com/en/sql-reference/expressions-conditional.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import BOOLEAN, FLOAT, NULL, SEMI_STRUCTURED, DataType, Kind
from mockhaus.translation.functions.building import (
    arguments_of,
    call,
    case,
    cast,
    grouped,
    integer,
    is_null,
    null,
    operator,
)
from mockhaus.translation.functions.collating import keyed
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.signatures import (
    as_boolean,
    as_float,
    as_number,
    coerce_argument,
    coerced,
    returns,
    returns_common,
    returns_nullable,
    returns_value,
)
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.rules import FunctionRules, NodeRule, NodeRules, Walk

_LEAST_DECODE = 3


def unified(node: exp.Expr, target: DataType, walk: Walk) -> exp.Expr:
    """A branch or operand as the engine type of the common type: itself, where the engine would do no harm."""
    source = walk.type_of(node)
    if Kind.NULL in (source.kind, target.kind) or (source.kind is target.kind and source.parts == target.parts):
        return node
    return cast_node(node, source, target, walk)


def all_unified(nodes: Sequence[exp.Expr], walk: Walk) -> list[exp.Expr]:
    """All the nodes as their common type."""
    target = common(nodes, walk)
    return [unified(node, target, walk) for node in nodes]


def common(nodes: Sequence[exp.Expr], walk: Walk) -> DataType:
    """The common type of some nodes."""
    return reduce(common_type, map(walk.type_of, nodes))


def compared(kind: type[exp.Binary], left: exp.Expr, right: exp.Expr, walk: Walk) -> exp.Expr:
    """A comparison of two values as Snowflake makes it: in their common type, VARIANT by value."""
    target = common([left, right], walk)
    if target.collation is not None:
        return operator(kind, *keyed([left, right], walk))
    left, right = unified(left, target, walk), unified(right, target, walk)
    if target.kind in SEMI_STRUCTURED:
        left, right = call("mh_key", left), call("mh_key", right)
    return operator(kind, left, right)


def _coalesce_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    if len(operands) == 1:
        return operands[0]
    nullable = all(operand.nullable for operand in operands)
    return returns_common(node, operands, walk).with_nullable(nullable)


def _coalesce(node: exp.Expr, walk: Walk) -> exp.Expr:
    arguments = arguments_of(node, "this", "expressions")
    if len(arguments) == 1:
        raise SnowflakeError(
            ErrorCode.ARGUMENT_COUNT_SMALL,
            position=walk.position(node),
            call=walk.source_text(node).upper(),
            expected=2,
            actual=1,
        )
    return call("coalesce", *all_unified(arguments, walk))


def _nullif(node: exp.Expr, walk: Walk) -> exp.Expr:
    condition = compared(exp.EQ, node.this, node.expression, walk)
    return case([(condition, null())], node.this.copy())


def _nvl2_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return common_type(walk.type_of(node.args["true"]), walk.type_of(node.args.get("false")))


def _nvl2(node: exp.Expr, walk: Walk) -> exp.Expr:
    value, other = all_unified([node.args["true"], node.args.get("false") or null()], walk)
    return case([(is_null(node.this), other)], value)


def _decode_results(node: exp.Expr) -> list[exp.Expr]:
    arguments = node.expressions
    results = arguments[2::2]
    return [*results, arguments[-1]] if len(arguments) % 2 == 0 else results


def _decode_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    result = common(_decode_results(node), walk)
    has_default = len(node.expressions) % 2 == 0
    return result if has_default else common_type(result, NULL)


def _decode(node: exp.Expr, walk: Walk) -> exp.Expr:
    subject, *rest = node.expressions
    results = all_unified(_decode_results(node), walk)
    subject_type = walk.type_of(subject)
    branches = []
    for position, search in enumerate(rest[: len(rest) // 2 * 2 : 2]):
        value = walk.set_type(subject.copy(), subject_type)
        branches.append((compared(exp.NullSafeEQ, value, search, walk), results[position]))
    return case(branches, results[-1] if len(rest) % 2 else None)


def _equal_null(node: exp.Expr, walk: Walk) -> exp.Expr:
    return compared(exp.NullSafeEQ, node.this, node.expression, walk)


def _extreme_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    result = returns_common(node, operands, walk)
    if node.args.get("ignore_nulls"):
        return result.with_nullable(all(operand.nullable for operand in operands))
    return result


def _extreme(name: str) -> NodeRule:
    """GREATEST or LEAST: NULL where an argument is NULL, unless NULLs are to be ignored."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        arguments = arguments_of(node, "this", "expressions")
        nullable = [argument for argument in arguments if walk.type_of(argument).nullable]
        value = call(name, *all_unified(arguments, walk))
        if node.args.get("ignore_nulls") or not nullable:
            return value
        missing: list[exp.Expr] = [is_null(argument.copy()) for argument in nullable]
        condition = reduce(lambda left, right: exp.Or(this=left, expression=right), missing)
        return case([(condition, null())], value)

    return NodeRule(_extreme_type, rewrite)


def truth(node: exp.Expr, argument: exp.Expr, walk: Walk) -> exp.Expr:
    """Whether a number is not zero when rounded."""
    if walk.type_of(argument).kind is Kind.BOOLEAN:
        return argument
    value = coerce_argument(node, argument, as_number, walk)
    return operator(exp.NEQ, call("round", value), integer(0))


def truth_also_of_text(node: exp.Expr, argument: exp.Expr, walk: Walk) -> exp.Expr:
    """The truth of a number, and of text that a cast to BOOLEAN takes."""
    if walk.type_of(argument).kind is Kind.VARCHAR:
        return coerce_argument(node, argument, as_boolean, walk)
    return truth(node, argument, walk)


def _logical(kind: type[exp.Binary]) -> NodeRule:
    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        left, right = truth(node, node.this, walk), truth(node, node.expression, walk)
        return operator(kind, left, right)

    return NodeRule(returns(BOOLEAN), rewrite)


def _boolxor(node: exp.Expr, walk: Walk) -> exp.Expr:
    left, right = truth(node, node.this, walk), truth(node, node.expression, walk)
    return operator(exp.NEQ, left, right)


def _boolnot(node: exp.Expr, walk: Walk) -> exp.Expr:
    return exp.Paren(this=exp.Not(this=grouped(truth(node, node.this, walk))))


def _regression_value(*, of_x: bool) -> NodeRule:
    """REGR_VALX or REGR_VALY: one of the pair, NULL where the other is NULL."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        y, x = coerced(node, [node.this, node.expression], [as_float], walk)
        value, other = (x, y) if of_x else (y, x)
        return case([(is_null(other), cast(null(), "DOUBLE"))], value)

    return NodeRule(returns_nullable(FLOAT), rewrite)


NODES: NodeRules = {
    exp.Coalesce: NodeRule(_coalesce_type, _coalesce),
    exp.Nullif: NodeRule(lambda _, operands, __: operands[0].with_nullable(True), _nullif),
    exp.Nvl2: NodeRule(_nvl2_type, _nvl2),
    exp.DecodeCase: NodeRule(_decode_type, _decode),
    exp.EqualNull: NodeRule(returns_value(BOOLEAN), _equal_null),
    exp.Greatest: _extreme("greatest"),
    exp.Least: _extreme("least"),
    exp.Booland: _logical(exp.And),
    exp.Boolor: _logical(exp.Or),
    exp.Xor: NodeRule(returns(BOOLEAN), _boolxor),
    exp.Boolnot: NodeRule(returns(BOOLEAN), _boolnot),
    exp.RegrValx: _regression_value(of_x=True),
    exp.RegrValy: _regression_value(of_x=False),
}

NAMED: FunctionRules = {}
