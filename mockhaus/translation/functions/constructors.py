"""Functions that make structured values out of their arguments.

Follows https://docs.snowflake.com/en/sql-reference/functions/array_construct_structured, `map_construct` and
`object_construct_keep_null_structured`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import DataType, Kind, array_of, map_of, number, object_of
from mockhaus.translation.functions.building import call, cast, literal_text
from mockhaus.translation.functions.conversion import cast_node
from mockhaus.translation.functions.signatures import argument_types
from mockhaus.translation.functions.structures import joined, part_text
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.rules import FunctionRule, FunctionRules, Walk


def _common(node: exp.Expr, types: Sequence[DataType], walk: Walk) -> DataType:
    """The type that all values become; ARGUMENT_TYPES where all are bare NULLs."""
    found = reduce(common_type, types)
    if found.kind is Kind.NULL:
        raise argument_types(node, node.expressions, walk)
    return found


def _text_of(value: exp.Expr, part: DataType, walk: Walk) -> exp.Expr:
    return part_text(cast_node(value, walk.type_of(value), part, walk), part)


def _pairs(node: exp.Expr, walk: Walk) -> list[tuple[exp.Expr, exp.Expr]]:
    """Keys and their values; ARGUMENT_COUNT_SMALL where a key has none."""
    given = node.expressions
    if len(given) % 2:
        raise SnowflakeError(
            ErrorCode.ARGUMENT_COUNT_SMALL,
            position=walk.position(node),
            call=walk.source_text(node),
            expected=len(given) + 1,
            actual=len(given),
        )
    return list(zip(given[::2], given[1::2], strict=True))


def _array_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    return array_of(_common(node, operands, walk), nullable=False)


def _array(node: exp.Expr, walk: Walk) -> exp.Expr:
    element = walk.type_of(node).last_part
    return call("mh_mk", exp.Array(expressions=[_text_of(item, element, walk) for item in node.expressions]))


def _key_type(node: exp.Expr, types: Sequence[DataType], walk: Walk) -> DataType:
    """VARCHAR, or NUMBER without a fraction where one of the keys is a number."""
    found = _common(node, types, walk)
    if found.kind is Kind.VARCHAR:
        return found.with_nullable(False)
    if found.kind is not Kind.NUMBER or any(item.kind is Kind.NUMBER and item.scale for item in types):
        raise argument_types(node, node.expressions, walk)
    return number(nullable=False)


def _map_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    pairs = [tuple(walk.type_of(item) for item in pair) for pair in _pairs(node, walk)]
    keys, values = zip(*pairs, strict=True)
    return map_of(_key_type(node, keys, walk), _common(node, values, walk), nullable=False)


def _map(node: exp.Expr, walk: Walk) -> exp.Expr:
    key, value = (part.type for part in walk.type_of(node).parts or ())
    entries = [
        call("mh_pair", cast(cast_node(name, walk.type_of(name), key, walk), "VARCHAR"), _text_of(item, value, walk))
        for name, item in _pairs(node, walk)
    ]
    return call("mh_map_made", exp.Array(expressions=entries))


def _fields(node: exp.Expr, walk: Walk) -> list[tuple[str, exp.Expr]]:
    """The values by their keys, in the order of these."""
    found: dict[str, exp.Expr] = {}
    for key, value in _pairs(node, walk):
        name = literal_text(key)
        if not name or walk.type_of(value).kind is Kind.NULL:
            raise argument_types(node, node.expressions, walk)
        if name in found:
            raise SnowflakeError(ErrorCode.DUPLICATE_KEY, position=walk.position(node), name=name)
        found[name] = value
    return sorted(found.items())


def _object_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return object_of([(name, walk.type_of(value)) for name, value in _fields(node, walk)], nullable=False)


def _object(node: exp.Expr, walk: Walk) -> exp.Expr:
    return joined([(name, part_text(value, walk.type_of(value))) for name, value in _fields(node, walk)])


NAMED: FunctionRules = {
    "ARRAY_CONSTRUCT_STRUCTURED": FunctionRule(_array_type, _array, 1, -1),
    "MAP_CONSTRUCT": FunctionRule(_map_type, _map, 2, -1),
    "OBJECT_CONSTRUCT_KEEP_NULL_STRUCTURED": FunctionRule(_object_type, _object, 2, -1),
}
