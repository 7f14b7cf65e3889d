"""VECTOR functions: distances and similarities, normalizing, truncating, aggregates.

Follows https://docs.snowflake.com/en/sql-reference/functions-vector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import FLOAT, DataType, Kind, vector
from mockhaus.translation.functions.aggregation import Argument, Expansion, Over, collected, named_aggregate
from mockhaus.translation.functions.building import call, cast, cast_to, integer, literal_integer, text
from mockhaus.translation.functions.signatures import argument_types, as_shown, returns
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_Wide = Callable[[int], str]


def _fixed(dimension: int) -> str:
    return f"DOUBLE[{dimension}]"


def _list(_: int) -> str:
    return "DOUBLE[]"


def _pair(engine_function: str, wide: _Wide = _fixed) -> NodeRule:
    """A function of two VECTORs of one type; the engine computes it on DOUBLEs."""

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr:
        arguments = [node.this, node.expression]
        left, right = (walk.type_of(argument) for argument in arguments)
        if left.kind is not Kind.VECTOR or (left.kind, left.element, left.length) != (
            right.kind,
            right.element,
            right.length,
        ):
            raise argument_types(node, arguments, walk)
        return call(engine_function, *(cast(argument, wide(left.length)) for argument in arguments))

    return NodeRule(returns(FLOAT), rewrite)


def _only(node: exp.Expr, walk: Walk) -> DataType:
    """The type of the first argument; ARGUMENT_TYPES for anything but a VECTOR."""
    found = walk.type_of(node.expressions[0])
    if found.kind is not Kind.VECTOR:
        raise argument_types(node, node.expressions, walk)
    return found


def _unit_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source = _only(node, walk)
    return vector(Kind.FLOAT, source.length, nullable=source.nullable)


def _unit(node: exp.Expr, walk: Walk) -> exp.Expr:
    source = _only(node, walk)
    value = call("mh_normalized_vector", cast(node.expressions[0], "DOUBLE[]"))
    return cast_to(value, vector(Kind.FLOAT, source.length))


def _shorter_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source, dimension = _only(node, walk), literal_integer(node.expressions[1])
    if dimension is None or not 1 <= dimension <= source.length:
        shown = as_shown(node.expressions[1], walk)
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=walk.position(node), value=shown, name="dimension")
    return vector(source.element or Kind.FLOAT, dimension, nullable=source.nullable)


def _shorter(node: exp.Expr, walk: Walk) -> exp.Expr:
    target = walk.type_of(node)
    elements = "INTEGER[]" if target.element is Kind.NUMBER else "FLOAT[]"
    kept = call("list_slice", cast(node.expressions[0], elements), integer(1), integer(target.length))
    return cast_to(kept, target)


# Aggregates


def _of_elements(engine_function: str, *, average: bool = False) -> Expansion:
    """An aggregate that the engine computes on the elements of each place."""

    def expand(node: exp.Expr, walk: Walk, over: Over) -> exp.Expr:
        source = _only(node, walk)
        target = vector(Kind.FLOAT, source.length) if average else source
        found = call("mh_vector_aggregate", over(collected(Argument(node.expressions[0]))), text(engine_function))
        return cast_to(found, target)

    return expand


def _aggregate_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return _only(node, walk).with_nullable(True)


def _average_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return vector(Kind.FLOAT, _only(node, walk).length)


NAMED_EXPANSIONS: Mapping[str, Expansion] = {
    "VECTOR_AVG": _of_elements("avg", average=True),
    "VECTOR_MAX": _of_elements("max"),
    "VECTOR_MIN": _of_elements("min"),
    "VECTOR_SUM": _of_elements("sum"),
}

_SHORTER = FunctionRule(_shorter_type, _shorter, 2)

NODES: NodeRules = {
    exp.CosineDistance: _pair("array_cosine_similarity"),
    exp.DotProduct: _pair("array_inner_product"),
    exp.EuclideanDistance: _pair("array_distance"),
    exp.ManhattanDistance: _pair("mh_l1_distance", _list),
}
NAMED: FunctionRules = {
    **{
        name: named_aggregate(_average_type if name == "VECTOR_AVG" else _aggregate_type, expansion, 1)
        for name, expansion in NAMED_EXPANSIONS.items()
    },
    "VECTOR_NORMALIZE": FunctionRule(_unit_type, _unit, 1),
    "VECTOR_TRUNC": _SHORTER,
    "VECTOR_TRUNCATE": _SHORTER,
}
