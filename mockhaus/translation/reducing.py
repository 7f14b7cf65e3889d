"""REDUCE: the elements of an ARRAY brought together, one after the other, by a lambda expression.

Follows https://docs.snowflake.com/en/sql-reference/functions/reduce. The accumulator has one type: that which the
initial value and what the lambda answers have in common. It goes from step to step in a struct, beside the element.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from sqlglot import exp

from mockhaus.domain.types import VARIANT, DataType, Kind, number
from mockhaus.translation.coercion import converted
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions.arrays import as_array
from mockhaus.translation.functions.building import call, case, cast_to, is_null, text
from mockhaus.translation.functions.conversion import plain_conversion
from mockhaus.translation.functions.converting import settings_of
from mockhaus.translation.functions.signatures import coerce_argument
from mockhaus.translation.functions.structures import decoded
from mockhaus.translation.functions.unification import common_type
from mockhaus.translation.precision import Fraction
from mockhaus.translation.rules import Walk
from mockhaus.translation.scope import identifier

_PARAMETERS = 2
_ELEMENT = "x"

Meaning = tuple[exp.Expr, DataType]
"""What the parameter of a lambda expression stands for, and its type."""


class LambdaWalk(Walk, Protocol):
    """The walk, as far as REDUCE needs it."""

    def expression(self, root: exp.Expr) -> exp.Expr:
        """An expression in engine SQL."""

    def within_lambda(self, parameters: Mapping[str, Meaning]) -> AbstractContextManager[int]:
        """Let names mean parameters of a lambda expression; how many such expressions are around it."""


def reduced(node: exp.Expr, walk: LambdaWalk) -> Meaning:
    """REDUCE(array, initial, (accumulator, element) -> …), not visited yet, in engine SQL with its type."""
    function = node.args.get("merge")
    if not isinstance(function, exp.Lambda) or len(function.expressions) != _PARAMETERS or node.args.get("finish"):
        raise walk.unsupported("REDUCE without a lambda expression of two parameters", node)
    given = walk.expression(node.this)
    source, array = walk.type_of(given), coerce_argument(node, given, as_array, walk)
    element = source.last_part if source.kind is Kind.ARRAY and source.is_structured else VARIANT
    initial = walk.expression(node.args["initial"])
    data_type = _accumulated(walk, function, _roomy(walk.type_of(initial)), element)
    step, _ = _step(walk, function, data_type, element)
    if walk.context.fraction is Fraction.NANOSECONDS and {data_type.kind, element.kind} & MOMENTS:
        raise walk.unsupported("REDUCE to times or timestamps in nanoseconds", node)
    start = cast_to(converted(initial, data_type, walk), data_type)
    elements = call("list_transform", call("mh_elements", array), _lambda(_pair(_nothing(data_type), _name(_ELEMENT))))
    found = call("list_reduce", elements, step, _pair(start, _nothing(VARIANT)))
    return call("struct_extract", found, text("acc")), data_type.with_nullable(True)


def _accumulated(walk: LambdaWalk, function: exp.Lambda, initial: DataType, element: DataType) -> DataType:
    """The accumulator's type: found with the initial value's type in its place."""
    _, answered = _step(walk, function.copy(), initial, element)
    return _roomy(common_type(initial, answered) if initial.kind is not Kind.NULL else answered)


def _roomy(data_type: DataType) -> DataType:
    """Exact numbers with room to grow."""
    return number(38, data_type.scale) if data_type.kind is Kind.NUMBER else data_type.with_nullable(True)


def _step(walk: LambdaWalk, function: exp.Lambda, data_type: DataType, element: DataType) -> tuple[exp.Expr, DataType]:
    """The engine's lambda over pairs, and the type of what the given one answers."""
    names = [item.name.upper() for item in function.expressions]
    given: dict[str, Meaning] = {}
    with walk.within_lambda(given) as depth:
        before, current = f"before{depth}", f"current{depth}"
        sofar = call("struct_extract", _name(before), text("acc"))
        given[names[0]] = sofar, data_type
        item = call("struct_extract", _name(current), text("element"))
        given[names[1]] = decoded(item, element, plain_conversion(settings_of(walk))), element
        body = walk.expression(exp.Paren(this=function.this))
        answered = walk.type_of(body)
        value = cast_to(converted(body, data_type, walk), data_type)
    kept = case([(is_null(sofar.copy()), exp.Null())], value)
    return _lambda(_pair(kept, _nothing(VARIANT)), before, current), answered


def _pair(accumulated: exp.Expr, element: exp.Expr) -> exp.Expr:
    return call("mh_reduced", accumulated, element)


def _nothing(data_type: DataType) -> exp.Expr:
    return cast_to(exp.Null(), data_type if data_type.kind is not Kind.NULL else VARIANT)


def _name(name: str) -> exp.Expr:
    return exp.Column(this=identifier(name))


def _lambda(body: exp.Expr, *parameters: str) -> exp.Lambda:
    names = parameters or (_ELEMENT,)
    return exp.Lambda(this=body, expressions=[identifier(name) for name in names], colon=True)
