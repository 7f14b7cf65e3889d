"""What functions and operators do with structured values.

A node with a structured operand has its ordinary rule where that holds for structured values too, a rule of its own
here where types are kept or checked, and is refused otherwise: no structured value becomes a semi-structured one
unseen. Follows https://docs.snowflake.com/en/sql-reference/data-types-structured.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from sqlglot import exp

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.types import (
    ARRAY,
    BOOLEAN,
    MAX_VARCHAR,
    OBJECT,
    VARIANT,
    DataType,
    Kind,
    Part,
    array_of,
    object_of,
    varchar,
)
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions import arrays, constructors, maps, members
from mockhaus.translation.functions.building import call, literal_text
from mockhaus.translation.functions.coercibility import is_coercible
from mockhaus.translation.functions.conversion import cast_node, plain_conversion
from mockhaus.translation.functions.converting import settings_of
from mockhaus.translation.functions.signatures import argument_types, function_name, returns
from mockhaus.translation.functions.structures import assembled, decoded, field_text, once, part_text
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import FunctionRule, FunctionRules, NodeRule, NodeRules, Walk

_ORDINARY: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.AnyValue,
        exp.Between,
        exp.Case,
        exp.Cast,
        exp.Coalesce,
        exp.Count,
        exp.Distinct,
        exp.EQ,
        exp.EqualNull,
        exp.GT,
        exp.GTE,
        exp.If,
        exp.In,
        exp.Is,
        exp.Kwarg,
        exp.LT,
        exp.LTE,
        exp.Lambda,
        exp.NEQ,
        exp.NullSafeEQ,
        exp.NullSafeNEQ,
        exp.Nullif,
        exp.Nvl2,
        exp.Order,
        exp.Ordered,
        exp.Paren,
        exp.TryCast,
        exp.Tuple,
        *maps.NODES,
    }
)
_ORDINARY_NAMES = frozenset({"SYSTEM$TYPEOF", *constructors.NAMED, *maps.NAMED})
_OF_ELEMENTS = (exp.ArrayFilter, exp.Transform)
_REFUSED_BY_TYPE = frozenset({exp.IsArray, exp.Typeof})
_REFUSED_BY_TYPE_NAMES = frozenset({"AS_ARRAY", "AS_OBJECT", "IS_OBJECT"})

Rule = NodeRule | FunctionRule


def rule(node: exp.Expr, ordinary: Rule, walk: Walk) -> Rule:
    """The rule of a node that has a structured operand; its refusal where there is none."""
    kind, name = node.__class__, node.name.upper() if isinstance(node, exp.Anonymous) else ""
    if kind in _ORDINARY or name in _ORDINARY_NAMES:
        return ordinary
    found = NAMED.get(name) if name else NODES.get(kind)
    if found is not None:
        return found
    if kind in _REFUSED_BY_TYPE or name in _REFUSED_BY_TYPE_NAMES:
        raise argument_types(node, node.expressions if name else [node.this], walk)
    if kind in (exp.Array, exp.ArrayConstructCompact, exp.PropertyEQ, exp.JSONKeyValue):
        raise walk.unsupported("structured value within a semi-structured one", node)
    raise walk.unsupported(f"{_shown(node, walk)} of a structured value", node)


def _shown(node: exp.Expr, walk: Walk) -> str:
    if not isinstance(node, exp.Func):
        return "operator"
    written = function_name(node, walk)
    return written if written.replace("$", "_").isidentifier() else node.sql_name()


# ARRAY


Prepare = Callable[[exp.Expr, DataType, Walk], DataType]
"""Converts the arguments of a node whose ARRAYs are of a type; the type of the result."""


def _array_rule(kind: type[exp.Expr], prepare: Prepare) -> NodeRule:
    """A function of arrays as its ordinary rule rewrites it, once its arguments are of the elements' type."""
    ordinary = arrays.NODES[kind]

    def result(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
        source = walk.type_of(node.this)
        if source.kind is not Kind.ARRAY or source.parts is None:
            raise argument_types(node, arrays_and_values(node), walk)
        nullable = any(operand.nullable for operand in operands)
        found = prepare(node, source, walk)
        return found.with_nullable(nullable or found.nullable)

    def rewrite(node: exp.Expr, walk: Walk) -> exp.Expr | None:
        assert ordinary.rewrite is not None  # noqa: S101 - all of these have one
        values = arrays_and_values(node)
        places = [(item.arg_key or "this", item.index) for item in values]
        types = [ARRAY if walk.type_of(item).is_structured else walk.type_of(item) for item in values]

        def made(items: Sequence[exp.Expr]) -> exp.Expr:
            for item, (key, index), data_type in zip(items, places, types, strict=True):
                node.set(key, walk.set_type(item, data_type), index)
            assert ordinary.rewrite is not None  # noqa: S101 - as above
            return ordinary.rewrite(node, walk) or node

        return once(values, made)

    return NodeRule(result, rewrite)


def arrays_and_values(node: exp.Expr) -> list[exp.Expr]:
    """The arguments of a function of arrays."""
    given = [node.args.get(key) for key in ("this", "expression")]
    return [item for item in (*given, *node.expressions) if isinstance(item, exp.Expr)]


def _kept(_: exp.Expr, source: DataType, __: Walk) -> DataType:
    return source


def _searched(result: DataType) -> Prepare:
    """A value to look for, as one of the elements' type."""

    def prepare(node: exp.Expr, source: DataType, walk: Walk) -> DataType:
        _as_element(node, "expression", source.last_part, walk)
        return result

    return prepare


def _extended(node: exp.Expr, source: DataType, walk: Walk) -> DataType:
    """A value that is added: the elements may be NULL where it may."""
    given = walk.type_of(node.expression)
    _as_element(node, "expression", source.last_part, walk)
    nullable = source.last_part.nullable or given.nullable
    return array_of(source.last_part.with_nullable(nullable), nullable=source.nullable)


def _as_element(node: exp.Expr, key: str, element: DataType, walk: Walk) -> None:
    value, given = node.args[key], walk.type_of(node.args[key])
    if (given.kind is Kind.VARIANT and element.kind is not Kind.VARIANT) or not is_coercible(given, element):
        raise argument_types(node, arrays_and_values(node), walk)
    made = part_text(cast_node(value, given, element, walk), element)
    node.set(key, walk.set_type(made, VARIANT.with_nullable(given.nullable)))


def _other_array(node: exp.Expr, other: exp.Expr, source: DataType, walk: Walk) -> DataType:
    """The type that another array has in common with the first."""
    given = walk.type_of(other)
    if given.kind is not Kind.NULL and not (is_coercible(given, source) or is_coercible(source, given)):
        raise argument_types(node, arrays_and_values(node), walk)
    return common_type(source, given)


def _compared(node: exp.Expr, source: DataType, walk: Walk) -> DataType:
    """A second array whose elements are comparable; the type of the first stays."""
    _other_array(node, node.expression, source, walk)
    return source


def _overlapping(node: exp.Expr, source: DataType, walk: Walk) -> DataType:
    _other_array(node, node.expression, source, walk)
    return DataType(Kind.BOOLEAN, nullable=False)


def _united(node: exp.Expr, source: DataType, walk: Walk) -> DataType:
    """All arrays as arrays of their common type."""
    items = [item for item in (node.args.get("this"), *node.expressions) if isinstance(item, exp.Expr)]
    target = source
    for item in items:
        target = _other_array(node, item, target, walk)
    for item in items:
        made = cast_node(item, walk.type_of(item), target, walk)
        if made is not item:
            key, index = item.arg_key or "this", item.index
            node.set(key, walk.set_type(made, target), index)
    return target


def _counted(_: exp.Expr, __: DataType, ___: Walk) -> DataType:
    return DataType(Kind.NUMBER, 18)


def _intersection_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    first = walk.type_of(node.expressions[0])
    if first.kind is not Kind.ARRAY or first.parts is None:
        raise argument_types(node, node.expressions, walk)
    return _united(node, first, walk).with_nullable(any(operand.nullable for operand in operands))


def _intersection(node: exp.Expr, _: Walk) -> exp.Expr:
    return once(node.expressions, lambda items: call("mh_inter", *items))


def _zipped_type(node: exp.Expr, operands: Sequence[DataType], walk: Walk) -> DataType:
    """OBJECTs of an element of each ARRAY, which is NULL where an ARRAY is shorter."""
    if not all(operand.kind is Kind.ARRAY and operand.is_structured for operand in operands):
        raise argument_types(node, node.expressions, walk)
    fields = {f"${place}": operand.last_part.with_nullable(True) for place, operand in enumerate(operands, 1)}
    return array_of(object_of(sorted(fields.items())), nullable=any(operand.nullable for operand in operands))


def _zipped(node: exp.Expr, _: Walk) -> exp.Expr:
    return call("mh_arrays_zip", exp.Array(expressions=[call("mh_arr", item) for item in node.expressions]))


# Lambdas


def parameter(column: exp.Expr, function: exp.Expr | None, walk: Walk) -> tuple[exp.Expr, DataType]:
    """What the parameter of a lambda expression stands for: an element of the ARRAY its function is given."""
    source = walk.type_of(function.this) if isinstance(function, _OF_ELEMENTS) else VARIANT
    if source.kind is not Kind.ARRAY or source.parts is None:
        return column, VARIANT
    element = source.last_part
    if walk.context.fraction is Fraction.NANOSECONDS and element.kind in MOMENTS:
        raise unsupported("a lambda expression over times or timestamps in nanoseconds")
    return decoded(column, element, plain_conversion(settings_of(walk))), element


def _transformed_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source = _structured_array(node, walk)
    return array_of(walk.type_of(arrays.lambda_body(node, walk)), nullable=source.nullable)


def _transformed(node: exp.Expr, walk: Walk) -> exp.Expr:
    body = arrays.lambda_body(node, walk)
    made = part_text(body, walk.type_of(node).last_part)
    return arrays.applied("list_transform", node.this, node.expression, made)


def _filtered_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return _structured_array(node, walk)


def _filtered(node: exp.Expr, walk: Walk) -> exp.Expr:
    body = arrays.lambda_body(node, walk)
    condition = cast_node(body, walk.type_of(body), BOOLEAN, walk)
    return arrays.applied("list_filter", node.this, node.expression, condition)


def _structured_array(node: exp.Expr, walk: Walk) -> DataType:
    source = walk.type_of(node.this)
    if source.kind is not Kind.ARRAY or source.parts is None:
        raise walk.unsupported(f"{_shown(node, walk)} of a structured value", node)
    return source


# OBJECT


def _key(node: exp.Expr, key: exp.Expr, walk: Walk) -> str:
    found = literal_text(key)
    if found is None:
        raise walk.unsupported("key of a structured OBJECT that is not a constant", node)
    return found


def _fields(source: DataType) -> list[tuple[str, DataType]]:
    return [(part.name, part.type) for part in source.parts or ()]


def _object_type(node: exp.Expr, value: exp.Expr, walk: Walk) -> DataType:
    found = walk.type_of(value)
    if found.kind is not Kind.OBJECT or found.parts is None:
        raise argument_types(node, [value], walk)
    return found


def _existing(node: exp.Expr, source: DataType, name: str, walk: Walk) -> DataType:
    found = source.field(name)
    if found is None:
        called = function_name(node, walk)
        raise SnowflakeError(ErrorCode.FIELD_MISSING, position=walk.position(node), name=called, key=name)
    return found


def _deleted_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source = _object_type(node, node.expressions[0], walk)
    names = [_key(node, item, walk) for item in node.expressions[1:]]
    for name in names:
        _existing(node, source, name, walk)
    return object_of([field for field in _fields(source) if field[0] not in names], nullable=source.nullable)


def _picked_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source = _object_type(node, node.expressions[0], walk)
    names = [_key(node, item, walk) for item in node.expressions[1:]]
    return object_of([(name, _existing(node, source, name, walk)) for name in names], nullable=source.nullable)


def _chosen(node: exp.Expr, walk: Walk) -> exp.Expr:
    """The fields of the result's type, out of an OBJECT that has them."""
    parts: tuple[Part, ...] = walk.type_of(node).parts or ()
    return assembled(node.expressions[0], lambda value: [_of(value, part.name) for part in parts])


def _of(value: exp.Expr, name: str) -> tuple[str, exp.Expr]:
    return name, field_text(value.copy(), name)


def _updates(node: exp.Expr, walk: Walk) -> bool:
    flag = node.args.get("update_flag")
    if flag is not None and not isinstance(flag, exp.Boolean):
        raise walk.unsupported("OBJECT_INSERT into a structured OBJECT with a flag that is not a constant", node)
    return flag is not None and bool(flag.this)


def _inserted_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    source, name = _object_type(node, node.this, walk), _key(node, node.args["key"], walk)
    given = walk.type_of(node.args["value"])
    if _updates(node, walk):
        if not is_coercible(given, _existing(node, source, name, walk)):
            raise argument_types(node, [node.this, node.args["key"], node.args["value"]], walk)
        return source
    if source.field(name) is not None:
        raise SnowflakeError(ErrorCode.FIELD_PRESENT, position=walk.position(node), name="OBJECT_INSERT", key=name)
    return object_of([*_fields(source), (name, given)], nullable=source.nullable)


def _inserted(node: exp.Expr, walk: Walk) -> exp.Expr:
    target, name = walk.type_of(node), _key(node, node.args["key"], walk)
    wanted = target.field(name)
    assert wanted is not None  # noqa: S101 - it is part of the result's type
    given = node.args["value"]
    content = part_text(cast_node(given, walk.type_of(given), wanted, walk), wanted)
    parts = target.parts or ()
    return assembled(
        node.this,
        lambda value: [(name, content) if part.name == name else _of(value, part.name) for part in parts],
    )


def _names_type(node: exp.Expr, _: Sequence[DataType], walk: Walk) -> DataType:
    return array_of(varchar(MAX_VARCHAR), nullable=_object_type(node, node.this, walk).nullable)


def _names(node: exp.Expr, _: Walk) -> exp.Expr:
    return once([node.this], lambda items: call("mh_keys", *items))


def _to(target: DataType, node: exp.Expr, walk: Walk) -> exp.Expr:
    """TO_ARRAY, TO_OBJECT and TO_VARIANT: a new node, as its type is another than that of the value."""
    value = node.expressions[0] if isinstance(node, exp.Anonymous) else node.this
    return exp.Paren(this=cast_node(value, walk.type_of(value), target, walk))


_FOUND = DataType(Kind.BOOLEAN)
_PLACE = DataType(Kind.NUMBER, 18)

NODES: NodeRules = {
    **members.NODES,
    exp.ArrayAppend: _array_rule(exp.ArrayAppend, _extended),
    exp.ArrayCompact: _array_rule(exp.ArrayCompact, _kept),
    exp.ArrayConcat: _array_rule(exp.ArrayConcat, _united),
    exp.ArrayContains: _array_rule(exp.ArrayContains, _searched(_FOUND)),
    exp.ArrayExcept: _array_rule(exp.ArrayExcept, _compared),
    exp.ArrayFilter: NodeRule(_filtered_type, _filtered),
    exp.ArrayInsert: _array_rule(exp.ArrayInsert, _extended),
    exp.ArrayIntersect: NodeRule(_intersection_type, _intersection),
    exp.ArrayOverlaps: _array_rule(exp.ArrayOverlaps, _overlapping),
    exp.ArrayPosition: _array_rule(exp.ArrayPosition, _searched(_PLACE)),
    exp.ArrayPrepend: _array_rule(exp.ArrayPrepend, _extended),
    exp.ArraySize: _array_rule(exp.ArraySize, _counted),
    exp.ArraySlice: _array_rule(exp.ArraySlice, _kept),
    exp.ArraysZip: NodeRule(_zipped_type, _zipped),
    exp.JSONKeys: NodeRule(_names_type, _names),
    exp.ObjectInsert: NodeRule(_inserted_type, _inserted),
    exp.ToArray: NodeRule(returns(ARRAY), partial(_to, ARRAY)),
    exp.ToVariant: NodeRule(returns(VARIANT), partial(_to, VARIANT)),
    exp.Transform: NodeRule(_transformed_type, _transformed),
}
NAMED: FunctionRules = {
    "OBJECT_DELETE": FunctionRule(_deleted_type, _chosen, 2, -1),
    "OBJECT_PICK": FunctionRule(_picked_type, _chosen, 2, -1),
    "TO_OBJECT": FunctionRule(returns(OBJECT), partial(_to, OBJECT), 1, 1),
}
