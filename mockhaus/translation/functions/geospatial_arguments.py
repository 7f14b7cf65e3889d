"""What the functions of shapes share: arguments that are GEOGRAPHY or GEOMETRY, and which of them a call is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from mockhaus.domain.types import GEOGRAPHY, GEOMETRY, GEOSPATIAL, DataType, Kind
from mockhaus.translation.functions.building import call, cast
from mockhaus.translation.functions.signatures import Coercion, argument_types, coerced
from mockhaus.translation.rules import FunctionRule, RewriteRule, TypeRule, Walk

EngineNames = Mapping[Kind, str]
"""The engine function for GEOGRAPHY, for GEOMETRY or for either."""


def as_geography(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    """A GEOGRAPHY; nothing else becomes one by itself."""
    if source.kind is Kind.NULL:
        return cast(node, "BLOB")
    return node if source.kind is Kind.GEOGRAPHY else None


def _as_shape(node: exp.Expr, source: DataType, _: Walk) -> exp.Expr | None:
    if source.kind is Kind.NULL:
        return cast(node, "BLOB")
    return node if source.kind in GEOSPATIAL else None


def _kind_of(operands: Sequence[DataType]) -> Kind | None:
    """The kind of all shapes that are not NULL, GEOGRAPHY for none; None where there are both."""
    kinds = {operand.kind for operand in operands} - {Kind.NULL}
    return next(iter(kinds), Kind.GEOGRAPHY) if len(kinds) < len(GEOSPATIAL) else None


def returns_shape(shapes: int = 1) -> TypeRule:
    """The type of the first arguments, which are shapes; NULL possible."""

    def rule(_: exp.Expr, operands: Sequence[DataType], __: Walk) -> DataType:
        return GEOMETRY if _kind_of(operands[:shapes]) is Kind.GEOMETRY else GEOGRAPHY

    return rule


def of_shapes(
    node: exp.Expr,
    arguments: Sequence[exp.Expr],
    names: EngineNames,
    shapes: int,
    others: Sequence[Coercion],
    walk: Walk,
) -> exp.Expr:
    """The call of the engine function for the kind of the shapes, which are the first arguments."""
    kind = _kind_of([walk.type_of(argument) for argument in arguments[:shapes]])
    name = names.get(kind) if kind else None
    if name is None:
        raise argument_types(node, arguments, walk)
    return call(name, *coerced(node, arguments, [*[_as_shape] * shapes, *others], walk))


def shape_function(names: EngineNames, result: TypeRule, *others: Coercion, shapes: int = 1) -> FunctionRule:
    """A function of shapes of one kind, and of other arguments after them."""
    return FunctionRule(result, _rewrite(names, shapes, others), shapes + len(others))


def _rewrite(names: EngineNames, shapes: int, others: Sequence[Coercion]) -> RewriteRule:
    return lambda node, walk: of_shapes(node, node.expressions, names, shapes, others, walk)


def either(name: str) -> EngineNames:
    """Engine functions for both kinds, by the name of what they do."""
    return {Kind.GEOGRAPHY: f"mh_geography_{name}", Kind.GEOMETRY: f"mh_geometry_{name}"}
